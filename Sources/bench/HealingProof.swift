import Completion
import Foundation
import Healing
import Model
import Tokenizers

/// `bench healing <page> <cuts> <prose> <code> <json> <model>…`: what a cut costs, under every
/// treatment.
///
/// Texts are cut at random bytes; each treatment's law of the next byte is compared with the exact
/// one, and each is charged for the byte that really comes and for the sixteen that do.
enum HealingProof {
  static let treatments = ["no healing", "one token", "local masks", "exact", "uncut text"]

  struct Cut: Codable {
    var kind: String
    /// Whether the cut was drawn from all, and not for its kind.
    var isRandom: Bool
    /// Bits of the true next byte, by treatment.
    var bits: [Double]
    /// Bits of the next 16 bytes, by treatment.
    var manyBits: [Double]
    /// Total variation to the exact law of the next byte, by treatment; of the uncut text's tokens
    /// last.
    var distances: [Double]
    var harm: Double
    var leak: Double
    var contexts: Int
  }

  static func run(_ arguments: [String]) throws {
    guard arguments.count >= 6, let count = Int(arguments[1]) else {
      throw BenchError(
        message: "usage: bench healing <page> <cuts> <prose> <code> <json> <model>…")
    }
    let texts = try arguments[2..<5].map { [UInt8](try Data(contentsOf: URL(filePath: $0))) }
    var models: [(name: String, cuts: [Cut])] = []
    for path in arguments[5...] {
      let loaded = try LoadedModel(path: path)
      models.append((loaded.name, try cuts(count, of: texts, loaded)))
      let report = ProofReport(models: models)
      let page = arguments[0]
      try Data(report.markdown.utf8).write(to: URL(filePath: page + ".md"))
      try Data(report.picture.utf8).write(to: URL(filePath: page + ".svg"))
      try report.numbers().write(to: URL(filePath: page + ".json"))
    }
  }

  /// Random cuts of prose and code, and as many of each kind as it takes to tell.
  private static func cuts(
    _ count: Int, of texts: [[UInt8]], _ loaded: LoadedModel
  ) throws -> [Cut] {
    guard var laws = Laws(loaded) else { throw BenchError(message: "the model cannot be healed") }
    var places = CutPlaces(texts: texts)
    var cuts: [Cut] = []
    while cuts.count < count {
      let place = places.random(text: cuts.count % 2)
      if let cut = try measure(&laws, place, isRandom: true) { cuts.append(cut) }
      note(cuts.count)
    }
    let wanted = min(100, count / 5)
    for kind in CutPlaces.kinds {
      while cuts.count(where: { $0.kind == kind }) < wanted {
        guard let place = places.random(kind: kind) else { break }
        if let cut = try measure(&laws, place, isRandom: false) { cuts.append(cut) }
        note(cuts.count)
      }
    }
    return cuts
  }

  private static func note(_ count: Int) {
    if count % 50 == 0 { FileHandle.standardError.write(Data("\(count) cuts\n".utf8)) }
  }

  private static func measure(
    _ laws: inout Laws, _ place: CutPlaces.Place, isRandom: Bool
  ) throws -> Cut? {
    let (text, cut) = (place.text, place.cut)
    let prompt = Array(text[..<cut])
    let truth = Array(text[cut..<cut + 16])
    guard let boundary = try? laws.healer.boundary(of: prompt.span), boundary.unfinished == 0,
      !boundary.stable.isEmpty, let longer = try? laws.healer.boundary(of: (prompt + truth).span)
    else { return nil }
    laws.clear()
    let (exact, events) = try laws.exact(boundary)
    let naive = boundary.naive
    let all = laws.loaded.completer.tokenizer.encode(text.span)
    let last = naive.last.map { Array(laws.healer.bytes(of: $0)) } ?? []
    let base = Array(naive.dropLast())
    let made = [
      try laws.plain(naive), try laws.masked(after: base, last, singly: true),
      try laws.masked(after: boundary.stable, boundary.tail), exact,
    ]
    let told = try laws.told(all, cut: cut)
    let many = [
      try laws.probability(of: truth, after: naive),
      try laws.probability(of: truth, maskedAfter: base, last, singly: true),
      try laws.probability(of: truth, maskedAfter: boundary.stable, boundary.tail),
      try laws.probability(of: longer, given: boundary) / (1 - events.leak),
      try laws.uncut(all, from: cut, to: cut + 16),
    ]
    let uncut = try laws.uncut(all, from: cut, to: cut + 1)
    return Cut(
      kind: place.kind, isRandom: isRandom,
      bits: made.map { $0.bits(of: text[cut]) } + [bitsOf(uncut)],
      manyBits: many.map { -log2(max($0, exp2(-200))) },
      distances: (made + [told]).map { $0.totalVariation(to: exact) }, harm: events.harm,
      leak: events.leak, contexts: boundary.tree.contexts.count)
  }
}
