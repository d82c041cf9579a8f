import Testing
import Text

@Suite struct DocumentTreeTests {
  @Test(arguments: 0..<8) func `random edits end where edits of an array end`(seed: Int) {
    var generator = TextGenerator(seed: UInt64(seed))
    var flat = FlatDocument(bytes: generator.text(atoms: seed % 3 == 0 ? 0 : 1500))
    var tree = DocumentTree(flat.bytes)
    #expect(tree.brokenInvariant() == nil)
    for step in 0..<30 {
      let range = generator.range(in: flat)
      let isLarge = generator.number(below: 10) == 0
      let count = generator.number(below: isLarge ? 2000 : 6)
      let edit = TextEdit(range: range, newBytes: generator.text(atoms: count))
      tree.replace(edit.range, with: edit.newBytes)
      flat.bytes.replaceSubrange(edit.range, with: edit.newBytes)
      if let broken = tree.brokenInvariant() {
        Issue.record("seed \(seed), step \(step): \(broken)")
        return
      }
      expectEqual(tree, flat, &generator)
    }
  }

  @Test func `edits of every size keep a tree of many levels in shape`() {
    var generator = TextGenerator(seed: 42)
    let words = Array("all of one and the same length; ".utf8)
    var bytes = (0..<20_000).flatMap { _ in words }
    var tree = DocumentTree(bytes)
    for step in 0..<200 {
      let start = generator.number(below: bytes.count + 1)
      let removed = generator.number(below: 1 << generator.number(below: 19))
      let range = start..<min(bytes.count, start + removed)
      let inserted = generator.number(below: 1 << generator.number(below: 19))
      let newBytes = [UInt8](repeating: 0x61, count: inserted)
      tree.replace(range, with: newBytes)
      bytes.replaceSubrange(range, with: newBytes)
      guard tree.bytes == bytes, tree.brokenInvariant() == nil else {
        Issue.record("step \(step): \(tree.brokenInvariant() ?? "other bytes")")
        return
      }
    }
    #expect(tree.statistics == TextStatistics(of: bytes.span))
  }

  /// Compares everything that can be asked at a few places.
  private func expectEqual(
    _ tree: DocumentTree, _ flat: FlatDocument, _ generator: inout TextGenerator
  ) {
    #expect(tree.bytes == flat.bytes)
    #expect(tree.statistics == TextStatistics(of: flat.bytes.span))
    let range = generator.range(in: flat)
    #expect(tree.bytes(in: range) == Array(flat.bytes[range]))
    #expect(
      tree.statistics(in: range) == TextStatistics(of: flat.bytes.span.extracting(range)))
    if !range.isEmpty { #expect(tree[range.lowerBound] == flat.bytes[range.lowerBound]) }
    var chunked: [UInt8] = []
    tree.forEachChunk(in: range) { chunk in
      for index in chunk.indices { chunked.append(chunk[index]) }
    }
    #expect(chunked == Array(flat.bytes[range]))

    let lines = flat.lines
    #expect(tree.lineCount == lines.count)
    let line = generator.number(below: lines.count)
    #expect(tree.contentRange(ofLine: line) == lines[line])
    let next = line + 1 < lines.count ? lines[line + 1].lowerBound : flat.bytes.count
    #expect(tree.range(ofLine: line) == lines[line].lowerBound..<next)

    let some = line..<min(lines.count, line + 1 + generator.number(below: 20))
    #expect(tree.ranges(ofLines: some) == some.map { tree.range(ofLine: $0) })

    for encoding in PositionEncoding.allCases {
      let position = flat.position(of: range.lowerBound, in: encoding)
      #expect(tree.position(of: range.lowerBound, in: encoding) == position)
      let beyond = Position(line: position.line, character: generator.number(below: 200))
      #expect(tree.offset(of: beyond, in: encoding) == flat.offset(of: beyond, in: encoding))
    }
  }

