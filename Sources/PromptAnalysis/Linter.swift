package import Documents
package import Healing
package import PromptFormats
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

  /// What prompts are held to besides their vocabulary.
  package struct Expectations: Sendable {
    /// Vocabularies that the text will be carried to.
    package var carriedTo: [Tokenizer] = []
    /// The window that a prompt has to fit in, and whose it is.
    package var window: Window?

    /// A context window.
    package struct Window: Sendable {
      package var tokens: Int
      package var owner: String
      package var tokenizer: Tokenizer
      /// Whether somebody chose it; else it is only the local model's.
      package var isChosen: Bool

      package init(tokens: Int, owner: String, tokenizer: Tokenizer, isChosen: Bool) {
        self.tokens = tokens
        self.owner = owner
        self.tokenizer = tokenizer
        self.isChosen = isChosen
      }
    }

    package init() {}
  }

  /// A document and what is known of it.
  package struct Subject: Sendable {
    package var text: DocumentTree
    package var layout: PromptLayout
    /// In order.
    package var holes: ArraySlice<Hole>
    /// Where ``Linter/watchedTexts(for:)`` stand, if that is kept; else they are searched for.
    package var marks: [TextMarks]
    /// The number of the document's tokens for the model, if that is kept.
    package var modelTokens: Int?

    package init(
      text: DocumentTree, layout: PromptLayout, holes: ArraySlice<Hole>, marks: [TextMarks] = [],
      modelTokens: Int? = nil
    ) {
      self.text = text
      self.layout = layout
      self.holes = holes
      self.marks = marks
      self.modelTokens = modelTokens
    }

    /// A text that is one prompt.
    package init(prompt text: DocumentTree, promptEnd: Int? = nil) {
      self.init(
        text: text,
        layout: PromptLayout(ofOnePrompt: 0..<(promptEnd ?? text.byteCount), format: .text),
        holes: HoleList(in: text).holes[...])
    }
  }

  let targets: [Target]
  let expectations: Expectations
  private let rules: [Rule]

  /// Makes a linter.
  ///
  /// - Parameters:
  ///   - targets: The vocabularies to lint for; what holds for several is said of the first.
  ///   - expectations: What else prompts are held to.
  ///   - disabled: The codes of rules that are left out.
  package init(
    for targets: [Target], expecting expectations: Expectations = Expectations(),
    without disabled: Set<String> = []
  ) {
    self.targets = targets
    self.expectations = expectations
    rules = Rule.all.filter { !disabled.contains($0.code) }
  }

  /// The window that prompts have to fit in.
  package var window: Expectations.Window? { expectations.window }

  /// The texts that a document should watch, so that the rules need not search it: those that are
  /// looked for together stand together.
  package var watchedTexts: [[[UInt8]]] {
    [targets.flatMap { $0.tokenizer.specialTokens.map { Array($0.text.utf8) } }]
      + UnusualCharacter.watchedTexts
  }

  /// What the rules find, in the order of the text.
  ///
  /// - Parameters:
  ///   - subject: A document.
  ///   - cache: What was found of its parts before, for documents of many parts.
  /// - Returns: The findings; what two vocabularies agree on stands there once. Those that only a
  ///   model can tell to matter are among them: see ``Finding/isQuiet``.
  package func findings(in subject: Subject, cache: inout LintCache) -> [Finding] {
    var findings: [Finding] = []
    var kept = LintCache()
    for target in targets {
      let ofTarget =
        subject.layout.parts.count == 1
        ? partFindings(subject, subject.layout.parts[0], target)
        : subject.layout.parts.flatMap { part in
          cachedFindings(subject, part, target, from: cache, into: &kept)
        } + seamFindings(subject, target)
      for finding in ofTarget
      where !findings.contains(where: { $0.code == finding.code && $0.range == finding.range }) {
        findings.append(finding)
      }
    }
    cache = kept
    return findings.enumerated()
      .sorted {
        ($0.element.range.lowerBound, $0.offset) < ($1.element.range.lowerBound, $1.offset)
      }
      .map(\.element)
  }

  /// What the rules find of a document that is looked at once.
  package func findings(in subject: Subject) -> [Finding] {
    var cache = LintCache()
    return findings(in: subject, cache: &cache)
  }
}

