import Foundation
import JSONCoding
import JSONRPC
import Testing

/// `protocol/transcripts`: what clients send and what they get, replayed against the program.
///
/// `UPDATE_FIXTURES=1 swift test` writes what came into the files; git shows what changed.
@Suite(.timeLimit(.minutes(2)))
struct TranscriptTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../protocol/transcripts").standardized

  private static let names: [String] =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path())) ?? [])
    .filter { $0.hasSuffix(".jsonl") }.sorted()

  @Test func `there are transcripts`() { #expect(Self.names.count >= 3) }

  @Test(arguments: names)
  func `the program answers as it did`(_ name: String) throws {
    let file = Self.folder.appending(path: name)
    let lines = try [UInt8](Data(contentsOf: file)).split(separator: 10).map {
      try JSON.parse(Array($0))
    }
    let head = try #require(lines.first)
    let varying = Set((head["varies"]?.array ?? []).compactMap(\.string))
    let daemon = try RunningDaemon(head["framing"] == "lines" ? .lines : .headers)
    var seen = [head]
    for line in lines.dropFirst() {
      guard line["from"] == "server" else {
        seen.append(line)
        daemon.send(line["message"] ?? .null)
        continue
      }
      let message = try #require(daemon.receive(), "\(name): an answer is missing")
      seen.append(["from": "server", "message": message])
      if !Self.isUpdating {
        let agrees = message.settled(varying) == line["message"]?.settled(varying)
        #expect(agrees, "\(name): \(String(decoding: message.text, as: UTF8.self))")
      }
    }
    if Self.isUpdating {
      let text = seen.map { String(decoding: $0.text, as: UTF8.self) + "\n" }.joined()
      try Data(text.utf8).write(to: file)
    }
  }

  private static var isUpdating: Bool {
    ProcessInfo.processInfo.environment["UPDATE_FIXTURES"] != nil
  }
}

extension JSON {
  /// The value with only the kinds of members that are another each time, by name.
  fileprivate func settled(_ varying: Set<String>) -> JSON {
    switch self {
    case .array(let elements): .array(elements.map { $0.settled(varying) })
    case .object(let members):
      .object(
        Dictionary(
          uniqueKeysWithValues: members.map { name, value in
            (name, varying.contains(name) ? .string(value.kind) : value.settled(varying))
          }))
    default: self
    }
  }
}
