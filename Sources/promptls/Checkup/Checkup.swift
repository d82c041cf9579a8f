import JSONCoding
import PromptServer

/// Looks at what the program needs and what it is used with, and says what is wrong.
///
/// To have it look at something else: a file beside this one, a line in ``findings()``.
struct Checkup {
  /// One thing that was looked at.
  struct Finding {
    enum State: String {
      case fine = "ok"
      /// Nothing is wrong, but something could be had.
      case note
      case wrong
    }

    /// What it is about: `model`.
    var area: String
    /// Which one of them: `default`.
    var name: String
    var state: State
    var message: String
    /// What to do; always there where something is wrong.
    var advice: String?

    static func fine(_ area: String, _ name: String, _ message: String) -> Finding {
      Finding(area: area, name: name, state: .fine, message: message)
    }

    static func note(
      _ area: String, _ name: String, _ message: String, advice: String
    ) -> Finding {
      Finding(area: area, name: name, state: .note, message: message, advice: advice)
    }

    static func wrong(
      _ area: String, _ name: String, _ message: String, advice: String
    ) -> Finding {
      Finding(area: area, name: name, state: .wrong, message: message, advice: advice)
    }
  }

  let library: Library
  /// The settings that hold for prompts in the current folder.
  private(set) var configuration = PromptServer.Configuration()
  private let settings: [Finding]

  init(_ arguments: Arguments) throws(UsageError) {
    library = .builtIn
    _ = try library.addModels(arguments)
    try library.addTokenizers(arguments.all("--tokenizer-file"), to: &configuration)
    settings = Self.settings(&configuration, library)
  }

  func findings() -> [Finding] {
    [Self.program] + machine + tokenizers + models + settings + Self.editors + Self.caches
  }
}

// MARK: Printing

extension Checkup {
  static func print(_ findings: [Finding]) {
    let style = Console.style
    var table = Table(words: [0, 1, 2, 3])
    for finding in findings {
      table.add([finding.state.rawValue, finding.area, finding.name, finding.message])
    }
    for (line, finding) in zip(table.lines(Style(isOn: false)), findings) {
      let state = finding.state.rawValue
      Console.print(painted(state, finding.state, style) + line.dropFirst(state.count))
      if let advice = finding.advice { Console.print("       \(style.bold("do:")) \(advice)") }
    }
    let wrong = findings.filter { $0.state == .wrong }.count
    Console.print(wrong == 0 ? "nothing is wrong" : "\(wrong) wrong")
  }

  private static func painted(_ text: String, _ state: Finding.State, _ style: Style) -> String {
    switch state {
    case .fine: style.green(text)
    case .note: style.cyan(text)
    case .wrong: style.red(text)
    }
  }

  static func json(_ findings: [Finding]) -> JSON {
    let list = findings.map { finding -> JSON in
      var members: [String: JSON] = [
        "area": .string(finding.area), "name": .string(finding.name),
        "state": .string(finding.state.rawValue), "message": .string(finding.message),
      ]
      if let advice = finding.advice { members["advice"] = .string(advice) }
      return .object(members)
    }
    return ["version": .string(Promptls.version), "findings": .array(list)]
  }
}
