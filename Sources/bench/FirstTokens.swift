import Completion
import Foundation
import Model

/// `bench first <model> <cuts> <text>…`: milliseconds to the first token, healed and not, after
/// prompts that were cut at random: with nothing read before, and with all but the last word read.
enum FirstTokens {
  static func run(_ arguments: [String]) throws {
    guard arguments.count >= 3, let count = Int(arguments[1]) else {
      throw BenchError(message: "usage: bench first <model> <cuts> <text>…")
    }
    let loaded = try LoadedModel(path: arguments[0])
    let texts = try arguments[2...].map { [UInt8](try Data(contentsOf: URL(filePath: $0))) }
    var random = SplitMix64(seed: 4)
    var (cold, warm) = (Times(), Times())
    for index in 0..<count {
      let text = texts[index % texts.count]
      var start = Int(random.nextUnit() * Double(text.count - 1000))
      while text[start] & 0xC0 == 0x80 { start += 1 }
      let prompt = Array(text[start..<start + 40 + Int(random.nextUnit() * 260)])
      let before = Array(prompt.dropLast(8))
      for modes in [[CompletionOptions.Healing.off, .exact], [.exact, .off]] {
        for mode in modes {
          loaded.context.truncate(to: 0)
          cold.add(try first(loaded, prompt, mode), mode)
        }
        for mode in modes {
          loaded.context.truncate(to: 0)
          _ = try first(loaded, before, mode)
          warm.add(try first(loaded, prompt, mode), mode)
        }
      }
    }
    print("\(loaded.name), nothing read before: \(cold.summary)")
    print("\(loaded.name), all but eight bytes read: \(warm.summary)")
  }

  private struct Times {
    var plain: [Double] = []
    var exact: [Double] = []

    mutating func add(_ time: Double, _ mode: CompletionOptions.Healing) {
      if mode == .exact { exact.append(time) } else { plain.append(time) }
    }

    /// Each cut is measured twice; the shorter times count.
    var summary: String {
      let (plain, exact) = (best(plain), best(exact))
      let ratios = zip(exact, plain).map { $0 / $1 }.sorted()
      return String(
        format: "exact over unhealed: median %.3f, 95 %% %.3f; medians %.2f and %.2f ms",
        median(ratios), ratios[ratios.count * 95 / 100], median(exact), median(plain))
    }

    private func best(_ times: [Double]) -> [Double] {
      stride(from: 0, to: times.count - 1, by: 2).map { min(times[$0], times[$0 + 1]) }
    }
  }

  private static func first(
    _ loaded: LoadedModel, _ prompt: [UInt8], _ mode: CompletionOptions.Healing
  ) throws -> Double {
    var options = CompletionOptions()
    (options.healing, options.maxTokens) = (mode, 1)
    return try loaded.completer.complete(
      [.text(prompt)], options: options, model: loaded.context
    ).milliseconds.firstToken
  }
}
