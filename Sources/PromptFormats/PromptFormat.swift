/// How a file holds prompts.
package enum PromptFormat: String, CaseIterable, Sendable {
  /// The whole file is one prompt.
  case text
  /// The whole file is one prompt, with headings.
  case markdown
  /// The prompt stands behind YAML between lines of `---`: Prompty, dotprompt.
  case frontMatter = "front-matter"
  /// Messages between `<|im_start|>` and `<|im_end|>`.
  case chatML = "chatml"
  /// Messages, or prompts with completions, as one JSON value.
  case json
  /// The same, one value a line.
  case jsonLines = "jsonl"

  /// Tells the format of a file.
  ///
  /// - Parameters:
  ///   - languageID: What the editor calls its language; empty where nobody said.
  ///   - name: The file's name, a path or a URI.
  ///   - beginning: The first bytes of the text; what they decide they decide alone.
  package init(languageID: String = "", name: String = "", beginning: [UInt8] = []) {
    let start = beginning.drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
    if start.starts(with: ChatMLReader.begin) {
      self = .chatML
    } else {
      // Editors call many files prompts; a name that says more is believed.
      self = Self.byName(name) ?? Self.byLanguage[languageID] ?? .text
    }
    if self == .markdown, FrontMatter.begins(beginning) { self = .frontMatter }
  }

  private static let byLanguage: [String: PromptFormat] = [
    "json": .json, "jsonc": .json, "json5": .json, "jsonl": .jsonLines, "ndjson": .jsonLines,
    "jsonlines": .jsonLines, "markdown": .markdown, "prompt": .frontMatter,
    "prompty": .frontMatter, "dotprompt": .frontMatter, "chatml": .chatML,
  ]

  private static let byExtension: [(suffix: String, format: PromptFormat)] = [
    (".prompt.md", .frontMatter), (".prompt", .frontMatter), (".prompty", .frontMatter),
    (".md", .markdown), (".markdown", .markdown), (".mdx", .markdown), (".jsonl", .jsonLines),
    (".ndjson", .jsonLines), (".json", .json), (".chatml", .chatML),
  ]

  private static func byName(_ name: String) -> PromptFormat? {
    byExtension.first { name.lowercased().hasSuffix($0.suffix) }?.format
  }

  /// Whether the prompts are found without reading the text, but for its beginning.
  ///
  /// The others are read whole: see ``PromptLayout/init(of:format:ending:)``.
  package var isOnePrompt: Bool { self == .text || self == .markdown }
}
