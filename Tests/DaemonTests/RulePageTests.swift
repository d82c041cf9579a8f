import Foundation
import JSONCoding
import JSONRPC
import Testing

/// The page that diagnostics link to is there only for those who asked for it.
struct RulePageTests {
  @Test func `diagnostics link to the page that was installed, and to none before`() throws {
    let caches = FileManager.default.temporaryDirectory
      .appending(path: "promptls-caches-\(UUID().uuidString)").path()
    try FileManager.default.createDirectory(atPath: caches, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: caches) }
    #expect(try reference(caches) == nil)
    #expect(try FileManager.default.contentsOfDirectory(atPath: caches).isEmpty)

    let path = try install(caches)
    let page = try String(contentsOfFile: path, encoding: .utf8)
    #expect(page.contains("## trailing-space\n"))
    #expect(try reference(caches) == "file://\(path)#trailing-space")
  }

  private func install(_ caches: String) throws -> String {
    let process = Process()
    let output = Pipe()
    process.executableURL = RunningDaemon.program
    process.arguments = ["rules", "--install"]
    process.environment = ["XDG_CACHE_HOME": caches]
    process.standardOutput = output
    try process.run()
    let printed = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return String(decoding: printed, as: UTF8.self).trimmingCharacters(in: .newlines)
  }

  /// What the diagnostic of a trailing space links to.
  private func reference(_ caches: String) throws -> String? {
    let daemon = try RunningDaemon(.headers, cacheFolder: caches)
    daemon.send([
      "jsonrpc": "2.0", "id": 1, "method": "initialize",
      "params": ["capabilities": [:], "processId": .null, "rootUri": .null],
    ])
    _ = daemon.receive()
    daemon.send(["jsonrpc": "2.0", "method": "initialized", "params": [:]])
    daemon.send([
      "jsonrpc": "2.0", "method": "textDocument/didOpen",
      "params": [
        "textDocument": [
          "uri": "file:///a.prompt", "languageId": "prompt", "version": 1, "text": "This is a ",
        ]
      ],
    ])
    let params = try #require(daemon.receive())["params"]
    return params?["diagnostics"]?.array?.first?["codeDescription"]?["href"]?.string
  }
}
