import Foundation
import Tokenizers
import Vocabularies

/// `bench tokenizers`: speed on text seen for the first time, on text seen before, and on long runs,
/// beside the peers in the same run.
///
/// Options: `--corpus FOLDER`, `--vocabularies FOLDER`, `--python PATH` (of the environment that
/// `Tests/Tools/tokenizers/install_peers.sh` made; without it only ours is measured), `--rounds N`,
/// `--only TOKENIZER`, `--peers NAME,…`, `--run NAME` (of the long runs), `--json FILE`.
struct TokenizerSuite {
  private var options: [String: String] = [:]
  private var results: [[String: Any]] = []
  private var peer: PeerProcess?

  private static let corpora = ["english", "code", "multilingual", "json_emoji"]
  private static let widths = [18, 11, 12, 12, 12, 12, 9]

  init(_ arguments: [String]) throws {
    for index in stride(from: 0, to: arguments.count - 1, by: 2) {
      options[String(arguments[index].dropFirst(2))] = arguments[index + 1]
    }
    if let python = options["python"] {
      peer = try PeerProcess(
        python: python, script: "Tests/Tools/tokenizers/peers.py",
        arguments: [option("vocabularies", "../shared/vocab")])
    }
  }

  private func option(_ name: String, _ standard: String) -> String { options[name] ?? standard }

  mutating func run() throws {
    printRow(
      ["tokenizer", "tool"] + Self.corpora + ["median"], widths: Self.widths)
    for tokenizer in Vocabularies.all {
      if let only = options["only"], only != tokenizer.name { continue }
      try measure(tokenizer)
    }
    if let path = options["json"] {
      let data = try JSONSerialization.data(
        withJSONObject: results, options: [.prettyPrinted, .sortedKeys])
      try data.write(to: URL(filePath: path))
    }
  }

  private func peers(of tokenizer: Tokenizer) -> [String] {
    guard peer != nil else { return [] }
    if let peers = options["peers"] { return peers.split(separator: ",").map(String.init) }
    if tokenizer.kind == .wordPiece { return ["hf", "nanotoken"] }
    return tokenizer.name == "p50k_base"
      ? ["tiktoken"] : ["tiktoken", "quicktok", "toktok", "splintr", "gigatoken"]
  }

  private mutating func measure(_ tokenizer: Tokenizer) throws {
    let tools = ["ours"] + peers(of: tokenizer)
    // Seconds by tool and corpus: the first pass, and the best of the later ones.
    var first: [String: [Double]] = [:]
    var warm: [String: [Double]] = [:]
    var sizes: [Double] = []
    for corpus in Self.corpora {
      let path = option("corpus", "../shared/corpus") + "/\(corpus).txt"
      let texts = try documents(path)
      sizes.append(Double(texts.reduce(0) { $0 + $1.count }))
      var firsts: [String: [Double]] = [:]
      var later: [String: [Double]] = [:]
      for round in 0..<(Int(option("rounds", "3")) ?? 3) {
        for tool in tools {
          for fresh in [true, false] {
            let seconds =
              tool == "ours"
              ? pass(tokenizer, texts, fresh: fresh)
              : peer?.seconds([
                "tool": tool, "tokenizer": tokenizer.name, "corpus": path, "fresh": fresh,
              ])
            guard let seconds else { continue }
            if fresh { firsts[tool, default: []].append(seconds) }
            if !fresh { later[tool, default: []].append(seconds) }
            results.append([
              "tokenizer": tokenizer.name, "tool": tool, "corpus": corpus, "round": round,
              "pass": fresh ? "first" : "warm", "seconds": seconds,
            ])
          }
        }
      }
      for tool in tools {
        first[tool, default: []].append(firsts[tool]?.min() ?? .nan)
        warm[tool, default: []].append(later[tool]?.min() ?? .nan)
      }
    }
    for (label, table) in [("first", first), ("warm", warm)] {
      report(tokenizer.name + " " + label, tools, table, sizes)
    }
    try measureRuns(tokenizer, english: sizes[0] / (first["ours"]?[0] ?? .nan))
  }

  /// The time per byte of long runs, as a multiple of that of the English corpus.
  private mutating func measureRuns(_ tokenizer: Tokenizer, english: Double) throws {
    var cells: [String] = []
    for run in LongRuns.all {
      if let only = options["run"], only != run.name { continue }
      let text = run.text()
      let seconds =
        (0..<2).map { _ in
          tokenizer.dropCaches()
          return cpuSeconds { _ = tokenizer.count(text.span) }
        }.min() ?? .nan
      let ratio = english / (Double(text.count) / seconds)
      cells.append("\(run.name) " + String(format: "%.2f", ratio))
      results.append([
        "tokenizer": tokenizer.name, "tool": "ours", "run": run.name, "bytes": text.count,
        "seconds": seconds, "timePerByteOfEnglish": ratio,
      ])
    }
    printNow(
      "\(tokenizer.name) runs, time per byte / that of English: \(cells.joined(separator: ", "))")
  }

  /// One pass over some texts by ours.
  private func pass(_ tokenizer: Tokenizer, _ texts: [[UInt8]], fresh: Bool) -> Double {
    if fresh { tokenizer.dropCaches() }
    var tokens = 0
    return cpuSeconds {
      for text in texts { tokens += tokenizer.encode(text.span).count }
    }
  }

  private func report(
    _ title: String, _ tools: [String], _ table: [String: [Double]], _ sizes: [Double]
  ) {
    let reference = tools.count > 1 ? table[tools[1]] : nil
    for tool in tools {
      guard let seconds = table[tool], seconds.contains(where: { !$0.isNaN }) else { continue }
      var cells: [String] = []
      var ratios: [Double] = []
      for (index, second) in seconds.enumerated() {
        let ratio = (reference?[index] ?? .nan) / second
        ratios.append(ratio)
        cells.append(
          String(format: "%.1f", sizes[index] / second / 1e6)
            + (ratio.isNaN ? "" : String(format: " (%.2f)", ratio)))
      }
      printRow(
        [title, tool] + cells + [String(format: "%.2f", median(ratios))], widths: Self.widths)
    }
  }
}
