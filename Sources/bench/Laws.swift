import Completion
import Foundation
import Healing
import Model
import Tokenizers

/// The laws of what comes next that different treatments of a prompt's end give.
struct Laws {
  let loaded: LoadedModel
  let healer: Healer
  private var known: [[TokenID]: NextToken] = [:]

  init?(_ loaded: LoadedModel) {
    guard let healer = loaded.completer.healer else { return nil }
    (self.loaded, self.healer) = (loaded, healer)
  }

  /// Forgets what was asked for other prompts.
  mutating func clear() { known = [:] }

  /// What the model says after tokens.
  mutating func next(after tokens: [TokenID]) throws -> NextToken {
    if let found = known[tokens] { return found }
    try ask(after: tokens, [])
    return known[tokens] ?? NextToken(logits: [], logTotal: 0)
  }

  /// Asks the model in one pass what it says after tokens, and after some more.
  mutating func ask(after tokens: [TokenID], _ more: [[TokenID]]) throws {
    let base = tokens.isEmpty ? [loaded.completer.begin ?? 0] : tokens
    let missing = more.contains { path in
      (0...path.count).contains { known[tokens + path[..<$0]] == nil }
    }
    guard missing || known[tokens] == nil, let root = base.last else { return }
    var nodes = [InferenceContext.BranchNode(parent: -1, token: root)]
    var places: [[TokenID]: Int] = [[]: 0]
    for path in more {
      for end in path.indices where places[Array(path[...end])] == nil {
        nodes.append(.init(parent: places[Array(path[..<end])] ?? 0, token: path[end]))
        places[Array(path[...end])] = nodes.count - 1
      }
    }
    let common = zip(loaded.context.tokens, base.dropLast()).prefix { $0 == $1 }.count
    loaded.context.truncate(to: common)
    try loaded.context.evaluate(tree: nodes, after: Array(base[common...].dropLast()))
    for (path, place) in places {
      let node = loaded.context.branches.nodes[place]
      known[tokens + path] = NextToken(logits: node.logits, logTotal: node.logTotal)
    }
  }

  /// The model's distribution after tokens.
  mutating func distribution(_ tokens: [TokenID]) throws -> [Double] {
    let next = try next(after: tokens)
    // The sum that it knows is of single terms in single precision.
    let weights = next.logits.indices.map { next.probability(of: TokenID($0)) }
    let total = weights.reduce(0, +)
    return weights.map { $0 / total }
  }

  /// The law after tokens that are taken as they are.
  mutating func plain(_ tokens: [TokenID]) throws -> NextBytes {
    healer.nextBytes(try distribution(tokens), ends: loaded.completer.ends)
  }

  /// The exact law and what it says of the boundary.
  mutating func exact(_ boundary: Boundary) throws -> (law: NextBytes, events: FirstEvents) {
    let paths = boundary.tree.contexts.indices.map(boundary.tree.path(of:))
    try ask(after: boundary.stable, paths)
    let distributions = try paths.map { try distribution(boundary.stable + $0) }
    let events = healer.firstEvents(
      after: boundary, distributions: distributions, ends: Array(loaded.completer.ends),
      followers: healer.followers(in: boundary))
    return (healer.nextBytes(events, after: boundary), events)
  }

  /// Tokens are drawn after `base`, each from those that agree with the rest of `bytes`.
  ///
  /// With one token of `bytes` and `singly` set it is what most servers call token healing.
  mutating func masked(
    after base: [TokenID], _ bytes: [UInt8], singly: Bool = false
  ) throws -> NextBytes {
    var law = NextBytes()
    try forCovers(after: base, bytes, singly: singly) { laws, tokens, overhang, weight in
      if let first = overhang.first {
        law.bytes[Int(first)] += weight
      } else {
        law.add(try laws.plain(tokens), weight: weight)
      }
    }
    return law.normalized
  }

  /// Goes through what masked drawing may spell `bytes` with.
  private mutating func forCovers(
    after base: [TokenID], _ bytes: [UInt8], singly: Bool,
    _ body: (inout Laws, [TokenID], _ overhang: ArraySlice<UInt8>, _ weight: Double) throws -> Void
  ) throws {
    var open: [(tokens: [TokenID], spelled: Int, weight: Double)] = [(base, 0, 1)]
    while let state = open.popLast() {
      let rest = bytes[state.spelled...]
      if rest.isEmpty {
        try body(&self, state.tokens, [], state.weight)
        continue
      }
      let candidates = healer.tokens(compatibleWith: rest).filter {
        !singly || healer.bytes(of: $0).count >= rest.count
      }
      let next = try next(after: state.tokens)
      let weights = candidates.map(next.probability(of:))
      let total = weights.reduce(0, +)
      for (token, probability) in zip(candidates, weights) where total > 0 {
        let weight = state.weight * probability / total
        let spelling = healer.bytes(of: token)
        if spelling.count > rest.count {
          try body(&self, state.tokens + [token], spelling.dropFirst(rest.count), weight)
        } else if weight > 1e-3 {
          open.append((state.tokens + [token], state.spelled + spelling.count, weight))
        }
      }
    }
  }

  // MARK: Many bytes.

