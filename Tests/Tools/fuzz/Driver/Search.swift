import Foundation
import HostileInput

/// Searches with libFuzzer: inputs that reach new code are kept and changed again.
///
/// Time is that of the processor, not of the clock on the wall: a search may be stopped and gone on
/// with at any moment. What was done is appended to the ledger, a line a search.
struct Search {
  private let target: HostileTarget
  private let folder: String
  private let seconds: Double

  /// What the search has done so far; libFuzzer calls back without a place to keep it.
  nonisolated(unsafe) private static var state: State?

  private struct State {
    var target: HostileTarget
    var mutator: Mutator
    var folder: String
    var end: Double
    var executions = 0
    var taken = 0
    var slowest = 0.0
  }

  init(_ name: String, folder: String, seconds: Double) throws {
    target = try HostileTarget.named(name)
    self.folder = folder
    self.seconds = seconds
  }

  /// Prepares the folder and gives libFuzzer's arguments.
  func begin(options: [String]) throws -> [String] {
    let corpus = "\(folder)/corpus"
    for name in ["corpus", "found", "slow"] {
      try FileManager.default.createDirectory(
        atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
    }
    for (number, seed) in try target.seeds().enumerated() {
      try Data(seed).write(to: URL(filePath: "\(corpus)/seed-\(number)"))
    }
    let dictionary = "\(folder)/words"
    try target.words.map { "\"\(Self.escaped($0))\"" }.joined(separator: "\n")
      .write(toFile: dictionary, atomically: true, encoding: .utf8)
    unsafe Self.state = State(
      target: target, mutator: try Mutator(target, seed: UInt64(getpid())), folder: folder,
      end: CPUTime.now + seconds)
    atexit { Search.noteEnd() }
    return [
      CommandLine.arguments[0], corpus, "-artifact_prefix=\(folder)/found/", "-timeout=600",
      "-rss_limit_mb=1500", "-malloc_limit_mb=200", "-detect_leaks=0",
      "-reload=0", "-verbosity=0", "-report_slow_units=100000",
    ] + (target.words.isEmpty ? [] : ["-dict=\(dictionary)"]) + options
  }

  /// Hands in one input.
  static func take(_ input: UnsafeBufferPointer<UInt8>) -> CInt {
    guard unsafe state != nil, let target = unsafe state?.target else { return -1 }
    let bytes = unsafe Array(input)
    let start = CPUTime.now
    do {
      let isTaken = try target.run(bytes)
      unsafe state?.taken += isTaken ? 1 : 0
    } catch {
      FileHandle.standardError.write(Data("\(target.name): \(error)\n".utf8))
      abort()
    }
    let now = CPUTime.now
    unsafe state?.executions += 1
    note(bytes, took: now - start)
    if let end = unsafe state?.end, now > end {
      noteEnd()
      _exit(0)
    }
    return 0
  }

  /// Changes an input where it lies: as libFuzzer does, with what it has learned of comparisons, or as
  /// those who know what the target reads, or begins again with a seed.
  ///
  /// - Parameters:
  ///   - buffer: The input, and room behind it.
  ///   - size: Bytes of the input.
  ///   - seed: A number by chance.
  /// - Returns: Bytes of the new input.
  static func change(
    _ buffer: UnsafeMutableBufferPointer<UInt8>, _ size: Int, seed: UInt32
  ) -> Int {
    guard unsafe state != nil, let target = unsafe state?.target else { return size }
    let changed: [UInt8]?
    switch seed % 8 {
    case 0: changed = unsafe state?.mutator.next()
    // What is changed at will is JSON no more.
    case 1...(target.holdsJSON ? 5 : 2):
      changed = unsafe state?.mutator.changed(Array(buffer.prefix(size)))
    default:
      let count = unsafe usualChange(buffer.baseAddress, size, buffer.count)
      changed = unsafe state?.mutator.mended(Array(buffer.prefix(count)))
    }
    let kept = (changed ?? []).prefix(buffer.count)
    _ = unsafe buffer.update(fromContentsOf: kept)
    return kept.count
  }

  private static func note(_ bytes: [UInt8], took: Double) {
    guard unsafe took > (state?.slowest ?? 0) else { return }
    unsafe state?.slowest = took
    guard took > 0.5, let folder = unsafe state?.folder else { return }
    let name = "\(folder)/slow/\(Int(took * 1000))-ms-\(UInt64(bitPattern: Int64(bytes.hashValue)))"
    try? Data(bytes).write(to: URL(filePath: name))
  }

  /// Appends a line to the ledger.
  private static func noteEnd() {
    guard let state = unsafe state else { return }
    unsafe Search.state = nil
    let build = ProcessInfo.processInfo.environment["FUZZ_BUILD"] ?? "unknown"
    let line =
      "\(state.target.name) \(String(format: "%.1f", CPUTime.now)) \(state.executions) "
      + "\(state.taken) \(String(format: "%.3f", state.slowest)) \(PeakMemory.bytes >> 20) \(build)\n"
    guard let file = unsafe fopen("\(state.folder)/../ledger", "a") else { return }
    unsafe fputs(line, file)
    unsafe fclose(file)
  }

  private static func escaped(_ word: String) -> String {
    word.utf8.map { byte in
      (0x20..<0x7F).contains(byte) && byte != 0x22 && byte != 0x5C
        ? String(UnicodeScalar(byte)) : "\\x" + String(format: "%02x", Int(byte))
    }.joined()
  }
}
