import Daemon
import Foundation
import Model

/// Prefill and decoding, beside llama.cpp on the same file and beside the memory's bandwidth.
///
///     bench engine MODEL.gguf [--peer PYTHON] [--threads N] [--rounds N] [--quick]
///
/// PYTHON is what `Tests/Tools/models/llama-build` prints. Both engines and llama.cpp's two kinds of
/// attention take turns within each round; medians over the rounds are printed. On a shared machine
/// run it under `chrt -r 10`, and believe the ratios.
struct EngineSuite {
  private let path: String
  private let threads: Int
  private let rounds: Int
  private let peer: PeerProcess?
  private let pool: ComputePool
  private let ids = (0..<1024).map { UInt32($0 * 7919 % 40000 + 10) }

  init(_ arguments: [String]) throws {
    func option(_ name: String) -> String? {
      arguments.firstIndex(of: name).flatMap { $0 + 1 < arguments.count ? arguments[$0 + 1] : nil }
    }
    guard let path = arguments.first, !path.hasPrefix("--") else {
      throw BenchError(message: "usage: bench engine <model> [--peer <python>] [--threads <n>]")
    }
    self.path = path
    threads = option("--threads").flatMap(Int.init) ?? 2
    rounds = option("--rounds").flatMap(Int.init) ?? 5
    pool = ComputePool(width: threads)
    peer = try option("--peer").map {
      try PeerProcess(
        python: $0, script: "Tests/Tools/models/llama-peer.py", vocabularies: path)
    }
  }

  /// One thing to time: what is read first, and how many tokens are then timed, together or singly.
  private struct Task {
    var name: String
    var depth: Int
    var count: Int
    var isPrefill: Bool
  }

  func run() throws {
    let clock = ContinuousClock()
    let parallelism = pool.parallelism
    var loaded: LanguageModel?
    var context: InferenceContext?
    let load = try clock.measure {
      let model = try LanguageModel.load(
        path: path, options: LanguageModel.LoadOptions(parallelism: parallelism))
      let made = InferenceContext(model: model, capacity: 1024, parallelism: parallelism)
      _ = try made.append(ids[..<1])
      (loaded, context) = (model, made)
    }
    guard let model = loaded, let context else { return }
    print("load to first logits: \(load), kernels: \(Kernels.best.name), threads: \(threads)")
    let limit = min(1024, model.configuration.contextLength)
    let tasks = [
      Task(name: "prefill 128", depth: 0, count: 128, isPrefill: true),
      Task(name: "prefill 512", depth: 0, count: 512, isPrefill: true),
      Task(name: "decode at 0", depth: 0, count: 64, isPrefill: false),
      Task(name: "decode at 512", depth: 512, count: 64, isPrefill: false),
      Task(name: "decode at 900", depth: 900, count: 64, isPrefill: false),
    ].filter { $0.depth + $0.count <= limit }
    let bandwidth = median((0..<rounds).map { _ in readBandwidth(parallelism) })
    printRow(["", "tokens/s", "llama.cpp", "fa", "ratio", "GB/s"], widths: [16, 10, 18, 18, 8, 8])
    for task in tasks {
      var own: [Double] = []
      var peers: [[Double]] = [[], []]
      for _ in 0..<rounds {
        own.append(Double(task.count) / (try time(task, context)))
        for flash in 0...1 {
          if let seconds = time(task, flash: flash) {
            peers[flash].append(Double(task.count) / seconds)
          }
        }
      }
      let best = peers.map(median).max { ($0.isNaN ? 0 : $0) < ($1.isNaN ? 0 : $1) } ?? .nan
      let rate = task.isPrefill ? "" : format(median(own) * Double(model.bytesResident) / 1e9)
      printRow(
        [
          task.name, format(median(own)), format(median(peers[0])), format(median(peers[1])),
          String(format: "%.2f", median(own) / best), rate,
        ], widths: [16, 10, 18, 18, 8, 8])
    }
    print("read bandwidth: \(format(bandwidth)) GB/s")
  }

  private func format(_ number: Double) -> String { String(format: "%.1f", number) }

  private func time(_ task: Task, _ context: InferenceContext) throws -> Double {
    context.truncate(to: 0)
    if task.depth > 0 { _ = try context.append(ids[..<task.depth]) }
    let start = ContinuousClock.now
    if task.isPrefill {
      _ = try context.append(ids[..<task.count])
    } else {
      for index in 0..<task.count { _ = try context.append(ids[index..<index + 1]) }
    }
    return (ContinuousClock.now - start) / .seconds(1)
  }

  private func time(_ task: Task, flash: Int) -> Double? {
    guard let peer else { return nil }
    _ = peer.seconds(["op": "open", "threads": threads, "flash": flash])
    return peer.seconds(
      task.isPrefill
        ? ["op": "prefill", "tokens": task.count]
        : ["op": "decode", "depth": task.depth, "tokens": task.count])
  }

  /// Gigabytes a second that all threads read of 256 MiB, once through.
  private func readBandwidth(_ parallelism: Parallelism) -> Double {
    let count = 256 << 20
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 4096)
    defer { unsafe buffer.deallocate() }
    unsafe buffer.initializeMemory(as: UInt8.self, repeating: 1)
    let lines = count / 512
    let start = ContinuousClock.now
    parallelism.run(lines, 64) { range in
      var sums = SIMD64<UInt64>()
      for line in range {
        unsafe sums &+= buffer.load(fromByteOffset: line * 512, as: SIMD64<UInt64>.self)
      }
      precondition(sums[0] != 1, "the sum is used")
    }
    return Double(count) / 1e9 / ((ContinuousClock.now - start) / .seconds(1))
  }
}
