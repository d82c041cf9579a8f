import Completion
import Foundation
import Healing
import Model
import Tokenizers

/// `bench healing <model> <cuts> <text>… [--page FILE]`: what a cut costs, under every treatment.
///
/// Texts are cut at random bytes; each treatment's law of the next byte is compared with the exact one
/// and charged for the byte that really comes.
enum HealingProof {
  static let treatments = ["no healing", "one token", "local masks", "exact", "told the tokens"]

  struct Cut {
    var kind: String
    /// Bits of the true next byte, by treatment.
    var bits: [Double]
    /// Total variation to the exact law, by treatment.
    var distances: [Double]
    var harm: Double
    var leak: Double
    var contexts: Int
    /// Milliseconds to the first token, unhealed and exact, nothing being cached.
    var first: (plain: Double, exact: Double)
  }

  static func run(_ arguments: [String]) throws {
    var files = arguments
    var page: String?
    if let flag = files.firstIndex(of: "--page"), flag + 1 < files.count {
      page = files[flag + 1]
      files.removeSubrange(flag...flag + 1)
    }
    guard files.count >= 3, let count = Int(files[1]) else {
      throw BenchError(message: "usage: bench healing <model> <cuts> <text>… [--page FILE]")
    }
    let loaded = try LoadedModel(path: files[0])
    guard var laws = Laws(loaded) else { throw BenchError(message: "the model cannot be healed") }
    let texts = try files[2...].map { [UInt8](try Data(contentsOf: URL(filePath: $0))) }
    var random = SplitMix64(seed: 1)
    var cuts: [Cut] = []
    while cuts.count < count {
      let text = texts[cuts.count % texts.count]
      let start = lineStart(in: text, at: Int(random.nextUnit() * Double(text.count - 1000)))
      let cut = 40 + Int(random.nextUnit() * 260)
      laws.clear()
      if let made = try measure(&laws, Array(text[start..<start + 400]), cut) { cuts.append(made) }
    }
    let report = ProofReport(model: URL(filePath: files[0]).lastPathComponent, cuts: cuts)
    print(report.markdown)
    if let page {
      try Data(report.markdown.utf8).write(to: URL(filePath: page + ".md"))
      try Data(report.picture.utf8).write(to: URL(filePath: page + ".svg"))
    }
  }

  private static func measure(_ laws: inout Laws, _ text: [UInt8], _ cut: Int) throws -> Cut? {
    let prompt = Array(text[..<cut])
    guard let boundary = try? laws.healer.boundary(of: prompt.span) else { return nil }
    // Three runs from an empty cache would be fairer still; the medians are over hundreds of cuts.
    let first = (
      plain: try firstToken(laws.loaded, prompt, .off),
      exact: try firstToken(laws.loaded, prompt, .exact)
    )
    let (exact, events) = try laws.exact(boundary)
    let naive = boundary.naive
    let all = laws.loaded.completer.tokenizer.encode(text.span)
    let last = naive.last.map { Array(laws.healer.bytes(of: $0)) } ?? []
    let made = [
      try laws.plain(naive),
      try laws.masked(after: naive.dropLast(), last, singly: true),
      try laws.masked(after: boundary.stable, boundary.tail),
      exact,
      try laws.told(all, cut: cut),
    ]
    return Cut(
      kind: kind(of: text, cut), bits: made.map { $0.bits(of: text[cut]) },
      distances: made.map { $0.totalVariation(to: exact) }, harm: events.harm, leak: events.leak,
      contexts: boundary.tree.contexts.count, first: first)
  }

  private static func firstToken(
    _ loaded: LoadedModel, _ prompt: [UInt8], _ mode: CompletionOptions.Healing
  ) throws -> Double {
    loaded.context.truncate(to: 0)
    var options = CompletionOptions()
    (options.healing, options.maxTokens) = (mode, 1)
    return try loaded.completer.complete(
      [.text(prompt)], options: options, model: loaded.context
    ).milliseconds.firstToken
  }

  private static func lineStart(in text: [UInt8], at offset: Int) -> Int {
    var start = offset
    while start > 0 && text[start - 1] != UInt8(ascii: "\n") && offset - start < 200 { start -= 1 }
    while text[start] & 0xC0 == 0x80 { start += 1 }
    return start
  }

  /// What was cut.
  private static func kind(of text: [UInt8], _ cut: Int) -> String {
    func isLetter(_ byte: UInt8) -> Bool {
      byte >= 0x80 || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A)
    }
    func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (9...13).contains(byte) }
    let (last, next) = (text[cut - 1], text[cut])
    let line = text[..<cut].split(separator: 0x0A, omittingEmptySubsequences: false).last ?? []
    if line.allSatisfy(isSpace) { return line.isEmpty ? "after a line end" : "indentation" }
    if isSpace(last) { return "after a space" }
    if isDigit(last) { return isDigit(next) ? "mid-number" : "after a number" }
    if isLetter(last) { return isLetter(next) ? "mid-word" : "finished word" }
    return "after punctuation"
  }
}
