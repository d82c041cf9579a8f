#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import Files
import Model
import Synchronization
import Tokenizers
import Training
import Vocabularies

/// Whether the person or the system asked the run to end.
private let stopRequested = Atomic<Bool>(false)

/// Trains on texts, goes on with a run, or writes what one has learned.
struct TrainCommand {
  private let arguments: Arguments
  private let tokenizer = Tokenizer.gpt2
  private let separator: TokenID = 50256

  init(_ arguments: Arguments) { self.arguments = arguments }

  func run() throws(UsageError) -> Int32 {
    guard let path = arguments.last("--checkpoint") else {
      throw UsageError("--checkpoint says where the run is kept")
    }
    let result: Result<Void, TrainingError>
    let plan = try plan(path)
    let settings = try Settings(arguments)
    do throws(TrainingError) {
      if !arguments.names.isEmpty { try train(from: path, plan, settings) }
      result = .success(try write(plan.checkpoint, settings.context))
    } catch {
      result = .failure(error)
    }
    guard case .failure(let error) = result else { return 0 }
    Console.error("promptls: \(error)")
    return 2
  }

  private func plan(_ path: String) throws(UsageError) -> TrainingDriver.Plan {
    var plan = TrainingDriver.Plan(checkpoint: arguments.last("--snapshot") ?? path)
    plan.lastStep = try arguments.last("--steps", as: "an integer", { Int($0) })
    plan.seconds = try arguments.last("--minutes", as: "a number", { Double($0) }).map { $0 * 60 }
    return plan
  }

  // MARK: Training.

  private func train(
    from path: String, _ plan: TrainingDriver.Plan, _ changes: Settings
  ) throws(TrainingError) {
    let bytes = (0..<TokenID(tokenizer.vocabularySize)).map { id in
      id == separator ? [] : tokenizer.bytes(of: id) ?? []
    }
    let text = try read(arguments.names)
    let checkpoint = File.kind(of: path) != nil ? try Checkpoint(path: path) : nil
    let vocabulary =
      checkpoint.map { ClassVocabulary(tokens: $0.tokens, bytes: bytes) }
      ?? ClassVocabulary(
        text: text.tokens, bytes: bytes, separator: separator, minimumCount: changes.minimumCount)
    let settings = changes.applied(
      to: checkpoint?.settings, classes: vocabulary.tokens.count, step: checkpoint?.step ?? 0)
    let trainer = Trainer(
      settings: settings, vocabulary: vocabulary, text: vocabulary.encode(text.tokens),
      separator: vocabulary.spellings[Int(separator)][0], parallelism: .allProcessors)
    if let checkpoint {
      try trainer.restore(
        checkpoint, continuing: checkpoint.settings.length == settings.length)
    }
    let heldOut = try arguments.last("--valid").map { (valid) throws(TrainingError) in
      HeldOutText(try read([valid]), vocabulary: vocabulary, bytes: bytes)
    }
    Console.error(
      "\(trainer.layout.count) parameters, \(vocabulary.tokens.count) classes, "
        + "\(text.tokens.count) tokens, products of \(settings.precision.rawValue)")
    for number in [SIGINT, SIGTERM] {
      signal(number) { _ in stopRequested.store(true, ordering: .relaxed) }
    }
    try TrainingDriver(trainer, heldOut: heldOut, plan: plan).run {
      stopRequested.load(ordering: .relaxed)
    } report: { event in
      Console.error(Self.line(event))
    }
  }

  private func read(_ names: [String]) throws(TrainingError) -> TrainingText {
    var text = TrainingText()
    for name in names {
      do throws(FileError) {
        text.append(
          try File.contents(of: name), tokenizer: tokenizer, separator: separator)
      } catch {
        throw .unreadable(path: error.path, reason: error.reason)
      }
    }
    return text
  }

  private static func line(_ event: TrainingDriver.Event) -> String {
    switch event {
    case .progress(let progress): "\(progress)"
    case .saved(let path): "saved \(path)"
    case .score(let step, let score):
      "step \(step): held-out cross-entropy \(score.crossEntropy), "
        + "perplexity \(score.perplexity), \(score.bitsPerByte) bits a byte"
    }
  }

  // MARK: Writing.

