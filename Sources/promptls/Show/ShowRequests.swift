import JSONCoding

/// What `show` asks about a text: tokens, the boundary and the losses of each vocabulary.
struct ShowRequests {
  private let arguments: Arguments
  private let tokenizers: [String]
  private let measures: Bool

  init(_ arguments: Arguments) {
    self.arguments = arguments
    tokenizers = arguments.all("--tokenizer")
    measures = arguments.has("--measure")
  }

  /// The answers are, for each vocabulary in turn, those of ``Answer``.
  ///
  /// Which vocabulary is the usual one, settings beside the file or the model say; so the first
  /// answer names it.
  var command: TextCommand {
    // A model that is named brings its own vocabulary along, which only its boundary names.
    let bringsVocabulary = measures && tokenizers.isEmpty && !arguments.all("--model").isEmpty
    let first: Answer = bringsVocabulary ? .boundary : .tokens
    let request = self.request(first, tokenizers.first, comparedWith: nil)
    var command = TextCommand(
      method: request.method, arguments: arguments, params: request.params, isAboutPromptEnd: true)
    command.printsJSON = false
    command.further = { [self] result in
      let name = result["tokenizer"]?.string
      let names: [String?] = tokenizers.isEmpty ? [name] : tokenizers
      return names.enumerated().flatMap { index, tokenizer in
        Answer.allCases.filter { index > 0 || $0 != first }
          .map { self.request($0, tokenizer, comparedWith: name) }
      }
    }
    return command
  }

  /// The requests about one vocabulary.
  enum Answer: CaseIterable {
    case tokens
    case boundary
    case losses
  }

  private func request(
    _ answer: Answer, _ tokenizer: String?, comparedWith first: String?
  ) -> TextRequest {
    var params: [String: JSON] = [:]
    let name = tokenizer.map { JSON.string($0) }
    switch answer {
    case .tokens:
      params = ["detail": "tokens"]
      params["tokenizer"] = name
    case .boundary:
      params["tokenizer"] = name
      if measures { params["measure"] = true }
    case .losses:
      params["to"] = name
      params["from"] = first.map { .string($0) }
    }
    if arguments.has("--special-tokens"), answer != .losses { params["specialTokens"] = "asTokens" }
    // Which tokens a text has can be told where its boundaries cannot.
    return TextRequest(
      method: answer.method, params: params, tolerated: ["unsupported-tokenizer", "invalid-utf8"])
  }
}

extension ShowRequests.Answer {
  fileprivate var method: String {
    switch self {
    case .tokens: "promptls/tokenize"
    case .boundary: "promptls/boundary"
    case .losses: "promptls/translate"
    }
  }
}