// MARK: Parts

/// What was found of the parts of a document, by their texts.
///
/// A keystroke changes one message of a conversation; the others need not be looked at again.
package struct LintCache: Sendable {
  struct Key: Hashable {
    var tokenizer: String
    var text: [UInt8]
  }

  /// The findings' offsets are the part's own.
  var findings: [Key: [Finding]] = [:]

  package init() {}
}

extension Linter {
  /// The findings of one of many parts, in the document's offsets.
  private func cachedFindings(
    _ subject: Subject, _ part: PromptPart, _ target: Target, from cache: LintCache,
    into kept: inout LintCache
  ) -> [Finding] {
    let bytes = part.text.decoded ?? subject.text.bytes(in: part.text.source)
    let key = LintCache.Key(tokenizer: target.tokenizer.name, text: bytes)
    let own: [Finding]
    if let known = kept.findings[key] ?? cache.findings[key] {
      own = known
    } else {
      let tree = DocumentTree(bytes)
      var alone = Subject(prompt: tree)
      alone.layout.samples = subject.layout.samples
      own = check(alone, 0..<bytes.count, target)
    }
    kept.findings[key] = own
    return own.map { $0.moved(to: part) }.map { part.isOpen ? $0 : $0.ofClosedPart }
  }

  /// The findings of the only part.
  private func partFindings(_ subject: Subject, _ part: PromptPart, _ target: Target) -> [Finding] {
    guard part.text.decoded == nil else {
      var none = LintCache()
      return cachedFindings(subject, part, target, from: LintCache(), into: &none)
    }
    let found = check(subject, part.text.source, target)
    return part.isOpen ? found : found.map(\.ofClosedPart)
  }

  private func check(_ subject: Subject, _ prompt: Range<Int>, _ target: Target) -> [Finding] {
    let input = LintInput(subject, prompt, target: target, expectations: expectations)
    return rules.flatMap { rule -> [Finding] in
      guard case .prompt(let check) = rule.check else { return [] }
      return check(input).map { rule.isAboutCut ? $0.expected(in: input) : $0 }
    }
  }

  private func seamFindings(_ subject: Subject, _ target: Target) -> [Finding] {
    let parts = subject.layout.parts
    return subject.layout.seams.flatMap { seam in
      let input = SeamInput(
        text: subject.text, first: parts[seam.first], second: parts[seam.second],
        tokenizer: target.tokenizer)
      return rules.flatMap { rule -> [Finding] in
        guard case .seam(let check) = rule.check else { return [] }
        return check(input)
      }
    }
  }
}

extension Finding {
  /// The finding in the offsets of the document that holds the part.
  fileprivate func moved(to part: PromptPart) -> Finding {
    var moved = self
    moved.range = part.text.sourceRange(of: range)
    moved.related = related.map {
      Finding.Related(range: part.text.sourceRange(of: $0.range), message: $0.message)
    }
    moved.fixes = fixes.map { fix in
      Fix(
        title: fix.title,
        edits: fix.edits.map { edit in
          TextEdit(
            range: part.text.sourceRange(of: edit.range),
            newBytes: part.text.spelling(of: edit.newBytes, inJSON: part.isJSON))
        })
    }
    return moved
  }

  /// The finding where the prompt's template closes the part: nothing is cut there by a model, so
  /// that what is about the cut is said in passing, and only of white space, which is seldom meant.
  fileprivate var ofClosedPart: Finding {
    guard isAboutCut else { return self }
    var closed = self
    closed.isInClosedPart = true
    closed.severity = .information
    return closed
  }
}
