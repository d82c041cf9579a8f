import Completion
import Foundation
import Healing
import Model
import TestSupport

/// `bench draws <model> <prompt>…`: the first bytes of 20,000 draws after each prompt, against the
/// exact law.
enum Draws {
  private static let count = 20_000

  static func run(_ arguments: [String]) throws {
    guard let path = arguments.first, arguments.count > 1 else {
      throw BenchError(message: "usage: bench draws <model> <prompt>…")
    }
    let loaded = try LoadedModel(path: path)
    for prompt in arguments.dropFirst() {
      let probability = try probability(ofDrawsAfter: Array(prompt.utf8), loaded)
      print("\(prompt.debugDescription) chi-square p = \(probability)", terminator: " ")
      print(probability > 1e-4 ? "not rejected" : "REJECTED")
    }
  }

  private static func probability(
    ofDrawsAfter prompt: [UInt8], _ loaded: LoadedModel
  ) throws -> Double {
    let (completer, context) = (loaded.completer, loaded.context)
    let prepared = completer.prepare([.text(prompt)], options: .firstToken)
    guard let healer = completer.healer,
      let (boundary, exact) = try completer.firstEvents(after: prepared, model: context),
      let (_, drawn) = try completer.firstEvents(
        after: prepared, model: context, tolerance: CompletionOptions().tolerance)
    else { throw BenchError(message: "the model cannot be healed") }
    let law = healer.nextBytes(exact, after: boundary)
    var settings = Sampler.Settings()
    (settings.temperature, settings.seed) = (1, 20)
    var sampler = Sampler(settings)
    var counts = [Int](repeating: 0, count: 257)
    let weights = drawn.logarithms
    for _ in 0..<count {
      guard let choice = sampler.draw(weights.span) else { continue }
      let event = drawn.events[choice]
      let rest = boundary.tail.count - boundary.tree.contexts[event.context].spelled
      let bytes = event.token.map { healer.bytes(of: $0).dropFirst(rest) } ?? []
      counts[bytes.first.map { Int($0) } ?? 256] += 1
    }
    return chiSquareProbability(counts, law.bytes + [law.end], draws: count)
  }
}
