import JSONCoding
import PromptPictures

extension Command {
  static let show = Command(
    name: "show", summary: "paints the tokens of a text and the seam at its end",
    operands: .textsAndFolders,
    options: [
      Option(
        "--tokenizer", "NAME", "the vocabulary (default gpt2), or several to compare", .tokenizers,
        repeats: true),
      .tokenizerFile,
      Option("--html", nil, "write a page that needs nothing but itself"),
      Option("--svg", nil, "write a drawing"),
      Option("--lines", "FROM-TO", "paint these lines only, counted from 1: 3, 3-9 or 3-"),
      Option("--columns", "N", "break rows at this width (default the terminal's; 96 in drawings)"),
      Option("--measure", nil, "let a model say what ending here costs"), .model, .quantize,
      .repackCache, .specialTokens, .finalNewline,
    ],
    examples: [
      "promptls show prompt.md",
      "promptls show --tokenizer gpt2 --tokenizer cl100k_base --html prompt.md > prompt.html",
    ]
  ) { (arguments) throws(UsageError) in
    let lines = try arguments.last("--lines", as: "FROM-TO, lines counted from 1", Self.lines)
    let output = BufferedOutput()
    var renderer = try renderer(arguments, output.write)
    let status = try ShowRequests(arguments).command.run { input, result in
      renderer.add(Picture(input, result, lines: lines))
    }
    renderer.finish()
    output.flush()
    return status
  }

  private static func renderer(
    _ arguments: Arguments, _ write: @escaping (String) -> Void
  ) throws(UsageError) -> any PictureRenderer {
    let columns = try arguments.positive("--columns")
    switch (arguments.has("--html"), arguments.has("--svg")) {
    case (true, true): throw UsageError("--html and --svg are two pictures; ask for one")
    case (true, _): return HTMLRenderer(write: write)
    case (_, true): return SVGRenderer(columns: columns ?? 96, write: write)
    default:
      guard Console.style.isOn else { return PlainRenderer(write: write) }
      return TerminalRenderer(
        colors: Console.hasAllColors ? .full : .indexed, columns: columns ?? Console.columns,
        write: write)
    }
  }

  /// Reads `3`, `3-9` or `3-`; the lines are counted from 0 then.
  private static func lines(_ text: String) -> Range<Int>? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard let first = parts.first.flatMap({ Int($0) }), first > 0, parts.count <= 2 else {
      return nil
    }
    guard parts.count == 2 else { return first - 1..<first }
    if parts[1].isEmpty { return first - 1..<Int.max }
    guard let last = Int(parts[1]), first <= last else { return nil }
    return first - 1..<last
  }
}
