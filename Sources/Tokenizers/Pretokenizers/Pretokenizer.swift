/// Something that cuts text into pieces, one at a time, without looking back.
protocol PieceScanner {
  /// Where the piece ends that begins at a place before the end of the haystack.
  static func endOfPiece(_ text: Scanner, from start: Int) -> Int
}

/// How a tokenizer cuts text into the pieces that it encodes one by one.
///
/// No piece depends on what stands before it, so that scanning can start at any piece boundary.
package enum Pretokenizer: Sendable, Equatable {
  /// GPT-2, r50k and p50k.
  case gpt2
  /// Every number character alone, and what is between them as by GPT-2.
  case smolLM
  /// cl100k, of GPT-3.5 and GPT-4.
  case cl100k
  /// o200k, of GPT-4o and later.
  case o200k
  /// Llama 3.
  case llama3
  /// Qwen 2 and 2.5.
  case qwen2
  /// BERT: white space, punctuation and ideographs stand between words.
  case bert
  /// As the tokenizer's ``GeneralPath`` says.
  case general

  /// Finds a pretokenizer by the name that GGUF files carry as `tokenizer.ggml.pre`.
  ///
  /// Source: `llama_vocab::impl::load` of llama.cpp.
  package init?(ggufName name: String) {
    switch name {
    case "gpt-2", "phi-2", "jina-es", "jina-de", "mpt", "olmo", "gigachat": self = .gpt2
    case "smollm", "starcoder", "refact", "command-r", "codeshell", "exaone": self = .smolLM
    case "llama-bpe", "llama3", "llama-v3", "falcon3", "dbrx", "smaug-bpe": self = .llama3
    case "qwen2", "stablelm2", "hunyuan", "deepseek-r1-qwen": self = .qwen2
    case "gpt-4o", "llama4": self = .o200k
    default: return nil
    }
  }

  /// Finds the end of the piece that begins at a boundary.
  ///
  /// Bytes that are no UTF-8 are pieces of their own, a maximal ill-formed subsequence each; what
  /// stands before them is cut as though the text ended there.
  ///
  /// - Parameters:
  ///   - text: The haystack, whose end counts as the end of the text.
  ///   - start: A piece boundary, `0 <= start < text.count`.
  /// - Returns: The end of the piece, above `start`.
  /// - Complexity: O(*n*) in the bytes of the piece and of a white-space run after it.
  package func endOfPiece(in text: Span<UInt8>, from start: Int) -> Int {
    precondition(start >= 0 && start < text.count, "no piece begins at \(start)")
    return unsafe text.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return start }
      let scanner = unsafe Scanner(bytes: base, end: buffer.count)
      return switch self {
      case .gpt2: GPT2Pieces.endOfPiece(scanner, from: start)
      case .smolLM: SmolLMPieces.endOfPiece(scanner, from: start)
      case .cl100k: CL100KPieces.endOfPiece(scanner, from: start)
      case .o200k: O200KPieces.endOfPiece(scanner, from: start)
      case .llama3: Llama3Pieces.endOfPiece(scanner, from: start)
      case .qwen2: Qwen2Pieces.endOfPiece(scanner, from: start)
      case .bert: BERTPieces.endOfPiece(scanner, from: start)
      // Where a piece ends on the general path may depend on what is before it.
      case .general: buffer.count
      }
    }
  }
}
