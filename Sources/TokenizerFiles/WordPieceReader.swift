import JSONCoding
import Tokenizers

/// Reads a word-piece tokenizer from a `tokenizer.json`.
struct WordPieceReader {
  let name: String
  let root: JSON
  let model: JSONPlace
  let vocabulary: VocabularyList

  func read() throws(TokenizerFileError) -> LoadedTokenizer {
    let added = try AddedTokens(
      JSONPlace("added_tokens", root["added_tokens"]),
      vocabularySize: vocabulary.count)
    try require(model["unk_token"], "[UNK]")
    try require(model["continuing_subword_prefix"], "##")
    if let longest = model["max_input_chars_per_word"].value, longest.integer != 100 {
      throw model["max_input_chars_per_word"].unsupported()
    }
    let normalizer = JSONPlace("normalizer", root["normalizer"])
    try require(normalizer["type"], "BertNormalizer")
    for key in ["clean_text", "handle_chinese_chars"]
    where !normalizer[key].isTrue(default: true) { throw normalizer[key].unsupported() }
    let lowercases = normalizer["lowercase"].isTrue(default: true)
    guard normalizer["strip_accents"].isTrue(default: lowercases) == lowercases else {
      throw normalizer["strip_accents"].unsupported()
    }
    let post = JSONPlace("post_processor", root["post_processor"])
    let extras = TokenizerExtras(
      template: try TemplateReader.read(post), rules: added.rules, isCased: !lowercases)
    try require(JSONPlace("pre_tokenizer", root["pre_tokenizer"])["type"], "BertPreTokenizer")
    let tokens = try vocabulary.handOver(model["vocab"])
    let special = WordListFile.usualSpecialTokens + added.tokens.map(\.text)
    let tokenizer = try TokenizerFile.building("model") { () throws(TokenizerError) in
      try Tokenizer(
        name: name, wordPieces: tokens, specialTokens: special,
        extras: extras)
    }
    return LoadedTokenizer(tokenizer: tokenizer, notes: [])
  }

  private func require(_ place: JSONPlace, _ text: String) throws(TokenizerFileError) {
    guard place.string == text else { throw place.unsupported() }
  }
}
