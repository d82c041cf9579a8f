import Completion
import Foundation
import Healing
import Model
import Tokenizers

/// `bench keystrokes <model> <lines> <text>…`: lines of the texts typed byte by byte behind what stands
/// before them, the law of the next byte asked for after every key; what that makes the model
/// compute, and how far it is off.
enum Keystrokes {
  /// About how much of the text stands before a line: people type into documents.
  private static let contextBytes = 400

  struct Tally {
    var evaluations = 0
    var without = 0
    var passes = 0
    var worst = 0.0
    var forgotten = 0
    var milliseconds: [Double] = []
  }

  static func run(_ arguments: [String]) throws {
    guard arguments.count >= 3, let count = Int(arguments[1]) else {
      throw BenchError(message: "usage: bench keystrokes <model> <lines> <text>…")
    }
    let loaded = try LoadedModel(path: arguments[0])
    let texts = try arguments[2...].map { [UInt8](try Data(contentsOf: URL(filePath: $0))) }
    let lines = chosen(count, of: texts)
    let keys = lines.reduce(0) { $0 + $1.text.count }
    print("\(loaded.name): \(count) lines, \(keys) keystrokes")
    // A text begins with its begin token: what stands before the first key is settled.
    let old = loaded.completer
    let completer = Completer(
      tokenizer: old.tokenizer, ends: old.ends, begin: old.begin, addsBegin: old.begin != nil)
    let exact = try laws(of: lines, tolerance: 0, completer, loaded)
    for tolerance in [1e-2, 1e-3, 1e-4, 0] {
      let typed = try laws(of: lines, tolerance: tolerance, completer, loaded)
      var tally = typed.tally
      for (law, right) in zip(typed.laws, exact.laws) {
        tally.worst = max(tally.worst, law.totalVariation(to: right))
      }
      let share = Double(tally.evaluations) / Double(keys)
      print(
        "tolerance \(tolerance): \(format(share)) evaluations a keystroke,",
        "\(format(100 * Double(tally.without) / Double(keys))) % of keystrokes without any,",
        "\(format(Double(tally.passes) / Double(keys))) passes,",
        "greatest error \(tally.worst), \(tally.forgotten) tokens forgotten,",
        "median \(format(median(tally.milliseconds))) ms")
    }
    let plain = retokenized(lines, completer)
    print("encoding again, with what agrees kept: \(format(Double(plain) / Double(keys)))")
  }

  private static func laws(
    of lines: [Line], tolerance: Double, _ completer: Completer, _ loaded: LoadedModel
  ) throws -> (laws: [NextBytes], tally: Tally) {
    var (laws, tally) = ([NextBytes](), Tally())
    for line in lines {
      let model = CountingModel(InferenceContext(model: loaded.context.model))
      _ = try law(of: line.before, tolerance, completer, model)
      for end in 1...line.text.count {
        let before = (model.evaluations, model.passes)
        let start = ContinuousClock.now
        laws.append(try law(of: line.before + line.text[..<end], tolerance, completer, model))
        let time = ContinuousClock.now - start
        tally.milliseconds.append(Double(time.components.attoseconds) / 1e15)
        tally.evaluations += model.evaluations - before.0
        tally.passes += model.passes - before.1
        if model.evaluations == before.0 { tally.without += 1 }
      }
      tally.forgotten += model.forgotten
    }
    return (laws, tally)
  }

  private static func law(
    of prompt: [UInt8], _ tolerance: Double, _ completer: Completer, _ model: CountingModel
  ) throws -> NextBytes {
    guard let healer = completer.healer,
      let (boundary, law) = try completer.firstEvents(
        after: completer.prepare([.text(prompt)], options: .firstToken), model: model,
        tolerance: tolerance)
    else { throw BenchError(message: "the model cannot be healed") }
    return healer.nextBytes(law, after: boundary)
  }

  /// Tokens run by one who encodes the text again after every key and keeps what agrees.
  private static func retokenized(_ lines: [Line], _ completer: Completer) -> Int {
    var evaluations = 0
    for line in lines {
      var held = completer.tokenizer.encode(line.before.span)
      for end in 1...line.text.count {
        let prompt = line.before + line.text[..<end]
        let tokens = completer.tokenizer.encode(prompt.span)
        let common = zip(held, tokens).prefix { $0 == $1 }.count
        evaluations += max(1, tokens.count - common)
        held = tokens
      }
    }
    return evaluations
  }

  /// A line with what stands before it in its text.
  struct Line {
    var before: [UInt8]
    var text: [UInt8]
  }

  private static func chosen(_ count: Int, of texts: [[UInt8]]) -> [Line] {
    var random = SplitMix64(seed: 3)
    var lines: [Line] = []
    while lines.count < count {
      let text = texts[lines.count % texts.count]
      let offset = Int(random.nextUnit() * Double(text.count - 400))
      guard let start = text[offset...].firstIndex(of: 0x0A),
        let end = text[(start + 1)...].firstIndex(of: 0x0A)
      else { continue }
      let line = Array(text[start + 1..<end])
      guard 20...100 ~= line.count, start > 400,
        let first = text[..<(start - contextBytes)].lastIndex(of: 0x0A)
      else { continue }
      let before = Array(text[first + 1...start])
      lines.append(Line(before: before, text: line))
    }
    return lines
  }

  private static func format(_ value: Double) -> String { String(format: "%.3f", value) }
}

/// A model that counts what it is made to compute.
final class CountingModel: NextTokenModel {
  private let model: InferenceContext
  /// Tokens run.
  private(set) var evaluations = 0
  /// Runs.
  private(set) var passes = 0
  /// Tokens that had been read for good and were taken back.
  private(set) var forgotten = 0

  init(_ model: InferenceContext) { self.model = model }

  var vocabularySize: Int { model.vocabularySize }
  var capacity: Int { model.capacity }
  var tokens: [UInt32] { model.tokens }
  var branches: BranchTree { model.branches }

  func truncate(to count: Int) {
    forgotten += model.tokens.count - count
    model.truncate(to: count)
  }

  func append(tokens: [UInt32], isCancelled: () -> Bool) throws(ModelError) -> [Float] {
    (evaluations, passes) = (evaluations + tokens.count, passes + 1)
    return try model.append(tokens: tokens, isCancelled: isCancelled)
  }

  func evaluate(
    branches: [InferenceContext.BranchNode], after tokens: [UInt32], isCancelled: () -> Bool
  ) throws(ModelError) {
    (evaluations, passes) = (evaluations + tokens.count + branches.count, passes + 1)
    try model.evaluate(branches: branches, after: tokens, isCancelled: isCancelled)
  }

  func grow(
    _ branches: [InferenceContext.BranchNode], isCancelled: () -> Bool
  ) throws(ModelError) {
    (evaluations, passes) = (evaluations + branches.count, passes + 1)
    try model.grow(branches, isCancelled: isCancelled)
  }

  func forgetBranches(from count: Int) { model.forgetBranches(from: count) }

  func follow(path: [Int]) {
    forgotten += max(0, model.tokens.count - model.branches.start)
    model.follow(path: path)
  }

  func commit(path: [Int]) {
    forgotten += max(0, model.tokens.count - model.branches.start)
    model.commit(path: path)
  }
}