  private func write(_ path: String, _ context: Int?) throws(TrainingError) {
    guard ["--curve", "--export", "--packed"].contains(where: { arguments.last($0) != nil }) else {
      return
    }
    let checkpoint = try Checkpoint(path: path)
    if let curve = arguments.last("--curve") {
      let picture = LossCurve(
        losses: checkpoint.losses, tokensPerStep: checkpoint.settings.tokensPerStep)
      do throws(FileError) {
        try File.write(Array(picture.svg.utf8), to: curve)
      } catch {
        throw .unreadable(path: error.path, reason: error.reason)
      }
    }
    let packed = arguments.last("--packed")
    guard let file = arguments.last("--export") ?? packed.map({ $0 + ".gguf" }) else { return }
    try ModelExport(checkpoint, tokenizer: tokenizer).write(
      to: file, name: "promptls", contextLength: context ?? checkpoint.settings.length)
    guard let packed else { return }
    let text = try arguments.last("--valid").map { (valid) throws(TrainingError) in
      try read([valid])
    }
    do throws(ModelError) {
      try LanguageModel.load(path: file, options: .init(quantization: .int8)).writePacked(
        to: packed)
      guard let text else { return }
      let model = try LanguageModel.load(path: packed)
      let score = try text.score(model, tokenizer: tokenizer, every: 8, .allProcessors)
      Console.error("\(packed): \(score.bitsPerByte) bits a byte, perplexity \(score.perplexity)")
    } catch {
      throw .unreadable(path: packed, reason: "\(error)")
    }
  }
}

extension TrainCommand {
  /// What the command line says about a run's settings.
  private struct Settings {
    var minimumCount = 5
    var context: Int?
    private var numbers: [String: Int] = [:]
    private var rates: [String: Float] = [:]
    private let wholeSoftmax: Bool
    private let decay: Schedule.Decay

    init(_ arguments: Arguments) throws(UsageError) {
      for name in [
        "--width", "--layers", "--heads", "--hidden", "--sequences", "--length", "--warm-up",
        "--decay", "--seed", "--minimum-count", "--context",
      ] {
        numbers[name] = try arguments.positive(name)
      }
      for name in ["--block-rate", "--table-rate"] {
        rates[name] = try arguments.last(name, as: "a number") { Float($0) }
      }
      wholeSoftmax = arguments.has("--whole-softmax")
      decay = arguments.last("--schedule") == "cosine" ? .cosine : .linear
      minimumCount = numbers["--minimum-count"] ?? minimumCount
      context = numbers["--context"]
      try check()
    }

    /// The trainer takes wrong shapes for errors of ours.
    private func check() throws(UsageError) {
      let width = numbers["--width"] ?? 256
      let heads = numbers["--heads"] ?? 4
      guard width % (32 * heads) == 0, (numbers["--hidden"] ?? 32) % 32 == 0 else {
        throw UsageError("the width of a head and --hidden must be multiples of 32")
      }
      guard (numbers["--length"] ?? 64) % 64 == 0, (numbers["--sequences"] ?? 2) % 2 == 0 else {
        throw UsageError("--length must be a multiple of 64, --sequences of 2")
      }
    }

    /// The settings of a run: the checkpoint's or the defaults, and what was asked for.
    func applied(to old: TrainingSettings?, classes: Int, step: Int) -> TrainingSettings {
      var settings =
        old
        ?? TrainingSettings(
          shape: TrainingShape(
            classes: classes, width: numbers["--width"] ?? 256,
            layers: numbers["--layers"] ?? 8, heads: numbers["--heads"] ?? 4,
            hidden: numbers["--hidden"] ?? 704))
      settings.sequences = numbers["--sequences"] ?? settings.sequences
      settings.length = numbers["--length"] ?? settings.length
      settings.sequencesPerPass = max(1, 2048 / settings.length)
      settings.blockRate = rates["--block-rate"] ?? settings.blockRate
      settings.tableRate = rates["--table-rate"] ?? settings.tableRate
      settings.schedule.warmUp = numbers["--warm-up"] ?? settings.schedule.warmUp
      settings.seed = numbers["--seed"].map { UInt64($0) } ?? settings.seed
      if wholeSoftmax { settings.sampler = .all }
      if let steps = numbers["--decay"] {
        // A run that begins with its decay warms up first.
        let start = max(step, settings.schedule.warmUp)
        settings.schedule.decayStart = start
        settings.schedule.decaySteps = max(0, step + steps - start)
        settings.schedule.decay = decay
      }
      return settings
    }
  }
}
