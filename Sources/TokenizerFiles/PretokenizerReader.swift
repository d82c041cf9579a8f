import JSONCoding
import Tokenizers

/// Finds the pretokenizer that does what the `pre_tokenizer` of a `tokenizer.json` says.
enum PretokenizerReader {
  static func read(_ place: JSONPlace) throws(TokenizerFileError) -> Pretokenizer {
    let steps =
      place["type"].string == "Sequence" ? place["pretokenizers"].elements : [place]
    guard let last = steps.last, last["type"].string == "ByteLevel" else {
      throw (steps.last ?? place)["type"].unsupported()
    }
    if last["add_prefix_space"].isTrue(default: true) {
      throw last["add_prefix_space"].unsupported()
    }
    let cutsItself = last["use_regex"].isTrue(default: true)
    switch (steps.dropLast().first, cutsItself) {
    case (nil, true): return .gpt2
    case (let step?, true) where steps.count == 2 && step["type"].string == "Digits":
      guard step["individual_digits"].isTrue(default: false) else {
        throw step["individual_digits"].unsupported()
      }
      return .smolLM
    case (let step?, false) where steps.count == 2 && step["type"].string == "Split":
      return try split(step)
    case (let step?, _): throw step["type"].unsupported()
    case (nil, false): throw last["use_regex"].unsupported()
    }
  }

  private static func split(_ step: JSONPlace) throws(TokenizerFileError) -> Pretokenizer {
    guard step["behavior"].string == "Isolated" else { throw step["behavior"].unsupported() }
    if step["invert"].isTrue(default: false) { throw step["invert"].unsupported() }
    let pattern = step["pattern"]["Regex"]
    guard let text = pattern.string, let pretokenizer = NamedPattern.matching(text) else {
      throw pattern.unsupported()
    }
    return pretokenizer
  }
}
