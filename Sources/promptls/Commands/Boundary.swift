import JSONCoding

extension Command {
  static let boundary = Command(
    name: "boundary", summary: "shows what of a prompt's end a continuation may cut otherwise",
    operands: "[FILE …]", options: [.tokenizer, .finalNewline, .json],
    example: "echo -n 'The url of Google is http:' | promptls boundary"
  ) { (arguments) throws(UsageError) in
    var command = TextCommand(
      method: "promptls/boundary", arguments: arguments, isAboutPromptEnd: true)
    if let name = arguments.last("--tokenizer") { command.params["tokenizer"] = .string(name) }
    return try command.run { _, result in
      let tail = result["tail"]
      let ids = tail?["ids"]?.array?.compactMap(\.integer).map(String.init) ?? []
      let covers = result["covers"]
      Console.print(
        """
        \(result["tokenizer"]?.string ?? ""): \(result["ids"]?.array?.count ?? 0) tokens, \
        \(result["stableTokens"]?.integer ?? 0) of them stable \
        (\(result["stableBytes"]?.integer ?? 0) bytes)
        tail \(shown(tail?["text"])) = \(ids.joined(separator: " "))
        \(covers?["leaves"]?.integer ?? 0) covers, \(covers?["crossing"]?.integer ?? 0) of them \
        cross the end: \
        \((covers?["examples"]?.array ?? []).map { shown($0["text"]) }.joined(separator: " "))
        """)
    }
  }

  private static func shown(_ text: JSON?) -> String {
    String(decoding: (text ?? "").text, as: UTF8.self)
  }
}
