import JSONCoding
import JSONRPC
import PromptServer

extension Command {
  static let tokenize = Command(
    name: "tokenize", summary: "prints the token ids of a text", operands: .texts,
    options: [
      .tokenizer, .tokenizerFile, Option("--tokens", nil, "print each token with its bytes"),
      .specialTokens,
      Option("--add-special-tokens", nil, "add what the tokenizer's template adds"), .json,
    ],
    examples: [
      "echo -n 'This is a ' | promptls tokenize",
      "promptls tokenize --tokenizer o200k_base --tokens prompt.md",
    ]
  ) { (arguments) throws(UsageError) in
    var command = TextCommand(method: "promptls/tokenize", arguments: arguments)
    if let name = arguments.last("--tokenizer") { command.params["tokenizer"] = .string(name) }
    if arguments.has("--special-tokens") { command.params["specialTokens"] = "asTokens" }
    if arguments.has("--add-special-tokens") { command.params["addSpecialTokens"] = true }
    if arguments.has("--tokens") { command.params["detail"] = "tokens" }
    return try command.run { _, result in
      if let tokens = result["tokens"]?.array {
        var table = Table(heads: ["id", "start", "end", "text"], words: [3])
        for token in tokens { table.add(row(of: token)) }
        Console.print(table)
      } else {
        let ids = result["ids"]?.array?.compactMap(\.integer) ?? []
        Console.print(ids.map(String.init).joined(separator: " "))
      }
    }
  }

  private static func row(of token: JSON) -> [String] {
    let text = String(decoding: (token["text"] ?? "").text, as: UTF8.self)
    return ["id", "start", "end"].map { "\(token[$0]?.integer ?? 0)" }
      + [text + (token["partial"] == true ? "  (part of a character)" : "")]
  }

  static let detokenize = Command(
    name: "detokenize", summary: "prints the text of token ids", operands: .texts,
    options: [
      .tokenizer, .tokenizerFile,
      Option("--skip-special-tokens", nil, "leave special tokens out"), .json,
    ],
    examples: [
      "echo 1212 318 257 | promptls detokenize"
    ]
  ) { (arguments) throws(UsageError) in
    let library = Library.builtIn
    var configuration = Configuration()
    try library.addTokenizers(arguments.all("--tokenizer-file"), to: &configuration)
    var oneShot = OneShot(library: library, configuration: configuration)
    for input in try Input.read(arguments.names) {
      var params: [String: JSON] = ["ids": .array(try ids(in: input))]
      if let name = arguments.last("--tokenizer") { params["tokenizer"] = .string(name) }
      params["skipSpecialTokens"] = .bool(arguments.has("--skip-special-tokens"))
      switch oneShot.call("promptls/detokenize", .object(params)) {
      case .success(let result) where arguments.has("--json"):
        Console.print(result.text + [UInt8(ascii: "\n")])
      case .success(let result):
        let bytes = result["bytes"]?.string.flatMap(Base64.decode)
        Console.print(bytes ?? Array((result["text"]?.string ?? "").utf8))
      case .failure(let error):
        Console.error("promptls: \(input.name): \(error.message)")
        return 2
      }
    }
    return 0
  }

  /// Ids apart by blanks or commas, or a JSON array.
  private static func ids(in input: Input) throws(UsageError) -> [JSON] {
    let separators: Set<Character> = [" ", "\n", "\t", "\r", "\r\n", ",", "[", "]"]
    var ids: [JSON] = []
    for word in String(decoding: input.bytes, as: UTF8.self).split(
      whereSeparator: separators.contains)
    {
      guard let id = Int(word) else {
        throw UsageError("\(input.name): \"\(word.prefix(40))\" is no token id")
      }
      ids.append(.integer(id))
    }
    return ids
  }
}
