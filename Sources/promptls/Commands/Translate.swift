import JSONCoding

extension Command {
  static let translate = Command(
    name: "translate",
    summary: "carries a text from one vocabulary to another, and says what is lost",
    operands: .texts,
    options: [
      Option("--from", "NAME", "the vocabulary to compare with (default gpt2)", .tokenizers),
      Option("--to", "NAME", "the vocabulary to translate to", .tokenizers),
      .tokenizerFile, Option("--add-special-tokens", nil, "add what the tokenizers' templates add"),
      .json,
    ],
    examples: [
      "echo 'Café  au lait' | promptls translate --from cl100k_base --to bert-base-uncased"
    ]
  ) { (arguments) throws(UsageError) in
    guard let target = arguments.last("--to") else {
      throw UsageError("--to NAME is missing; for example --to bert-base-uncased")
    }
    var command = TextCommand(method: "promptls/translate", arguments: arguments)
    command.params["to"] = .string(target)
    if let source = arguments.last("--from") { command.params["from"] = .string(source) }
    if arguments.has("--add-special-tokens") { command.params["addSpecialTokens"] = true }
    return try command.run { _, result in
      Console.print(side(result["from"]))
      Console.print(side(result["to"]))
      Console.print("read back: \(shown(result["roundTrip"]))")
      for loss in result["losses"]?.array ?? [] {
        Console.print(
          "lost at \(loss["start"]?.integer ?? 0): \(loss["kind"]?.string ?? "") "
            + "\(shown(loss["before"])) became \(shown(loss["after"]))")
      }
    }
  }

  private static func side(_ side: JSON?) -> String {
    let ids = side?["ids"]?.array?.compactMap(\.integer).map(String.init) ?? []
    return "\(side?["tokenizer"]?.string ?? ""): \(ids.count) tokens: \(ids.joined(separator: " "))"
  }

  private static func shown(_ text: JSON?) -> String {
    String(decoding: (text ?? "").text, as: UTF8.self)
  }
}
