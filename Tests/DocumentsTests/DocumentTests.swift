import Documents
import TestSupport
import Testing
import Text
import Tokenizers
import Vocabularies

@Suite struct DocumentTests {
  /// Issue 3 asks for 100,000 edits a vocabulary: `bench edits --check 100000`.
  @Test(arguments: Vocabularies.all, [1, 2])
  func `what is kept under edits is what encoding from scratch gives`(
    tokenizer: Tokenizer, seed: UInt64
  ) throws {
    var generator = EditGenerator(seed: seed)
    var document = Document(DocumentTree(generator.text(atoms: 200)))
    document.use(tokenizer)
    var place = 0
    for step in 0..<100 {
      let edit = generator.edit(of: document.text, near: place)
      place = edit.newRange.upperBound
      try document.apply(edit)
      let encoding = try #require(document.encoding(by: tokenizer.name))
      let text = document.text.bytes
      let fresh = tokenizer.encoding(of: text.span)
      let starts = fresh.ranges.map(\.lowerBound)
      guard encoding.starts(in: 0..<text.count) == starts, encoding.ids == fresh.ids else {
        Issue.record(
          "seed \(seed), step \(step), \(edit): \(String(decoding: text, as: UTF8.self))")
        return
      }
      #expect(encoding.count == starts.count)
      let lines = 0..<document.text.lineCount
      #expect(encoding.counts(ofLines: lines) == tokensPerLine(document.text, starts))
      let range = place..<min(text.count, place + 40)
      #expect(encoding.count(in: range) == starts.count { range.contains($0) })
      #expect(
        encoding.tokens(in: range).map(\.range)
          == fresh.ranges.filter { range.contains($0.lowerBound) })
      #expect(encoding.token(at: place) == starts.lastIndex { $0 <= place })
    }
  }

  /// Counts the starts on each line, by walking both side by side.
  private func tokensPerLine(_ text: DocumentTree, _ starts: [Int]) -> [Int] {
    var rest = starts[...]
    return (0..<text.lineCount).map { line in
      let end = text.range(ofLine: line).upperBound
      let next = rest.firstIndex { end <= $0 } ?? rest.endIndex
      defer { rest = rest[next...] }
      return next - rest.startIndex
    }
  }

  @Test func `several tokenizers follow the same edits`() throws {
    var document = Document(DocumentTree(Array("Once upon a time".utf8)))
    Vocabularies.all.forEach { document.use($0) }
    try document.apply(TextEdit(range: 10..<11, newBytes: Array("\n\n  the".utf8)))
    for tokenizer in Vocabularies.all {
      let encoding = try #require(document.encoding(by: tokenizer.name))
      #expect(encoding.ids == tokenizer.encode(document.text.bytes.span))
      #expect(encoding.count == encoding.ids.count)
    }
    #expect(document.encoding(by: "another") == nil)
  }

  @Test func `a whole new text is as good as the edit that made it`() throws {
    var generator = EditGenerator(seed: 9)
    var document = Document(DocumentTree(generator.text(atoms: 100)))
    document.use(.cl100k)
    for step in 0..<100 {
      var text = document.text
      try text.apply(generator.edit(of: text, near: text.byteCount / 2))
      if step % 20 == 0 { text = DocumentTree(generator.text(atoms: 100)) }
      document.replaceAll(with: text.bytes)
      #expect(document.text.bytes == text.bytes)
      #expect(
        document.encoding(by: "cl100k_base")?.ids == Tokenizer.cl100k.encode(text.bytes.span))
      #expect(
        document.encoding(by: "cl100k_base")?.count
          == Tokenizer.cl100k.count(text.bytes.span))
    }
  }

  @Test func `a snapshot keeps its tokens`() throws {
    var document = Document(DocumentTree(Array("every effort moves".utf8)))
    document.use(Tokenizer.gpt2)
    let snapshot = document
    try document.apply(TextEdit(range: 0..<18, newBytes: []))
    #expect(snapshot.encoding(by: "gpt2")?.ids == [16833, 3626, 6100])
    #expect(document.encoding(by: "gpt2")?.count == 0)
    document.stopUsing(tokenizer: "gpt2")
    #expect(document.encoding(by: "gpt2")?.count == nil)
  }

  @Test func `a refused edit changes nothing`() throws {
    var document = Document(DocumentTree(Array("aé".utf8)))
    document.use(Tokenizer.gpt2)
    #expect(throws: TextError.insideCharacter(offset: 2)) {
      try document.apply(TextEdit(range: 2..<3, newBytes: []))
    }
    #expect(document.encoding(by: "gpt2")?.count == 2)
  }
}
