import Foundation
import JSONCoding
import JSONRPC

/// The built program at the other end of two pipes.
// One thread writes and one reads; the decoder is the reader's alone.
final class RunningDaemon: @unchecked Sendable {
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private var decoder: FrameDecoder
  private let framing: Framing

  init(_ framing: Framing, arguments: [String] = []) throws {
    self.framing = framing
    decoder = FrameDecoder(framing: framing)
    process.executableURL = Self.program
    process.arguments = ["serve", "--log", "error"] + arguments
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
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

  /// Sends bytes as they are.
  func send(raw text: String) { try? input.fileHandleForWriting.write(contentsOf: Data(text.utf8)) }

  /// Sends a message in its frame.
  func send(_ message: JSON) {
    try? input.fileHandleForWriting.write(contentsOf: Data(framing.frame(message.text)))
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
      if case .message(let bytes)? = decoder.next() { return try? JSON.parse(bytes) }
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
