package import Tokenizers

/// Documents as tokens, each ended by the tokenizer's separator.
package struct TrainingText: Equatable, Sendable {
  /// The tokens of all documents.
  package private(set) var tokens: [UInt16] = []
  /// Bytes of the documents, without what separates them.
  package private(set) var byteCount = 0

  private static let mark = Array("<|endoftext|>\n".utf8)

  /// A text of no documents.
  package init() {}

  /// Adds the documents of a file's bytes, which end with lines of `<|endoftext|>`.
  ///
  /// - Parameters:
  ///   - bytes: UTF-8.
  ///   - tokenizer: One of at most 65,536 tokens; documents are ordinary text for it.
  ///   - separator: The token that ends a document.
  package mutating func append(
    _ bytes: [UInt8], tokenizer: Tokenizer, separator: TokenID
  ) {
    precondition(tokenizer.vocabularySize <= 1 << 16, "\(tokenizer.vocabularySize) tokens")
    var start = 0
    while start < bytes.count {
      let end = Self.end(of: bytes, from: start)
      if end > start {
        tokens += tokenizer.encode(bytes.span.extracting(start..<end)).map { UInt16($0) }
        tokens.append(UInt16(separator))
        byteCount += end - start
      }
      start = end + Self.mark.count
    }
  }

  /// Where the document that begins at `start` ends.
  private static func end(of bytes: [UInt8], from start: Int) -> Int {
    var index = start
    while index + mark.count <= bytes.count {
      // Documents end at lines; most bytes are not the mark's first.
      if bytes[index] == mark[0], bytes[index..<index + mark.count].elementsEqual(mark) {
        return index
      }
      index += 1
    }
    return bytes.count
  }
}

/// A text that a model is judged by.
package struct HeldOutText: Sendable {
  private let classes: [UInt16]
  private let lengths: [UInt8]

  /// Prepares a text in the classes of a vocabulary.
  ///
  /// - Parameters:
  ///   - text: Tokens; those that are no class are judged by how they are spelled.
  ///   - vocabulary: The model's classes.
  ///   - bytes: The bytes of each token; empty for those that are no text.
  package init(_ text: TrainingText, vocabulary: ClassVocabulary, bytes: [[UInt8]]) {
    classes = vocabulary.encode(text.tokens)
    lengths = vocabulary.tokens.map { UInt8(min(255, bytes[Int($0)].count)) }
  }

  /// How well a model predicts a text.
  package struct Score: Equatable, Sendable {
    /// Mean cross-entropy in nats a token.
    package var crossEntropy: Double
    /// Bits for a byte of text; the separators cost bits and are no text.
    package var bitsPerByte: Double
    /// e to the power of the cross-entropy.
    package var perplexity: Double
  }

  /// Judges a run's parameters by one window of `every` of the text.
  package func score(_ trainer: Trainer, every: Int = 1) -> Score {
    let (nats, targets) = trainer.evaluate(classes, every: every)
    var (tokens, bytes) = (0, 0)
    for range in targets {
      tokens += range.count
      for item in classes[range] { bytes += Int(lengths[Int(item)]) }
    }
    let crossEntropy = nats / Double(max(1, tokens))
    return Score(
      crossEntropy: crossEntropy, bitsPerByte: nats / Double(max(1, bytes)) / logarithm(2.0),
      perplexity: exponential(crossEntropy))
  }
}
