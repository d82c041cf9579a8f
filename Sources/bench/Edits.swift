import Documents
import Foundation
import TestSupport
import Text
import Tokenizers
import Vocabularies

/// Edits of open documents: how long a keystroke takes, and whether what is kept stays right.
///
///     bench edits [--peer PYTHON]       times, beside tiktoken's encoding of the whole document
///     bench edits --check EDITS [SEED]  compares with an encoding from scratch after each edit
enum Edits {
  static func run(_ arguments: [String]) throws {
    if let flag = arguments.firstIndex(of: "--check") {
      let numbers = arguments[(flag + 1)...].compactMap { Int($0) }
      try check(edits: numbers.first ?? 100_000, seed: numbers.dropFirst().first ?? 1)
    } else {
      let flag = arguments.firstIndex(of: "--peer")
      try time(peer: flag.flatMap { $0 + 1 < arguments.count ? arguments[$0 + 1] : nil })
    }
  }

  /// Prints the times of keystrokes in documents of three sizes.
  private static func time(peer: String?) throws {
    let corpus = try ["english", "code", "multilingual", "json_emoji"].flatMap {
      try SharedData.bytes("corpus/\($0).txt")
    }
    print("bytes        open s   typing µs (p99)   elsewhere µs (p99)   peer: encodings s")
    for size in [100_000, 10_000_000, 100_000_000] {
      let text = mixed(corpus, size)
      var document = Document(DocumentTree(text))
      let open = seconds { Vocabularies.all.forEach { document.use($0) } }
      let typing = try keystrokes(3000, in: &document) { $0 + 1 }
      var generator = EditGenerator(seed: 1)
      let elsewhere = try keystrokes(3000, in: &document) { _ in generator.number(below: size) }
      let reencoding = try size == 10_000_000 ? peer.map { try reencode(text, with: $0) } : nil
      let columns = [typing, elsewhere].map { times in
        String(format: "%7.1f (%.1f)", times[times.count / 2], times[times.count * 99 / 100])
      }
      print(
        String(format: "%9d  %7.2f", size, open), columns[0], columns[1], reencoding ?? "",
        separator: "   ")
    }
  }

  /// Passages of all corpora in turn, up to a size.
  private static func mixed(_ corpus: [UInt8], _ size: Int) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(size + 5000)
    var place = 0
    while text.count < size {
      let document = DocumentTree(Array(corpus[place..<min(place + 4100, corpus.count)]))
      let start = document.scalarStart(atOrBefore: 4)
      let end = document.scalarStart(atOrBefore: document.byteCount - 4)
      text += document.bytes(in: start..<end)
      // A step that has nothing in common with the lengths: passages do not repeat soon.
      place = (place + 1_234_577) % (corpus.count - 5000)
    }
    return text
  }

  /// Microseconds that single keystrokes take, sorted.
  ///
  /// With a keystroke goes what is shown after one: the counts of the document and of the line by
  /// every tokenizer in use.
  /// The snapshot before each edit is held until the next, as a server does.
  private static func keystrokes(
    _ count: Int, in document: inout Document, next: (Int) -> Int
  ) throws -> [Double] {
    let typed = Array("the quick brown fox, it's 2026. ".utf8)
    let names = document.tokenizerNames
    var times: [Double] = []
    var place = document.text.byteCount / 2
    var shown = 0
    for index in 0..<count {
      place = document.text.scalarStart(atOrBefore: next(place))
      let edit = TextEdit(range: place..<place, newBytes: [typed[index % typed.count]])
      let snapshot = document
      let spent = try seconds {
        try document.apply(edit)
        let line = document.text.range(ofLine: document.text.line(at: place))
        for name in names {
          guard let encoding = document.encoding(by: name) else { continue }
          shown += encoding.count + encoding.count(in: line)
        }
      }
      times.append(spent * 1e6)
      shown += snapshot.text.byteCount
    }
    precondition(0 < shown)
    return times.sorted()
  }

  /// The peer's seconds to encode the whole text, as its script prints them.
  private static func reencode(_ text: [UInt8], with python: String) throws -> String {
    let file = FileManager.default.temporaryDirectory.appending(path: "promptls-bench-edits.txt")
    try Data(text).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let script = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Tests/Tools/reencode.py")
    let process = Process()
    process.executableURL = URL(filePath: python)
    process.arguments = [script.path(), file.path()]
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["PROMPTLS_SHARED": SharedData.folder.path()]) { given, _ in given }
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let line = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: line, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  private static func seconds(_ body: () throws -> Void) rethrows -> Double {
    let spent = try ContinuousClock().measure(body)
    return Double(spent.components.seconds) + Double(spent.components.attoseconds) * 1e-18
  }
}
