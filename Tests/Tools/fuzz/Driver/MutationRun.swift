import Foundation
import HostileInput

/// Hands in many changed files and measures the memory of each.
struct MutationRun {
  private let target: HostileTarget
  private let count: Int
  private var mutator: Mutator

  init(_ target: HostileTarget, count: Int, seed: UInt64) throws {
    self.target = target
    self.count = count
    mutator = try Mutator(target, seed: seed)
  }

  func run() throws {
    var run = self
    try run.runAll()
  }

  private mutating func runAll() throws {
    var taken = 0
    var slowest = 0.0
    var most = (memory: 0, size: 0)
    let start = CPUTime.now
    for number in 0..<count {
      let bytes = mutator.next()
      PeakMemory.reset()
      let before = CPUTime.now
      do {
        taken += try target.run(bytes) ? 1 : 0
      } catch {
        try keep(bytes, "broken-\(number)")
        throw DriverError(description: "\(target.name) \(number): \(error)")
      }
      slowest = max(slowest, CPUTime.now - before)
      let over = PeakMemory.bytes - bytes.count
      if over > most.memory { most = (over, bytes.count) }
    }
    print(
      "\(target.name): \(count) files, \(taken) taken, slowest "
        + "\(String(format: "%.3f", slowest)) s, at most \(most.memory >> 20) MB resident beside the "
        + "file, \(Int(CPUTime.now - start)) s of CPU")
  }

  private func keep(_ bytes: [UInt8], _ name: String) throws {
    try Data(bytes).write(to: URL(filePath: "\(target.name)-\(name)"))
  }
}
