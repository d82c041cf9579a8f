package import Documents
package import Healing
package import Text
package import Tokenizers

/// Runs the rules on prompts.
package struct Linter: Sendable {
  /// A vocabulary ready to be linted for.
  package struct Target: Sendable {
    package var tokenizer: Tokenizer
    /// Nil for vocabularies without byte pairs, of whose boundaries nothing is known.
    package var healer: Healer?

    package init(tokenizer: Tokenizer, healer: Healer?) {
      self.tokenizer = tokenizer
      self.healer = healer
    }
  }

  private let targets: [Target]
  private let rules: [Rule]

  /// Makes a linter.
  ///
  /// - Parameters:
  ///   - targets: The vocabularies to lint for; what holds for several is said of the first.
  ///   - disabled: The codes of rules that are left out.
  package init(for targets: [Target], without disabled: Set<String> = []) {
    self.targets = targets
    rules = Rule.all.filter { !disabled.contains($0.code) }
  }

  /// The texts that a document should watch, so that the rules need not search it.
  package var specialTexts: [[UInt8]] {
    targets.flatMap { $0.tokenizer.specialTokens.map { Array($0.text.utf8) } }
  }

  /// What the rules find, in the order of the text.
  ///
  /// - Parameters:
  ///   - text: A document.
  ///   - promptEnd: Where the prompt ends in it, in bytes.
  ///   - marks: Where ``specialTexts`` stand in it, if that is kept; else they are searched for.
  /// - Returns: The findings; what two vocabularies agree on stands there once.
  package func findings(
    in text: DocumentTree, promptEnd: Int, marks: TextMarks? = nil
  ) -> [Finding] {
    var findings: [Finding] = []
    for target in targets {
      let input = LintInput(text: text, promptEnd: promptEnd, marks: marks, target: target)
      for var finding in rules.flatMap({ $0.check(input) })
      where !findings.contains(where: { $0.code == finding.code && $0.range == finding.range }) {
        if finding.isAboutCut { finding.related += input.lastCertainToken }
        findings.append(finding)
      }
    }
    return findings.enumerated()
      .sorted {
        ($0.element.range.lowerBound, $0.offset) < ($1.element.range.lowerBound, $1.offset)
      }
      .map(\.element)
  }
}
