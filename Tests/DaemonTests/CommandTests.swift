import Foundation
import JSONCoding
import ProtocolModel
import TestSupport
import Testing

/// The commands of the built program.
struct CommandTests {
  /// Runs a command and gives what it printed and its exit status.
  private func run(
    _ arguments: [String], input: String = "", output: String? = nil
  ) throws -> (text: String, status: Int32) {
    let process = Process()
    process.executableURL = RunningDaemon.program
    process.arguments = arguments
    let stdin = Pipe()
    let stdout = Pipe()
    process.standardInput = stdin
    process.standardOutput =
      try output.map { try FileHandle(forWritingTo: URL(filePath: $0)) } ?? stdout
    process.standardError = FileHandle.nullDevice
    // A program that is used wrongly ends without reading what it is given.
    signal(SIGPIPE, SIG_IGN)
    try process.run()
    try? stdin.fileHandleForWriting.write(contentsOf: Data(input.utf8))
    try stdin.fileHandleForWriting.close()
    let bytes = output == nil ? stdout.fileHandleForReading.readDataToEndOfFile() : Data()
    process.waitUntilExit()
    if arguments.contains("--json"), let command = arguments.first { check(bytes, command) }
    return (String(decoding: bytes, as: UTF8.self), process.terminationStatus)
  }

  /// Holds what `--json` prints against the model of the request of the same name.
  private func check(_ output: Data, _ command: String) {
    for line in output.split(separator: UInt8(ascii: "\n")) {
      guard let result = try? JSON.parse(Array(line)) else {
        Issue.record("\(command) --json prints what is not JSON")
        continue
      }
      for problem in ProtocolModels.own.problems(ofResult: result, "promptls/\(command)") {
        Issue.record("\(problem)")
      }
    }
  }

  @Test(arguments: [["--json"], ["--format", "json"], []])
  func `lint fails where there is a warning, however it prints`(_ format: [String]) throws {
    #expect(try run(["lint"] + format, input: "This is a ").status == 1)
    #expect(try run(["lint", "--fail-on", "error"] + format, input: "This is a ").status == 0)
  }

  @Test func `a word that means nothing is wrong usage`() throws {
    #expect(try run([]).status == 2)
    #expect(try run(["nothing"]).status == 2)
    #expect(try run(["count", "--nothing"]).status == 2)
    #expect(try run(["count", "/nowhere/at/all"]).status == 2)
    #expect(try run(["lint", "--tokenizer", "nothing"], input: "a").status == 2)
    #expect(try run(["lint", "--fail-on", "nothing"], input: "a").status == 2)
  }

  @Test func `commands print what requests answer`() throws {
    #expect(try run(["tokenize"], input: "This is a ").text == "1212 318 257 220\n")
    #expect(try run(["detokenize"], input: "1212 318").text == "This is")
    let json = #"{"ids":[1212,318,257,220],"tokenizer":"gpt2"}"# + "\n"
    #expect(try run(["tokenize", "--json"], input: "This is a ").text == json)
    #expect(try run(["version"]).text.hasPrefix("promptls "))
  }

  @Test func `the schema of the settings is printed`() throws {
    let printed = try run(["schema"]).text
    let schema = try JSON.parse(Array(printed.utf8))
    #expect(schema["properties"]?["tokenizer"]?["default"] == "gpt2")
    let all = try JSON.parse(Array(try run(["schema", "--protocol"]).text.utf8))
    #expect(all == PromptProtocol.embedded)
  }

