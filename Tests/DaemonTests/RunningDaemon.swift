import Foundation
import JSONCoding
import JSONRPC
import ProtocolModel
import Synchronization
import TestSupport
import Testing

/// The built program at the other end of two pipes.
///
/// Every message but raw ones is held against the models of the protocols.
// One thread writes and one reads; the decoder is the reader's alone.
final class RunningDaemon: @unchecked Sendable {
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private var decoder: FrameDecoder
  private let framing: Framing?
  private let conversation = Mutex(ProtocolModels.conversation())

  /// Starts the program.
  ///
  /// - Parameters:
  ///   - framing: How messages are framed; nil to send none.
  ///   - arguments: More of its options.
  ///   - cacheFolder: Where the user's caches are; not to be there unless told otherwise.
  ///   - log: Takes what it logs; nil for nowhere.
  /// - Throws: What starting a process throws.
  init(
    _ framing: Framing?, arguments: [String] = [], cacheFolder: String = "/nowhere/at/all",
    log: Pipe? = nil
  ) throws {
    self.framing = framing
    decoder = FrameDecoder(framing: framing)
    process.executableURL = Self.program
    process.arguments = ["serve", "--log", "error"] + arguments
    process.environment = ProcessInfo.processInfo.environment
      .merging(["XDG_CACHE_HOME": cacheFolder]) { $1 }
    process.standardInput = input
    process.standardOutput = output
    process.standardError = log ?? FileHandle.nullDevice
    // A broken pipe is for the test to see, not to die of.
    signal(SIGPIPE, SIG_IGN)
    try process.run()
  }

  deinit { if process.isRunning { process.terminate() } }

  /// The program that this test run has built, beside the test bundle.
  static var program: URL {
    URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appendingPathComponent("promptls")
  }

  /// Sends bytes that no model of a protocol looks at.
  func send(bytes: [UInt8]) {
    try? input.fileHandleForWriting.write(contentsOf: Data(bytes))
  }

  /// Sends bytes as they are.
  func send(raw text: String) {
    if let message = try? JSON.parse(Array(text.utf8)) {
      report(conversation.withLock { $0.client(message) })
    }
    try? input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
  }

  /// Sends a message in its frame.
  func send(_ message: JSON) {
    report(conversation.withLock { $0.client(message) })
    try? input.fileHandleForWriting.write(
      contentsOf: Data((framing ?? .lines).frame(message.text)))
  }

  private func report(_ problems: [String]) {
    for problem in problems { Issue.record("\(problem)") }
  }

  func request(_ id: Int, _ method: String, _ params: JSON = [:]) {
    send(Outgoing.request(.number(id), method, params))
  }

  func notify(_ method: String, _ params: JSON = [:]) {
    send(Outgoing.notification(method, params))
  }

  /// Waits for the next message; nil at the end of the output.
  func receive() -> JSON? {
    while true {
      if case .message(let bytes)? = decoder.next() {
        guard let message = try? JSON.parse(bytes) else { return nil }
        report(conversation.withLock { $0.server(message) })
        return message
      }
      let bytes = output.fileHandleForReading.availableData
      if bytes.isEmpty { return nil }
      decoder.append(bytes)
    }
  }

  /// Waits for the response to a request and passes over what comes before it.
  func response(to id: Int) -> JSON? {
    while let message = receive() {
      if message["id"] == .integer(id) { return message }
    }
    return nil
  }

  /// Ends the input.
  func closeInput() { try? input.fileHandleForWriting.close() }

  /// Stops reading, for good.
  func closeOutput() { try? output.fileHandleForReading.close() }

  func terminate() { process.terminate() }

  /// Waits for the end of the process.
  ///
  /// - Returns: Its status and the seconds that it took; nil where it takes longer than five.
  func exit() -> (status: Int32, seconds: Double)? {
    let start = Date()
    while process.isRunning {
      guard Date().timeIntervalSince(start) < 5 else { return nil }
      usleep(5000)
    }
    return (process.terminationStatus, Date().timeIntervalSince(start))
  }
}
