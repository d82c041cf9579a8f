import JSONCoding

extension Command {
  static let score = Command(
    name: "score", summary: "says how well a model foresees a text", operands: .texts,
    options: [
      .model, .quantize, .repackCache, Option("--tokens", nil, "print the score of each token"),
      .json,
    ],
    examples: [
      "promptls score prompt.md",
      "promptls score --tokens prompt.md",
    ]
  ) { (arguments) throws(UsageError) in
    var command = TextCommand(method: "promptls/score", arguments: arguments)
    if arguments.has("--tokens") { command.params["detail"] = true }
    return try command.run { input, result in
      if let tokens = result["perToken"]?.array {
        var table = Table(heads: ["id", "start", "end", "rank", "logprob"], words: [])
        for token in tokens {
          let numbers = ["id", "start", "end", "rank"].map { "\(token[$0]?.integer ?? 0)" }
          table.add(numbers + [thousandths(token["logprob"])])
        }
        Console.print(table)
      }
      Console.print(
        """
        \(Input.shown(input.name)): \(result["tokens"]?.integer ?? 0) tokens, \
        cross-entropy \(thousandths(result["crossEntropy"])) nats a token, \
        perplexity \(thousandths(result["perplexity"])), \(thousandths(result["bitsPerByte"])) bits a byte
        """)
    }
  }
}
