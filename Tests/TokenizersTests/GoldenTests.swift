import Digests
import Foundation
import TestSupport
import Testing
import Tokenizers
import Vocabularies

@Suite struct GoldenTests {
  @Test(arguments: [Tokenizer.gpt2, .cl100k, .o200k])
  func `every golden row has the reference's ids`(_ tokenizer: Tokenizer) throws {
    try #require(GoldenRow.all.count == 3640)
    for row in GoldenRow.all {
      let expected = try #require(row.columns[tokenizer.name])
      let ids = tokenizer.encode(row.text.span)
      #expect(matches(ids, expected), "\(row.id)")
      #expect(tokenizer.count(row.text.span) == ids.count, "\(row.id)")
      #expect(try tokenizer.decode(ids) == row.text, "\(row.id)")
    }
  }

  @Test func `every golden row has the reference's ids in p50k_base`() throws {
    // The golden file has no column for it; `Tests/Tools/tokenizers/p50k_golden.py` writes this.
    let file = Fixture.folder.appending(path: "tokens/p50k_golden.tsv")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    try #require(lines.count == GoldenRow.all.count)
    for (row, line) in zip(GoldenRow.all, lines) {
      let encoding = Tokenizer.p50k.encoding(of: row.text.span)
      let list = encoding.ids.map(String.init).joined(separator: ",")
      let digest = SHA256.hexadecimal(Array(list.utf8)).prefix(16)
      #expect(line == "\(row.id)\t\(encoding.ids.count)\t\(digest)")
      #expect(encoding.ranges.last?.upperBound ?? 0 == row.text.count, "\(row.id)")
    }
  }

  @Test(arguments: [Tokenizer.gpt2, .cl100k, .o200k])
  func `special tokens are read where the caller asks for them`(_ tokenizer: Tokenizer) {
    for row in GoldenRow.all {
      guard let expected = row.columns[tokenizer.name + "_special"] else { continue }
      let ids = tokenizer.encode(row.text.span, specialTokens: .asTokens)
      #expect(matches(ids, expected), "\(row.id)")
    }
  }

  @Test(arguments: [Tokenizer.gpt2, .cl100k, .o200k])
  func `ranges of tokens tile the text`(_ tokenizer: Tokenizer) {
    for row in GoldenRow.all {
      let encoding = tokenizer.encoding(of: row.text.span)
      #expect(encoding.ids == tokenizer.encode(row.text.span), "\(row.id)")
      var place = 0
      for (id, range) in zip(encoding.ids, encoding.ranges) {
        #expect(range.lowerBound == place, "\(row.id)")
        #expect(tokenizer.bytes(of: id) == Array(row.text[range]), "\(row.id)")
        place = range.upperBound
      }
      #expect(place == row.text.count, "\(row.id)")
    }
  }

  @Test func `BERT's rows have the reference's ids in both readings`() throws {
    let tokenizer = Tokenizer.bertBaseUncased
    for row in GoldenRow.all {
      let expected = try #require(row.columns[tokenizer.name])
      let ids = tokenizer.encode(row.text.span, specialTokens: .asTokens)
      #expect(matches(ids, expected), "\(row.id)")
      #expect(tokenizer.count(row.text.span, specialTokens: .asTokens) == ids.count, "\(row.id)")
      let ordinary = tokenizer.encode(row.text.span)
      #expect(matches(ordinary, row.columns["bert_ordinary"] ?? expected), "\(row.id)")
    }
  }

  @Test func `BERT's rows have the reference's places in the text`() throws {
    for row in GoldenRow.all {
      guard let expected = row.bertOffsets else { continue }
      var scalars = [Int](repeating: 0, count: row.text.count + 1)
      for (place, byte) in row.text.enumerated() {
        scalars[place + 1] = scalars[place] + (byte & 0xC0 != 0x80 ? 1 : 0)
      }
      // A place inside a scalar counts as the next; the ends of ranges are never inside.
      let encoding = Tokenizer.bertBaseUncased.encoding(of: row.text.span, specialTokens: .asTokens)
      let offsets = encoding.ranges.map { [scalars[$0.lowerBound], scalars[$0.upperBound]] }
      #expect(offsets == expected, "\(row.id)")
    }
  }

  private func matches(_ ids: [UInt32], _ expected: GoldenRow.Expectation) -> Bool {
    switch expected {
    case .ids(let list): ids == list
    case .digest(let count, let sha256):
      ids.count == count
        && SHA256.hexadecimal(Array(ids.map(String.init).joined(separator: ",").utf8)) == sha256
    }
  }
}
