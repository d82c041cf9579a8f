/// A shell pattern for one name: `*`, `?`, `[a-z]`, and `\` before what is meant as it stands.
///
/// Bytes are compared with bytes, as git does: `?` is one byte.
///
/// Source: git's wildmatch.c (its documentation: gitignore(5), fnmatch(3)). One that is malformed,
/// such as `[a`, matches nothing.
struct GlobPattern: Sendable, Equatable {
  fileprivate enum Part: Sendable, Equatable {
    case byte(UInt8)
    case anyByte
    case anyBytes
    case set([ClosedRange<UInt8>], isNegated: Bool)
  }

  private var parts: [Part] = []

  /// Reads a pattern without slashes; nil if it is malformed.
  init?(_ text: ArraySlice<UInt8>) {
    var rest = text
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "*"):
        if parts.last != .anyBytes { parts.append(.anyBytes) }
      case UInt8(ascii: "?"): parts.append(.anyByte)
      case UInt8(ascii: "["):
        guard let set = Self.set(&rest) else { return nil }
        parts.append(set)
      case UInt8(ascii: "\\"):
        guard let escaped = rest.popFirst() else { return nil }
        parts.append(.byte(escaped))
      default: parts.append(.byte(byte))
      }
    }
  }

  /// Reads what follows a `[`.
  private static func set(_ rest: inout ArraySlice<UInt8>) -> Part? {
    var ranges: [ClosedRange<UInt8>] = []
    let isNegated = rest.first == UInt8(ascii: "!") || rest.first == UInt8(ascii: "^")
    if isNegated { rest.removeFirst() }
    var isFirst = true
    while var lower = rest.popFirst() {
      // A bracket that comes first is meant as it stands.
      if lower == UInt8(ascii: "]"), !isFirst { return .set(ranges, isNegated: isNegated) }
      isFirst = false
      if lower == UInt8(ascii: "["), rest.first == UInt8(ascii: ":") {
        guard let end = rest.firstIndex(of: UInt8(ascii: "]")), rest.startIndex + 1 < end,
          rest[end - 1] == UInt8(ascii: ":"),
          let named = named[String(decoding: rest[rest.startIndex + 1..<end - 1], as: UTF8.self)]
        else { return nil }
        ranges += named
        rest = rest[(end + 1)...]
        continue
      }
      if lower == UInt8(ascii: "\\") {
        guard let escaped = rest.popFirst() else { return nil }
        lower = escaped
      }
      var upper = lower
      if rest.first == UInt8(ascii: "-"), let next = rest.dropFirst().first,
        next != UInt8(ascii: "]")
      {
        rest.removeFirst(2)
        upper = next
        if next == UInt8(ascii: "\\") {
          guard let escaped = rest.popFirst() else { return nil }
          upper = escaped
        }
      }
      if lower <= upper { ranges.append(lower...upper) }
    }
    return nil
  }

  /// The classes of POSIX, among ASCII.
  private static let named: [String: [ClosedRange<UInt8>]] = [
    "alnum": [0x30...0x39, 0x41...0x5A, 0x61...0x7A], "alpha": [0x41...0x5A, 0x61...0x7A],
    "blank": [0x20...0x20, 0x09...0x09], "cntrl": [0x00...0x1F, 0x7F...0x7F],
    "digit": [0x30...0x39], "graph": [0x21...0x7E], "lower": [0x61...0x7A],
    "print": [0x20...0x7E], "space": [0x20...0x20, 0x09...0x0D],
    "punct": [0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E], "upper": [0x41...0x5A],
    "xdigit": [0x30...0x39, 0x41...0x46, 0x61...0x66],
  ]

  /// `*`.
  static let anyName = GlobPattern(parts: [.anyBytes])

  private init(parts: [Part]) { self.parts = parts }

  /// Whether a name fits, all of it.
  func matches(_ name: [UInt8]) -> Bool {
    fits(parts, name[...], isWild: { $0 == .anyBytes }) { $0.matches($1) }
  }
}

/// Whether a pattern fits a sequence, all of it.
///
/// - Parameters:
///   - pattern: Parts that stand for one element, and wild ones that stand for any number.
///   - sequence: What to compare.
///   - isWild: Says which parts are wild.
///   - matches: Says whether a part that is not wild fits an element.
/// - Returns: Whether it does.
/// - Complexity: O(*nm*): a later wild part never takes an earlier one back.
func fits<Part, Element>(
  _ pattern: [Part], _ sequence: ArraySlice<Element>, isWild: (Part) -> Bool,
  _ matches: (Part, Element) -> Bool
) -> Bool {
  var part = 0
  var place = sequence.startIndex
  var retry: (part: Int, place: Int)?
  while place < sequence.endIndex || part < pattern.count {
    if part < pattern.count, isWild(pattern[part]) {
      retry = (part, place)
      part += 1
    } else if part < pattern.count, place < sequence.endIndex,
      matches(pattern[part], sequence[place])
    {
      part += 1
      place += 1
    } else if let last = retry, last.place < sequence.endIndex {
      retry = (last.part, last.place + 1)
      part = last.part + 1
      place = last.place + 1
    } else {
      return false
    }
  }
  return true
}

extension GlobPattern.Part {
  fileprivate func matches(_ byte: UInt8) -> Bool {
    switch self {
    case .byte(let expected): byte == expected
    case .anyByte: true
    case .anyBytes: false
    case .set(let ranges, let isNegated): ranges.contains { $0.contains(byte) } != isNegated
    }
  }
}
