import Text
package import Tokenizers

/// How many units of one kind a text has, and how many different ones there are.
package struct UnitCount: Equatable, Sendable {
  /// What a text can be cut into.
  package enum Unit: String, Sendable {
    case word, subword, character, byte
  }

  package var unit: Unit
  /// The vocabulary of subwords.
  package var tokenizer: String?
  /// How many the text has.
  package var count: Int
  /// How many different ones a model would have to know: of words and characters those of the text.
  package var vocabularySize: Int
  /// How many of the text the vocabulary lacks; nil where it cannot lack any.
  ///
  /// Of words and characters, which every text brings new ones of: those in the second half of the
  /// text that do not occur in the first.
  package var unknown: Int?

  /// Cuts a text into words, the subwords of each tokenizer, characters and bytes.
  ///
  /// Words are what white space and punctuation part, and each punctuation mark; capitals count.
  ///
  /// - Complexity: O(*n*) for each tokenizer.
  package static func all(_ text: [UInt8], tokenizers: [Tokenizer]) -> [UnitCount] {
    let characters = String(decoding: text, as: UTF8.self).unicodeScalars.map {
      Array(String($0).utf8)
    }
    return [openVocabulary(.word, words(of: text))]
      + tokenizers.map { subwords(of: text, $0) }
      + [
        openVocabulary(.character, characters),
        UnitCount(unit: .byte, count: text.count, vocabularySize: 256),
      ]
  }

  private static func words(of text: [UInt8]) -> [[UInt8]] {
    var words: [[UInt8]] = []
    var start = 0
    while start < text.count {
      let end = Pretokenizer.bert.endOfPiece(in: text.span, from: start)
      if whiteSpaceLength(in: text.span, at: start) == 0 { words.append(Array(text[start..<end])) }
      start = end
    }
    return words
  }

  private static func openVocabulary(_ unit: Unit, _ units: [[UInt8]]) -> UnitCount {
    let known = Set(units[..<(units.count / 2)])
    let unknown = units[(units.count / 2)...].count { !known.contains($0) }
    return UnitCount(
      unit: unit, count: units.count, vocabularySize: Set(units).count, unknown: unknown)
  }

  private static func subwords(of text: [UInt8], _ tokenizer: Tokenizer) -> UnitCount {
    let ids = tokenizer.encode(text.span)
    let unknown = tokenizer.specialTokens.first { $0.text == "[UNK]" }.map { token in
      ids.count { $0 == token.id }
    }
    return UnitCount(
      unit: .subword, tokenizer: tokenizer.name, count: ids.count,
      vocabularySize: tokenizer.vocabularySize, unknown: unknown)
  }
}
