import JSONCoding
package import PromptFormats

/// What the person has set.
package struct Configuration: Equatable, Sendable {
  /// The vocabularies to count with.
  package var tokenizers = ["gpt2", "cl100k_base", "o200k_base", "bert-base-uncased"]
  /// The vocabulary that prompts are written for and linted for.
  package var tokenizer = "gpt2"
  /// The model that completes.
  package var model = "default"
  /// The files of models that can be named, by name.
  package var models: [String: String] = [:]
  /// Whether the line break at a document's end belongs to the prompt.
  package var finalNewline = PromptEnding.ignore
  /// The same for some formats.
  package var finalNewlines: [PromptFormat: PromptEnding] = [:]
  /// Vocabularies that prompts will be carried to, and should lose nothing in.
  package var carriedTo: [String] = []
  /// Whether a model is asked how much the findings in open documents matter.
  package var measuresFindings = true
  /// How much is shown between the text.
  package var inlayHints = InlayHintLevel.low
  /// Whether tokens are coloured.
  package var semanticTokens = SemanticTokensMode.auto
  /// Tokens that the model reads that prompts are written for; nil for those of ``model``.
  package var contextWindow: Int?
  /// The most tokens that are suggested while typing.
  package var completionTokens = 16
  /// Milliseconds for which a suggestion waits for the next keystroke; nil for as many as it takes
  /// to keep up.
  package var completionDelay: Int?
  /// A file of vectors of the person's own snippets, to suggest those that go with a prompt's.
  package var snippets: String?
  /// Rules that are switched off, by code.
  package var disabledRules: Set<String> = []

  package init() {}

  /// What of the white space at a file's end belongs to the prompt.
  func ending(of format: PromptFormat) -> PromptEnding { finalNewlines[format] ?? finalNewline }
}

/// Whether tokens are coloured.
package enum SemanticTokensMode: String, CaseIterable, Sendable {
  /// In plain text, but not in languages that have colours of their own.
  case auto
  case on
  case off
}
