import PromptAnalysis
import PromptFormats
import Text

/// Where the prompts of an open document stand, kept under edits.
///
/// A document that is one prompt is never read for it: its holes follow edits line by line. Structured
/// ones are read anew after each edit up to ``longByteCount``; longer ones when they are opened, saved
/// or asked about, and until then nothing is said of them.
struct DocumentPrompts {
  private(set) var layout: PromptLayout
  private(set) var holes: HoleList
  /// Whether the layout is that of the text as it is.
  private(set) var isCurrent = true
  /// What was found of the parts lately.
  var cache = LintCache()

  private let languageID: String
  private let uri: String

  /// Reading and linting so much again takes about 10 ms: 8 ms were measured for 200 KB in 500 messages.
  static let longByteCount = 256 * 1024

  init(of text: DocumentTree, languageID: String, uri: String, _ configuration: Configuration) {
    self.languageID = languageID
    self.uri = uri
    holes = HoleList(in: text)
    layout = PromptLayout(ofOnePrompt: 0..<0, format: .text)
    layOut(text, configuration)
  }

  /// Follows an edit that was applied to the text.
  mutating func follow(_ edit: Text.TextEdit, in text: DocumentTree) {
    holes.update(after: edit, in: text)
    isCurrent = false
  }

  /// Follows a text that replaced all.
  mutating func followReplacement(by text: DocumentTree) {
    holes = HoleList(in: text)
    isCurrent = false
  }

  /// Finds the prompts of the text as it is, if that was not done.
  ///
  /// - Parameters:
  ///   - text: The document as it is.
  ///   - configuration: What counts as a prompt's end.
  ///   - isHurried: Whether somebody is typing: long structured documents are left for later.
  mutating func layOut(
    _ text: DocumentTree, _ configuration: Configuration, isHurried: Bool = false
  ) {
    let format = PromptFormat(
      languageID: languageID, name: uri,
      beginning: text.bytes(in: 0..<text.scalarStart(atOrBefore: min(64, text.byteCount))))
    if let quick = PromptLayout(
      quicklyOf: text, format: format, ending: configuration.ending(of: format))
    {
      layout = quick
    } else if isHurried, text.byteCount > Self.longByteCount {
      return
    } else {
      layout = PromptLayout(
        of: text.bytes, format: format, ending: configuration.ending(of: format))
    }
    isCurrent = true
  }

  /// The values that the template asks for, each where it stands first, and how often.
  var distinctHoles: [(hole: Hole, count: Int)] {
    var indices: [String: Int] = [:]
    var found: [(hole: Hole, count: Int)] = []
    let inside = layout.parts.map(\.text.source)
    for hole in holes.holes where hole.kind == .value {
      guard inside.contains(where: { $0.contains(hole.range.lowerBound) }) else { continue }
      if let index = indices[hole.name] {
        found[index].count += 1
      } else {
        indices[hole.name] = found.count
        found.append((hole, 1))
      }
    }
    return found
  }

  /// Has the prompts found anew, as a setting may have changed.
  mutating func forget() {
    isCurrent = false
    cache = LintCache()
  }
}

extension PromptLayout {
  /// The layout of a document that can be told without reading all of it; nil of others.
  ///
  /// A long prompt behind front matter is taken for one prompt: roles are for short ones.
  init?(quicklyOf text: DocumentTree, format: PromptFormat, ending: PromptEnding) {
    if format.isOnePrompt {
      self.init(ofOnePrompt: 0..<ending.promptEnd(of: text), format: format)
      return
    }
    guard format == .frontMatter, text.byteCount > Self.longestWithRoles else { return nil }
    let head = text.scalarStart(atOrBefore: Self.longestWithRoles)
    self.init(
      behindFrontMatterOf: text.bytes(in: 0..<head), end: ending.promptEnd(of: text))
  }

  private static let longestWithRoles = 128 * 1024
}