  /// The probability that masked drawing of `bytes` goes on with `text`.
  mutating func probability(
    of text: [UInt8], maskedAfter base: [TokenID], _ bytes: [UInt8], singly: Bool = false
  ) throws -> Double {
    var sum = 0.0
    try forCovers(after: base, bytes, singly: singly) { laws, tokens, overhang, weight in
      if overhang.starts(with: text) {
        sum += weight
      } else if text.starts(with: overhang), weight > 1e-9 {
        let rest = Array(text[overhang.count...])
        sum += weight * (try laws.probability(of: rest, after: tokens))
      }
    }
    return sum
  }

  /// The probability that the text after some tokens, taken as they are, begins with `text`.
  mutating func probability(of text: [UInt8], after base: [TokenID]) throws -> Double {
    guard let boundary = try? healer.boundary(of: text.span) else { return 0 }
    return try probability(of: boundary, from: 0, after: base)
  }

  /// The probability that the model gives the exact law's continuation of one prompt to another.
  mutating func probability(of longer: Boundary, given shorter: Boundary) throws -> Double {
    let all = try probability(of: longer, from: shorter.stable.count, after: shorter.stable)
    return all / (try probability(of: shorter, from: shorter.stable.count, after: shorter.stable))
  }

  /// The probability of a boundary's text: of its stable tokens from one on, and of all covers.
  private mutating func probability(
    of boundary: Boundary, from first: Int, after base: [TokenID]
  ) throws -> Double {
    let stable = Array(boundary.stable[first...])
    let tree = boundary.tree
    try ask(after: base, tree.contexts.indices.map { stable + tree.path(of: $0) })
    var product = 1.0
    for (index, token) in stable.enumerated() {
      product *= try next(after: base + stable[..<index]).probability(of: token)
    }
    var weights: [Double] = []
    var sum = 0.0
    for context in tree.contexts {
      var weight = product
      if let parent = context.parent, let token = context.token {
        let before = base + stable + tree.path(of: parent)
        weight = weights[parent] * (try next(after: before)).probability(of: token)
      }
      weights.append(weight)
      let rest = boundary.tail.count - context.spelled
      if rest == 0 { sum += weight }
      let law = try next(after: base + stable + tree.path(of: weights.count - 1))
      for leaf in context.leaves where healer.bytes(of: leaf).count > rest {
        sum += weight * law.probability(of: leaf)
      }
    }
    return sum
  }

  // MARK: The uncut text.

  /// The law for one who is told which tokens of the whole text end before the cut.
  mutating func told(_ tokens: [TokenID], cut: Int) throws -> NextBytes {
    let (inside, rest) = split(tokens, at: cut)
    return try masked(after: inside, rest, singly: true)
  }

  /// What the model charges the uncut text's own tokens for its bytes up to one cut beyond another:
  /// as a probability.
  ///
  /// A token that is cut counts as all tokens that begin with its part. Over all bytes of a text this
  /// adds up to the bits of the text's tokens, no more and no less.
  mutating func uncut(_ tokens: [TokenID], from cut: Int, to end: Int) throws -> Double {
    let (inside, rest) = split(tokens, at: cut)
    let (later, laterRest) = split(tokens, at: end)
    let more = Array(later[inside.count...])
    try ask(after: inside, [more])
    var product = 1.0
    for (index, token) in more.enumerated() {
      product *= try next(after: inside + more[..<index]).probability(of: token)
    }
    let last = try mass(ofTokensBeginning: laterRest, after: later)
    return product * last / (try mass(ofTokensBeginning: rest, after: inside))
  }

  private mutating func mass(
    ofTokensBeginning bytes: [UInt8], after tokens: [TokenID]
  ) throws -> Double {
    guard !bytes.isEmpty else { return 1 }
    let law = try next(after: tokens)
    return healer.tokens(compatibleWith: bytes[...]).reduce(0) {
      healer.bytes(of: $1).count >= bytes.count ? $0 + law.probability(of: $1) : $0
    }
  }

  /// The tokens that end before a cut and the cut one's bytes before it.
  private func split(_ tokens: [TokenID], at cut: Int) -> (inside: [TokenID], rest: [UInt8]) {
    var (inside, spelled) = ([TokenID](), 0)
    for token in tokens {
      let length = healer.bytes(of: token).count
      guard spelled + length <= cut else { break }
      inside.append(token)
      spelled += length
    }
    let next = tokens.dropFirst(inside.count).first.map { healer.bytes(of: $0) } ?? []
    return (inside, Array(next.prefix(cut - spelled)))
  }
}

extension NextBytes {
  mutating func add(_ other: NextBytes, weight: Double) {
    for byte in bytes.indices { bytes[byte] += weight * other.bytes[byte] }
    end += weight * other.end
  }

  /// The same with a sum of 1.
  var normalized: NextBytes {
    let total = bytes.reduce(end, +)
    var law = self
    for byte in bytes.indices { law.bytes[byte] /= total }
    law.end /= total
    return law
  }

  /// What a byte costs, in bits.
  func bits(of byte: UInt8) -> Double { bitsOf(bytes[Int(byte)]) }
}

/// What an event costs, in bits; at most 40.
func bitsOf(_ probability: Double) -> Double { -log2(max(probability, exp2(-40))) }
