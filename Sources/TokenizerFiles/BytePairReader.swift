import JSONCoding
import Tokenizers
import UnicodeTables

/// Reads a byte-level byte-pair tokenizer from a `tokenizer.json`.
struct BytePairReader {
  let name: String
  let root: JSON
  let model: JSONPlace

  func read() throws(TokenizerFileError) -> LoadedTokenizer {
    for key in ["continuing_subword_prefix", "end_of_word_suffix"]
    where !(model[key].string ?? "").isEmpty { throw model[key].unsupported() }
    if model["byte_fallback"].isTrue(default: false) { throw model["byte_fallback"].unsupported() }
    let added = try AddedTokens(
      JSONPlace("added_tokens", root["added_tokens"]),
      vocabularySize: model["vocab"].value?.object?.count ?? 0)
    let path = GeneralPath(
      normalization: try NormalizerReader.read(JSONPlace("normalizer", root["normalizer"])),
      cuts: try PretokenizerReader.read(JSONPlace("pre_tokenizer", root["pre_tokenizer"])))
    let template = try TemplateReader.read(JSONPlace("post_processor", root["post_processor"]))
    let isPlain = path.pretokenizer != nil && path.normalization.isEmpty
    let tokens = try tokens(special: Set(added.tokens.map(\.id)))
    let merges = try merges()
    let tokenizer = try TokenizerFile.building("model") { () throws(TokenizerError) in
      try Tokenizer(
        name: name, tokens: tokens, merges: merges, pretokenizer: path.pretokenizer ?? .general,
        specialTokens: added.tokens,
        wholePieceFirst: model["ignore_merges"].isTrue(default: false),
        extras: TokenizerExtras(
          path: isPlain ? nil : path, template: template, rules: added.rules))
    }
    return LoadedTokenizer(
      tokenizer: tokenizer, notes: tokenizer.isSlower ? [LoadedTokenizer.slowerNote] : [])
  }

  private func tokens(special: Set<TokenID>) throws(TokenizerFileError) -> [[UInt8]] {
    let vocabulary = model["vocab"]
    var tokens = try VocabularyObject.read(vocabulary)
    for id in tokens.indices where !special.contains(TokenID(id)) && !tokens[id].isEmpty {
      guard let bytes = ByteLevelAlphabet.decode(tokens[id]) else {
        let text = String(decoding: tokens[id], as: UTF8.self)
        throw vocabulary.failure("\"\(text)\" is no byte-level token")
      }
      tokens[id] = bytes
    }
    return tokens
  }

  private func merges() throws(TokenizerFileError) -> [(left: [UInt8], right: [UInt8])] {
    var merges: [(left: [UInt8], right: [UInt8])] = []
    for merge in model["merges"].elements {
      // Old files write "a b", new ones ["a", "b"].
      let parts =
        merge.string.map {
          $0.utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
            .map { Array($0) }
        } ?? merge.elements.map { Array(($0.string ?? "").utf8) }
      guard parts.count == 2, let left = ByteLevelAlphabet.decode(parts[0]),
        let right = ByteLevelAlphabet.decode(parts[1]), !left.isEmpty, !right.isEmpty
      else { throw merge.failure("no pair of byte-level tokens") }
      merges.append((left, right))
    }
    return merges
  }
}
