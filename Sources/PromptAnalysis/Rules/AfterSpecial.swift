extension Rule {
  /// The prompt ends with a special token: nothing can be healed, and what follows must be able to
  /// begin a text.
  ///
  /// Made where special tokens are read as such.
  static let afterSpecial = Rule(
    code: "after-special", summary: "The prompt ends with a special token.", .elsewhere)
}

extension Finding {
  /// What is said of a prompt that ends with a special token.
  package static func afterSpecial(_ text: String, at range: Range<Int>) -> Finding {
    Finding(
      code: Rule.afterSpecial.code, severity: .information,
      message: "the prompt ends with the special token \(text): a new text begins behind it",
      range: range)
  }
}
