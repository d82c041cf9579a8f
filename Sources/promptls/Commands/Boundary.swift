import JSONCoding

extension Command {
  static let boundary = Command(
    name: "boundary", summary: "shows what of a prompt's end a continuation may cut otherwise",
    operands: .texts,
    options: [
      .tokenizer, .tokenizerFile,
      Option("--measure", nil, "let a model say what ending here costs"), .model, .quantize,
      .repackCache, .finalNewline,
      .json,
    ],
    examples: [
      "echo -n 'The url of Google is http:' | promptls boundary",
      "promptls boundary --measure prompt.md",
    ]
  ) { (arguments) throws(UsageError) in
    var command = TextCommand(
      method: "promptls/boundary", arguments: arguments, isAboutPromptEnd: true)
    if let name = arguments.last("--tokenizer") { command.params["tokenizer"] = .string(name) }
    if arguments.has("--measure") { command.params["measure"] = true }
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
      if let mass = result["mass"] { printMass(mass) }
    }
  }

  /// Prints what a model says.
  private static func printMass(_ mass: JSON) {
    let note =
      mass["unresolved"].map { ", an estimate that leaves \(thousandths($0)) unresolved" } ?? ""
    Console.print(
      """
      harm \(thousandths(mass["harm"])) (\(thousandths(mass["bits"])) bits), crossing \
      \(thousandths(mass["crossing"])), leak \(thousandths(mass["leak"]))\(note)
      """)
    for alternative in mass["alternatives"]?.array ?? [] {
      Console.print("  \(thousandths(alternative["probability"])) \(shown(alternative["text"]))")
    }
  }

  private static func shown(_ text: JSON?) -> String {
    String(decoding: (text ?? "").text, as: UTF8.self)
  }
}
