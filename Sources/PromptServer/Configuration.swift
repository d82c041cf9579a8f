package import PromptAnalysis

/// What the person has set.
package struct Configuration: Sendable {
  /// The vocabularies to count with.
  package var tokenizers = ["gpt2", "cl100k_base", "o200k_base", "bert-base-uncased"]
  /// The vocabulary that prompts are written for and linted for.
  package var tokenizer = "gpt2"
  /// The model that completes.
  package var model = "default"
  /// Whether the line break at a document's end belongs to the prompt.
  package var finalNewline = FinalNewline.ignore

  package init() {}
}
