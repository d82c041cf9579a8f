import Completion
import Foundation
import Healing
import Model

/// `bench harms <model> <cuts> <text>…`: the harm of random cuts by what the tokenizer says of them,
/// for `PromptAnalysis/ExpectedHarm.swift`.
///
/// Texts are cut at random bytes. What ends there takes back one token or more, and the word at the end
/// is finished or not, which the tokenizer cannot know.
enum HarmTable {
  static func run(_ arguments: [String]) throws {
    guard arguments.count >= 3, let count = Int(arguments[1]) else {
      throw BenchError(message: "usage: bench harms <model> <cuts> <text>…")
    }
    let loaded = try LoadedModel(path: arguments[0])
    guard let healer = loaded.completer.healer else {
      throw BenchError(message: "the model cannot be healed")
    }
    let texts = try arguments[2...].map { [UInt8](try Data(contentsOf: URL(filePath: $0))) }
    var random = SplitMix64(seed: 3)
    var harms: [String: [Double]] = [:]
    for index in 0..<count {
      let text = texts[index % texts.count]
      var start = Int(random.nextUnit() * Double(text.count - 1000))
      while text[start] & 0xC0 == 0x80 { start += 1 }
      let cut = start + 100 + Int(random.nextUnit() * 200)
      let prompt = Array(text[start..<cut])
      guard let boundary = try? healer.boundary(of: prompt.span),
        let measure = try loaded.completer.measure(
          loaded.completer.prepare([.text(prompt)], options: .firstToken), model: loaded.context)
      else { continue }
      let pieceTokens = boundary.backup > 1 ? "many" : "one"
      let goesOn = isWordByte(text[cut]) ? "cut" : "finished"
      for condition in healer.conditions(at: boundary, of: prompt.span, specialTexts: []) {
        for kind in ["any", goesOn] {
          harms["\(condition.rawValue)\t\(pieceTokens)\t\(kind)", default: []].append(measure.harm)
        }
      }
    }
    print("condition\ttokens taken back\tword\tcuts\tquartile 1\tmedian\tquartile 3\tshare >= 0.05")
    for (key, values) in harms.sorted(by: { $0.key < $1.key }) {
      let sorted = values.sorted()
      let quartiles = [1, 2, 3].map { sorted[(sorted.count - 1) * $0 / 4] }
      let share = Double(sorted.count { $0 >= 0.05 }) / Double(sorted.count)
      let figures = (quartiles + [share]).map { String(format: "%.3f", $0) }
      print(([key, "\(sorted.count)"] + figures).joined(separator: "\t"))
    }
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    byte >= 0x80 || (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
  }
}
