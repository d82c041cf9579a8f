/// Losses of a text as they are found from left to right.
struct LossList {
  let text: [UInt8]

  private(set) var losses: [Loss] = []

  /// The kinds of the loss that was found last, all of one range.
  private var lastKinds: [Loss.Kind] = []

  init(text: [UInt8]) {
    self.text = text
  }

  /// Adds one loss of several kinds, or extends the last one where they are the same.
  mutating func append(_ kinds: [Loss.Kind], _ range: Range<Int>, _ after: [UInt8]) {
    let extends =
      kinds == lastKinds && losses.last?.range.upperBound == range.lowerBound && !range.isEmpty
      && kinds != [.unknownWord]
    if extends {
      for index in losses.indices.suffix(kinds.count) {
        losses[index].range = losses[index].range.lowerBound..<range.upperBound
        losses[index].before += text[range]
        losses[index].after += after
      }
    } else {
      for kind in kinds {
        losses.append(Loss(kind: kind, range: range, before: Array(text[range]), after: after))
      }
    }
    lastKinds = kinds
  }

  /// Compares what stands between two tokens with what stands between them in the spelling.
  ///
  /// - Parameters:
  ///   - gap: Bytes of the text: white space, and characters that were dropped.
  ///   - spelled: Nothing or white space.
  ///   - normalize: What the target makes of a scalar.
  mutating func compare(
    gap: Range<Int>, with spelled: ArraySlice<UInt8>, _ normalize: (Unicode.Scalar) -> [UInt8]
  ) {
    var scalars: [(scalar: Unicode.Scalar, range: Range<Int>, isSpace: Bool)] = []
    forEachScalar(in: gap) { scalar, range in
      scalars.append((scalar, range, normalize(scalar) == [UInt8(ascii: " ")]))
    }
    let spaces = scalars.filter(\.isSpace).flatMap { text[$0.range] }
    let isKept = spaces.elementsEqual(spelled)
    // The first white space of the text becomes what the spelling has, the rest nothing.
    var rest = Array(spelled)
    for (scalar, range, isSpace) in scalars {
      if !isSpace {
        append([scalar.properties.isMark ? .accent : .controlCharacter], range, [])
      } else if !isKept {
        if !text[range].elementsEqual(rest) { append([.whitespace], range, rest) }
        rest = []
      }
    }
    if spaces.isEmpty, !isKept {
      append([.whitespace], gap.upperBound..<gap.upperBound, rest)
    }
  }

  /// Compares the scalars of a word with what the target makes of them.
  mutating func compare(word: Range<Int>, _ normalize: (Unicode.Scalar) -> [UInt8]) {
    var found: [(kinds: [Loss.Kind], range: Range<Int>, after: [UInt8])] = []
    forEachScalar(in: word) { scalar, range in
      let normalized = normalize(scalar)
      guard !text[range].elementsEqual(normalized) else { return }
      found.append((Loss.Kind.kinds(of: scalar, normalized), range, normalized))
    }
    for (kinds, range, after) in found { append(kinds, range, after) }
  }

  private func forEachScalar(in range: Range<Int>, _ body: (Unicode.Scalar, Range<Int>) -> Void) {
    var start = range.lowerBound
    for scalar in String(decoding: text[range], as: UTF8.self).unicodeScalars {
      let end = start + scalar.utf8.count
      body(scalar, start..<end)
      start = end
    }
  }
}

extension Loss.Kind {
  /// What it is that a scalar loses when it becomes others.
  ///
  /// Only names are decided here, by the Unicode version at hand; that something is lost was
  /// decided by the tokenizer's own tables.
  static func kinds(of scalar: Unicode.Scalar, _ normalized: [UInt8]) -> [Loss.Kind] {
    if normalized.isEmpty { return [scalar.properties.isMark ? .accent : .controlCharacter] }
    let lowercase = scalar.properties.lowercaseMapping
    var kinds: [Loss.Kind] = lowercase == String(scalar) ? [] : [.letterCase]
    if !lowercase.utf8.elementsEqual(normalized) {
      let isOneScalar =
        String(decoding: normalized, as: UTF8.self).unicodeScalars.dropFirst().isEmpty
      let isIdeograph = scalar.properties.isIdeographic
      kinds.append(
        isOneScalar && scalar.properties.isAlphabetic && !isIdeograph ? .accent : .unnormalizedForm)
    }
    return kinds
  }
}

extension Unicode.Scalar.Properties {
  var isMark: Bool {
    switch generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: true
    default: false
    }
  }
}
