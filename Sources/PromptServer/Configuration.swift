import JSONCoding
package import PromptAnalysis

/// What the person has set.
package struct Configuration: Sendable {
  /// The vocabularies to count with.
  package var tokenizers = ["gpt2", "cl100k_base", "o200k_base", "bert-base-uncased"]
  /// The vocabulary that prompts are written for and linted for.
  package var tokenizer = "gpt2"
  /// The model that completes.
  package var model = "default"
  /// Whether the line break at a document's end belongs to the prompt.
  package var finalNewline = FinalNewline.ignore
  /// Whether a model is asked how much the findings in open documents matter.
  package var measuresFindings = true
  /// How much is shown between the text.
  package var inlayHints = InlayHintLevel.low
  /// Rules that are switched off, by code.
  package var disabledRules: Set<String> = []

  package init() {}
}

/// A setting: its name, and how a value is taken on.
///
/// To add one: a line in ``all``.
struct Setting: Sendable {
  let name: String
  /// Takes a value on; gives what the value should have been where it cannot.
  let take: @Sendable (JSON, inout Configuration, Library) -> String?

  static let all = [
    Setting(name: "tokenizer") { value, configuration, library in
      guard let name = value.string, library.tokenizerNames.contains(name) else {
        return "one of \(library.tokenizerNames.joined(separator: ", "))"
      }
      configuration.tokenizer = name
      return nil
    },
    Setting(name: "tokenizers") { value, configuration, library in
      let names = value.array?.compactMap(\.string) ?? []
      guard !names.isEmpty, names.allSatisfy(library.tokenizerNames.contains) else {
        return "an array of \(library.tokenizerNames.joined(separator: ", "))"
      }
      configuration.tokenizers = names
      return nil
    },
    Setting(name: "model") { value, configuration, _ in
      guard let name = value.string else { return "the name of a model" }
      configuration.model = name
      return nil
    },
    Setting(name: "finalNewline") { value, configuration, _ in
      guard let choice = value.string.flatMap(FinalNewline.init(rawValue:)) else {
        return "\"ignore\" or \"partOfPrompt\""
      }
      configuration.finalNewline = choice
      return nil
    },
    Setting(name: "measure") { value, configuration, _ in
      guard case .bool(let isOn) = value else { return "true or false" }
      configuration.measuresFindings = isOn
      return nil
    },
    Setting(name: "inlayHints") { value, configuration, _ in
      guard let level = value.string.flatMap(InlayHintLevel.init(rawValue:)) else {
        return "\"off\", \"low\" or \"full\""
      }
      configuration.inlayHints = level
      return nil
    },
    Setting(name: "disabledRules") { value, configuration, _ in
      let known = Rule.all.map(\.code)
      guard let codes = value.array?.compactMap(\.string), codes.allSatisfy(known.contains) else {
        return "an array of \(known.joined(separator: ", "))"
      }
      configuration.disabledRules = Set(codes)
      return nil
    },
  ]
}

extension Configuration {
  /// Takes settings on, those that can be; what is wrong with the others is said.
  ///
  /// - Parameters:
  ///   - settings: An object of settings, or one with them under `promptls`; null changes nothing.
  ///   - library: What tokenizers there are.
  /// - Returns: A sentence for each setting that was passed over.
  mutating func take(_ settings: JSON?, _ library: Library) -> [String] {
    guard let settings, settings != .null else { return [] }
    let own = settings["promptls"] ?? settings
    // Null, and what Lisp sends for it, change nothing.
    guard own != .null, own != [] else { return [] }
    guard let members = own.object else {
      return ["the settings are not an object"]
    }
    return members.sorted { $0.key < $1.key }.compactMap { name, value in
      guard let setting = Setting.all.first(where: { $0.name == name }) else {
        let known = Setting.all.map(\.name).joined(separator: ", ")
        return "there is no setting \"\(name)\"; there are \(known)"
      }
      return setting.take(value, &self, library).map { "the setting \"\(name)\" should be \($0)" }
    }
  }
}
