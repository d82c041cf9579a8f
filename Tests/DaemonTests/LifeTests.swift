import Foundation
import JSONCoding
import JSONRPC
import TestSupport
import Testing

/// How the program ends when its client does, whatever it is at.
@Suite(.timeLimit(.minutes(2)))
struct LifeTests {
  /// An editor's daemon that has answered `initialize`.
  private static func initialized() throws -> RunningDaemon {
    let daemon = try RunningDaemon(.headers)
    daemon.request(0, "initialize", ProtocolModels.initialize())
    _ = daemon.receive()
    daemon.notify("initialized")
    return daemon
  }

  private static func startCompletion(_ daemon: RunningDaemon) {
    daemon.request(
      1, "promptls/complete",
      ["text": "Once upon a time", "maxTokens": 100_000, "partialResultToken": "t"])
    // The first part shows that it runs.
    _ = daemon.receive()
  }

  @Test func `an editor that goes while a message is read ends the process`() throws {
    let daemon = try Self.initialized()
    let number = "1".utf8 + [UInt8](repeating: UInt8(ascii: " "), count: 100) + ",".utf8
    let body = Array("[".utf8) + Array(repeatElement(number, count: 40_000).joined())
    daemon.send(bytes: Framing.headers.frame(body))
    daemon.closeInput()
    #expect(try #require(daemon.exit()).seconds < 1.5)
  }

  @Test func `an editor that goes behind ten thousand requests ends the process`() throws {
    let daemon = try Self.initialized()
    let text = String(repeating: "one two three ", count: 2000)
    let count = Outgoing.request(
      .number(1), "promptls/count", ["text": .string(text), "tokenizers": ["gpt2"]])
    let frame = Framing.headers.frame(count.text)
    // Nobody reads the answers, so that these fill all queues and the pipe.
    let writer = Thread { for _ in 0..<10_000 { daemon.send(bytes: frame) } }
    writer.start()
    usleep(300_000)
    daemon.closeOutput()
    #expect(try #require(daemon.exit()).status == 1)
  }

  @Test func `an editor that goes during a completion ends the process`() throws {
    let daemon = try Self.initialized()
    Self.startCompletion(daemon)
    daemon.closeInput()
    let exit = try #require(daemon.exit())
    #expect(exit.status == 1)
    #expect(exit.seconds < 1.5)
  }

  @Test func `who stops reading lines for good ends the process though it writes nothing`() throws {
    let daemon = try RunningDaemon(.lines)
    daemon.request(1, "promptls/count", ["text": "a", "tokenizers": ["gpt2"]])
    _ = daemon.receive()
    daemon.closeOutput()
    #expect(daemon.exit()?.status == 1)
  }

  @Test func `a signal during a completion answers for it and ends the process`() throws {
    let daemon = try Self.initialized()
    Self.startCompletion(daemon)
    daemon.terminate()
    #expect(daemon.response(to: 1)?["error"]?["code"] == -32800)
    #expect(daemon.exit()?.status == 1)
  }

  @Test func `a log that nobody reads stops nothing`() throws {
    let log = Pipe()
    let daemon = try RunningDaemon(.lines, log: log)
    let wrong = Array(#"{"jsonrpc":"2.0","method":"textDocument/didChange","params":5}"#.utf8)
    let line = Framing.lines.frame(wrong)
    daemon.send(bytes: Array(repeatElement(line, count: 2000).joined()))
    daemon.request(1, "promptls/tokenize", ["text": "This is a "])
    #expect(daemon.response(to: 1)?["result"]?["ids"] == [1212, 318, 257, 220])
  }

  @Test func `each of many requests is answered once, cancelled while it waits or not`() throws {
    let daemon = try Self.initialized()
    Self.startCompletion(daemon)
    let ids = 2..<1002
    for id in ids { daemon.request(id, "promptls/complete", ["text": "a", "maxTokens": 1]) }
    for id in ids.dropLast(10) { daemon.notify("$/cancelRequest", ["id": .integer(id)]) }
    daemon.notify("$/cancelRequest", ["id": 1])
    daemon.request(1002, "promptls/complete", ["text": "b", "maxTokens": 1])
    var errors: [Int: JSON] = [:]
    while let message = daemon.receive() {
      guard let id = message["id"]?.integer else { continue }
      #expect(errors.updateValue(message["error"]?["code"] ?? .null, forKey: id) == nil)
      if id == 1002 { break }
    }
    #expect(errors.count == 1002)
    #expect(ids.suffix(10).allSatisfy { errors[$0] == .null })
    // The first may be done before they are cancelled.
    #expect(ids.allSatisfy { [.null, -32800].contains(errors[$0]) })
  }
}
