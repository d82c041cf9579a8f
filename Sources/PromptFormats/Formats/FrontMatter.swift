/// YAML between two lines of three hyphens at a file's beginning.
///
/// Only what prompts need is read of it: where it ends, and the values under `sample`, `inputs` and
/// `default` that stand on their key's line.
///
/// Sources: Prompty's and dotprompt's file format references.
struct FrontMatter {
  /// Nil where there is none, or where its end is not typed yet.
  private(set) var range: Range<Int>?
  /// Where the prompt begins.
  private(set) var bodyStart = 0
  private(set) var samples: [String: [UInt8]] = [:]

  /// Whether a text begins with front matter.
  static func begins(_ beginning: [UInt8]) -> Bool {
    beginning.starts(with: Array("---".utf8))
      && (beginning.count == 3 || [0x0A, 0x0D, 0x20, 0x09].contains(beginning[3]))
  }

  init(of bytes: [UInt8]) {
    guard Self.begins(bytes) else { return }
    var isInValues = false
    for line in LineRanges(of: bytes, from: 0).dropFirst() {
      let content = bytes[line].trimmed
      if content.elementsEqual("---".utf8) || content.elementsEqual("...".utf8) {
        range = 0..<line.upperBound
        bodyStart = min(bytes.count, line.upperBound + 1)
        return
      }
      guard let colon = content.firstIndex(of: UInt8(ascii: ":")) else { continue }
      let isNested = bytes[line].first.map(isWhiteSpace) ?? false
      let key = String(decoding: content[..<colon].trimmed, as: UTF8.self)
      let value = content[(colon + 1)...].trimmed
      if !isNested { isInValues = ["sample", "inputs", "default", "input"].contains(key) }
      if isInValues, isNested, !value.isEmpty { samples[key] = Self.unquoted(value) }
    }
    // Without an end all would be front matter; while it is typed, all is prompt.
    samples = [:]
  }

  private static func unquoted(_ value: ArraySlice<UInt8>) -> [UInt8] {
    guard value.count >= 2, let first = value.first, first == value.last,
      first == UInt8(ascii: "\"") || first == UInt8(ascii: "'")
    else { return Array(value) }
    return Array(value.dropFirst().dropLast())
  }
}

extension ArraySlice<UInt8> {
  /// Without white space at both ends.
  var trimmed: ArraySlice<UInt8> {
    var slice = drop(while: isWhiteSpace)
    while let last = slice.last, isWhiteSpace(last) { slice.removeLast() }
    return slice
  }
}
