import Foundation
import Testing

/// `promptls lint` on files, in every format.
struct LintCommandTests {
  private let folder = FileManager.default.temporaryDirectory
    .appending(path: "promptls-lint-\(UUID().uuidString)")

  /// Runs the command in a folder of some files and gives what it printed and its exit status.
  private func run(
    _ arguments: [String], files: [String: String] = [:]
  ) throws -> (text: String, status: Int32) {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (name, text) in files {
      try Data(text.utf8).write(to: folder.appending(path: name))
    }
    let process = Process()
    process.executableURL = RunningDaemon.program
    process.arguments = ["lint"] + arguments
    process.currentDirectoryURL = folder
    let stdout = Pipe()
    process.standardOutput = stdout
    process.standardError = FileHandle.nullDevice
    try process.run()
    let bytes = stdout.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (String(decoding: bytes, as: UTF8.self), process.terminationStatus)
  }

  private func text(_ name: String) throws -> String {
    try String(contentsOf: folder.appending(path: name), encoding: .utf8)
  }

  @Test func `people see the place under the line`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let printed = try run(["a.txt"], files: ["a.txt": "One line\nThis is a \n"])
    #expect(printed.status == 1)
    let lines = printed.text.components(separatedBy: "\n")
    #expect(lines[0].hasPrefix("a.txt:2:10: warning: the prompt ends in a space"))
    #expect(lines[0].hasSuffix("[trailing-space]"))
    #expect(lines[1...2] == ["  | This is a␠", "  |          ^"])
    #expect(lines[3] == "  fix: Delete the trailing space")
    #expect(lines[4] == "1 warning in 1 file")
    #expect(!printed.text.contains("\u{1B}"))
  }

  @Test func `files are read by their names`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = [
      "chat.json": #"[{"role": "user", "content": "caf\u00e9 \ud83d\ude00 is a "}]"#,
      "package.json": #"{"name": "ends in a space "}"#,
      "a.prompty": "---\nname: x \n---\nsystem:\nBe kind. \n\nuser:\nHi, I am a \n",
      "data.jsonl": #"{"prompt": "A: ", "completion": "b"}"# + "\n",
    ]
    let printed = try run(["--format", "gcc", "."], files: files)
    let found = printed.text.split(separator: "\n").map { line in
      "\(line.split(separator: ":")[0]) \(line.split(separator: "[").last ?? "")"
    }
    #expect(
      Set(found) == [
        "chat.json trailing-space]", "a.prompty trailing-space]", "data.jsonl dataset-seam]",
        "data.jsonl trailing-space]",
      ]
        || Set(found.map { $0.replacing("./", with: "") }) == [
          "chat.json trailing-space]", "a.prompty trailing-space]", "data.jsonl dataset-seam]",
          "data.jsonl trailing-space]",
        ])
  }

  @Test func `fixes are written once and then there is nothing to do`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = [
      "a.txt": "\u{FEFF}This\u{200B} is a \n",
      "b.json": #"[{"role": "user", "content": "a\u0020"}]"#,
      "c.md": "Name: {{name}}\n",
    ]
    #expect(try run(["--fix", "."], files: files).status == 0)
    #expect(try text("a.txt") == "This is a\n")
    #expect(try text("b.json") == #"[{"role": "user", "content": "a"}]"#)
    #expect(try text("c.md") == "Name: {{name}}\n")
    #expect(try run(["--fix", "."]).status == 0)
    #expect(try text("a.txt") == "This is a\n")
    #expect(try run(["--fix"]).status == 2)
  }

  @Test func `what a baseline knows is not said again, wherever its line has moved`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let first = try run(
      ["--write-baseline", "known.json", "a.txt"], files: ["a.txt": "This is a "])
    #expect(first.status == 0)
    #expect(try run(["--baseline", "known.json", "a.txt"]).status == 0)
    try Data("More\nThis is a ".utf8).write(to: folder.appending(path: "a.txt"))
    #expect(try run(["--baseline", "known.json", "a.txt"]).status == 0)
    try Data("This is the ".utf8).write(to: folder.appending(path: "a.txt"))
    #expect(try run(["--baseline", "known.json", "a.txt"]).status == 1)
    #expect(try run(["--baseline", "a.txt", "a.txt"]).status == 2)
  }

  @Test func `GitHub gets annotations`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let printed = try run(["--github", "a,b.txt"], files: ["a,b.txt": "This is a \n"])
    #expect(printed.status == 1)
    #expect(
      printed.text.hasPrefix(
        "::warning file=a%2Cb.txt,line=1,endLine=1,col=10,endColumn=11,"
          + "title=promptls trailing-space::the prompt ends in a space"))
  }

  @Test func `SARIF is one log with rules, places and fixes`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let printed = try run(["--sarif", "."], files: ["a b.txt": "This is a \n", "c.txt": "Hi."])
    let log = try #require(
      try JSONSerialization.jsonObject(with: Data(printed.text.utf8)) as? [String: Any])
    #expect(log["version"] as? String == "2.1.0")
    let run = try #require((log["runs"] as? [[String: Any]])?.first)
    let driver = try #require((run["tool"] as? [String: Any])?["driver"] as? [String: Any])
    let rules = (driver["rules"] as? [[String: Any]])?.compactMap { $0["id"] as? String } ?? []
    let results = try #require(run["results"] as? [[String: Any]])
    #expect(results.count == 1)
    #expect(rules.contains(results[0]["ruleId"] as? String ?? ""))
    #expect(
      printed.text.contains(#""uri":"./a%20b.txt""#) || printed.text.contains(#""uri":"a%20b.txt""#)
    )
    #expect(printed.text.contains("deletedRegion"))
  }

  @Test func `rules can be left out and must exist`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(
      try run(["--disable", "trailing-space", "a.txt"], files: ["a.txt": "This is a "]).status == 0)
    #expect(try run(["--disable", "nothing", "a.txt"]).status == 2)
    #expect(
      try run(["--carried-to", "bert-base-uncased", "b.md"], files: ["b.md": "Hi."]).status == 1)
    #expect(try run(["--context-window", "2", "b.md"]).status == 0)
    #expect(try run(["--context-window", "1", "b.md"]).status == 1)
  }
}
