import Testing
import Text

@Suite struct PositionEncodingTests {
  @Test func `the columns of an emoji are four bytes, two units, one scalar`() {
    let tree = DocumentTree(Array("x\n😀y".utf8))
    for (encoding, column) in zip(PositionEncoding.allCases, [4, 2, 1]) {
      let position = Position(line: 1, character: column)
      #expect(tree.offset(of: position, in: encoding) == 6)
      #expect(tree.position(of: 6, in: encoding) == position)
    }
  }

  @Test func `a column inside a surrogate pair means the start of the character`() {
    let tree = DocumentTree(Array("😀y".utf8))
    #expect(tree.offset(of: Position(line: 0, character: 1), in: .utf16) == 0)
    #expect(tree.offset(of: Position(line: 0, character: 3), in: .utf8) == 0)
  }

  @Test func `columns and lines past the end are clamped`() {
    let tree = DocumentTree(Array("ab\r\ncd".utf8))
    #expect(tree.offset(of: Position(line: 0, character: 99), in: .utf16) == 2)
    #expect(tree.offset(of: Position(line: 0, character: .max), in: .utf16) == 2)
    #expect(tree.offset(of: Position(line: 9, character: 0), in: .utf16) == 6)
    #expect(tree.offset(of: Position(line: -1, character: 5), in: .utf16) == 0)
    #expect(tree.offset(of: Position(line: 1, character: -1), in: .utf16) == 4)
  }

  @Test func `an inverted range is an error`() throws {
    let tree = DocumentTree(Array("ab\ncd".utf8))
    let first = Position(line: 0, character: 1)
    let second = Position(line: 1, character: 1)
    #expect(try tree.range(from: first, to: second, in: .utf16) == 1..<4)
    #expect(throws: TextError.inverted(start: second, end: first)) {
      try tree.range(from: second, to: first, in: .utf16)
    }
  }

  @Test func `an offset between carriage return and line feed is on the line they end`() {
    let tree = DocumentTree(Array("ab\r\ncd".utf8))
    #expect(tree.position(of: 3, in: .utf16) == Position(line: 0, character: 2))
    #expect(tree.position(of: 4, in: .utf16) == Position(line: 1, character: 0))
  }

  @Test(arguments: ["", "\r", "a\r", "a\r\n", "\n\r", "\r\r\n\n", "a\rb"])
  func `the lines of a text cover it`(text: String) {
    let tree = DocumentTree(Array(text.utf8))
    let lines = 0..<tree.lineCount
    #expect(tree.ranges(ofLines: lines) == lines.map { tree.range(ofLine: $0) })
    #expect(lines.map { tree.range(ofLine: $0) }.reduce(0) { $0 + $1.count } == text.utf8.count)
  }

  @Test(arguments: 2040..<2056) func `a line break across two chunks is one`(length: Int) {
    // The two halves come in by different edits, so that they land in different chunks.
    var tree = DocumentTree(Array(repeating: 0x61, count: length) + [0x0D])
    tree.replace(length + 1..<length + 1, with: [0x0A] + Array(repeating: 0x62, count: 3000))
    #expect(tree.lineCount == 2)
    #expect(tree.contentRange(ofLine: 0) == 0..<length)
    #expect(tree.contentRange(ofLine: 1) == length + 2..<length + 3002)
    #expect(tree.line(at: length + 1) == 0)
    tree.replace(length + 1..<length + 1, with: [0x63])
    #expect(tree.lineCount == 3)
    tree.replace(length + 1..<length + 2, with: [])
    #expect(tree.lineCount == 2)
    #expect(tree.brokenInvariant() == nil)
  }
}
