import TestSupport

/// Changes well-formed inputs where it hurts: numbers, sizes, ends, and the parts of JSON.
///
/// The same seed gives the same inputs.
package struct Mutator {
  private let seeds: [[UInt8]]
  private let target: HostileTarget
  private let words: [[UInt8]]
  private var random: SeededGenerator

  /// Makes a mutator of the seeds of a target, of which there is at least one.
  package init(_ target: HostileTarget, seed: UInt64) throws {
    self.target = target
    seeds = try target.seeds()
    words = target.words.map { Array($0.utf8) }
    random = SeededGenerator(seed: seed)
  }

  /// The next input: a seed with one to four changes.
  package mutating func next() -> [UInt8] { changed(anySeed()) }

  /// An input with one to four changes.
  package mutating func changed(_ input: [UInt8]) -> [UInt8] {
    var bytes = input
    for _ in 0..<1 + number(below: 4) where !bytes.isEmpty {
      if target.holdsJSON, number(below: 4) > 0, changeJSON(&bytes) { continue }
      change(&bytes)
    }
    return mended(bytes)
  }

  /// An input whose lengths mostly fit again what was changed.
  package mutating func mended(_ bytes: [UInt8]) -> [UInt8] {
    number(below: 8) == 0 ? bytes : target.mend(bytes)
  }

  mutating func number(below bound: Int) -> Int {
    Int.random(in: 0..<max(1, bound), using: &random)
  }

  mutating func anySeed() -> [UInt8] { seeds[number(below: seeds.count)] }

  mutating func anyWord() -> [UInt8] {
    words.isEmpty ? [UInt8(number(below: 256))] : words[number(below: words.count)]
  }

  /// A place, mostly in the head.
  private mutating func place(_ bytes: [UInt8]) -> Int {
    let range = target.head(bytes)
    guard number(below: 8) != 0, !range.isEmpty else { return number(below: bytes.count) }
    return range.lowerBound + number(below: range.count)
  }

  private mutating func change(_ bytes: inout [UInt8]) {
    let place = place(bytes)
    switch number(below: 12) {
    case 0: bytes[place] ^= 1 << UInt8(number(below: 8))
    case 1: bytes[place] = UInt8(number(below: 256))
    case 2, 3: write(width: [1, 2, 4, 8][number(below: 4)], at: place, in: &bytes)
    case 4, 5: spell(near: place, in: &bytes)
    case 6: bytes.removeLast(number(below: bytes.count))
    case 7:
      let length = number(below: min(64, bytes.count - place) + 1)
      bytes.removeSubrange(place..<place + length)
    case 8:
      let length = number(below: min(256, bytes.count - place) + 1)
      bytes.insert(contentsOf: bytes[place..<place + length], at: self.place(bytes))
    case 9:
      let other = anySeed()
      let from = self.place(other)
      let length = number(below: min(128, other.count - from) + 1)
      let end = min(bytes.count, place + length)
      bytes.replaceSubrange(place..<end, with: other[from..<from + length])
    case 10: bytes.insert(contentsOf: anyWord(), at: place)
    default:
      let length = min(1 + number(below: 16), bytes.count - place)
      let value = UInt8([0, 255, 0x20, 0x7F][number(below: 4)])
      for index in place..<place + length { bytes[index] = value }
    }
  }

  static let numbers: [UInt64] = [
    0, 1, 2, 3, 15, 16, 31, 32, 63, 64, 127, 128, 255, 256, 1023, 1024, 65535, 65536, 1 << 24,
    1 << 30, (1 << 31) - 1, 1 << 31, (1 << 32) - 1, 1 << 32, 1 << 40, 1 << 60, (1 << 61) + 1,
    (1 << 62) + 16, (1 << 63) - 1, 1 << 63, .max - 31, .max - 7, .max - 1, .max,
  ]

  /// Puts a number that is hard to compute with over some bytes.
  private mutating func write(width: Int, at place: Int, in bytes: inout [UInt8]) {
    var value = Self.numbers[number(below: Self.numbers.count)]
    if number(below: 3) == 0, place + width <= bytes.count {
      // One more, one less, twice as many.
      var old: UInt64 = 0
      for index in (0..<width).reversed() { old = old << 8 | UInt64(bytes[place + index]) }
      value = [old &+ 1, old &- 1, old &* 2, old / 2, ~old][number(below: 5)]
    }
    for index in 0..<min(width, bytes.count - place) {
      bytes[place + index] = UInt8(truncatingIfNeeded: value >> (8 * UInt64(index)))
    }
  }

  /// Puts another number in the place of one that is written out, at or behind a place.
  private mutating func spell(near place: Int, in bytes: inout [UInt8]) {
    func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    guard let start = bytes[place...].firstIndex(where: isDigit) else { return }
    let end = bytes[start...].firstIndex { !isDigit($0) } ?? bytes.count
    let value = Self.numbers[number(below: Self.numbers.count)]
    let texts = [
      "\(value)", "-\(value)", "\(value).5", "1e\(value % 400)", "-0", "null", "[\(value)]", "\"\"",
    ]
    let text = texts[number(below: 3) > 0 ? 0 : number(below: texts.count)]
    bytes.replaceSubrange(start..<end, with: Array(text.utf8))
  }
}
