import Healing
import Model
import Tokenizers

/// Looks for texts that may stand between a prompt and a suffix.
///
/// The most probable ways to go on are written on side by side. Each token that may come next is cut at
/// every byte where what is left of it agrees with the suffix: what was written before the cut is a
/// middle, and the probability up to that token a hint at how good it is.
struct MiddleSearch {
  /// A beginning of a middle.
  private struct Stem {
    /// The bytes behind the prompt.
    var text: [UInt8]
    /// The model's branch before its last token.
    var parent: Int
    var token: TokenID
    /// The probability of all its tokens, given the prompt.
    var weight: Double
  }

  /// For each middle that was found about how probable it is that the suffix begins behind it.
  private(set) var hints: [[UInt8]: Double] = [:]
  /// Runs of the model.
  private(set) var passes = 0
  private var stems: [Stem] = []
  private let width: Int
  private let suffix: ArraySlice<UInt8>
  private let completer: Completer
  private let model: any NextTokenModel
  private let stop: [[UInt8]]
  /// The tokens that the suffix may begin with.
  private let joining: [TokenID]

  /// Tokens that are looked at after each beginning.
  let likeliest: Int

  /// Begins behind a prompt.
  ///
  /// - Parameters:
  ///   - suffix: As much as is weighed.
  ///   - completer: The vocabulary.
  ///   - healer: The same one's.
  ///   - model: Who is asked.
  ///   - width: Ways to begin that are written on side by side; fewer after each token.
  ///   - stop: Texts that are in no middle.
  init(
    before suffix: ArraySlice<UInt8>, _ completer: Completer, _ healer: Healer,
    model: any NextTokenModel, width: Int, stop: [[UInt8]]
  ) {
    (self.suffix, self.completer, self.model, self.stop) = (suffix, completer, model, stop)
    (self.width, likeliest) = (width, max(64, width))
    joining = healer.tokens(compatibleWith: suffix)
  }

  /// Takes in a token that may come next.
  ///
  /// - Parameters:
  ///   - token: The token.
  ///   - spelled: Bytes of it that are the prompt's.
  ///   - text: What was written before it.
  ///   - parent: The model's branch before it.
  ///   - weight: The probability of all, given the prompt.
  mutating func add(
    _ token: TokenID, from spelled: Int = 0, to text: [UInt8] = [], after parent: Int,
    weight: Double
  ) {
    let bytes = completer.bytes(of: token).dropFirst(spelled)
    for cut in bytes.indices where agrees(bytes[cut...]) {
      let middle = text + bytes[..<cut]
      if isAllowed(middle) { hints[middle, default: 0] += weight }
    }
    let longer = text + bytes
    if !bytes.isEmpty && isAllowed(longer) {
      stems.append(Stem(text: longer, parent: parent, token: token, weight: weight))
    }
  }

  /// Writes on.
  ///
  /// - Parameters:
  ///   - depth: Tokens more at most.
  ///   - isCancelled: Asked between the model's layers.
  /// - Throws: ``CompletionError``, also when cancelled.
  mutating func run(
    depth: Int, _ isCancelled: () -> Bool
  ) throws(CompletionError) {
    var width = self.width
    let least = max(1, width / 4)
    for level in 0..<depth where !stems.isEmpty {
      let chosen = stems.sorted { $0.weight > $1.weight }.prefix(width)
      stems = []
      var batch = BranchBatch(after: model.branches)
      let nodes = chosen.map { batch.add($0.token, after: $0.parent) }
      if !batch.nodes.isEmpty {
        passes += 1
        do {
          try model.grow(batch.nodes, isCancelled: isCancelled)
        } catch { throw .model(error) }
      }
      let isLast = level == depth - 1
      for (stem, node) in zip(chosen, nodes) { goOn(from: stem, node, joiningOnly: isLast) }
      width = max(least, width / 2)
    }
  }

  /// Takes in the tokens that may come after a beginning.
  private mutating func goOn(from stem: Stem, _ node: Int, joiningOnly: Bool) {
    let answer = model.branches.nodes[node]
    let next = NextToken(logits: answer.logits, logTotal: answer.logTotal)
    let likely = joiningOnly ? [] : next.likeliest(likeliest)
    for token in likely where !completer.ends.contains(token) {
      add(
        token, to: stem.text, after: node, weight: stem.weight * next.probability(of: token))
    }
    let rest = Set(joining).subtracting(likely)
    let weight = rest.reduce(0) { $0 + next.probability(of: $1) }
    hints[stem.text, default: 0] += stem.weight * weight
  }

  /// Whether bytes and the suffix are the same as far as both go.
  private func agrees(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard bytes.first == suffix.first else { return false }
    return bytes.starts(with: suffix.prefix(bytes.count))
  }

  private func isAllowed(_ middle: [UInt8]) -> Bool {
    stop.allSatisfy { stop in
      !middle.indices.contains { middle[$0...].starts(with: stop) }
    }
  }
}

extension NextToken {
  /// The most probable tokens, most probable first.
  fileprivate func likeliest(_ count: Int) -> [TokenID] {
    guard let peak = logits.max() else { return [] }
    var reach: Float = 4
    while true {
      let least = peak - reach
      let found = logits.indices.filter { logits[$0] >= least }
      if found.count >= count || reach > 64 {
        return found.sorted { (logits[$0], $1) > (logits[$1], $0) }.prefix(count)
          .map { TokenID($0) }
      }
      reach *= 2
    }
  }
}
