import JSONCoding
import Tokenizers
import UnicodeTables

/// Reads how the `pre_tokenizer` of a byte-level `tokenizer.json` cuts text.
enum PretokenizerReader {
  /// More steps than any tokenizer has; each keeps tables of its own.
  private static let mostSteps = 64

  /// Gives the steps; a single hand-written one where they amount to that.
  static func read(_ place: JSONPlace) throws(TokenizerFileError) -> [CuttingStep] {
    let steps =
      place["type"].string == "Sequence" ? place["pretokenizers"].elements : [place]
    guard let last = steps.last, last["type"].string == "ByteLevel" else {
      throw (steps.last ?? place)["type"].unsupported()
    }
    guard steps.count <= mostSteps else {
      throw place.failure("more than \(mostSteps) steps")
    }
    let prefixes = last["add_prefix_space"].isTrue(default: true)
    let cutsItself = last["use_regex"].isTrue(default: true)
    if steps.count == 2, cutsItself, !prefixes, steps[0]["type"].string == "Digits",
      steps[0]["individual_digits"].isTrue(default: false)
    {
      return [.pieces(.smolLM)]
    }
    var cuts: [CuttingStep] = []
    for step in steps.dropLast() { cuts.append(try cut(step)) }
    if prefixes { cuts.append(.prefixSpace) }
    if cutsItself { cuts.append(.pieces(.gpt2)) }
    return cuts
  }

  private static func cut(_ step: JSONPlace) throws(TokenizerFileError) -> CuttingStep {
    switch step["type"].string {
    case "Split": return try split(step)
    case "Digits":
      let behavior: CuttingStep.Behavior =
        step["individual_digits"].isTrue(default: false) ? .isolated : .contiguous
      return .split(
        try pattern(step) { () throws(TokenizerError) in
          try SharedPattern(anyOf: UnicodeProperties.named("N") ?? ScalarSet())
        }, behavior, inverted: false)
    case "Punctuation":
      return .split(
        try pattern(step) { () throws(TokenizerError) in
          try SharedPattern(anyOf: UnicodeProperties.punctuation)
        }, try behavior(step, default: .isolated), inverted: false)
    case "WhitespaceSplit":
      return .split(
        try pattern(step) { () throws(TokenizerError) in
          try SharedPattern(anyOf: UnicodeProperties.whiteSpace)
        }, .removed, inverted: false)
    case "Whitespace":
      return .split(
        try pattern(step) { () throws(TokenizerError) in
          try SharedPattern(rust: #"\w+|[^\w\s]+"#)
        }, .removed, inverted: true)
    default: throw step["type"].unsupported()
    }
  }

  private static func split(_ step: JSONPlace) throws(TokenizerFileError) -> CuttingStep {
    let behavior = try behavior(step, default: nil)
    let inverted = step["invert"].isTrue(default: false)
    if let literal = step["pattern"]["String"].string {
      return .split(
        try pattern(step["pattern"]["String"]) { () throws(TokenizerError) in
          try SharedPattern(literal: literal)
        }, behavior, inverted: inverted)
    }
    let place = step["pattern"]["Regex"]
    guard let text = place.string else { throw place.unsupported() }
    if behavior == .isolated || (behavior == .removed && inverted),
      let known = NamedPattern.matching(text)
    {
      return .pieces(known)
    }
    return .split(
      try pattern(place) { () throws(TokenizerError) in try SharedPattern(text) }, behavior,
      inverted: inverted)
  }

  private static func behavior(
    _ step: JSONPlace, default standard: CuttingStep.Behavior?
  ) throws(TokenizerFileError) -> CuttingStep.Behavior {
    let place = step["behavior"]
    guard let name = place.string else {
      guard let standard else { throw place.unsupported() }
      return standard
    }
    guard let behavior = CuttingStep.Behavior(rawValue: name) else { throw place.unsupported() }
    return behavior
  }

  static func pattern(
    _ place: JSONPlace, _ make: () throws(TokenizerError) -> SharedPattern
  ) throws(TokenizerFileError) -> SharedPattern {
    do throws(TokenizerError) {
      return try make()
    } catch {
      throw place.failure(error.description)
    }
  }
}
