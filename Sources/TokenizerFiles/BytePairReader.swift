import JSONCoding
import Tokenizers
import UnicodeTables

/// Reads a byte-level byte-pair tokenizer from a `tokenizer.json`.
struct BytePairReader {
  let name: String
  let root: JSON
  let model: JSONPlace
  let vocabulary: VocabularyList
  let merges: MergeList

  func read() throws(TokenizerFileError) -> LoadedTokenizer {
    for key in ["continuing_subword_prefix", "end_of_word_suffix"]
    where !(model[key].string ?? "").isEmpty { throw model[key].unsupported() }
    if model["byte_fallback"].isTrue(default: false) { throw model["byte_fallback"].unsupported() }
    let added = try AddedTokens(
      JSONPlace("added_tokens", root["added_tokens"]),
      vocabularySize: vocabulary.count)
    let path = GeneralPath(
      normalization: try NormalizerReader.read(JSONPlace("normalizer", root["normalizer"])),
      cuts: try PretokenizerReader.read(JSONPlace("pre_tokenizer", root["pre_tokenizer"])))
    let template = try TemplateReader.read(JSONPlace("post_processor", root["post_processor"]))
    let isPlain = path.pretokenizer != nil && path.normalization.isEmpty
    let tokens = try tokens(special: Set(added.tokens.map(\.id)))
    if let broken = merges.broken {
      throw JSONPlace("model.merges[\(broken)]", nil).failure("no pair of byte-level tokens")
    }
    let tokenizer = try TokenizerFile.building("model") { () throws(TokenizerError) in
      try Tokenizer(
        name: name, tokens: tokens, pairs: merges.handOver(),
        pretokenizer: path.pretokenizer ?? .general,
        specialTokens: added.tokens,
        wholePieceFirst: model["ignore_merges"].isTrue(default: false),
        extras: TokenizerExtras(
          path: isPlain ? nil : path, template: template, rules: added.rules))
    }
    return LoadedTokenizer(
      tokenizer: tokenizer, notes: tokenizer.isSlower ? [LoadedTokenizer.slowerNote] : [])
  }

  private func tokens(special: Set<TokenID>) throws(TokenizerFileError) -> TokenTexts {
    let place = model["vocab"]
    let texts = try vocabulary.handOver(place)
    var tokens = TokenTexts(capacity: texts.count)
    for id in 0..<texts.count {
      guard !special.contains(TokenID(id)) else {
        tokens.append([])
        continue
      }
      guard let bytes = ByteLevelAlphabet.decode(texts[id]) else {
        let text = String(decoding: texts[id], as: UTF8.self)
        throw place.failure("\"\(text)\" is no byte-level token")
      }
      tokens.append(bytes)
    }
    return tokens
  }
}
