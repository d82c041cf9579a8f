import JSONCoding
import Tokenizers

/// The `added_tokens` of a `tokenizer.json`: special ones, and others that are found in any text.
struct AddedTokens {
  private(set) var tokens: [SpecialToken] = []
  private(set) var rules: [TokenID: AddedTokenRules] = [:]

  /// Reads the list.
  ///
  /// - Parameters:
  ///   - place: The list.
  ///   - vocabularySize: How many tokens there are besides.
  /// - Throws: ``TokenizerFileError`` with the entry that is wrong.
  init(_ place: JSONPlace, vocabularySize: Int) throws(TokenizerFileError) {
    let elements = place.elements
    let most = VocabularyList.mostIDs(ofTokens: vocabularySize + elements.count)
    for entry in elements {
      guard let text = entry["content"].string, !text.isEmpty, let id = entry["id"].value?.integer,
        id >= 0, id < most
      else { throw entry.failure("no content and id") }
      tokens.append(SpecialToken(text: text, id: TokenID(id)))
      var rules: AddedTokenRules = []
      if !entry["special"].isTrue(default: true) { rules.insert(.always) }
      if entry["lstrip"].isTrue(default: false) { rules.insert(.takesSpaceBefore) }
      if entry["rstrip"].isTrue(default: false) { rules.insert(.takesSpaceAfter) }
      if entry["single_word"].isTrue(default: false) { rules.insert(.wholeWord) }
      if !rules.isEmpty { self.rules[TokenID(id)] = rules }
    }
  }
}
