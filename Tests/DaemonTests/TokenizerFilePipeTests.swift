import Foundation
import JSONCoding
import JSONRPC
import Testing

/// Tokenizers of files, from the command line to an answer.
@Suite(.timeLimit(.minutes(2)))
final class TokenizerFilePipeTests {
  private let folder = FileManager.default.temporaryDirectory
    .appending(path: "promptls-\(UUID().uuidString)")

  init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Writes a file and gives its path.
  private func file(_ name: String, _ contents: String) throws -> String {
    let url = folder.appending(path: name)
    try Data(contents.utf8).write(to: url)
    return url.path
  }

  private static let words = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\n##b\nc\n"

  /// The characters of `ab` and one merge, in the way of GPT-2 with the normalizer of Qwen2.
  private static let pairs = """
    {"model": {"type": "BPE", "vocab": {"a": 0, "b": 1, "ab": 2}, "merges": ["a b"]},
     "normalizer": {"type": "NFC"},
     "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false}}
    """

  /// Runs a command of the program to its end.
  private func run(
    _ arguments: [String]
  ) throws -> (status: Int32, output: String, problems: String) {
    let process = Process()
    let (output, problems) = (Pipe(), Pipe())
    process.executableURL = RunningDaemon.program
    process.arguments = arguments
    process.standardOutput = output
    process.standardError = problems
    try process.run()
    // Neither is long enough to fill a pipe.
    let texts = try [output, problems].map {
      String(decoding: try $0.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    }
    process.waitUntilExit()
    return (process.terminationStatus, texts[0], texts[1])
  }

  @Test func `serve knows a file's tokenizer and takes it first`() throws {
    let path = try file("vocab.txt", Self.words)
    let daemon = try RunningDaemon(.lines, arguments: ["--tokenizer-file", "mine=\(path)"])
    daemon.request(1, "promptls/tokenize", ["text": "c AB x"])
    #expect(daemon.receive()?["result"]?["ids"] == [7, 5, 6, 1])
    daemon.request(2, "promptls/count", ["text": "c ab x"])
    let counts = daemon.receive()?["result"]?["counts"]?.array ?? []
    #expect(counts.count == 5)
    #expect(counts.last == ["tokenizer": "mine", "tokens": 4])
    daemon.request(3, "promptls/tokenize", ["text": "c ab x", "tokenizer": "gpt2"])
    #expect(daemon.receive()?["result"]?["tokenizer"] == "gpt2")
  }

  @Test func `commands take a file`() throws {
    let path = try file("tokenizer.json", Self.pairs)
    let text = try file("text", "aabb")
    let ids = try file("ids", "0 2 1")
    let option = ["--tokenizer-file", "mine=\(path)"]
    let tokenized = try run(["tokenize"] + option + [text])
    #expect(tokenized.output == "0 2 1\n")
    #expect(tokenized.problems == "")
    #expect(tokenized.status == 0)
    #expect(try run(["detokenize"] + option + [ids]).output == "aabb")
    for command in [["count"], ["boundary"], ["lint"], ["translate", "--to", "mine"]] {
      let result = try run(command + option + [text])
      #expect(result.status == 0, "\(command) \(result.problems)")
    }
  }

  @Test(arguments: [
    ("tokenizer.json", "{\"model\": {\"type\": \"Unigram\"}}", "model.type: "),
    ("tokenizer.json", "{\"model\": ", "byte 10: "),
    ("ranks.tiktoken,gpt2", "IQ== 0\nnothing\n", "line 2: "),
    ("ranks.tiktoken", "IQ== 0\n", "does not say how text is cut"),
    ("model.gguf", "GGUF", "byte 4: "),
  ])
  func `a file that gives no tokenizer ends the program`(
    _ name: String, _ contents: String, _ place: String
  ) throws {
    let path = try file(name.split(separator: ",").map(String.init)[0], contents)
    let value = name.contains(",") ? "mine=\(path),gpt2" : "mine=\(path)"
    for command in ["count", "serve"] {
      let result = try run([command, "--tokenizer-file", value])
      #expect(result.status == 2)
      #expect(result.output.isEmpty)
      #expect(result.problems.hasPrefix("promptls: \(path)"), "\(result.problems)")
      #expect(result.problems.contains(place), "\(result.problems)")
    }
  }

  @Test func `a name is given once`() throws {
    let path = try file("vocab.txt", Self.words)
    for arguments in [["gpt2=\(path)"], ["mine=\(path)", "mine=\(path)"], [path]] {
      let options = arguments.flatMap { ["--tokenizer-file", $0] }
      #expect(try run(["count"] + options).status == 2)
    }
  }
}
