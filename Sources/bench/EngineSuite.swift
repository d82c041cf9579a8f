import Daemon
import Foundation
import Model

/// Prefill and decoding, beside another engine on the same weights and beside the memory's bandwidth.
///
///     bench engine MODEL [--peer PYTHON] [--with PEER] [--threads N] [--rounds N] [--quantize KIND]
///                        [--beside N]
///
/// PEER is llama.cpp (default; PYTHON is what `Tests/Tools/models/llama-build` prints), transformers
/// or ctranslate2 (MODEL is then a GPT-2 folder and PYTHON has the packages). Both engines and the
/// peer's two variants take turns within each round, and the memory is read once in each; medians
/// over the rounds are printed. `--beside` lets N processes that do nothing but compute run meanwhile:
/// what a compiler at work leaves of the speed. On a shared machine run it under `chrt -r 10`, and believe the
/// ratios.
struct EngineSuite {
  private let path: String
  private let threads: Int
  private let rounds: Int
  private let quantization: LanguageModel.LoadOptions.Quantization
  private let busyProcesses: Int
  private let kind: PeerKind
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
    quantization = option("--quantize").flatMap { .init(rawValue: $0) } ?? .asStored
    busyProcesses = option("--beside").flatMap(Int.init) ?? 0
    pool = ComputePool(width: threads)
    let name = option("--with") ?? PeerKind.all[0].name
    guard let kind = PeerKind.all.first(where: { $0.name == name }) else {
      throw BenchError(message: "there is no peer \(name)")
    }
    self.kind = kind
    peer = try option("--peer").map {
      try PeerProcess(
        python: $0, script: "Tests/Tools/models/\(kind.script)", arguments: [path, kind.name])
    }
  }

  /// An engine to compare with.
  private struct PeerKind {
    var name: String
    var script: String
    /// Its two ways to run, as the table calls them.
    var variants: [String]

    static let all = [
      PeerKind(name: "llama.cpp", script: "llama-peer.py", variants: ["llama.cpp", "flash"]),
      PeerKind(
        name: "transformers", script: "torch-peer.py", variants: ["torch f32", "bf16"]),
      PeerKind(
        name: "ctranslate2", script: "torch-peer.py", variants: ["ct2 f32", "int8"]),
    ]
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
        path: path,
        options: LanguageModel.LoadOptions(quantization: quantization, parallelism: parallelism))
      let made = InferenceContext(model: model, capacity: 1024, parallelism: parallelism)
      _ = try made.append(ids[..<1])
      (loaded, context) = (model, made)
    }
    guard let model = loaded, let context else { return }
    printNow("load to first logits: \(load), kernels: \(Kernels.best.name), threads: \(threads)")
    let limit = min(1024, model.configuration.contextLength)
    let tasks = [
      Task(name: "prefill 128", depth: 0, count: 128, isPrefill: true),
      Task(name: "prefill 512", depth: 0, count: 512, isPrefill: true),
      Task(name: "2 at 128", depth: 128, count: 2, isPrefill: true),
      Task(name: "4 at 128", depth: 128, count: 4, isPrefill: true),
      Task(name: "8 at 128", depth: 128, count: 8, isPrefill: true),
      Task(name: "decode at 0", depth: 0, count: 64, isPrefill: false),
      Task(name: "decode at 512", depth: 512, count: 64, isPrefill: false),
      Task(name: "decode at 900", depth: 900, count: 64, isPrefill: false),
    ].filter { $0.depth + $0.count <= limit }
    let busy = try (0..<busyProcesses).map { _ in
      try Process.run(
        URL(filePath: "/bin/sh"), arguments: ["-c", "while kill -0 $PPID; do :; done"])
    }
    defer { for process in busy { process.terminate() } }
    let widths = [16, 10, 12, 12, 8, 8, 8]
    printRow(["", "tokens/s"] + kind.variants + ["ratio", "GB/s", "share"], widths: widths)
    for task in tasks {
      var own: [Double] = []
      var peers: [[Double]] = [[], []]
      var bandwidths: [Double] = []
      for _ in 0..<rounds {
        bandwidths.append(readBandwidth(parallelism, bytes: model.bytesPerToken))
        own.append(Double(task.count) / (try time(task, context)))
        for variant in 0...1 {
          if let seconds = time(task, variant: variant) {
            peers[variant].append(Double(task.count) / seconds)
          }
        }
      }
      let best = peers.map(median).max { ($0.isNaN ? 0 : $0) < ($1.isNaN ? 0 : $1) } ?? .nan
      let rate = median(own) * Double(model.bytesPerToken) / 1e9
      printRow(
        [
          task.name, format(median(own)), format(median(peers[0])), format(median(peers[1])),
          String(format: "%.2f", median(own) / best), task.isPrefill ? "" : format(rate),
          task.isPrefill ? "" : String(format: "%.0f %%", 100 * rate / median(bandwidths)),
        ], widths: widths)
    }
  }

  private func format(_ number: Double) -> String { String(format: "%.1f", number) }

  private func time(_ task: Task, _ context: InferenceContext) throws -> Double {
    // As the peer does when it opens: what memory there is has been touched, and threads are awake.
    context.truncate(to: 0)
    _ = try context.append(ids[..<16])
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

  private func time(_ task: Task, variant: Int) -> Double? {
    guard let peer else { return nil }
    _ = peer.seconds(["op": "open", "threads": threads, "variant": variant])
    return peer.seconds(
      task.isPrefill
        ? ["op": "prefill", "tokens": task.count]
        : ["op": "decode", "depth": task.depth, "tokens": task.count])
  }

  /// Gigabytes a second that all threads read of as much memory as a token reads: in order, in huge
  /// pages where the system gives them, with nothing computed but a sum; the fastest of some passes.
  private func readBandwidth(_ parallelism: Parallelism, bytes: Int) -> Double {
    let count = bytes / 512 * 512
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 2 << 20)
    defer { unsafe buffer.deallocate() }
    #if canImport(Glibc)
      _ = unsafe madvise(buffer.baseAddress, count, Int32(MADV_HUGEPAGE))
    #endif
    unsafe buffer.initializeMemory(as: UInt8.self, repeating: 1)
    var fastest = Double.infinity
    for _ in 0..<max(8, (256 << 20) / count) {
      let start = ContinuousClock.now
      parallelism.run(count / 512, 128) { range in
        var sums = SIMD64<UInt64>()
        for line in range {
          unsafe sums &+= buffer.load(fromByteOffset: line * 512, as: SIMD64<UInt64>.self)
        }
        precondition(sums.wrappedSum() != 1, "the sum is used")
      }
      fastest = min(fastest, (ContinuousClock.now - start) / .seconds(1))
    }
    return Double(count) / 1e9 / fastest
  }
}
