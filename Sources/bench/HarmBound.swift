import Foundation
import Healing
import Completion
import Model

/// `bench bound <model> <cuts> <text>…`: the distance of the unhealed law from the exact one, against
/// what it may be at most: H + leak.
enum HarmBound {
  static func run(_ arguments: [String]) throws {
    guard arguments.count >= 3, let count = Int(arguments[1]) else {
      throw BenchError(message: "usage: bench bound <model> <cuts> <text>…")
    }
    guard var laws = Laws(try LoadedModel(path: arguments[0])) else {
      throw BenchError(message: "the model cannot be healed")
    }
    let texts = try arguments[2...].map { [UInt8](try Data(contentsOf: URL(filePath: $0))) }
    var random = SplitMix64(seed: 2)
    var (cuts, violations, contexts, most) = (0, 0, 0, 0)
    var excess = -Double.infinity
    while cuts < count {
      let text = texts[cuts % texts.count]
      var start = Int(random.nextUnit() * Double(text.count - 1000))
      while text[start] & 0xC0 == 0x80 { start += 1 }
      let prompt = Array(text[start..<start + 10 + Int(random.nextUnit() * 150)])
      laws.clear()
      let boundary = try laws.healer.boundary(of: prompt.span)
      let (exact, events) = try laws.exact(boundary)
      let distance = try laws.plain(boundary.naive).totalVariation(to: exact)
      excess = max(excess, distance - events.harm - events.leak)
      if distance > events.harm + events.leak + 1e-9 { violations += 1 }
      contexts += boundary.tree.contexts.count
      most = max(most, boundary.tree.contexts.count)
      cuts += 1
      guard cuts % 50 == 0 || cuts == count else { continue }
      let line =
        "\(cuts) cuts: \(violations) violations, at most \(excess) beyond H + leak, "
        + "contexts mean \(Double(contexts) / Double(cuts)), most \(most)\n"
      FileHandle.standardOutput.write(Data(line.utf8))
    }
  }
}
