import Foundation
import TestSupport
import Testing

/// `promptls show`, by the built program.
struct ShowCommandTests {
  private func run(
    _ arguments: [String], input: String = ""
  ) throws -> (text: String, problems: String, status: Int32) {
    let process = Process()
    process.executableURL = RunningDaemon.program
    process.arguments = ["show"] + arguments
    let (stdin, stdout, stderr) = (Pipe(), Pipe(), Pipe())
    process.standardInput = stdin
    process.standardOutput = stdout
    process.standardError = stderr
    signal(SIGPIPE, SIG_IGN)
    try process.run()
    try? stdin.fileHandleForWriting.write(contentsOf: Data(input.utf8))
    try stdin.fileHandleForWriting.close()
    let text = stdout.fileHandleForReading.readDataToEndOfFile()
    let problems = stderr.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (
      String(decoding: text, as: UTF8.self), String(decoding: problems, as: UTF8.self),
      process.terminationStatus
    )
  }

  @Test func `pictures are as they are kept`() throws {
    var fixture = try Fixture("pictures/plain.md")
    for test in fixture.cases {
      let arguments = (test.blocks["arguments"] ?? "").split(separator: " ").map(String.init)
      let printed = try run(arguments, input: Fixture.unmarked(test.blocks["text"] ?? ""))
      #expect(try fixture.agrees(test, block: "picture", with: printed.text), "\(test): \(printed)")
    }
  }

  @Test func `the picture of the README is what the program draws`() throws {
    let kept = Fixture.folder.appending(path: "../../Sources/prompt-picture.svg").standardized
    let drawn = try run(["--svg", "--measure"], input: "The url of Google is http:").text
    #expect(try String(contentsOf: kept, encoding: .utf8) == drawn)
  }

  @Test func `a page holds nothing that a browser would act on`() throws {
    let hostile = "</script></title></style>--><img src=x onerror=\"a\">'\u{0}\u{202E}&amp;]]>"
    for format in ["--html", "--svg"] {
      let page = try run(
        [format, "--tokenizer", "gpt2", "--tokenizer", "bert-base-uncased"], input: hostile)
      #expect(page.status == 0)
      for forbidden in ["</script", "<img", "<script", "-->", "\u{0}", "\u{202E}", "&amp;]]>"] {
        #expect(!page.text.contains(forbidden), "\(format): \(forbidden)")
      }
      // The namespace is a name; nothing is loaded from anywhere.
      let addresses = page.text.replacing("http://www.w3.org/2000/svg", with: "")
      #expect(!addresses.contains("://") && !addresses.contains("url("))
    }
  }

  @Test func `some lines of a long text are painted, with their numbers`() throws {
    let text = (1...2000).map { "line \($0)" }.joined(separator: "\n")
    let printed = try run(["--lines", "1999-"], input: text).text
    #expect(printed.contains("1999 line│·1999│↵\n2000 line┃·2000\n"))
    #expect(printed.contains("painted: lines 1999 to 2000 only"))
    #expect(!printed.contains("1998"))
    for wrong in ["0", "x", "3-2", "-", "1-2-3"] {
      #expect(try run(["--lines", wrong], input: "a").status == 2)
    }
  }

  @Test func `what cannot be painted is a failure`() throws {
    #expect(try run(["--tokenizer", "nothing"], input: "a").status == 2)
    #expect(try run(["--tokenizer", "gpt2", "--tokenizer", "nothing"], input: "a").status == 2)
    #expect(try run(["--html", "--svg"], input: "a").status == 2)
    #expect(try run(["--columns", "0"], input: "a").status == 2)
    let printed = try run(["--measure", "--model", "nothing"], input: "a")
    #expect(printed.status == 2 && printed.text.isEmpty)
  }

  @Test(arguments: ["plain", "--html", "--svg"])
  func `an empty text has a picture`(_ format: String) throws {
    let printed = try run(format == "plain" ? [] : [format])
    #expect(printed.status == 0)
    #expect(printed.text.contains("gpt2: 0 tokens, 0 bytes"))
  }
}
