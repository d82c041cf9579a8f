import Foundation
import Healing
import Tokenizers
import Vocabularies

/// `bench boundary`: milliseconds to lay out each vocabulary and to find the ends of some prompts.
enum BoundaryTimes {
  static let prompts = [
    "This is a ", "The url of Google is http:", "def f(x):\n    return ", "if x:\n        ",
    "They don'", "It is 2024-1", "word", "End.\n\n", String(repeating: "a", count: 100_000),
    String(repeating: " ", count: 100_000), String(repeating: "中", count: 30_000),
    String(repeating: "เขียน", count: 5_000), "I am \u{1F600}",
  ]

  static func run() throws {
    for tokenizer in Vocabularies.all where tokenizer.bytePair != nil {
      var made: Healer?
      let layout = milliseconds { made = Healer(tokenizer) }
      guard let healer = made else { continue }
      print("\(tokenizer.name) layout \(layout) ms")
      for prompt in prompts {
        let bytes = Array(prompt.utf8)
        var leaves = 0
        let times = (0..<5).map { _ in
          milliseconds { leaves = (try? healer.boundary(of: bytes.span).leafCount) ?? -1 }
        }
        let boundary = try healer.boundary(of: bytes.span)
        let follow = milliseconds { _ = healer.followers(in: boundary) }
        print(
          "  \(prompt.prefix(30).debugDescription) \(leaves) leaves",
          "first \(times[0]) ms, again \(times.min() ?? 0) ms, followers \(follow) ms")
      }
    }
  }

  static func milliseconds(_ body: () -> Void) -> Double {
    let duration = ContinuousClock().measure(body)
    return Double(duration.components.attoseconds) / 1e15
      + Double(duration.components.seconds) * 1e3
  }
}
