import Foundation
import JSONCoding
import PromptServer
import TestSupport
import Testing

/// What real editors sent to a server, replayed.
struct CapturedEditorTests {
  private static let editors: [String] =
    (try? FileManager.default.contentsOfDirectory(
      atPath: SharedData.folder.appending(path: "lsp/captures").path()))?.sorted() ?? []

  private func messages(of editor: String) throws -> [JSON] {
    try SharedData.bytes("lsp/captures/\(editor)/traffic.jsonl").split(separator: 10).compactMap {
      let line = try JSON.parse(Array($0))
      return line["dir"] == "in" ? line["msg"] : nil
    }
  }

  @Test func `there are captures to replay`() {
    #expect(Self.editors.count >= 10)
  }

  @Test(arguments: editors)
  func `every request is answered once and no edit is lost`(_ editor: String) throws {
    var harness = SessionHarness(isClientHeld: false)
    var asked: [JSON] = []
    var answered: [JSON] = []
    for message in try messages(of: editor) {
      if message["method"] != nil, let id = message["id"] { asked.append(id) }
      let effects = harness.receive(message)
      answered += effects.messages.compactMap { $0["method"] == nil ? $0["id"] : nil }
      for case .log(let level, let line) in effects where level <= .error {
        Issue.record("\(editor): \(line)")
      }
    }
    for job in harness.jobs {
      answered += harness.handle(.finished(job.id, .success(.null))).messages.compactMap {
        $0["id"]
      }
    }
    #expect(answered.count == asked.count)
    #expect(Set(answered) == Set(asked))
  }
}
