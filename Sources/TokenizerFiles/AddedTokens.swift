import JSONCoding
import Tokenizers

/// The `added_tokens` of a `tokenizer.json`: special ones, and others that are found in any text.
struct AddedTokens {
  private(set) var tokens: [SpecialToken] = []
  private(set) var rules: [TokenID: AddedTokenRules] = [:]

  init(_ place: JSONPlace) throws(TokenizerFileError) {
    for entry in place.elements {
      guard let text = entry["content"].string, !text.isEmpty, let id = entry["id"].value?.integer,
        id >= 0, id < 1 << 24
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

/// The `vocab` of a `tokenizer.json`.
enum VocabularyObject {
  /// Gives the text of each id; empty for ids that no token has.
  static func read(_ place: JSONPlace) throws(TokenizerFileError) -> [[UInt8]] {
    guard let members = place.value?.object else { throw place.failure("no object of ids") }
    var tokens: [[UInt8]] = []
    for (text, value) in members {
      // Holes there may be, but not so many that the numbers alone could fill the memory.
      guard let id = value.integer, id >= 0, id < 4 * members.count + 65536 else {
        throw place.failure("the id of \"\(text)\" is no number that fits")
      }
      while tokens.count <= id { tokens.append([]) }
      tokens[id] = Array(text.utf8)
    }
    return tokens
  }
}
