import Foundation
import Testing

/// A folder of its own in which command lines run as a person's shell would run them: the built
/// program is on the `PATH`, home and caches are the folder's own.
struct ShellRun {
  let folder: URL
  /// Variables besides the usual ones.
  var environment: [String: String] = [:]

  /// What a command line printed.
  struct Outcome {
    var output: String
    var errors: String
    var status: Int32
  }

  /// Makes the folder.
  init(files: [String: String] = [:]) throws {
    folder = FileManager.default.temporaryDirectory
      .appending(path: "promptls-shell-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
    for (name, text) in files { try write(text, to: name) }
  }

  var home: URL { folder.appending(path: "home") }

  func remove() { try? FileManager.default.removeItem(at: folder) }

  /// Writes a file and the folders it lies in.
  func write(_ text: String, to name: String) throws {
    let file = folder.appending(path: name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  func text(of name: String) throws -> String {
    try String(contentsOf: folder.appending(path: name), encoding: .utf8)
  }

  /// Runs a command line in bash.
  func run(_ line: String, input: String = "") throws -> Outcome {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-c", line]
    process.currentDirectoryURL = folder
    let usual = ProcessInfo.processInfo.environment
    // A sanitizer needs its own: `Tests/Tools/sanitize` sets them.
    let ofSanitizers = usual.filter { $0.key.hasSuffix("SAN_OPTIONS") || $0.key == "LD_PRELOAD" }
    let programs = RunningDaemon.program.deletingLastPathComponent().path()
    process.environment = [
      "PATH": "\(programs):\(usual["PATH"] ?? "/usr/bin:/bin")", "HOME": home.path(),
      "LANG": "C.UTF-8",
    ].merging(ofSanitizers) { $1 }.merging(environment) { $1 }
    let stdin = Pipe()
    process.standardInput = stdin
    // Files take any amount, whoever reads first.
    let captured = ["stdout", "stderr"].map {
      FileManager.default.temporaryDirectory.appending(path: "\(folder.lastPathComponent).\($0)")
    }
    defer { captured.forEach { try? FileManager.default.removeItem(at: $0) } }
    for file in captured { try Data().write(to: file) }
    process.standardOutput = try FileHandle(forWritingTo: captured[0])
    process.standardError = try FileHandle(forWritingTo: captured[1])
    signal(SIGPIPE, SIG_IGN)
    try process.run()
    try? stdin.fileHandleForWriting.write(contentsOf: Data(input.utf8))
    try stdin.fileHandleForWriting.close()
    process.waitUntilExit()
    let texts = try captured.map { String(decoding: try Data(contentsOf: $0), as: UTF8.self) }
    return Outcome(output: texts[0], errors: texts[1], status: process.terminationStatus)
  }
}
