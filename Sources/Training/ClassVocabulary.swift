/// The tokens that a model is trained on: those that occur often enough to be learned.
///
/// A class is the rank of a token by frequency. Tokens that are too rare are spelled with classes,
/// the longest first, so that no text is lost; in an exported model they get rows of their own
/// again, made from those of their spelling.
package struct ClassVocabulary: Equatable, Sendable {
  /// The token of each class, the most frequent first.
  package let tokens: [UInt32]
  /// The classes that spell each token; one for the tokens that are classes themselves.
  package let spellings: [[UInt16]]

  /// Chooses the classes by their frequency.
  ///
  /// - Parameters:
  ///   - text: Tokens of the training text.
  ///   - bytes: The bytes of every token of the vocabulary; empty for those that are no text.
  ///   - separator: The token between documents, a class always.
  ///   - minimumCount: How often a token must occur. Single bytes are classes always.
  package init(text: [UInt16], bytes: [[UInt8]], separator: UInt32, minimumCount: Int) {
    var counts = [Int](repeating: 0, count: bytes.count)
    for token in text { counts[Int(token)] += 1 }
    let kept = bytes.indices.filter {
      counts[$0] >= minimumCount || bytes[$0].count == 1 || $0 == Int(separator)
    }
    let ranked = kept.sorted { (counts[$1], $0) < (counts[$0], $1) }
    self.init(tokens: ranked.map { UInt32($0) }, bytes: bytes)
  }

  /// Makes the vocabulary with these classes.
  ///
  /// - Precondition: Every byte is a class, and there are at most 65,536.
  package init(tokens: [UInt32], bytes: [[UInt8]]) {
    precondition(tokens.count <= 1 << 16, "\(tokens.count) classes")
    self.tokens = tokens
    var classes: [[UInt8]: UInt16] = [:]
    var spellings = [[UInt16]](repeating: [], count: bytes.count)
    for (index, token) in tokens.enumerated() {
      spellings[Int(token)] = [UInt16(index)]
      if !bytes[Int(token)].isEmpty { classes[bytes[Int(token)]] = UInt16(index) }
    }
    for token in bytes.indices where spellings[token].isEmpty {
      spellings[token] = Self.spell(bytes[token], classes)
    }
    self.spellings = spellings
  }

  private static func spell(_ bytes: [UInt8], _ classes: [[UInt8]: UInt16]) -> [UInt16] {
    var spelling: [UInt16] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      var length = rest.count
      while length > 0 {
        if let found = classes[Array(rest.prefix(length))] {
          spelling.append(found)
          break
        }
        length -= 1
      }
      precondition(length > 0, "the byte \(rest[rest.startIndex]) is no class")
      rest = rest.dropFirst(length)
    }
    return spelling
  }

  /// The classes of a text.
  package func encode(_ text: [UInt16]) -> [UInt16] {
    var classes: [UInt16] = []
    classes.reserveCapacity(text.count + text.count / 64)
    for token in text { classes.append(contentsOf: spellings[Int(token)]) }
    return classes
  }
}
