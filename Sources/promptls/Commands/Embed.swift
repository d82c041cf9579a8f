import JSONCoding
import JSONRPC
import PromptServer

extension Command {
  static let embed = Command(
    name: "embed", summary: "prints a text as vectors", operands: .texts,
    options: [
      .model, .quantize, .repackCache,
      .layer,
      Option("--pooling", "KIND", "\"mean\" (default) or \"none\"", .oneOf(["mean", "none"])),
      .json,
    ],
    examples: [
      "promptls embed --json prompt.md"
    ]
  ) { (arguments) throws(UsageError) in
    var command = TextCommand(method: "promptls/embed", arguments: arguments)
    if let layer = arguments.last("--layer") { command.params["layer"] = .string(layer) }
    command.params["pooling"] = .string(arguments.last("--pooling") ?? "mean")
    return try command.run { _, result in
      for vector in result["vectors"]?.array ?? [] {
        let numbers = vector.array?.map { String(decoding: $0.text, as: UTF8.self) } ?? []
        Console.print(numbers.joined(separator: " "))
      }
    }
  }

  static let neighbors = Command(
    name: "neighbors", summary: "prints the tokens that a model holds for most alike",
    operands: Operands("TOKEN …"),
    options: [
      .model, .quantize, .repackCache,
      Option("--embeddings", "FILE", "ask vectors of \"train embeddings\", not a model", .files),
      Option("-k", "N", "how many (default 10)"), .json,
    ],
    examples: [
      "promptls neighbors -k 5 ' king'"
    ]
  ) { (arguments) throws(UsageError) in
    guard !arguments.names.isEmpty else { throw UsageError("neighbors needs a TOKEN") }
    let library = Library.builtIn
    let model = try library.addModels(arguments)
    var oneShot = OneShot(library: library)
    for token in arguments.names {
      var params: [String: JSON] = ["token": .string(token)]
      if let model { params["model"] = .string(model) }
      if let file = arguments.last("--embeddings") { params["embeddings"] = .string(file) }
      if let count = try arguments.last("-k", as: "an integer", { Int($0) }) {
        params["k"] = .integer(count)
      }
      switch oneShot.call("promptls/neighbors", .object(params)) {
      case .success(let result) where arguments.has("--json"):
        Console.print(result.text + [UInt8(ascii: "\n")])
      case .success(let result):
        let texts = result["neighbors"]?.array?.compactMap { $0["text"]?.text } ?? []
        Console.print(texts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " "))
      case .failure(let error):
        Console.error("promptls: \(error.message)")
        return 2
      }
    }
    return 0
  }
}
