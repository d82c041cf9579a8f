import Completion
import Foundation
import Model

/// `bench middle <model> <cuts> <text>…`: words, phrases and parts of words cut out of texts, and how
/// many of them come back: without regard to what stands behind the cut, and with.
///
/// Without, a completion is right that begins with what was cut out; with, only one that is it.
enum Middles {
  /// What is cut out.
  enum Kind: String, CaseIterable {
    case word = "a word"
    case spacedWord = "a word with the space before it"
    case phrase = "two or three words"
    case part = "a part of a word"
  }

  static func run(_ arguments: [String]) throws {
    guard arguments.count >= 3, let count = Int(arguments[1]) else {
      throw BenchError(message: "usage: bench middle <model> <cuts> <text>…")
    }
    let loaded = try LoadedModel(path: arguments[0])
    let settings = ProcessInfo.processInfo.environment
    let texts = try arguments[2...].map { [UInt8](try Data(contentsOf: URL(filePath: $0))) }
    var random = SplitMix64(seed: 11)
    print("| \(loaded.name) | cuts | one side | both sides | ms of one | of both | passes |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    var all = Tally()
    for kind in Kind.allCases {
      var tally = Tally()
      while tally.cuts < count {
        let text = texts[tally.cuts % texts.count]
        guard let cut = Self.cut(kind, in: text, &random) else { continue }
        try tally.add(cut, loaded, settings)
      }
      print(tally.row(kind.rawValue))
      all.add(tally)
    }
    print(all.row("all"))
  }

  /// A text with something cut out.
  struct Cut {
    var before: [UInt8]
    var middle: [UInt8]
    var behind: [UInt8]
  }

  /// Cuts at a random place of a line; nil where there is nothing of the kind.
  private static func cut(
    _ kind: Kind, in text: [UInt8], _ random: inout SplitMix64
  ) -> Cut? {
    func below(_ count: Int) -> Int { Int(random.nextUnit() * Double(count)) }
    var start = 400 + below(text.count - 1000)
    while start < text.count - 300 && text[start] != 0x20 { start += 1 }
    start += 1
    var end = start
    let words = kind == .phrase ? 2 + below(2) : 1
    for word in 0..<words {
      if word > 0 { end += 1 }
      let first = end
      while end < text.count && isLetter(text[end]) { end += 1 }
      if end - first < (kind == .part ? 6 : 1) { return nil }
      guard end < text.count, text[end] == 0x20 else { return nil }
    }
    switch kind {
    case .word, .phrase: break
    case .spacedWord: start -= 1
    case .part:
      let length = 2 + below(3)
      start += 1 + below(end - start - length - 1)
      end = start + length
    }
    var first = start - 300
    while text[first] & 0xC0 == 0x80 { first += 1 }
    var last = end + 200
    while text[last] & 0xC0 == 0x80 { last -= 1 }
    return Cut(
      before: Array(text[first..<start]), middle: Array(text[start..<end]),
      behind: Array(text[end..<last]))
  }

  private static func isLetter(_ byte: UInt8) -> Bool { 0x61...0x7A ~= byte | 0x20 }

  /// What came back.
  private struct Tally {
    var cuts = 0
    var (oneSide, bothSides, passes) = (0, 0, 0)
    var (oneTimes, bothTimes): ([Double], [Double]) = ([], [])

    mutating func add(_ cut: Cut, _ loaded: LoadedModel, _ settings: [String: String]) throws {
      var options = CompletionOptions()
      options.maxTokens = 8
      let warm = loaded.completer.prepare([.text(cut.before)])
      _ = try loaded.completer.complete(warm, model: loaded.context)
      let one = try loaded.completer.complete(
        [.text(cut.before)], options: options, model: loaded.context)
      var suffix = Suffix(cut.behind)
      suffix.window = settings["WINDOW"].flatMap { Int($0) } ?? suffix.window
      suffix.width = settings["WIDTH"].flatMap { Int($0) } ?? suffix.width
      suffix.depth = settings["DEPTH"].flatMap { Int($0) } ?? suffix.depth
      suffix.candidates = settings["CANDIDATES"].flatMap { Int($0) } ?? suffix.candidates
      options.suffix = suffix
      let both = try loaded.completer.complete(
        [.text(cut.before)], options: options, model: loaded.context)
      cuts += 1
      if one.text.starts(with: cut.middle) { oneSide += 1 }
      if both.text == cut.middle { bothSides += 1 }
      oneTimes.append(one.milliseconds.total)
      bothTimes.append(both.milliseconds.total)
      passes += both.usage.forwardPasses
      if settings["SHOW"] != nil {
        print(
          String(decoding: cut.before.suffix(40), as: UTF8.self).debugDescription,
          String(decoding: cut.middle, as: UTF8.self).debugDescription,
          String(decoding: cut.behind.prefix(30), as: UTF8.self).debugDescription,
          "one", String(decoding: one.text, as: UTF8.self).debugDescription,
          "both", String(decoding: both.text, as: UTF8.self).debugDescription,
          both.middle.map { "\($0.logprob) \($0.emptyLogprob)" } ?? "")
      }
    }

    mutating func add(_ other: Tally) {
      cuts += other.cuts
      oneSide += other.oneSide
      bothSides += other.bothSides
      passes += other.passes
      oneTimes += other.oneTimes
      bothTimes += other.bothTimes
    }

    func row(_ name: String) -> String {
      String(
        format: "| %@ | %d | %d | %d | %.1f | %.1f, 95 %% %.1f | %.1f |", name, cuts, oneSide,
        bothSides, median(oneTimes), median(bothTimes),
        bothTimes.sorted()[bothTimes.count * 95 / 100], Double(passes) / Double(cuts))
    }
  }
}
