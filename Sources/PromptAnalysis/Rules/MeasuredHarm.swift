extension Rule {
  /// A model sees harm at the prompt's end that no other rule has spoken of.
  ///
  /// Made where findings are weighed, by ``Swift/Array/weighed(by:in:fix:without:)``.
  static let harm = Rule(
    code: "harm",
    summary: "A model has measured that decoding from here without healing goes wrong.",
    isAboutCut: true, .elsewhere)

  /// What is said at a prompt's end before the model's figures.
  static func harmFinding(at end: Int) -> Finding {
    Finding(
      code: "harm", severity: .warning,
      message: "a completion that does not heal may be off from here", range: end..<end)
  }
}
