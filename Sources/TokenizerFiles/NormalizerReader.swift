import JSONCoding
import Tokenizers

/// Reads what the `normalizer` of a `tokenizer.json` does to a text before it is cut.
enum NormalizerReader {
  /// A text may not grow more than this many times, or fall under more steps.
  private static let mostGrowth = 1024
  private static let mostSteps = 64

  static func read(_ place: JSONPlace) throws(TokenizerFileError) -> [NormalizationStep] {
    let steps = try unlimited(place)
    guard steps.count <= mostSteps else {
      throw place.failure("more than \(mostSteps) steps")
    }
    var growth = 1
    for step in steps {
      growth *= min(mostGrowth + 1, step.growth)
      guard growth <= mostGrowth else {
        throw place.failure("a text may grow more than \(mostGrowth) times")
      }
    }
    return steps
  }

  private static func unlimited(_ place: JSONPlace) throws(TokenizerFileError)
    -> [NormalizationStep]
  {
    guard place.value != nil else { return [] }
    switch place["type"].string {
    case "Sequence":
      var steps: [NormalizationStep] = []
      for part in place["normalizers"].elements { steps += try unlimited(part) }
      return steps
    case "NFC": return [.canonical(composes: true)]
    case "NFD": return [.canonical(composes: false)]
    case "NFKC": return [.compatible(composes: true)]
    case "NFKD": return [.compatible(composes: false)]
    case "Lowercase": return [.lowercase]
    case "StripAccents": return [.stripAccents]
    case "Strip":
      return [
        .strip(
          left: place["strip_left"].isTrue(default: true),
          right: place["strip_right"].isTrue(default: true))
      ]
    case "Prepend":
      guard let text = place["prepend"].string else { throw place["prepend"].unsupported() }
      return [.prepend(Array(text.utf8))]
    case "Replace": return [try replacement(place)]
    default: throw place["type"].unsupported()
    }
  }

  private static func replacement(_ place: JSONPlace) throws(TokenizerFileError)
    -> NormalizationStep
  {
    guard let content = place["content"].string else { throw place["content"].unsupported() }
    if let literal = place["pattern"]["String"].string {
      return .replace(.literal(Array(literal.utf8)), by: Array(content.utf8))
    }
    let regex = place["pattern"]["Regex"]
    guard let text = regex.string else { throw regex.unsupported() }
    let pattern = try PretokenizerReader.pattern(regex) { () throws(TokenizerError) in
      try SharedPattern(text)
    }
    return .replace(.pattern(pattern), by: Array(content.utf8))
  }
}
