import LanguageServerProtocol

/// How long answers took, by method.
struct Latencies {
  /// Buckets end at 0.25 ms, 0.5 ms, … 8 s; the last is open.
  private static let bounds = (0..<16).map { 0.25 * Double(1 << $0) }
  private var buckets: [String: [Int]] = [:]

  mutating func record(_ method: String, milliseconds: Double) {
    // Names come from outside: only those of real methods may take up memory.
    guard Method.named[method] != nil else { return }
    let bucket = Self.bounds.firstIndex { milliseconds <= $0 } ?? Self.bounds.count
    buckets[method, default: Array(repeating: 0, count: Self.bounds.count + 1)][bucket] += 1
  }

  var report: [String: StatusRequest.Latency] {
    buckets.mapValues { counts in
      StatusRequest.Latency(
        count: counts.reduce(0, +), bucketMilliseconds: Self.bounds, buckets: counts)
    }
  }
}
