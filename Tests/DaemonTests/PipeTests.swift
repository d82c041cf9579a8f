import Foundation
import JSONCoding
import JSONRPC
import TestSupport
import Testing

/// The built program over pipes: what no test of a session can show.
@Suite(.timeLimit(.minutes(2)))
struct PipeTests {
  private static let count: JSON = ["text": "This is a ", "tokenizers": ["gpt2"]]

  @Test func `answers line by line and ends with its input`() throws {
    let daemon = try RunningDaemon(.lines)
    daemon.request(1, "promptls/tokenize", ["text": "This is a "])
    #expect(daemon.receive()?["result"]?["ids"] == [1212, 318, 257, 220])
    daemon.send(raw: #"{"jsonrpc":"2.0","id":2,"method":"promptls/tokenizers"}"#)
    daemon.closeInput()
    #expect(daemon.receive()?["id"] == 2)
    #expect(daemon.receive() == nil)
    #expect(daemon.exit()?.status == 0)
  }

  @Test func `speaks with headers and exits as it was told`() throws {
    let daemon = try RunningDaemon(.headers)
    daemon.request(1, "initialize", ProtocolModels.initialize())
    #expect(daemon.receive()?["result"]?["serverInfo"]?["name"] == "promptls")
    daemon.notify("initialized")
    daemon.request(2, "shutdown")
    #expect(daemon.receive()?["result"] == .null)
    daemon.notify("exit")
    #expect(daemon.exit()?.status == 0)
  }

  @Test(arguments: [Framing.lines, .headers])
  func `lives on after what is no message`(_ framing: Framing) throws {
    let daemon = try RunningDaemon(framing)
    daemon.request(1, "promptls/count", Self.count)
    #expect(daemon.receive()?["id"] == 1)
    let broken = "{\"jsonrpc\":"
    daemon.send(raw: String(decoding: framing.frame(Array(broken.utf8)), as: UTF8.self))
    let error = daemon.receive()
    #expect(error?["error"]?["code"] == -32700)
    #expect(error?["id"] == .null)
    daemon.request(2, "promptls/nothing")
    #expect(daemon.receive()?["error"]?["code"] == -32601)
    daemon.request(3, "promptls/count", ["text": 5])
    #expect(daemon.receive()?["error"]?["code"] == -32602)
    daemon.request(4, "textDocument/hover")
    #expect(daemon.receive()?["error"]?["code"] == -32002)
    daemon.request(2, "promptls/count", Self.count)
    #expect(daemon.receive()?["result"]?["counts"]?.array?.first?["tokens"] == 4)
  }

  @Test func `finds the next message after a bad header`() throws {
    let daemon = try RunningDaemon(.headers)
    for bad in ["Content-Length: -5\r\n\r\n", "Content-Length: x\r\n\r\n", "nonsense\r\n\r\n"] {
      daemon.send(raw: bad)
      daemon.request(1, "promptls/count", Self.count)
      #expect(daemon.receive()?["id"] == 1, "\(bad)")
    }
  }

  @Test func `refuses a message over the limit and goes on behind it`() throws {
    let daemon = try RunningDaemon(.headers, arguments: ["--max-message-bytes", "200"])
    daemon.send(raw: "Content-Length: 1000\r\n\r\n" + String(repeating: "x", count: 1000))
    #expect(daemon.receive()?["error"]?["data"]?["code"] == "message-too-large")
    daemon.request(1, "promptls/count", Self.count)
    #expect(daemon.receive()?["id"] == 1)
  }

  @Test func `a claimed length takes no memory`() throws {
    let daemon = try RunningDaemon(.headers)
    daemon.request(1, "promptls/status")
    _ = daemon.receive()
    daemon.send(raw: "Content-Length: 99999999999\r\n\r\n")
    #expect(daemon.receive()?["error"]?["data"]?["code"] == "message-too-large")
    daemon.closeInput()
    #expect(daemon.exit()?.status == 1)
  }

  @Test func `the end of the input in the middle of a message ends the process`() throws {
    let daemon = try RunningDaemon(.headers)
    daemon.send(raw: "Content-Length: 100\r\n\r\n{\"jsonrpc\"")
    daemon.closeInput()
    let exit = try #require(daemon.exit())
    #expect(exit.status == 1)
    #expect(exit.seconds < 1)
  }

  @Test func `a last line without its end is answered`() throws {
    let daemon = try RunningDaemon(.lines)
    daemon.send(raw: #"{"jsonrpc":"2.0","id":1,"#)
    daemon.closeInput()
    #expect(daemon.receive()?["error"]?["code"] == -32700)
    #expect(daemon.exit()?.status == 0)
  }

  @Test func `ids may come in any order and of any kind`() throws {
    let daemon = try RunningDaemon(.lines)
    let ids: [JSON] = [9, 3, -1, "x", "{ff4b7fe2}", 2_147_483_648]
    for id in ids {
      daemon.send(["jsonrpc": "2.0", "id": id, "method": "promptls/tokenizers"])
      #expect(daemon.receive()?["id"] == id)
    }
    daemon.send(["jsonrpc": "2.0", "id": .number(1.5), "method": "promptls/tokenizers"])
    #expect(daemon.receive()?["error"]?["code"] == -32600)
  }

  @Test func `a signal ends the process`() throws {
    let daemon = try RunningDaemon(.lines)
    daemon.request(1, "promptls/tokenizers")
    _ = daemon.receive()
    daemon.terminate()
    let exit = try #require(daemon.exit())
    #expect(exit.seconds < 1.5)
  }

  @Test func `a parent that is gone ends the process`() throws {
    let parent = Process()
    parent.executableURL = URL(fileURLWithPath: "/bin/sleep")
    parent.arguments = ["60"]
    try parent.run()
    let daemon = try RunningDaemon(.headers)
    daemon.request(
      1, "initialize",
      ProtocolModels.initialize(processID: Int(parent.processIdentifier)))
    _ = daemon.receive()
    // The test runner blocks SIGTERM, and its children inherit that.
    kill(parent.processIdentifier, SIGKILL)
    parent.waitUntilExit()
    let exit = try #require(daemon.exit())
    #expect(exit.status == 1)
  }

  @Test func `a parent that has ended and lies there as a zombie ends the process`() throws {
    // `cat` takes the place of the shell and never asks what became of the shell's child.
    let negligent = Process()
    negligent.executableURL = URL(fileURLWithPath: "/bin/sh")
    negligent.arguments = ["-c", "sleep 60 & echo $!; exec cat"]
    let (input, output) = (Pipe(), Pipe())
    negligent.standardInput = input
    negligent.standardOutput = output
    try negligent.run()
    defer { try? input.fileHandleForWriting.close() }
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    let parent = try #require(Int32(line.prefix { $0 != "\n" }))
    let daemon = try RunningDaemon(.headers)
    daemon.request(1, "initialize", ProtocolModels.initialize(processID: Int(parent)))
    _ = daemon.receive()
    kill(parent, SIGKILL)
    #expect(daemon.exit()?.status == 1)
  }

  @Test func `an editor that says nothing at all has not shut the server down`() throws {
    let editor = try RunningDaemon(nil, arguments: ["--stdio"])
    editor.closeInput()
    #expect(editor.exit()?.status == 1)
    let pipe = try RunningDaemon(nil)
    pipe.closeInput()
    #expect(pipe.exit()?.status == 0)
  }

  @Test func `a reader that stops reading loses nothing`() throws {
    let daemon = try RunningDaemon(.lines)
    let total = 5000
    let writer = Thread {
      for id in 0..<total { daemon.request(id, "promptls/tokenizers") }
      daemon.closeInput()
    }
    writer.start()
    // Far more answers than a pipe holds wait before the first is read.
    usleep(300_000)
    var received = 0
    while let message = daemon.receive() {
      #expect(message["id"] == .integer(received))
      received += 1
    }
    #expect(received == total)
  }
}
