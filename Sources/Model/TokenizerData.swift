/// What a model file says about its tokenizer, as plain data.
///
/// Tokens are the bytes they stand for: the printable alphabet of byte-level BPE files is undone.
package struct TokenizerData: Equatable, Sendable {
  /// The kind of a token, as GGUF numbers it.
  package enum Kind: UInt8, Sendable {
    /// Made from text.
    case normal = 1
    /// Stands for text outside of the vocabulary.
    case unknown = 2
    /// Steers the model, never made from text: `<|endoftext|>`.
    case control = 3
    /// Added by a user; matched before the merges.
    case userDefined = 4
    /// Has a row but no meaning.
    case unused = 5
    /// One byte.
    case byte = 6
  }

  /// The family of the tokenizer, GGUF's `tokenizer.ggml.model`; `gpt2` is byte-level BPE.
  package var model: String
  /// The pretokenizer, GGUF's `tokenizer.ggml.pre`: `gpt-2`, `smollm`; empty when the file is silent.
  package var pretokenizer: String
  /// The bytes of every token, by id.
  package var tokens: [[UInt8]]
  /// The kind of every token, by id.
  package var kinds: [Kind]
  /// The merges, lowest rank first, each the bytes of its left and right part.
  package var merges: [Merge]
  /// The id that starts a text.
  package var beginID: UInt32?
  /// The id that ends a text or a turn.
  package var endID: UInt32?
  /// The id for what the vocabulary cannot spell.
  package var unknownID: UInt32?
  /// Whether ``beginID`` stands before every text.
  package var addsBegin: Bool
  /// Whether ``endID`` stands after every text.
  package var addsEnd: Bool

  /// One merge of byte-pair encoding.
  package struct Merge: Equatable, Sendable {
    /// The bytes of the left part.
    package var left: [UInt8]
    /// The bytes of the right part.
    package var right: [UInt8]

    /// Makes a merge of its parts.
    package init(left: [UInt8], right: [UInt8]) {
      self.left = left
      self.right = right
    }
  }
}
