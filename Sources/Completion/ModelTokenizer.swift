package import Model
package import Tokenizers

extension Tokenizer {
  /// Makes the tokenizer that a model file carries.
  ///
  /// - Parameters:
  ///   - name: The name that requests will use.
  ///   - data: What the file says.
  /// - Throws: ``TokenizerError/invalidVocabulary(reason:)`` where the file's tokenizer is of a kind
  ///   that is not known, or breaks its own rules.
  /// - Complexity: O(*V*); about 0.2 s for 50,000 tokens.
  package init(name: String, _ data: TokenizerData) throws(TokenizerError) {
    guard data.model == "gpt2" else {
      throw .invalidVocabulary(reason: "a tokenizer of the kind \"\(data.model)\" is not supported")
    }
    let named = data.pretokenizer.isEmpty ? "gpt-2" : data.pretokenizer
    guard let pretokenizer = Pretokenizer(ggufName: named) else {
      throw .invalidVocabulary(reason: "the pretokenizer \"\(named)\" is not supported")
    }
    var tokens = data.tokens
    var special: [SpecialToken] = []
    var extras = TokenizerExtras()
    for (id, kind) in data.kinds.enumerated() where kind != .normal && kind != .byte {
      let text = String(decoding: tokens[id], as: UTF8.self)
      tokens[id] = []
      guard kind != .unused, !text.isEmpty else { continue }
      special.append(SpecialToken(text: text, id: TokenID(id)))
      if kind == .userDefined { extras.rules[TokenID(id)] = .always }
    }
    extras.template = TokenTemplate(
      opening: data.addsBegin ? data.beginID.map { [$0] } ?? [] : [],
      closing: data.addsEnd ? data.endID.map { [$0] } ?? [] : [])
    try self.init(
      name: name, tokens: tokens, merges: data.merges.map { ($0.left, $0.right) },
      pretokenizer: pretokenizer, specialTokens: special,
      wholePieceFirst: pretokenizer == .llama3, extras: extras)
  }
}