  @Test func `settings beside a file hold for it, and what is wrong with them is said`() throws {
    let folder = NSTemporaryDirectory() + "promptls-settings-" + UUID().uuidString
    try FileManager.default.createDirectory(
      atPath: "\(folder)/inner", withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let settings = #"{"tokenizers": ["gpt2"], "disabledRules": ["trailing-space"], "x": 1}"#
    try Data(settings.utf8).write(to: URL(filePath: "\(folder)/.promptls.json"))
    try Data("This is a ".utf8).write(to: URL(filePath: "\(folder)/inner/a"))
    #expect(try run(["lint", "\(folder)/inner/a"]).status == 0)
    #expect(try run(["lint"], input: "This is a ").status == 1)
    let counts = try JSON.parse(Array(try run(["count", "--json", "\(folder)/inner/a"]).text.utf8))
    #expect(counts["counts"]?.array?.map { $0["tokenizer"] } == ["gpt2"])
  }

  @Test func `each of several prompts is completed`() throws {
    let folder = NSTemporaryDirectory() + "promptls-commands-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for name in ["a", "b"] {
      try Data("Once upon a ".utf8).write(to: URL(filePath: "\(folder)/\(name)"))
    }
    let alone = try run(["complete", "--max-tokens", "3", "\(folder)/a"]).text
    let both = try run(["complete", "--max-tokens", "3", "\(folder)/a", "\(folder)/b"]).text
    #expect(alone.count > 1)
    #expect(both == alone + alone)
  }

  @Test func `the prompts of a folder are put in order of likeness`() throws {
    let folder = NSTemporaryDirectory() + "promptls-alike-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for (name, text) in [("a", "{}[]();"), ("b", "The cat sat on the mat."), ("c", "")] {
      try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
    }
    let answer = try run(["similarity", "-", folder], input: "The cat sat on the mat.")
    #expect(answer.status == 0)
    let lines = answer.text.split(separator: "\n")
    #expect(lines.map { $0.suffix(2) } == ["/b", "/a", "/c"])
    #expect(lines.first?.hasPrefix(" 1.000") == true)
    #expect(try run(["similarity", "-"], input: "a").status == 2)
  }

  @Test func `only a file can be quantized`() throws {
    #expect(try run(["score", "--quantize", "q8"], input: "a b").status == 2)
    #expect(
      try run(["score", "--model", "m=/nowhere/x", "--quantize", "q3"], input: "a").status == 2)
  }

  @Test func `what is learned from texts is there for other commands`() throws {
    let folder = NSTemporaryDirectory() + "promptls-learned-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let text = String(repeating: "the theme of the thesis\n", count: 5)
    try Data(text.utf8).write(to: URL(filePath: folder + "/text.txt"))
    let learned = folder + "/tokenizer.json"
    let train = ["train", "tokenizer", "--size", "260", "--output", learned, folder + "/text.txt"]
    #expect(try run(train).status == 0)
    let tokenize = ["tokenize", "--tokenizer-file", "mine=" + learned, "--tokenizer", "mine"]
    #expect(try run(tokenize, input: "the").text == "257\n")
    #expect(try run(train + ["--pattern", "nothing"]).status == 2)
    #expect(try run(train + ["--pattern", "cl100k_base"]).status == 2)

    let lists = (0..<40).map { $0.isMultiple(of: 2) ? #"["a","b","c"]"# : #"["x","y","z"]"# }
    try Data(lists.joined(separator: "\n").utf8).write(to: URL(filePath: folder + "/l.jsonl"))
    let vectors = folder + "/vectors.safetensors"
    #expect(
      try run(["train", "embeddings", "--output", vectors, folder + "/l.jsonl"]).status == 0)
    let near = try run(["neighbors", "--embeddings", vectors, "-k", "2", "a"]).text
    #expect(near.split(whereSeparator: \.isWhitespace).sorted() == [#""b""#, #""c""#])
    #expect(try run(["neighbors", "--embeddings", vectors, "nothing"]).status == 2)
    #expect(try run(["neighbors", "--embeddings", learned, "a"]).status == 2)
  }

  @Test func `units are compared by what they cost`() throws {
    let count = ["count", "--units", "--json", "--tokenizer", "gpt2"]
    let text = try run(count, input: "the cat, the dog").text
    #expect(text.contains(#""tokens":5,"unit":"word","unknown":2,"vocabularySize":4"#), "\(text)")
    #expect(text.contains(#""tokens":16,"unit":"byte","vocabularySize":256"#), "\(text)")
    #expect(text.contains(#""embeddingBytes":51463168"#), "\(text)")
  }

  @Test func `an answer that cannot be written is no success`() throws {
    guard FileManager.default.fileExists(atPath: "/dev/full") else { return }
    #expect(try run(["count"], input: "a", output: "/dev/full").status == 3)
  }
}
