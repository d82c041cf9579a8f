import Tokenizers

/// A text beside what its tokens spell, token by token.
///
/// Spelling joins tokens by spaces or by nothing; so between two tokens stand a gap of the text and
/// a gap of the spelling, and both are compared.
struct Alignment {
  let text: [UInt8]
  let encoding: Encoding
  let spelled: [UInt8]

  /// What each token spells, without a continuation prefix, and where in the spelling.
  private var spellings: [(text: [UInt8], place: Range<Int>)] = []

  /// Finds each token in the spelling; nil where that does not work out.
  init?(_ text: [UInt8], _ encoding: Encoding, _ spelled: [UInt8], _ tokenizer: Tokenizer) {
    self.text = text
    self.encoding = encoding
    self.spelled = spelled
    var place = 0
    for id in encoding.ids {
      guard let token = tokenizer.bytes(of: id) else { return nil }
      let isContinuation = token.starts(with: Self.continuationPrefix) && 2 < token.count
      let piece = isContinuation ? Array(token.dropFirst(2)) : token
      while !spelled[place...].starts(with: piece) {
        guard place < spelled.count, spelled[place] == UInt8(ascii: " ") else { return nil }
        place += 1
      }
      spellings.append((piece, place..<place + piece.count))
      place += piece.count
    }
  }

  private static let continuationPrefix = Array("##".utf8)

  /// Compares the two from left to right.
  func losses(_ normalize: (Unicode.Scalar) -> [UInt8]) -> [Loss] {
    var losses = LossList(text: text)
    var end = 0
    var spelledEnd = 0
    for (range, spelling) in zip(encoding.ranges, spellings) {
      // Tokens of one character have the same range: the first stands for all of it.
      let start = max(end, range.lowerBound)
      losses.compare(
        gap: end..<start, with: spelled[spelledEnd..<spelling.place.lowerBound], normalize)
      end = max(end, range.upperBound)
      spelledEnd = spelling.place.upperBound
      if text[range].elementsEqual(spelling.text) { continue }
      if spelling.text == Self.unknown {
        losses.append([.unknownWord], start..<end, spelling.text)
      } else {
        losses.compare(word: start..<end, normalize)
      }
    }
    losses.compare(gap: end..<text.count, with: spelled[spelledEnd...], normalize)
    return losses.losses
  }

  private static let unknown = Array("[UNK]".utf8)
}
