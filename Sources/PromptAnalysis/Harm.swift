/// What a model says of a prompt's end.
package struct Harm: Equatable, Sendable {
  /// The probability of encodings that the prompt's own tokens rule out, 0 to 1.
  ///
  /// A decoder that does not heal is off the model's own law by at most this and the leak, in total
  /// variation.
  package var probability: Double
  /// What that costs, in bits: -log2 of what is left.
  package var bits: Double
  /// Whether the model speaks another vocabulary.
  package var isEstimate: Bool

  package init(probability: Double, bits: Double, isEstimate: Bool) {
    self.probability = probability
    self.bits = bits
    self.isEstimate = isEstimate
  }

  /// From here on a measured finding is a warning.
  package static let threshold = 0.05
  /// From here on it is a strong one: more likely than not, the prompt's own tokens are wrong.
  package static let strongThreshold = 0.5

  /// Whether it is worth a warning.
  package var isHarmful: Bool { probability >= Self.threshold }
  /// Whether the prompt's own tokens are more likely wrong than right.
  package var isStrong: Bool { probability >= Self.strongThreshold }

  /// The harm in a few words: `costs 7.4 bits (harm 99 %)`.
  package var inWords: String {
    let percent = Int((probability * 100).rounded())
    let tenths = Int((min(bits, 99.9) * 10).rounded())
    return "\(isEstimate ? "costs an estimated" : "costs") \(tenths / 10).\(tenths % 10) bits"
      + " (harm \(percent) %)"
  }
}

extension Finding {
  /// Whether it is about where the prompt's end cuts its tokens, which a model can weigh.
  package var isAboutCut: Bool { Rule.aboutCut.contains(code) }

  /// Whether a model has said that it costs next to nothing.
  package var isHarmless: Bool { harm.map { !$0.isHarmful } ?? false }

  /// Whether only a model could tell that it matters, and none was asked.
  ///
  /// Most ends in punctuation or after a word cost nothing: to speak of each would be noise.
  package var isQuiet: Bool {
    guard isAboutCut, harm == nil else { return false }
    if isInClosedPart { return !Rule.isAboutWhiteSpace(code) }
    return expectedHarm.map { $0 < Harm.threshold } ?? false
  }
}

extension [Finding] {
  /// The findings that are worth a person's attention where no model was asked.
  package var withoutQuiet: [Finding] { filter { !$0.isQuiet } }

  /// The findings with what a model says in place of what rules can only guess.
  ///
  /// The tokenizer decides what is possible, the model how much it matters. Where the model sees harm
  /// that no rule has spoken of, one more finding says so.
  ///
  /// - Parameters:
  ///   - harm: Nil where the model has nothing to say; the findings stay as they are.
  ///   - part: The bytes of the prompt that the model was asked about.
  ///   - fix: The smallest edit that mends it, where one was found.
  ///   - disabled: The codes of rules that are switched off.
  /// - Returns: The findings in the same order, the new one last.
  package func weighed(
    by harm: Harm?, in part: Range<Int>? = nil, fix: Fix? = nil, without disabled: Set<String> = []
  ) -> [Finding] {
    guard let harm else { return self }
    var isSaid = false
    var weighed = map { finding in
      guard finding.isAboutCut, !finding.isInClosedPart,
        part.map({
          $0.lowerBound <= finding.range.lowerBound && finding.range.upperBound <= $0.upperBound
        })
          ?? true
      else { return finding }
      isSaid = true
      return finding.weighed(by: harm, fix)
    }
    if !isSaid, harm.isHarmful, let end = part?.upperBound, !disabled.contains("harm") {
      weighed.append(Rule.harmFinding(at: end).weighed(by: harm, fix))
    }
    return weighed
  }
}

extension Finding {
  fileprivate func weighed(by harm: Harm, _ fix: Fix?) -> Finding {
    var weighed = self
    weighed.harm = harm
    guard code != Rule.multiTokenBackup.code else {
      // It says how to heal, not that something is wrong: another finding does that.
      weighed.severity = harm.isStrong ? .information : .hint
      return weighed
    }
    weighed.severity = harm.isHarmful ? .warning : .hint
    weighed.message += "; \(harm.inWords)"
    if let fix, harm.isHarmful {
      // A fix that was offered before keeps its title: menus should not change under one's eyes.
      let known = weighed.fixes.firstIndex { $0.edits == fix.edits }
      weighed.fixes.insert(known.map { weighed.fixes.remove(at: $0) } ?? fix, at: 0)
    }
    return weighed
  }
}
