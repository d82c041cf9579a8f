package import JSONCoding
import PromptAnalysis
import PromptFormats

/// A setting: its name, and how a value is taken on.
///
/// To add one: a line in ``all`` and its schema in `protocol/promptls.openrpc.json`.
package struct Setting: Sendable {
  package let name: String
  /// What it is where nobody sets it; nil where that is nothing.
  package let byDefault: JSON?
  /// Takes a value on; gives what the value should have been where it cannot.
  let take: @Sendable (JSON, inout Configuration, Library) -> String?
}

extension Setting {
  /// Every setting.
  package static let all = [
    tokenizer, tokenizers, model, models, finalNewline, carriedTo,
    flag("measure", \.measuresFindings),
    choice("inlayHints", \.inlayHints),
    choice("semanticTokens", \.semanticTokens),
    number("contextWindow", \.contextWindow, atLeast: 1),
    number("completionTokens", \.completionTokens, atLeast: 1),
    number("completionDelay", \.completionDelay, atLeast: 0),
    snippets, disabledRules,
  ]

  private typealias Place<Value> = WritableKeyPath<Configuration, Value> & Sendable

  private static let tokenizer = Setting(
    name: "tokenizer", byDefault: .string(Configuration().tokenizer)
  ) { value, configuration, library in
    guard let name = value.string, library.tokenizerNames.contains(name) else {
      return "one of \(library.tokenizerNames.joined(separator: ", "))"
    }
    configuration.tokenizer = name
    return nil
  }

  private static let tokenizers = Setting(
    name: "tokenizers", byDefault: .array(Configuration().tokenizers.map { .string($0) })
  ) { value, configuration, library in
    let names = value.array?.compactMap(\.string) ?? []
    guard !names.isEmpty, names.allSatisfy(library.tokenizerNames.contains) else {
      return "an array of \(library.tokenizerNames.joined(separator: ", "))"
    }
    configuration.tokenizers = names
    return nil
  }

  private static let model = Setting(
    name: "model", byDefault: .string(Configuration().model)
  ) { value, configuration, _ in
    guard let name = value.string else { return "the name of a model" }
    configuration.model = name
    return nil
  }

  private static let snippets = Setting(name: "snippets", byDefault: "") {
    value, configuration, _ in
    guard let path = value.string else {
      return "the path of a file that \"promptls train embeddings\" wrote, or \"\""
    }
    configuration.snippets = path.isEmpty ? nil : path
    return nil
  }

  private static let models = Setting(
    name: "models", byDefault: [:]
  ) { value, configuration, _ in
    let paths = value.object?.compactMapValues(\.string)
    guard let paths, paths.count == value.object?.count else {
      return "an object of paths by name"
    }
    configuration.models = paths
    return nil
  }

  private static let finalNewline = Setting(
    name: "finalNewline", byDefault: .string(Configuration().finalNewline.rawValue)
  ) { value, configuration, _ in
    let known = PromptEnding.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: " or ")
    if let choice = value.string.flatMap(PromptEnding.init(rawValue:)) {
      (configuration.finalNewline, configuration.finalNewlines) = (choice, [:])
      return nil
    }
    guard let members = value.object else { return known + ", or an object of them by format" }
    for (name, value) in members {
      guard let format = PromptFormat(rawValue: name),
        let choice = value.string.flatMap(PromptEnding.init(rawValue:))
      else {
        return known + " for each of "
          + PromptFormat.allCases.map(\.rawValue).joined(separator: ", ")
      }
      configuration.finalNewlines[format] = choice
    }
    return nil
  }

  private static let carriedTo = Setting(name: "carriedTo", byDefault: []) {
    value, configuration, library in
    guard let names = value.array?.compactMap(\.string),
      names.allSatisfy(library.tokenizerNames.contains)
    else { return "an array of \(library.tokenizerNames.joined(separator: ", "))" }
    configuration.carriedTo = names
    return nil
  }

  private static let disabledRules = Setting(
    name: "disabledRules", byDefault: []
  ) { value, configuration, _ in
    let known = Rule.all.map(\.code)
    guard let codes = value.array?.compactMap(\.string), codes.allSatisfy(known.contains) else {
      return "an array of \(known.joined(separator: ", "))"
    }
    configuration.disabledRules = Set(codes)
    return nil
  }

  private static func flag(_ name: String, _ place: any Place<Bool>) -> Setting {
    Setting(name: name, byDefault: .bool(Configuration()[keyPath: place])) {
      value, configuration, _ in
      guard let isOn = value.bool else { return "true or false" }
      configuration[keyPath: place] = isOn
      return nil
    }
  }

  private static func choice<Value: RawRepresentable<String> & CaseIterable & Sendable>(
    _ name: String, _ place: any Place<Value>
  ) -> Setting {
    let choices = Array(Value.allCases)
    return Setting(name: name, byDefault: .string(Configuration()[keyPath: place].rawValue)) {
      value, configuration, _ in
      guard let choice = choices.first(where: { .string($0.rawValue) == value }) else {
        return choices.map { "\"\($0.rawValue)\"" }.joined(separator: " or ")
      }
      configuration[keyPath: place] = choice
      return nil
    }
  }

  private static func number(
    _ name: String, _ place: any Place<Int>, atLeast least: Int
  ) -> Setting {
    Setting(name: name, byDefault: .integer(Configuration()[keyPath: place])) {
      value, configuration, _ in
      guard let number = value.integer, number >= least else {
        return "an integer from \(least) on"
      }
      configuration[keyPath: place] = number
      return nil
    }
  }

  private static func number(
    _ name: String, _ place: any Place<Int?>, atLeast least: Int
  ) -> Setting {
    Setting(name: name, byDefault: nil) { value, configuration, _ in
      guard value != .null else {
        configuration[keyPath: place] = nil
        return nil
      }
      guard let number = value.integer, number >= least else {
        return "an integer from \(least) on"
      }
      configuration[keyPath: place] = number
      return nil
    }
  }
}

extension Configuration {
  /// Takes settings on, those that can be; what is wrong with the others is said.
  ///
  /// - Parameters:
  ///   - settings: An object of settings, or one with them under `promptls`; null changes nothing.
  ///   - library: What tokenizers there are.
  /// - Returns: A sentence for each setting that was passed over.
  package mutating func take(_ settings: JSON?, _ library: Library) -> [String] {
    guard let settings, settings != .null else { return [] }
    let own = settings["promptls"] ?? settings
    // Null, and what Lisp sends for it, change nothing.
    guard own != .null, own != [] else { return [] }
    guard let members = own.object else {
      return ["the settings are not an object"]
    }
    return members.sorted { $0.key < $1.key }.compactMap { name, value in
      // Where a file names its schema.
      if name == "$schema" { return nil }
      guard let setting = Setting.all.first(where: { $0.name == name }) else {
        let known = Setting.all.map(\.name).joined(separator: ", ")
        return "there is no setting \"\(name)\"; there are \(known)"
      }
      return setting.take(value, &self, library).map { "the setting \"\(name)\" should be \($0)" }
    }
  }
}
