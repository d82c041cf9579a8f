import Foundation

/// Where the model tests' data are.
package enum ModelFixtures {
  /// `Tests/Fixtures/model`.
  package static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures/model").path

  /// SmolLM2-135M-Instruct as `Tests/Tools/models/fetch-smollm2` left it, or nil if it did not run.
  package static let smolLM2: String? = {
    let environment = ProcessInfo.processInfo.environment
    let base = environment["XDG_CACHE_HOME"] ?? NSHomeDirectory() + "/.cache"
    let folder = environment["PROMPTLS_CACHE"] ?? base + "/promptls"
    let path = folder + "/SmolLM2-135M-Instruct.Q4_1.gguf"
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }()

  /// The lines of a fixture.
  package static func lines(_ name: String) throws -> [Substring] {
    try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false)
  }

  /// The numbers of a line.
  package static func numbers<T: LosslessStringConvertible>(_ line: Substring) -> [T] {
    line.split(separator: " ").compactMap { T(String($0)) }
  }

  /// Calls `body` with a folder that is removed afterwards.
  package static func withTemporaryFolder<R>(_ body: (String) throws -> R) throws -> R {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try body(folder)
  }
}
