import Completion
import Foundation
import Model

/// `bench middle <model> <cuts> <text>…`: words, phrases and parts of words cut out of texts, and how
/// many of them come back: without regard to what stands behind the cut, and with.
///
/// Without, a completion is right that begins with what was cut out, which is more than a person who
/// has to take away the rest would say; with, only one that is it.
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
    let texts = try arguments[2...].map { [UInt8](try Data(contentsOf: URL(filePath: $0))) }
    var random = SplitMix64(seed: 11)
    print("| \(loaded.name) | cuts | one side | both, brief | both | ms | ms, brief | ms, both |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    var all = Tally()
    for kind in Kind.allCases {
      var tally = Tally()
      while tally.cuts < count {
        let text = texts[tally.cuts % texts.count]
        guard let cut = Self.cut(kind, in: text, &random) else { continue }
        try tally.add(cut, loaded)
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

  /// What came back, and how long it took.
  private struct Tally {
    var cuts = 0
    var right = [0, 0, 0]
    var times: [[Double]] = [[], [], []]

    mutating func add(_ cut: Cut, _ loaded: LoadedModel) throws {
      // What stands before was read when it was typed.
      _ = try loaded.completer.complete(
        [.text(cut.before)], options: .firstToken, model: loaded.context)
      for (way, suffix) in [nil, Suffix.brief(cut.behind), Suffix(cut.behind)].enumerated() {
        var options = CompletionOptions()
        (options.maxTokens, options.suffix) = (8, suffix)
        let result = try loaded.completer.complete(
          [.text(cut.before)], options: options, model: loaded.context)
        let isRight =
          suffix == nil ? result.text.starts(with: cut.middle) : result.text == cut.middle
        if isRight { right[way] += 1 }
        times[way].append(result.milliseconds.total)
      }
      cuts += 1
    }

    mutating func add(_ other: Tally) {
      cuts += other.cuts
      for way in right.indices {
        right[way] += other.right[way]
        times[way] += other.times[way]
      }
    }

    func row(_ name: String) -> String {
      let columns =
        right.map { String($0) }
        + times.map { times in
          String(format: "%.0f, 95 %% %.0f", median(times), times.sorted()[times.count * 95 / 100])
        }
      return "| \(name) | \(cuts) | " + columns.joined(separator: " | ") + " |"
    }
  }
}
