import JSONCoding
import JSONRPC
import Model
import PromptServer

extension Command {
  static let models = Command(
    name: "models", summary: "says what is known of models, or makes an untrained one",
    operands: "[init FOLDER]",
    options: [
      .model, .quantize, .repackCache, Option("--seed", "N", "where chance begins (default 1)"),
      .json,
    ],
    example: "promptls models init untrained && promptls score --model untrained/ prompt.txt"
  ) { (arguments) throws(UsageError) in
    if arguments.names.first == "init" { return try initialize(arguments) }
    guard arguments.names.isEmpty else {
      throw UsageError("models knows \"init\" and not \"\(arguments.names[0])\"")
    }
    let library = Library.builtIn
    _ = try library.addModels(arguments)
    var oneShot = OneShot(library: library)
    for entry in library.models {
      var params: [String: JSON] = [
        "name": .string(entry.name), "path": .string(entry.file.path),
        "quantize": .string(entry.file.quantization.rawValue),
      ]
      if let folder = entry.file.repackCache { params["repackCache"] = .string(folder) }
      switch oneShot.call("promptls/loadModel", .object(params)) {
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

  /// Writes a GPT-2 of 124 million weights that has learned nothing.
  private static func initialize(_ arguments: Arguments) throws(UsageError) -> Int32 {
    guard arguments.names.count == 2 else { throw UsageError("models init needs one FOLDER") }
    let seed = try arguments.last("--seed", as: "an integer") { UInt64($0) } ?? 1
    do throws(ModelError) {
      try InitialWeights.write(.gpt2Small, to: arguments.names[1], seed: seed)
      return 0
    } catch {
      throw UsageError(error.description)
    }
  }
}
