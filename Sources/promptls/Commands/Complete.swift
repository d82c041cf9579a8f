import JSONCoding

extension Command {
  static let complete = Command(
    name: "complete", summary: "goes on with a prompt, healed", operands: .texts,
    options: [
      .model, .quantize, .repackCache,
      .healing,
      Option("--max-tokens", "N", "stop after this many tokens (default 32)"),
      Option("--temperature", "T", "0 (default) takes the likeliest token"),
      Option("--top-k", "N", "draw from the N likeliest"),
      Option("--top-p", "P", "draw from the likeliest that together have this probability"),
      Option("--min-p", "P", "draw from those at least this likely beside the likeliest"),
      Option("--seed", "N", "start the draws here (default 0)"),
      Option("--stop", "TEXT", "end before this text", repeats: true),
      Option("--suffix", "TEXT", "give what goes between the prompt and this text"),
      .finalNewline, .json,
    ],
    examples: [
      "echo -n 'The url of Google is http:' | promptls complete --max-tokens 6",
      "promptls complete --temperature 0.8 --seed 7 prompt.md",
      "echo -n 'The capital of ' | promptls complete --suffix ' is Paris.'",
      "promptls complete --model smollm2=smollm2.gguf --max-tokens 8 prompt.md",
    ]
  ) { (arguments) throws(UsageError) in
    var command = TextCommand(
      method: "promptls/complete", arguments: arguments, isAboutPromptEnd: true)
    for (option, member) in [
      ("--max-tokens", "maxTokens"), ("--top-k", "topK"), ("--seed", "seed"),
    ] {
      if let value = try arguments.last(option, as: "an integer", { Int($0) }) {
        command.params[member] = .integer(value)
      }
    }
    for (option, member) in [
      ("--temperature", "temperature"), ("--top-p", "topP"), ("--min-p", "minP"),
    ] {
      if let value = try arguments.last(option, as: "a number", { Double($0) }) {
        command.params[member] = .number(value)
      }
    }
    if let mode = arguments.last("--healing") { command.params["healing"] = .string(mode) }
    if let suffix = arguments.last("--suffix") { command.params["suffix"] = .string(suffix) }
    let stops = arguments.all("--stop")
    if !stops.isEmpty { command.params["stop"] = .array(stops.map { .string($0) }) }
    let printsText = !arguments.has("--json")
    if printsText { command.params["partialResultToken"] = 1 }
    var isStreamed = false
    return try command.run(progress: { part in
      guard printsText else { return }
      Console.print(part.completedBytes)
      isStreamed = true
    }) { _, result in
      Console.print((isStreamed ? [] : result.completedBytes) + [UInt8(ascii: "\n")])
      isStreamed = false
    }
  }
}

extension JSON {
  /// The text of a completion or of a part of one, as bytes where it is no UTF-8.
  fileprivate var completedBytes: [UInt8] {
    self["bytes"]?.string.flatMap(Base64.decode) ?? Array((self["text"]?.string ?? "").utf8)
  }
}
