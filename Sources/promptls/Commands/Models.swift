import JSONCoding
import JSONRPC
import Model
import PromptServer

extension Command {
  static let models = Command(
    name: "models", summary: "says what is known of models, or makes an untrained one",
    operands: Operands("[init FOLDER]", .oneOf(["init"])),
    options: [
      .model, .quantize, .repackCache, Option("--seed", "N", "where chance begins (default 1)"),
      .json,
    ],
    examples: [
      "promptls models",
      "promptls models --model smollm2=smollm2.gguf",
    ]
  ) { (arguments) throws(UsageError) in
    if arguments.names.first == "init" { return try initialize(arguments) }
    guard arguments.names.isEmpty else {
      throw UsageError("models knows \"init\" and not \"\(arguments.names[0])\"")
    }
    let library = Library.builtIn
    _ = try library.addModels(arguments)
    var oneShot = OneShot(library: library)
    var table = Table(
      heads: [
        "name", "architecture", "parameters", "context", "weights", "tokenizer", "mapped",
        "resident",
      ],
      words: [0, 1, 4, 5])
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
        table.add([
          entry.name, model["architecture"]?.string ?? "", "\(model["parameters"]?.integer ?? 0)",
          "\(model["contextLength"]?.integer ?? 0)", model["weightFormat"]?.string ?? "",
          model["tokenizer"]?.string ?? "", "\((model["bytesMapped"]?.integer ?? 0) >> 20) MB",
          "\((model["bytesResident"]?.integer ?? 0) >> 20) MB",
        ])
      case .failure(let error):
        Console.error("promptls: \(error.message)")
        return 2
      }
    }
    if !table.isEmpty { Console.print(table) }
    return 0
  }

  /// Writes a GPT-2 of 124 million weights that has learned nothing.
  private static func initialize(_ arguments: Arguments) throws(UsageError) -> Int32 {
    guard arguments.names.count == 2 else { throw UsageError("models init needs one FOLDER") }
    let seed = try arguments.last("--seed", as: "an integer") { UInt64($0) } ?? 1
    do throws(ModelError) {
      ProgressLine.shared.show("writing \(arguments.names[1])")
      defer { ProgressLine.shared.clear() }
      try InitialWeights.write(.gpt2Small, to: arguments.names[1], seed: seed)
      return 0
    } catch {
      throw UsageError(error.description)
    }
  }
}
