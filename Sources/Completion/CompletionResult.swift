package import Tokenizers

/// A completion and how it came about.
package struct CompletionResult: Equatable, Sendable {
  /// Why no more was drawn.
  package enum FinishReason: String, Sendable {
    /// As many tokens as wanted, or as there is room for.
    case length
    /// A stop text.
    case stop
    /// The model ended the text.
    case end
    /// The caller asked to stop.
    case cancelled
  }

  /// What was done at the prompt's end.
  package struct Healed: Equatable, Sendable {
    /// The mode used: ``CompletionOptions/Healing/off`` where the prompt is no text or the tokenizer
    /// of no kind that can be healed, whatever was asked for.
    package var mode: CompletionOptions.Healing
    /// The tokens of the prompt's encoding that were taken back.
    package var backedUpTokens = 0
    /// The prompt's bytes that were spelled again.
    package var backedUpBytes: [UInt8] = []
    /// The tokens that spell them again; the last may go beyond them.
    package var cover: [TokenID] = []
    /// The probability of ``cover`` among all encodings of those bytes; 1 where there is one only.
    package var probability = 1.0
  }

  /// How what was drawn goes with the text behind it; see ``Suffix``.
  ///
  /// Probabilities are those of the model's texts, given that they begin with the prompt.
  package struct Middle: Equatable, Sendable {
    /// Bytes of the suffix that were weighed.
    package var suffixBytes: Int
    /// Middles that were considered.
    package var candidates: Int
    /// The natural logarithm of the probability of the middle and what was weighed behind it.
    package var logprob = 0.0
    /// The same with nothing between the prompt and what was weighed; nil where the two make no text, or
    /// none that the model gives a probability.
    package var emptyLogprob: Double?
    /// Bytes of the suffix that the last token spells.
    package var reach = 0
  }

  /// What was computed.
  package struct Usage: Equatable, Sendable {
    /// Tokens of the prompt's encoding.
    package var promptTokens = 0
    /// Tokens of them that the context held already.
    package var cachedTokens = 0
    /// Tokens drawn after the prompt's end.
    package var completionTokens = 0
    /// Runs of the model, whole batches counted once.
    package var forwardPasses = 0
    /// Tokens at the prompt's beginning that were left out for lack of room.
    package var droppedTokens = 0
  }

  /// Wall-clock times since the call, in milliseconds.
  package struct Milliseconds: Equatable, Sendable {
    /// Until the prompt was read.
    package var prefill = 0.0
    /// Until the first token was drawn.
    package var firstToken = 0.0
    /// Until the end.
    package var total = 0.0
  }

  /// The text after the prompt, without an unfinished character at its end.
  package var text: [UInt8] = []
  /// The tokens drawn, from the first of ``Healed/cover`` on.
  package var ids: [TokenID] = []
  /// What was done at the prompt's end.
  package var healing: Healed
  /// Why no more was drawn.
  package var finishReason = FinishReason.length
  /// What was computed.
  package var usage = Usage()
  /// How long it took.
  package var milliseconds = Milliseconds()
  /// How the text goes with the suffix; nil where none was weighed.
  package var middle: Middle?
  /// Natural logarithms of the probabilities of the tokens drawn after the prompt's end, before
  /// temperature and cuts; empty unless asked for.
  package var logprobs: [Double] = []
}
