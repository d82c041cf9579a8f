import JSONCoding
package import Tokenizers

/// Sequences of things that have names: the words of a text, the songs of a playlist, the snippets
/// of a prompt.
package struct ItemSequences: Sendable {
  /// The names, numbered in the order of first occurrence.
  package private(set) var names: [String] = []
  /// How often each occurs.
  package private(set) var counts: [Int] = []
  /// Where each sequence ends in ``items``.
  private(set) var ends: [Int] = []
  /// The sequences, one after the other, as numbers of names.
  private(set) var items: [Int32] = []
  private var numbers: [String: Int32] = [:]

  /// Makes no sequences.
  package init() {}

  /// The number of sequences.
  package var count: Int { ends.count }

  /// Adds a sequence.
  package mutating func append(_ names: [String]) {
    for name in names { append(name) }
    ends.append(items.count)
  }

  private mutating func append(_ name: String) {
    let number = numbers[name] ?? Int32(names.count)
    if Int(number) == names.count {
      numbers[name] = number
      names.append(name)
      counts.append(0)
    }
    counts[Int(number)] += 1
    items.append(number)
  }

  /// Adds the lines of a text, each as a sequence of words without capitals, accents and
  /// punctuation.
  package mutating func append(wordsOf text: Span<UInt8>) {
    forEachLine(of: text) { line in
      forEachNormalizedWord(in: line) { word in
        guard isWord(word) else { return }
        append(name(word))
      }
      endSequence()
    }
  }

  /// Adds the lines of a text, each as a sequence of tokens.
  package mutating func append(tokensOf text: Span<UInt8>, _ tokenizer: Tokenizer) {
    forEachLine(of: text) { line in
      for id in tokenizer.encode(line) {
        append(String(decoding: tokenizer.bytes(of: id) ?? [], as: UTF8.self))
      }
      endSequence()
    }
  }

  /// Adds the lists of a JSON Lines file: on each line an array of names, or an object with one
  /// under `items`.
  ///
  /// - Throws: ``WordVectorError/malformedList(line:reason:)`` for any other line; empty ones are
  ///   passed over.
  package mutating func append(listsOf text: [UInt8]) throws(WordVectorError) {
    let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() where line.contains(where: { $0 > 0x20 }) {
      append(try Self.list(Array(line), line: index + 1))
    }
  }

  private static func list(_ text: [UInt8], line: Int) throws(WordVectorError) -> [String] {
    let json: JSON
    do {
      json = try JSON.parse(text)
    } catch {
      throw .malformedList(line: line, reason: error.description)
    }
    guard let elements = json.array ?? json["items"]?.array else {
      throw .malformedList(line: line, reason: "neither an array nor an object with \"items\"")
    }
    var names: [String] = []
    for element in elements {
      switch element {
      case .string(let name): names.append(name)
      case .integer(let number): names.append("\(number)")
      default: throw .malformedList(line: line, reason: "\(element.kind) is no name")
      }
    }
    return names
  }

  private mutating func endSequence() {
    if items.count > (ends.last ?? 0) { ends.append(items.count) }
  }
}

private func forEachLine(of text: Span<UInt8>, _ body: (Span<UInt8>) -> Void) {
  var start = 0
  while start < text.count {
    var end = start
    while end < text.count, text[end] != UInt8(ascii: "\n") { end += 1 }
    body(text.extracting(start..<end))
    start = end + 1
  }
}

/// Whether this is no punctuation, of which BERT makes each mark a word of its own.
private func isWord(_ word: Span<UInt8>) -> Bool {
  switch word[0] {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
  // U+2000 to U+206F are dashes, quotes and the like.
  case 0xE2: word.count > 1 && word[1] > 0x81
  case let first: first >= 0x80
  }
}

private func name(_ word: Span<UInt8>) -> String {
  var bytes: [UInt8] = []
  for index in word.indices { bytes.append(word[index]) }
  return String(decoding: bytes, as: UTF8.self)
}
