import Tokenizers

/// A text in the target's vocabulary, and what the target's tokenizer made of it.
struct CarriedText {
  private(set) var encoding = Encoding()

  /// What was lost, in the order of the text.
  private(set) var losses: [Loss] = []

  init(_ source: SourceText, by target: Tokenizer) {
    encode(source, target)
    guard !target.isLossless else { return }
    let spelled = target.decodeNaively(encoding.ids)
    let alignment = Alignment(source.bytes, encoding, spelled, target)
    let found = alignment?.losses(Self.normalize) ?? []
    losses +=
      found.applied(to: source.bytes) == spelled ? found : [.difference(source.bytes, spelled)]
  }

  /// Encodes the text between special tokens, and these by the target's token of the same name.
  private mutating func encode(_ source: SourceText, _ target: Tokenizer) {
    var start = 0
    for (range, text) in source.specialTokens {
      let name = String(decoding: text, as: UTF8.self)
      guard let token = target.specialTokens.first(where: { $0.text == name }) else {
        losses.append(Loss(kind: .specialToken, range: range, before: text, after: text))
        continue
      }
      append(source.bytes, start..<range.lowerBound, target)
      encoding.ids.append(token.id)
      encoding.ranges.append(range)
      start = range.upperBound
    }
    append(source.bytes, start..<source.bytes.count, target)
  }

  private mutating func append(_ bytes: [UInt8], _ range: Range<Int>, _ target: Tokenizer) {
    let part = target.encoding(of: bytes.span.extracting(range))
    encoding.ids += part.ids
    encoding.ranges += part.ranges.map {
      $0.lowerBound + range.lowerBound..<$0.upperBound + range.lowerBound
    }
  }
}

extension Loss {
  /// The loss of a text of which nothing closer is known: all but what both share at their ends.
  static func difference(_ text: [UInt8], _ spelled: [UInt8]) -> Loss {
    let shortest = min(text.count, spelled.count)
    var head = 0
    while head < shortest, text[head] == spelled[head] { head += 1 }
    while 0 < head, head < shortest, text[head] & 0xC0 == 0x80 || spelled[head] & 0xC0 == 0x80 {
      head -= 1
    }
    var tail = 0
    while tail < shortest - head, text[text.count - 1 - tail] == spelled[spelled.count - 1 - tail] {
      tail += 1
    }
    while 0 < tail, text[text.count - tail] & 0xC0 == 0x80 { tail -= 1 }
    let range = head..<text.count - tail
    return Loss(
      kind: .unnormalizedForm, range: range, before: Array(text[range]),
      after: Array(spelled[head..<spelled.count - tail]))
  }
}
