import UnicodeTables

/// How text becomes tokens where no hand-written way exists: normalization, then cuts, step by step.
///
/// Slower than the built-in tokenizers by an order of magnitude; linear all the same.
package struct GeneralPath: Sendable {
  /// What is done to a text before it is cut.
  package var normalization: [NormalizationStep]
  /// How it is cut.
  package var cuts: [CuttingStep]

  package init(normalization: [NormalizationStep] = [], cuts: [CuttingStep] = []) {
    self.normalization = normalization
    self.cuts = cuts
  }

  /// Whether every text can be had back from its pieces.
  var isLossless: Bool {
    normalization.isEmpty
      && cuts.allSatisfy { step in
        switch step {
        case .pieces: true
        case .prefixSpace: false
        case .split(_, let behavior, _): behavior != .removed
        }
      }
  }

  /// Whether the cuts are those of one hand-written pretokenizer.
  package var pretokenizer: Pretokenizer? {
    guard cuts.count == 1, case .pieces(let pretokenizer) = cuts[0] else { return nil }
    return pretokenizer
  }

  /// Whether normalization leaves a text as it is, so that the fast way will do.
  func leavesAlone(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard !normalization.isEmpty else { return true }
    guard normalization == [.canonical(composes: true)] else { return false }
    var place = 0
    while place < text.count {
      // Up to U+02FF nothing composes.
      if unsafe text[place] < 0xCC {
        place += 1
        continue
      }
      guard let base = text.baseAddress else { return true }
      let decoded = unsafe UTF8Decoding.decode(base + place, count: text.count - place)
      if decoded.isWellFormed,
        !NormalizationStep.canonical(composes: true)
          .leavesAlone(decoded.scalar)
      {
        return false
      }
      place += decoded.length
    }
    return true
  }

  /// Cuts a segment of a text into pieces.
  ///
  /// Bytes that are no UTF-8 are pieces of their own, a maximal ill-formed subsequence each.
  ///
  /// - Parameters:
  ///   - text: The text.
  ///   - segment: Bytes of the text.
  ///   - body: Called with each piece, left to right: its bytes, and for each of them the bytes of
  ///     the text that it stands for.
  func forEachPiece(
    _ text: UnsafeBufferPointer<UInt8>, _ segment: Range<Int>,
    _ body: (ArraySlice<UInt8>, ArraySlice<Range<Int>>) -> Void
  ) {
    guard let base = text.baseAddress else { return }
    var start = segment.lowerBound
    var place = start
    while place < segment.upperBound {
      let decoded = unsafe UTF8Decoding.decode(base + place, count: segment.upperBound - place)
      let next = place + decoded.length
      if !decoded.isWellFormed {
        unsafe forEachPiece(wellFormed: text, start..<place, body)
        let bytes = unsafe Array(text[place..<next])
        body(bytes[...], (place..<next).map { $0..<$0 + 1 }[...])
        start = next
      }
      place = next
    }
    unsafe forEachPiece(wellFormed: text, start..<place, body)
  }

  private func forEachPiece(
    wellFormed text: UnsafeBufferPointer<UInt8>, _ segment: Range<Int>,
    _ body: (ArraySlice<UInt8>, ArraySlice<Range<Int>>) -> Void
  ) {
    guard !segment.isEmpty else { return }
    var passage = unsafe Passage(text, segment)
    for step in normalization { passage.normalize(step) }
    guard !passage.bytes.isEmpty else { return }
    var pieces = [0..<passage.bytes.count]
    for step in cuts {
      if step == .prefixSpace {
        passage.prefixSpaces(&pieces)
        continue
      }
      var finer: [Range<Int>] = []
      unsafe passage.bytes.withUnsafeBufferPointer { bytes in
        guard let base = bytes.baseAddress else { return }
        for piece in pieces { unsafe step.cut(base, piece, into: &finer) }
      }
      pieces = finer
    }
    for piece in pieces { body(passage.bytes[piece], passage.sources[piece]) }
  }
}

/// A text on its way to tokens: its bytes, and for each of them the bytes of the original.
struct Passage {
  private(set) var bytes: [UInt8]
  private(set) var sources: [Range<Int>]

  init(_ text: UnsafeBufferPointer<UInt8>, _ segment: Range<Int>) {
    bytes = unsafe Array(text[segment])
    sources = segment.map { $0..<$0 + 1 }
  }

  /// Puts a space before each of some pieces that has none.
  mutating func prefixSpaces(_ pieces: inout [Range<Int>]) {
    let old = self
    (bytes, sources) = ([], [])
    for (index, piece) in pieces.enumerated() {
      let start = bytes.count
      if old.bytes[piece.lowerBound] != UInt8(ascii: " ") {
        let first = old.sources[piece.lowerBound].lowerBound
        bytes.append(UInt8(ascii: " "))
        sources.append(first..<first)
      }
      bytes += old.bytes[piece]
      sources += old.sources[piece]
      pieces[index] = start..<bytes.count
    }
  }

