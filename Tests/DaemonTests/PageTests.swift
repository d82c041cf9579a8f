import Foundation
import TestSupport
import Testing

/// The commands of the pages that people read, run again: what stands there is what is printed.
@Suite(.timeLimit(.minutes(5)))
struct PageTests {
  private static let repository = URL(filePath: #filePath)
    .appending(path: "../../..").standardized

  private static let pages = [
    "README.md", "Sources/learning.md", "Sources/engine.md", "Sources/tokenizers.md",
    "Sources/README.md", "Tests/README.md", "editor-configs/README.md",
  ]

  /// What no test can run, and why; the rest of a line that begins so is run.
  private static let notRun = [
    "swift build -c release --product promptls && ": "the test has been built with the program",
    "swift build -c release --product promptls": "the test has been built with the program",
    "swift test --disable-xctest": "this is it",
    "Sources/install ~/.local": "it builds for minutes; CI runs it",
    "nvim protocol/examples/question.md":
      "a person looks at it; Tests/Tools/editors/run drives it",
    "Tests/Tools/editors/run --install     # as root, for Debian's packages; without it, what is installed":
      "it installs packages",
  ]

  /// A block of commands in a page.
  struct Block: CustomStringConvertible {
    var page: String
    var line: Int
    /// `console`, with outputs, or `sh`.
    var kind: String
    var lines: [String]

    var description: String { "\(page):\(line)" }
  }

  private static let blocks = pages.flatMap(blocks(of:))

  private static func blocks(of page: String) -> [Block] {
    let text = (try? String(contentsOf: repository.appending(path: page), encoding: .utf8)) ?? ""
    var blocks: [Block] = []
    var open: Block?
    for (number, line) in text.components(separatedBy: "\n").enumerated() {
      if line.hasPrefix("```") {
        if let block = open { blocks.append(block) }
        open =
          open == nil
          ? Block(page: page, line: number + 1, kind: String(line.dropFirst(3)), lines: []) : nil
      } else {
        open?.lines.append(line)
      }
    }
    return blocks
  }

  @Test func `every block of commands says which kind it is`() {
    #expect(Self.blocks.filter { $0.page == "README.md" }.count >= 8)
    for block in Self.blocks {
      let commands = block.lines.filter { $0.hasPrefix("$ ") || $0.hasPrefix("promptls ") }
      #expect(commands.isEmpty || ["console", "sh"].contains(block.kind), "\(block)")
    }
  }

  @Test(arguments: blocks.filter { $0.kind == "console" })
  func `a session prints what the page shows`(_ block: Block) throws {
    guard Self.canRun(block) else { return }
    let shell = try Self.shell()
    defer { shell.remove() }
    let session = Self.session(block.lines)
    #expect(!session.isEmpty)
    // One shell for all, so that a variable that is set stays set.
    let script = session.map { "{ \($0.command)\n} 2>&1; printf '\\036'" }.joined(separator: "\n")
    let outputs = try shell.run(script).output.components(separatedBy: "\u{1E}")
    for (step, output) in zip(session, outputs) {
      #expect(output == step.output, "\(block): \(step.command)")
    }
  }

  @Test(arguments: blocks.filter { $0.kind == "sh" })
  func `commands work`(_ block: Block) throws {
    let shell = try Self.shell()
    defer { shell.remove() }
    let lines = block.lines.map { line in
      let known = Self.notRun.keys.sorted { $0.count > $1.count }.first(where: line.hasPrefix)
      return String(line.dropFirst(known?.count ?? 0))
    }
    let outcome = try shell.run("set -e\n" + lines.joined(separator: "\n"))
    #expect(outcome.status == 0, "\(block): \(outcome.errors)")
  }

  @Test func `the picture shows what is printed`() throws {
    let picture = try String(
      contentsOf: Self.repository.appending(path: "Sources/session.svg"), encoding: .utf8)
    let lines = picture.split(separator: "\n").filter { $0.hasPrefix("<text") }.map { line in
      line.replacing(/<[^>]*>/, with: "").replacing("&lt;", with: "<").replacing("&gt;", with: ">")
        .replacing("&amp;", with: "&")
    }
    let session = Self.session(lines.map(String.init))
    #expect(session.count >= 3)
    let shell = try Self.shell()
    defer { shell.remove() }
    for step in session {
      #expect(try shell.run(step.command).output == step.output, "swift run dev picture")
    }
  }

  @Test(arguments: pages)
  func `what a page links to is there`(_ page: String) throws {
    let file = Self.repository.appending(path: page)
    for link in try String(contentsOf: file, encoding: .utf8).matches(
      of: /\]\(([^)#:]+)(#[^)]*)?\)/)
    {
      let target = file.deletingLastPathComponent().appending(path: String(link.1))
      #expect(FileManager.default.fileExists(atPath: target.path()), "\(page): \(link.1)")
    }
  }

  // MARK: Reading sessions

  private struct Step {
    var command: String
    var output: String
  }

  /// Commands begin with `$`, go on where a line ends in `\` or `|`, and are followed by their output.
  private static func session(_ lines: [String]) -> [Step] {
    var steps: [Step] = []
    var isOpen = false
    for line in lines {
      if line.hasPrefix("$ ") {
        steps.append(Step(command: String(line.dropFirst(2)), output: ""))
      } else if isOpen {
        steps[steps.count - 1].command += "\n" + line
      } else if !steps.isEmpty {
        steps[steps.count - 1].output += line + "\n"
        continue
      }
      isOpen = line.hasSuffix("\\") || line.hasSuffix("|")
    }
    return steps
  }

  /// Whether what a block needs besides the repository is there.
  private static func canRun(_ block: Block) -> Bool {
    ModelFixtures.smolLM2 != nil || !block.lines.contains { $0.contains("fetch-smollm2") }
  }

  /// A shell in a folder that looks like a checkout, with texts to learn from.
  private static func shell() throws -> ShellRun {
    let text = String(repeating: "the king of the north and the queen of the south\n", count: 60)
    var shell = try ShellRun(files: [
      "prompt.md": "Name three rivers of Spain:\n", "text.txt": text,
      "library.jsonl": String(
        repeating: "[\"a\", \"b\"]\n{\"items\": [\"x\", \"y\"]}\n", count: 20),
    ])
    let files = FileManager.default
    for name in ["protocol/examples", "editor-configs"] {
      let copy = shell.folder.appending(path: name)
      try files.createDirectory(
        at: copy.deletingLastPathComponent(), withIntermediateDirectories: true)
      try files.copyItem(at: repository.appending(path: name), to: copy)
    }
    let release = shell.folder.appending(path: ".build/release")
    try files.createDirectory(at: release, withIntermediateDirectories: true)
    for (link, target) in [
      (release.appending(path: "promptls"), RunningDaemon.program),
      (shell.folder.appending(path: "Tests"), repository.appending(path: "Tests")),
    ] {
      try files.createSymbolicLink(at: link, withDestinationURL: target)
    }
    if let model = ModelFixtures.smolLM2 {
      shell.environment["PROMPTLS_CACHE"] =
        URL(filePath: model).deletingLastPathComponent().path()
    }
    return shell
  }
}
