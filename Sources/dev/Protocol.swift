import Foundation
import JSONCoding
import ProtocolModel

/// Makes what is made from `protocol/promptls.openrpc.json`: the reference page and the schema of the
/// settings, to which a `.promptls.json` can point.
enum ProtocolPages {
  private static let folder = "protocol"

  /// What each made file should hold, by path.
  static func pages() throws -> [(path: String, text: String)] {
    let source = try Data(contentsOf: URL(filePath: "\(folder)/promptls.openrpc.json"))
    let document = try JSON.parse([UInt8](source))
    let model = PromptProtocol(document)
    let introduction = try String(contentsOfFile: "\(folder)/introduction.md", encoding: .utf8)
    return [
      ("\(folder)/README.md", ReferencePage(model).markdown(introduction: introduction)),
      (
        "\(folder)/settings.schema.json",
        String(decoding: model.settingsSchema.indentedText, as: UTF8.self)
      ),
    ]
  }

  /// Writes them.
  static func write() throws {
    for page in try pages() {
      try Data(page.text.utf8).write(to: URL(filePath: page.path))
      print(page.path)
    }
  }

  /// Those that are not what they should be, as problems.
  static func staleness() throws -> [String] {
    try pages().compactMap { page in
      let found = try? String(contentsOfFile: page.path, encoding: .utf8)
      guard found != page.text else { return nil }
      return "\(page.path): is not what `swift run dev protocol` makes"
    }
  }
}
