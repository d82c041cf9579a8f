#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import Files

extension Checkup {
  /// The editors that are installed or configured, and whether they find promptls.
  static var editors: [Finding] {
    let found = Editor.all.flatMap(findings)
    guard found.isEmpty else { return found }
    return [
      .note(
        "editor", "none", "none that promptls has files for is on the PATH",
        advice: "editor-configs/README.md names those that it has been tried in")
    ]
  }

  private static func findings(_ editor: Editor) -> [Finding] {
    for path in editor.paths {
      guard let bytes = File.contentsIfThere(path) else { continue }
      let text = String(decoding: bytes, as: UTF8.self)
      guard text.contains(editor.mark) else { continue }
      return [configured(editor, path, text)]
    }
    guard let program = editor.programs.lazy.compactMap(SystemVariables.program).first else {
      return []
    }
    return [
      .note(
        "editor", editor.name, "\(program) does not know promptls",
        advice: "follow the three steps of editor-configs/\(editor.folder)/README.md")
    ]
  }

  /// What is to be said of an editor whose file speaks of promptls.
  private static func configured(_ editor: Editor, _ path: String, _ text: String) -> Finding {
    for program in programs(in: text) where unsafe access(program, X_OK) != 0 {
      return .wrong(
        "editor", editor.name, "\(path) runs \(program), which is not there",
        advice: "write \"promptls\" there, or where the program is")
    }
    if programs(in: text).isEmpty, SystemVariables.program("promptls") == nil {
      return .wrong(
        "editor", editor.name, "\(path) runs promptls, which is not on the PATH",
        advice: "put promptls on the PATH, or write its whole path there")
    }
    return .fine("editor", editor.name, path)
  }

  /// The absolute paths in a text that end in promptls.
  private static func programs(in text: String) -> [String] {
    text.split { !($0.isLetter || $0.isNumber || "/._-+@~".contains($0)) }.map(String.init)
      .filter { $0.hasPrefix("/") && !$0.hasPrefix("//") && $0.hasSuffix("/promptls") }
  }
}
