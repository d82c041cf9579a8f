import UnicodeTables

/// The words that BERT's normalizer and pretokenizer make of a text: lower case, no accents,
/// punctuation and ideographs one by one.
///
/// These are the words that an uncased word-piece tokenizer splits (``WordAssembler`` makes the same
/// and splits them in one go).
///
/// - Parameters:
///   - text: Any bytes; what is no UTF-8 is dropped.
///   - body: Gets each word, never empty; its bytes are valid only during the call.
/// - Complexity: O(*n*).
package func forEachNormalizedWord(in text: Span<UInt8>, _ body: (Span<UInt8>) -> Void) {
  var word = NormalizedWord()
  var place = 0
  while place < text.count {
    let decoded = unsafe text.withUnsafeBufferPointer { buffer in
      unsafe buffer.baseAddress.map { base in
        unsafe UTF8Decoding.decode(base + place, count: buffer.count - place)
      }
    }
    guard let decoded else { return }
    if decoded.isWellFormed {
      word.take(decoded.scalar, text.extracting(place..<place + decoded.length), body)
    }
    place += decoded.length
  }
  word.flush(body)
}

/// A word in the making.
private struct NormalizedWord {
  private let normalization = BERTNormalization.uncased
  private var bytes: [UInt8] = []

  mutating func take(_ scalar: UInt32, _ source: Span<UInt8>, _ body: (Span<UInt8>) -> Void) {
    switch normalization.entry(of: scalar) {
    case BERTNormalization.removed: break
    case BERTNormalization.space: flush(body)
    case BERTNormalization.same where scalar &- 0xAC00 < 11172:
      appendJamo(scalar - 0xAC00)
    case BERTNormalization.same: append(source)
    case BERTNormalization.isolated:
      flush(body)
      append(source)
      flush(body)
    case let entry: appendTarget(Int(entry - BERTNormalization.firstMapped), body)
    }
  }

  mutating func flush(_ body: (Span<UInt8>) -> Void) {
    guard !bytes.isEmpty else { return }
    body(bytes.span)
    bytes.removeAll(keepingCapacity: true)
  }

  private mutating func append(_ source: Span<UInt8>) {
    for index in source.indices { bytes.append(source[index]) }
  }

  private mutating func appendTarget(_ target: Int, _ body: (Span<UInt8>) -> Void) {
    let isIsolated = unsafe normalization.isolatedTargets[target] == 1
    if isIsolated { flush(body) }
    let range = unsafe Int(normalization.starts[target])..<Int(normalization.starts[target + 1])
    for index in range {
      unsafe bytes.append(UInt8(truncatingIfNeeded: normalization.targets[index]))
    }
    if isIsolated { flush(body) }
  }

  /// Source: Unicode 16, section 3.12.
  private mutating func appendJamo(_ syllable: UInt32) {
    let tail = syllable % 28
    let jamo = [0x1100 + syllable / 588, 0x1161 + syllable % 588 / 28, 0x11A7 + tail]
    for scalar in jamo.prefix(tail == 0 ? 2 : 3).compactMap(Unicode.Scalar.init) {
      bytes += Array(String(Character(scalar)).utf8)
    }
  }
}
