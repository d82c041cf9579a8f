package import Model

/// How a prompt is to be completed.
package struct CompletionOptions: Equatable, Sendable {
  /// What is done about tokens at the prompt's end that the text after it would have changed.
  package enum Healing: String, Sendable {
    /// The text follows the model's own law, given the prompt's bytes.
    ///
    /// What comes first is drawn from ``FirstEvents``: every way to encode the prompt's end is
    /// weighed, in one batch. What together has less than ``CompletionOptions/tolerance`` of the
    /// probability may be left out.
    case exact
    /// The unstable tokens are taken back and drawn again one by one, each from the tokens that agree
    /// with the bytes that are left.
    ///
    /// That never contradicts the prompt but is not the model's law: each step's choice is
    /// renormalized without regard to what the rest of the bytes will cost. It is what other servers
    /// call token healing, with the right number of tokens.
    case backup
    /// The prompt is encoded as it stands.
    case off
  }

  /// The most tokens to draw after the prompt's end.
  package var maxTokens = 64
  /// What is done at the prompt's end.
  package var healing = Healing.exact
  /// How far the law of what comes first may be from the exact one, in total variation, where it is
  /// drawn from: contexts and tokens that together weigh less are left out.
  package var tolerance = 1e-6
  /// Tokens of the prompt's end that are read at most; nil for as many as the model has room for.
  package var window: Int?
  /// How tokens are drawn; greedy unless told otherwise.
  package var sampling = Sampler.Settings()
  /// Texts that end the completion and are not part of it; none is empty.
  package var stop: [[UInt8]] = []
  /// What stands behind the place to be completed, where that is to be taken into account: with exact
  /// healing what is drawn is then the text between.
  package var suffix: Suffix?
  /// Whether to give the log probability of every token drawn.
  package var logprobs = false

  /// Greedy, healed, 64 tokens.
  package init() {}

  /// For questions about what comes first.
  package static var firstToken: CompletionOptions {
    var options = CompletionOptions()
    options.maxTokens = 1
    return options
  }
}
