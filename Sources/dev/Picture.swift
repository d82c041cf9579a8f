import Foundation

/// Makes `Sources/session.svg`, the README's picture: a terminal with what the program prints for some
/// commands, in its colours.
enum Picture {
  static let path = "Sources/session.svg"

  private static let commands = [
    "promptls lint protocol/examples/question.md",
    "promptls complete --max-tokens 6 protocol/examples/url.md",
    "promptls complete --max-tokens 6 --healing off protocol/examples/url.md",
  ]

  static func write() throws {
    var lines: [String] = []
    for command in commands {
      lines.append("\u{1B}[1m$ \(command)\u{1B}[0m")
      lines += try output(of: command)
    }
    try Data(svg(lines).utf8).write(to: URL(filePath: path))
    print(path)
  }

  /// What a command prints on a terminal, line by line.
  private static func output(of command: String) throws -> [String] {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", command]
    let programs = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().path()
    process.environment = [
      "PATH": "\(programs):/usr/bin:/bin", "CLICOLOR_FORCE": "1", "LANG": "C.UTF-8",
    ]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = String(
      decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard !text.isEmpty else {
      throw GeneratorError(
        message: "\(command) printed nothing; swift build --product promptls first")
    }
    return text.dropLast().components(separatedBy: "\n")
  }

  private static func svg(_ lines: [String]) -> String {
    let advance = 8.0
    let longest = lines.map { runs(of: $0).map(\.text.count).reduce(0, +) }.max() ?? 0
    let width = Int(Double(longest) * advance) + 32
    let height = lines.count * 20 + 28
    let rows = lines.enumerated().map { number, line in
      let spans = runs(of: line).map { run in
        "<tspan fill=\"\(run.color)\">\(escaped(run.text))</tspan>"
      }
      let place = "x=\"16\" y=\"\(30 + number * 20)\""
      return "<text xml:space=\"preserve\" \(place)>\(spans.joined())</text>"
    }
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" font-size="13.3" \
      font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, 'DejaVu Sans', monospace">
      <rect width="\(width)" height="\(height)" rx="8" fill="#1d2129"/>
      \(rows.joined(separator: "\n"))
      </svg>

      """
  }

  private static let colors = [
    "1": "#ffffff", "2": "#8b94a3", "31": "#ff7b72", "32": "#7ee787", "33": "#e3b341",
    "34": "#79c0ff", "36": "#76e3ea",
  ]

  /// The parts of a line that have one colour.
  private static func runs(of line: String) -> [(text: String, color: String)] {
    let plain = "#d5dae2"
    return line.components(separatedBy: "\u{1B}[").enumerated().compactMap { number, part in
      guard number > 0, let end = part.firstIndex(of: "m") else {
        return part.isEmpty ? nil : (part, plain)
      }
      let text = String(part[part.index(after: end)...])
      return text.isEmpty ? nil : (text, colors[String(part[..<end])] ?? plain)
    }
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }
}