  @Test func `an older copy does not see an edit`() {
    let text = Array(String(repeating: "one line of text\n", count: 1000).utf8)
    var tree = DocumentTree(text)
    let older = tree
    tree.replace(5000..<5100, with: Array("new".utf8))
    #expect(older.bytes == text)
    #expect(older.brokenInvariant() == nil)
    #expect(tree.byteCount == text.count - 97)
  }

  @Test func `undo and redo a thousand times keep the tree as it was`() throws {
    let text = Array(String(repeating: "one line of text\n", count: 1000).utf8)
    var tree = DocumentTree(text)
    let edit = TextEdit(range: 4000..<9000, newBytes: Array(repeating: 0x61, count: 3000))
    for _ in 0..<1000 {
      let inverse = tree.inverse(of: edit)
      try tree.apply(edit)
      try tree.apply(inverse)
    }
    #expect(tree.bytes == text)
    #expect(tree.brokenInvariant() == nil)
  }

  @Test func `everything can be deleted and put back byte by byte`() {
    var tree = DocumentTree(Array(repeating: 0x61, count: 10_000))
    for count in stride(from: 10_000, to: 0, by: -1) {
      tree.replace(count / 2..<count / 2 + 1, with: [])
    }
    #expect(tree.byteCount == 0)
    #expect(tree.brokenInvariant() == nil)
    for count in 0..<10_000 { tree.replace(count..<count, with: [0x62]) }
    #expect(tree.bytes == Array(repeating: 0x62, count: 10_000))
    #expect(tree.brokenInvariant() == nil)
  }

  @Test func `the edit from one text to another is no larger than it must be`() throws {
    var generator = TextGenerator(seed: 3)
    for _ in 0..<200 {
      let flat = FlatDocument(bytes: generator.text(atoms: 30))
      var other = flat.bytes
      let atoms = generator.number(below: 3)
      other.replaceSubrange(generator.range(in: flat), with: generator.text(atoms: atoms))
      var tree = DocumentTree(flat.bytes)
      let edit = tree.edit(to: other)
      try tree.apply(edit)
      #expect(tree.bytes == other)
    }
    let tree = DocumentTree(Array("aaé".utf8))
    #expect(tree.edit(to: Array("aaaé".utf8)) == TextEdit(range: 2..<2, newBytes: [0x61]))
    #expect(tree.edit(to: Array("aaè".utf8)) == TextEdit(range: 2..<4, newBytes: Array("è".utf8)))
    #expect(tree.edit(to: Array("aaé".utf8)).range.isEmpty)
  }

  @Test func `bytes that are no text are reported by position`() {
    #expect(throws: TextError.invalidUTF8(offset: 3)) {
      try DocumentTree(validating: [0x61, 0x62, 0x63, 0xFF, 0x64])
    }
    #expect(throws: TextError.invalidUTF8(offset: 1)) {
      try DocumentTree(validating: [0x61, 0xED, 0xA0, 0xBD])
    }
  }

  @Test func `bytes that are no text trap nowhere`() {
    var generator = TextGenerator(seed: 7)
    var tree = DocumentTree()
    for _ in 0..<300 {
      let bytes = (0..<generator.number(below: 100)).map { _ in
        UInt8(generator.number(below: 256))
      }
      let offset = generator.number(below: tree.byteCount + 1)
      tree.replace(offset..<offset, with: bytes)
      for encoding in PositionEncoding.allCases {
        let place = generator.number(below: tree.byteCount + 1)
        let position = tree.position(of: place, in: encoding)
        #expect(tree.offset(of: position, in: encoding) <= tree.byteCount)
      }
    }
  }

  @Test func `an edit outside the text or inside a character is refused`() {
    var tree = DocumentTree(Array("aé".utf8))
    #expect(throws: TextError.outOfBounds(0..<4, byteCount: 3)) {
      try tree.apply(TextEdit(range: 0..<4, newBytes: []))
    }
    #expect(throws: TextError.insideCharacter(offset: 2)) {
      try tree.apply(TextEdit(range: 0..<2, newBytes: []))
    }
    #expect(tree.bytes == Array("aé".utf8))
  }
}
