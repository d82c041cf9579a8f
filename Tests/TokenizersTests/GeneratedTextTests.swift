import Digests
import Foundation
import TestSupport
import Testing
import Tokenizers
import Vocabularies

/// 100,000 generated texts against hashes of what the reference implementations said of them.
///
/// `Tests/Tools/tokenizers/golden_hashes.py` writes the hashes; `differential.py` beside it names
/// the texts that differ, and takes as many as one has time for.
@Suite struct GeneratedTextTests {
  private static let blockCount = 1000

  /// Compares hashes of blocks of texts with those of a fixture; an entry is what is hashed of a
  /// text.
  private func expect(_ fixture: String, _ entry: ([UInt8]) -> Data) throws {
    let file = Fixture.folder.appending(path: "tokens/\(fixture).tsv")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst()
    try #require(lines.count == 100)
    var texts = try GeneratedTexts()
    for line in lines {
      var data = Data()
      for _ in 0..<Self.blockCount { data.append(entry(texts.next())) }
      let start = line.prefix { $0 != "\t" }
      #expect(line == "\(start)\t\(SHA256.hexadecimal(Array(data)).prefix(16))", "\(fixture)")
    }
  }

  @Test func `the texts are those of the script`() throws {
    try expect("texts") { Data($0 + [0]) }
  }

  @Test(arguments: Vocabularies.all)
  func `generated texts have the reference's ids`(_ tokenizer: Tokenizer) throws {
    // The reference for BERT always reads special tokens.
    let isBERT = tokenizer.name == Tokenizer.bertBaseUncased.name
    try expect(tokenizer.name) { text in
      let ids = tokenizer.encode(text.span, specialTokens: isBERT ? .asTokens : .asText)
      let words = ([UInt32(ids.count)] + ids).map(\.littleEndian)
      return unsafe words.withUnsafeBytes { unsafe Data($0) }
    }
  }
}
