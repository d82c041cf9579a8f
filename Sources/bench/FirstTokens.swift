import Completion
import Daemon
import Foundation
import Model

/// `bench first <model> <cuts> <text>… [--threads <n>]`: milliseconds to the first token, healed and
/// not, after prompts that were cut at random: with nothing read before, with all but eight bytes read,
/// and with all but the last character, as somebody types it.
enum FirstTokens {
  /// What was read before a prompt is asked about.
  private enum Before: String, CaseIterable {
    case nothing = "nothing read before"
    case butAWord = "all but eight bytes read"
    case butAKey = "one character typed"

    /// The prompt that was completed before.
    func prompt(_ prompt: [UInt8]) -> [UInt8]? {
      switch self {
      case .nothing: nil
      case .butAWord: Array(prompt.dropLast(8))
      case .butAKey: prompt.lastIndex { $0 & 0xC0 != 0x80 }.map { Array(prompt[..<$0]) }
      }
    }
  }

  static func run(_ arguments: [String]) throws {
    var arguments = arguments
    var parallelism = Parallelism.serial
    if let option = arguments.firstIndex(of: "--threads"), option + 1 < arguments.count {
      parallelism = ComputePool(width: Int(arguments[option + 1]) ?? 1).parallelism
      arguments.removeSubrange(option...option + 1)
    }
    guard arguments.count >= 3, let count = Int(arguments[1]) else {
      throw BenchError(message: "usage: bench first <model> <cuts> <text>… [--threads <n>]")
    }
    let loaded = try LoadedModel(path: arguments[0], parallelism: parallelism)
    let texts = try arguments[2...].map { [UInt8](try Data(contentsOf: URL(filePath: $0))) }
    var random = SplitMix64(seed: 4)
    var times: [Before: Times] = [:]
    for index in 0..<count {
      let text = texts[index % texts.count]
      var start = Int(random.nextUnit() * Double(text.count - 1000))
      while text[start] & 0xC0 == 0x80 { start += 1 }
      let prompt = Array(text[start..<start + 40 + Int(random.nextUnit() * 260)])
      for modes in [[CompletionOptions.Healing.off, .exact], [.exact, .off]] {
        for before in Before.allCases {
          for mode in modes {
            loaded.context.truncate(to: 0)
            if let read = before.prompt(prompt) { _ = try first(loaded, read, mode) }
            let result = try first(loaded, prompt, mode)
            times[before, default: Times()].add(result, mode)
          }
        }
      }
    }
    for before in Before.allCases {
      print("\(loaded.name), \(before.rawValue): \(times[before, default: Times()].summary)")
    }
  }

  private struct Times {
    var plain: [Double] = []
    var exact: [Double] = []
    var passes = 0

    mutating func add(_ first: First, _ mode: CompletionOptions.Healing) {
      if mode == .exact {
        exact.append(first.milliseconds)
        passes += first.passes
      } else {
        plain.append(first.milliseconds)
      }
    }

    /// Each cut is measured twice; the shorter times count.
    var summary: String {
      let passes = Double(passes) / Double(exact.count)
      let (plain, exact) = (best(plain), best(exact))
      let ratios = zip(exact, plain).map { $0 / $1 }.sorted()
      return String(
        format: "exact over unhealed: median %.3f, mean %.3f, 95 %% %.3f; "
          + "medians %.2f and %.2f ms; %.2f passes",
        median(ratios), exact.reduce(0, +) / plain.reduce(0, +), ratios[ratios.count * 95 / 100],
        median(exact), median(plain), passes)
    }

    private func best(_ times: [Double]) -> [Double] {
      stride(from: 0, to: times.count - 1, by: 2).map { min(times[$0], times[$0 + 1]) }
    }
  }

  private struct First {
    var milliseconds: Double
    var passes: Int
  }

  /// The first token after a prompt; its encoding counts too.
  private static func first(
    _ loaded: LoadedModel, _ prompt: [UInt8], _ mode: CompletionOptions.Healing
  ) throws -> First {
    var options = CompletionOptions()
    (options.healing, options.maxTokens) = (mode, 1)
    let start = ContinuousClock.now
    let result = try loaded.completer.complete(
      [.text(prompt)], options: options, model: loaded.context)
    let time = (ContinuousClock.now - start) / .seconds(1)
    return First(milliseconds: 1000 * time, passes: result.usage.forwardPasses)
  }
}
