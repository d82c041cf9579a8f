package import Healing
package import Model
package import Tokenizers

/// Completes prompts with a language model and the tokenizer it was trained with.
package struct Completer: Sendable {
  /// The model's tokenizer.
  package let tokenizer: Tokenizer
  /// What knows of prompts' ends; nil where the tokenizer cannot be healed.
  package let healer: Healer?
  /// The tokens that end a text.
  package let ends: Set<TokenID>
  /// The token that stands before a text: always where ``addsBegin``, else where nothing else does.
  package let begin: TokenID?
  /// Whether ``begin`` stands before every text.
  package let addsBegin: Bool

  /// Prepares for a tokenizer.
  ///
  /// - Parameters:
  ///   - tokenizer: The model's.
  ///   - ends: The tokens that end a text.
  ///   - begin: The token that begins a text.
  ///   - addsBegin: Whether it stands before every text or only before empty ones.
  ///   - healer: The tokenizer's, where there is one; it is laid out now where not.
  /// - Complexity: as `Healer.init(_:)`; make one a model and keep it.
  package init(
    tokenizer: Tokenizer, ends: Set<TokenID>, begin: TokenID?, addsBegin: Bool = false,
    healer: Healer? = nil
  ) {
    self.tokenizer = tokenizer
    self.healer = healer ?? Healer(tokenizer)
    (self.ends, self.begin, self.addsBegin) = (ends, begin, addsBegin)
  }

  /// Prepares for the tokenizer of a model file.
  ///
  /// A text ends with the file's own end token or with `<|endoftext|>`, and begins with the latter
  /// where the vocabulary has it.
  package init(tokenizer: Tokenizer, data: TokenizerData) {
    let endOfText = tokenizer.specialTokens.first { $0.text == "<|endoftext|>" }?.id
    self.init(
      tokenizer: tokenizer, ends: Set([data.endID, endOfText].compactMap(\.self)),
      begin: data.addsBegin ? data.beginID : endOfText ?? data.beginID ?? data.endID,
      addsBegin: data.addsBegin && data.beginID != nil)
  }

  /// Encodes a prompt and finds its end, so that a model can be chosen that has read most of it.
  ///
  /// - Parameters:
  ///   - prompt: What to go on from. Neighbouring texts count as one.
  ///   - options: How.
  /// - Returns: What ``complete(_:model:isCancelled:onText:)`` goes on from.
  /// - Complexity: O(bytes)
  package func prepare(
    _ prompt: [PromptSegment], options: CompletionOptions = CompletionOptions()
  ) -> PreparedPrompt {
    PreparedPrompt(prompt, options: options, completer: self)
  }

  /// Writes on after a prompt.
  ///
  /// - Parameters:
  ///   - prompt: What to go on from, and how.
  ///   - model: Where the prompt is read; what it has read already is used as far as it agrees.
  ///   - isCancelled: Asked between tokens and between the model's layers.
  ///   - onText: Given the text as it is decided; the pieces together are the result's text.
  /// - Returns: What was written; also when it was cancelled.
  /// - Throws: ``CompletionError``; never for a cancellation.
  package func complete(
    _ prompt: PreparedPrompt, model: any NextTokenModel, isCancelled: () -> Bool = { false },
    onText: ([UInt8]) -> Void = { _ in }
  ) throws(CompletionError) -> CompletionResult {
    try check(model)
    var decoding = Decoding(prompt, completer: self, model: model)
    do {
      try decoding.run(isCancelled: isCancelled, onText: onText)
    } catch .model(.cancelled) {
      decoding.cancel()
    }
    return decoding.finished(onText: onText)
  }

  /// Prepares a prompt and writes on after it.
  package func complete(
    _ prompt: [PromptSegment], options: CompletionOptions = CompletionOptions(),
    model: any NextTokenModel, isCancelled: () -> Bool = { false },
    onText: ([UInt8]) -> Void = { _ in }
  ) throws(CompletionError) -> CompletionResult {
    try complete(
      prepare(prompt, options: options), model: model, isCancelled: isCancelled, onText: onText)
  }

  /// Checks that a model has a row for every token.
  func check(_ model: any NextTokenModel) throws(CompletionError) {
    guard tokenizer.vocabularySize <= model.vocabularySize else {
      throw .vocabularyMismatch(
        tokenizer: tokenizer.vocabularySize, model: model.vocabularySize)
    }
  }

  /// The bytes of a token; empty for special ones and for rows of the model that are no token.
  func bytes(of token: TokenID) -> ArraySlice<UInt8> {
    guard token < tokenizer.vocabularySize else { return [] }
    return (tokenizer.bytePair?.bytes(of: token) ?? [])[...]
  }
}
