import Foundation

/// The engines or tokenizers to compare with, in a Python process that answers one request a line.
final class PeerProcess {
  private let process = Process()
  private let requests = Pipe()
  private let answers = Pipe()

  /// Starts the process.
  ///
  /// - Parameters:
  ///   - python: The interpreter of the environment the peers are installed in.
  ///   - script: `Tests/Tools/tokenizers/peers.py`, `Tests/Tools/models/llama-peer.py` and so on.
  ///   - arguments: What the script takes.
  /// - Throws: What starting a process throws.
  init(python: String, script: String, arguments: [String]) throws {
    process.executableURL = URL(filePath: python)
    process.arguments = [script] + arguments
    process.standardInput = requests
    process.standardOutput = answers
    try process.run()
  }

  deinit { process.terminate() }

  /// Times one pass; nil when the peer is not there or fails.
  func seconds(_ request: [String: Any]) -> Double? {
    guard var line = try? JSONSerialization.data(withJSONObject: request) else { return nil }
    line.append(UInt8(ascii: "\n"))
    requests.fileHandleForWriting.write(line)
    var answer = Data()
    while true {
      let byte = answers.fileHandleForReading.readData(ofLength: 1)
      guard let first = byte.first else { return nil }
      if first == UInt8(ascii: "\n") { break }
      answer.append(first)
    }
    let object = try? JSONSerialization.jsonObject(with: answer) as? [String: Any]
    return object?["seconds"] as? Double
  }
}
