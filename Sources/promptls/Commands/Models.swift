import JSONCoding
import JSONRPC
import PromptServer

extension Command {
  static let models = Command(
    name: "models", summary: "loads models and says what is known of them", operands: "",
    options: [.model, .json], example: "promptls models --model smollm2=FILE.gguf"
  ) { (arguments) throws(UsageError) in
    let library = Library.builtIn
    _ = try library.addModels(arguments.all("--model"))
    var oneShot = OneShot(library: library)
    for entry in library.models {
      let params: JSON = ["name": .string(entry.name), "path": .string(entry.path)]
      switch oneShot.call("promptls/loadModel", params) {
      case .success(let model) where arguments.has("--json"):
        Console.print(model.text + [UInt8(ascii: "\n")])
      case .success(let model):
        Console.print(
          """
          \(entry.name): \(model["architecture"]?.string ?? ""), \
          \(model["parameters"]?.integer ?? 0) parameters, \
          context \(model["contextLength"]?.integer ?? 0), \
          \(model["weightFormat"]?.string ?? ""), tokenizer \(model["tokenizer"]?.string ?? ""), \
          \((model["bytesMapped"]?.integer ?? 0) >> 20) MB mapped, \
          \((model["bytesResident"]?.integer ?? 0) >> 20) MB resident
          """)
      case .failure(let error):
        Console.error("promptls: \(error.message)")
        return 2
      }
    }
    return 0
  }
}
