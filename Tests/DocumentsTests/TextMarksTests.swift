import Documents
import TestSupport
import Testing
import Text

@Suite struct TextMarksTests {
  private static let texts = ["<|endoftext|>", "[CLS]", "<|", "aa", "aaa"].map { Array($0.utf8) }

  /// The definition: the places of a text that do not overlap, searched from the start.
  private func places(of text: [UInt8], in bytes: [UInt8], before end: Int) -> [Range<Int>] {
    var places: [Range<Int>] = []
    var start = 0
    while start + text.count <= end {
      let range = start..<start + text.count
      if Array(bytes[range]) == text {
        places.append(range)
        start = range.upperBound
      } else {
        start += 1
      }
    }
    return places
  }

  @Test(arguments: [1, 2, 3]) func `marks follow edits`(seed: UInt64) throws {
    var generator = EditGenerator(seed: seed)
    var document = Document(DocumentTree(generator.text(atoms: 150)))
    document.watch([Self.texts])
    let pieces = ["<|end", "oftext|>", "a", "aa", "[CL", "S]", "<", "|", "x"].map { Array($0.utf8) }
    for step in 0..<200 {
      var edit = generator.edit(of: document.text, near: 100)
      if step % 2 == 0 { edit.newBytes = pieces[generator.number(below: pieces.count)] }
      try document.apply(edit)
      let bytes = document.text.bytes
      let end = generator.number(below: bytes.count + 1)
      let marks = try #require(document.marks.first)
      for text in Self.texts {
        #expect(
          marks.places(of: text, before: end, in: document.text)
            == places(of: text, in: bytes, before: end))
      }
    }
  }

  @Test func `a text across two blocks of the search is found`() throws {
    let text = Array("<|endoftext|>".utf8)
    for shift in 0...text.count {
      let bytes = [UInt8](repeating: 0x61, count: (1 << 16) - shift) + text
      let tree = DocumentTree(bytes)
      let marks = TextMarks(of: [text], in: tree)
      #expect(marks.places(of: text, before: bytes.count, in: tree)?.count == 1)
      #expect(marks.places(of: text, before: bytes.count - 1, in: tree) == [])
      #expect(marks.places(of: [0x61], before: bytes.count, in: tree) == nil)
    }
  }
}
