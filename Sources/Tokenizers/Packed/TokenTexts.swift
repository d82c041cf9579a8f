/// The bytes of many tokens in one block; as an array of arrays they would take ten times as much.
package struct TokenTexts: Sendable {
  private struct Extent {
    var start: UInt32
    var count: UInt32
  }

  /// More bytes than this are not kept.
  private static let mostBytes = 1 << 30

  private var bytes: [UInt8] = []
  private var extents: [Extent] = []
  /// Whether there was more than a gigabyte, which nothing takes.
  package private(set) var isTooLong = false

  /// Makes room for a number of texts.
  package init(capacity: Int = 0) { extents.reserveCapacity(capacity) }

  /// Takes texts in their order.
  package init(_ texts: some Collection<[UInt8]>) {
    self.init(capacity: texts.count)
    for text in texts { append(text) }
  }

  /// The number of texts, empty ones included.
  package var count: Int { extents.count }

  /// The bytes of a text.
  package subscript(index: Int) -> ArraySlice<UInt8> { bytes[range(index)] }

  /// The bytes of a text and of the one that was appended next.
  func pair(_ index: Int) -> ArraySlice<UInt8> {
    bytes[range(index).lowerBound..<range(index + 1).upperBound]
  }

  /// Number of bytes of a text.
  package func length(_ index: Int) -> Int { Int(extents[index].count) }

  /// Adds a text.
  package mutating func append(_ text: some Collection<UInt8>) {
    let start = bytes.count
    bytes.append(contentsOf: text)
    if bytes.count > Self.mostBytes {
      isTooLong = true
      bytes.removeSubrange(start...)
    }
    extents.append(Extent(start: UInt32(start), count: UInt32(bytes.count - start)))
  }

  /// Makes a text empty.
  mutating func clear(_ index: Int) { extents[index].count = 0 }

  /// Whether one text comes before another in the order of bytes.
  func precedes(_ left: Int, _ right: Int) -> Bool {
    let (left, right) = (range(left), range(right))
    for offset in 0..<min(left.count, right.count) {
      let (one, other) = (bytes[left.lowerBound + offset], bytes[right.lowerBound + offset])
      if one != other { return one < other }
    }
    return left.count < right.count
  }

  private func range(_ index: Int) -> Range<Int> {
    let extent = extents[index]
    return Int(extent.start)..<Int(extent.start) + Int(extent.count)
  }
}

/// Finds the numbers of texts.
package struct TokenTextIndex {
  /// Numbers of texts, all ones where there is none; a power of two of them.
  private var slots: [UInt32]

  /// Makes an index for at most a number of texts.
  package init(capacity: Int) {
    var count = 16
    while 2 * count < 3 * capacity { count *= 2 }
    slots = [UInt32](repeating: .max, count: count)
  }

  /// Adds a text of some.
  ///
  /// - Parameters:
  ///   - number: The text's.
  ///   - texts: Always the same.
  ///   - replacing: Whether the text is found from now on in place of the earlier one.
  /// - Returns: The number of the one with the same bytes that was added before.
  package mutating func add(_ number: Int, of texts: TokenTexts, replacing: Bool = false) -> Int? {
    let slot = slot(of: texts[number], in: texts)
    let earlier = slots[slot]
    if replacing || earlier == .max { slots[slot] = UInt32(number) }
    return earlier == .max ? nil : Int(earlier)
  }

  /// The number of the text with these bytes.
  func number(of text: ArraySlice<UInt8>, in texts: TokenTexts) -> Int? {
    let number = slots[slot(of: text, in: texts)]
    return number == .max ? nil : Int(number)
  }

  /// The slot of a text, or the free one where it belongs.
  private func slot(of text: ArraySlice<UInt8>, in texts: TokenTexts) -> Int {
    // Seeded, so that nobody can write a file whose texts all meet in one slot.
    var hasher = Hasher()
    unsafe text.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
    let mask = slots.count - 1
    var slot = hasher.finalize() & mask
    while slots[slot] != .max, texts[Int(slots[slot])] != text { slot = (slot + 1) & mask }
    return slot
  }
}
