import JSONCoding

extension Command {
  static let score = Command(
    name: "score", summary: "says how well a model foresees a text", operands: "[FILE …]",
    options: [
      .model, .quantize, .repackCache, Option("--tokens", nil, "print the score of each token"),
      .json,
    ],
    example: "promptls score --model smollm2=FILE.gguf prompt.txt"
  ) { (arguments) throws(UsageError) in
    var command = TextCommand(method: "promptls/score", arguments: arguments)
    if arguments.has("--tokens") { command.params["detail"] = true }
    return try command.run { input, result in
      for token in result["perToken"]?.array ?? [] {
        let columns = ["id", "start", "end", "rank"].map {
          "\(token[$0]?.integer ?? 0)".leftPadded(to: 8)
        }
        Console.print(columns.joined() + "  " + thousandths(token["logprob"]))
      }
      Console.print(
        """
        \(input.name == "-" ? "stdin" : input.name): \(result["tokens"]?.integer ?? 0) tokens, \
        cross-entropy \(thousandths(result["crossEntropy"])) nats a token, \
        perplexity \(thousandths(result["perplexity"])), \(thousandths(result["bitsPerByte"])) bits a byte
        """)
    }
  }
}
