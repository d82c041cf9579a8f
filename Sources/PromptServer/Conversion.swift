import JSONRPC
import LanguageServerProtocol
import PromptAnalysis
import Text

extension DocumentTree {
  /// The byte offset of an editor's position; one past the end of its line means the line's end.
  func offset(
    of position: LanguageServerProtocol.Position, in encoding: PositionEncoding
  ) -> Int {
    offset(of: Text.Position(line: position.line, character: position.character), in: encoding)
  }

  /// The bytes between an editor's positions.
  func byteRange(
    _ range: PositionRange, in encoding: PositionEncoding
  ) throws(ResponseError) -> Range<Int> {
    let lower = offset(of: range.start, in: encoding)
    let upper = offset(of: range.end, in: encoding)
    guard lower <= upper else {
      throw ResponseError(.invalidParams, "range.end comes before range.start")
    }
    return lower..<upper
  }

  /// The editor's positions around a byte range.
  func positionRange(_ range: Range<Int>, in encoding: PositionEncoding) -> PositionRange {
    PositionRange(
      start: wirePosition(of: range.lowerBound, in: encoding),
      end: wirePosition(of: range.upperBound, in: encoding))
  }

  private func wirePosition(
    of offset: Int, in encoding: PositionEncoding
  ) -> LanguageServerProtocol.Position {
    let position = position(of: offset, in: encoding)
    return LanguageServerProtocol.Position(line: position.line, character: position.character)
  }
}

extension PositionEncoding {
  init(_ kind: PositionEncodingKind) {
    switch kind {
    case .utf8: self = .utf8
    case .utf16: self = .utf16
    case .utf32: self = .utf32
    }
  }
}