  mutating func normalize(_ step: NormalizationStep) {
    switch step {
    case .prepend(let text):
      guard let first = sources.first?.lowerBound else { return }
      bytes = text + bytes
      sources = text.map { _ in first..<first } + sources
    case .replace(let replaced, let text): replace(replaced, by: text)
    case .canonical(let composes): map { $0.normalized(compatible: false, composes: composes) }
    case .compatible(let composes): map { $0.normalized(compatible: true, composes: composes) }
    case .lowercase: map { $0.flatMap { CharacterMappings.shared.lower[$0] ?? [$0] } }
    case .stripAccents: map { text in text.flatMap { Self.isAccent($0) ? [] : [$0] } }
    case .strip(let left, let right): map { $0.stripped(left: left, right: right) }
    }
  }

  private static let accents = UnicodeProperties.named("M") ?? ScalarSet()
  private static func isAccent(_ scalar: UInt32) -> Bool {
    scalar >= 0x300 && accents.contains(scalar)
  }

  private mutating func replace(_ replaced: NormalizationStep.ReplacedText, by text: [UInt8]) {
    var matches: [Range<Int>] = []
    switch replaced {
    case .literal(let literal):
      guard !literal.isEmpty else { return }
      var place = 0
      while place + literal.count <= bytes.count {
        if bytes[place] == literal[0], bytes[place..<place + literal.count].elementsEqual(literal) {
          matches.append(place..<place + literal.count)
          place += literal.count
        } else {
          place += 1
        }
      }
    case .pattern(let pattern):
      unsafe bytes.withUnsafeBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        unsafe pattern.forEachStretch(base, 0..<buffer.count) { stretch, isMatch in
          if isMatch { matches.append(stretch) }
        }
      }
    }
    let old = self
    (bytes, sources) = ([], [])
    var place = 0
    for match in matches {
      bytes += old.bytes[place..<match.lowerBound] + text
      sources += old.sources[place..<match.lowerBound]
      let source =
        old.sources[match.lowerBound].lowerBound..<old.sources[match.upperBound - 1].upperBound
      sources += text.map { _ in source }
      place = match.upperBound
    }
    bytes += old.bytes[place...]
    sources += old.sources[place...]
  }

  private mutating func map(_ body: (SourcedScalars) -> SourcedScalars) {
    var text = SourcedScalars()
    unsafe bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      var place = 0
      while place < buffer.count {
        let decoded = unsafe UTF8Decoding.decode(base + place, count: buffer.count - place)
        let next = place + decoded.length
        text.append(decoded.scalar, sources[place].lowerBound..<sources[next - 1].upperBound)
        place = next
      }
    }
    let mapped = body(text)
    (bytes, sources) = ([], [])
    for (scalar, source) in zip(mapped.scalars, mapped.sources) {
      let before = bytes.count
      Self.append(scalar, to: &bytes)
      for _ in before..<bytes.count { sources.append(source) }
    }
  }

  private static func append(_ scalar: UInt32, to bytes: inout [UInt8]) {
    switch scalar {
    case ..<0x80: bytes.append(UInt8(scalar))
    case ..<0x800: bytes += [UInt8(0xC0 | scalar >> 6), UInt8(0x80 | scalar & 0x3F)]
    case ..<0x10000:
      bytes += [
        UInt8(0xE0 | scalar >> 12), UInt8(0x80 | scalar >> 6 & 0x3F), UInt8(0x80 | scalar & 0x3F),
      ]
    default:
      bytes += [
        UInt8(0xF0 | scalar >> 18 & 7), UInt8(0x80 | scalar >> 12 & 0x3F),
        UInt8(0x80 | scalar >> 6 & 0x3F), UInt8(0x80 | scalar & 0x3F),
      ]
    }
  }
}

extension SourcedScalars {
  func normalized(compatible: Bool, composes: Bool) -> SourcedScalars {
    UnicodeNormalization.normalized(self, compatible: compatible, composes: composes)
  }

  func flatMap(_ body: (UInt32) -> [UInt32]) -> SourcedScalars {
    var result = SourcedScalars()
    for (scalar, source) in zip(scalars, sources) {
      for mapped in body(scalar) { result.append(mapped, source) }
    }
    return result
  }

  func stripped(left: Bool, right: Bool) -> SourcedScalars {
    var (start, end) = (0, scalars.count)
    let space = UnicodeProperties.whiteSpace
    while left, start < end, space.contains(scalars[start]) { start += 1 }
    while right, start < end, space.contains(scalars[end - 1]) { end -= 1 }
    return SourcedScalars(
      scalars: Array(scalars[start..<end]), sources: Array(sources[start..<end]))
  }
}
