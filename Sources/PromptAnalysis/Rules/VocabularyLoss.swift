import Text
import Tokenizers
import Translation

extension Rule {
  /// The text loses something in a vocabulary that it is meant to be carried to.
  ///
  /// One finding a kind of loss, at the first place.
  static let vocabularyLoss = Rule(
    code: "vocabulary-loss",
    summary: "The text loses information in a vocabulary that it will be carried to."
  ) { input in
    guard !input.expectations.carriedTo.isEmpty else { return [] }
    let bytes = input.text.bytes(in: input.prompt)
    return input.expectations.carriedTo.filter { !$0.isLossless }.flatMap { target -> [Finding] in
      let losses = Translation(of: bytes, to: target).losses
      return Loss.Kind.allCases.compactMap { kind in
        let places = losses.filter { $0.kind == kind }
        guard let first = places.first else { return nil }
        let others = places.count == 1 ? "" : " and \(places.count - 1) more"
        let range =
          first.range.lowerBound + input.prompt.lowerBound..<first.range.upperBound
          + input.prompt.lowerBound
        return Finding(
          code: "vocabulary-loss", severity: .warning,
          message: "\(target.name) loses \(kind.inWords): \(first.before.excerpt) becomes "
            + "\(first.after.excerpt)\(others)",
          range: range, tokenizer: target.name)
      }
    }
  }
}

extension Loss.Kind {
  fileprivate var inWords: String {
    switch self {
    case .letterCase: "capitals"
    case .whitespace: "white space"
    case .accent: "accents"
    case .controlCharacter: "invisible characters"
    case .unknownWord: "words it does not know"
    case .specialToken: "special tokens"
    case .unnormalizedForm: "forms of characters"
    case .splitCharacter: "parts of characters"
    }
  }
}

extension [UInt8] {
  /// In quotes, cut where it is long.
  fileprivate var excerpt: String {
    let words = String(decoding: self, as: UTF8.self)
    guard words.count > 24 else { return quoted }
    return Array((words.prefix(24) + "…").utf8).quoted
  }
}
