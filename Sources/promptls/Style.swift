#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Colours and weights of text for people; nothing of them where the output is for programs.
struct Style {
  var isOn: Bool

  /// Whether text is painted.
  ///
  /// Source: no-color.org; bixense.com/clicolors.
  ///
  /// - Parameters:
  ///   - isTerminal: Whether people look at the output.
  ///   - variable: Gives a variable of the environment.
  /// - Returns: True for colours.
  static func isWanted(isTerminal: Bool, _ variable: (String) -> String?) -> Bool {
    if let refusal = variable("NO_COLOR"), !refusal.isEmpty { return false }
    if let wish = variable("CLICOLOR_FORCE"), !wish.isEmpty, wish != "0" { return true }
    guard isTerminal, variable("CLICOLOR") != "0" else { return false }
    return variable("TERM") != "dumb"
  }

  func bold(_ text: String) -> String { painted(text, "1") }
  func dim(_ text: String) -> String { painted(text, "2") }
  func red(_ text: String) -> String { painted(text, "31") }
  func green(_ text: String) -> String { painted(text, "32") }
  func yellow(_ text: String) -> String { painted(text, "33") }
  func blue(_ text: String) -> String { painted(text, "34") }
  func cyan(_ text: String) -> String { painted(text, "36") }

  private func painted(_ text: String, _ code: String) -> String {
    isOn && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
