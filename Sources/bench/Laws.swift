import Completion
import Foundation
import Healing
import Model
import Tokenizers

/// The laws of the next byte that different treatments of a prompt's end give.
struct Laws {
  let loaded: LoadedModel
  let healer: Healer
  private var known: [[TokenID]: [Double]] = [:]

  init?(_ loaded: LoadedModel) {
    guard let healer = loaded.completer.healer else { return nil }
    (self.loaded, self.healer) = (loaded, healer)
  }

  /// Forgets what was asked for other prompts.
  mutating func clear() { known = [:] }

  /// The model's distribution after tokens.
  mutating func distribution(_ tokens: [TokenID]) throws -> [Double] {
    let context = tokens.isEmpty ? [loaded.completer.begin ?? 0] : tokens
    if let found = known[context] { return found }
    let logits = try loaded.context.read(context).logits
    let peak = Double(logits.max() ?? 0)
    let weights = logits.map { exp(Double($0) - peak) }
    let total = weights.reduce(0, +)
    let made = weights.map { $0 / total }
    known[context] = made
    return made
  }

  /// The law after tokens that are taken as they are.
  mutating func plain(_ tokens: [TokenID]) throws -> NextBytes {
    healer.nextBytes(try distribution(tokens), ends: loaded.completer.ends)
  }

  /// The exact law and what it says of the boundary.
  mutating func exact(_ boundary: Boundary) throws -> (law: NextBytes, events: FirstEvents) {
    let distributions = try boundary.tree.contexts.indices.map {
      try distribution(boundary.stable + boundary.tree.path(of: $0))
    }
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
    var open: [(tokens: [TokenID], spelled: Int, weight: Double)] = [(base, 0, 1)]
    while let state = open.popLast() {
      let rest = bytes[state.spelled...]
      if rest.isEmpty {
        law.add(try plain(state.tokens), weight: state.weight)
        continue
      }
      let candidates = healer.tokens(compatibleWith: rest).filter {
        !singly || healer.bytes(of: $0).count >= rest.count
      }
      let distribution = try distribution(state.tokens)
      let total = candidates.reduce(0) { $0 + distribution[Int($1)] }
      for token in candidates where total > 0 {
        let weight = state.weight * distribution[Int(token)] / total
        let spelling = healer.bytes(of: token)
        if spelling.count > rest.count {
          law.bytes[Int(spelling[spelling.startIndex + rest.count])] += weight
        } else if weight > 1e-3 {
          open.append((state.tokens + [token], state.spelled + spelling.count, weight))
        }
      }
    }
    return law.normalized
  }

  /// The law for one who is told which tokens of the whole text end before the cut.
  mutating func told(_ tokens: [TokenID], cut: Int) throws -> NextBytes {
    var (inside, spelled) = ([TokenID](), 0)
    for token in tokens {
      let length = healer.bytes(of: token).count
      guard spelled + length <= cut else { break }
      inside.append(token)
      spelled += length
    }
    let rest = tokens.dropFirst(inside.count).first.map { healer.bytes(of: $0) } ?? []
    return try masked(after: inside, Array(rest.prefix(cut - spelled)), singly: true)
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

  /// What a byte costs, in bits; at most 40.
  func bits(of byte: UInt8) -> Double { -log2(max(bytes[Int(byte)], exp2(-40))) }
}
