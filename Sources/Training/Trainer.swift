import CKernels
package import Model

/// A run: parameters, optimizer, place in the text, and the step that moves them on.
///
/// Results follow from the settings and the text, bit for bit, on any number of threads.
package final class Trainer {
  /// What the results follow from.
  package let settings: TrainingSettings
  /// The tokens behind the classes.
  package let vocabulary: ClassVocabulary
  /// Steps done.
  package internal(set) var step = 0
  /// Tokens read in training.
  package internal(set) var tokens = 0
  /// The place in the text.
  package internal(set) var position = WindowOrder.Position()
  /// Mean nats a token of each step so far.
  package internal(set) var losses: [Float] = []
  /// Where parameters lie.
  package let layout: ParameterLayout

  let state: OptimizerState
  let kernels: Kernels
  private let parallelism: Parallelism
  private let weights: PackedWeights
  private let classTable: ClassTable
  private let shards: [Shard]
  private let muonScratch: [MuonScratch]
  private var order: WindowOrder

  /// Starts a run.
  ///
  /// - Parameters:
  ///   - settings: What the results follow from.
  ///   - vocabulary: The classes; `settings.shape.classes` of them, rounded up.
  ///   - text: Training text in classes.
  ///   - separator: The class that ends a document.
  ///   - parallelism: Who computes.
  package init(
    settings: TrainingSettings, vocabulary: ClassVocabulary, text: [UInt16], separator: UInt16,
    parallelism: Parallelism
  ) {
    precondition(
      settings.sequences % settings.shards == 0,
      "\(settings.sequences) sequences in \(settings.shards) shards")
    self.settings = settings
    self.vocabulary = vocabulary
    self.parallelism = parallelism
    let kernels = Kernels(settings.precision)
    self.kernels = kernels
    layout = ParameterLayout(settings.shape)
    state = OptimizerState(count: layout.count)
    weights = PackedWeights(settings.shape, layout, kernels)
    classTable = ClassTable(settings.shape, kernels)
    shards = (0..<settings.shards).map { _ in
      Shard(
        settings.shape, kernels, sequences: settings.sequencesPerPass, length: settings.length)
    }
    let layout = layout
    muonScratch = (0..<2).map { _ in MuonScratch(layout, kernels) }
    order = WindowOrder(
      text: text, separator: separator, length: settings.length, seed: settings.seed)
    initialize()
  }

  /// Draws the first parameters.
  ///
  /// What writes into the residual stream begins at zero, so that every block begins as the
  /// identity; the others keep the size of what they are given.
  private func initialize() {
    var generator = SplitMix64(seed: settings.seed, purpose: .initialization, moment: 0)
    for group in layout.groups {
      let size: Float
      switch group.role {
      case .table: size = 0.02
      case .attentionNorm, .feedForwardNorm, .finalNorm:
        unsafe state.parameters.at(group.range.lowerBound).update(
          repeating: 1, count: group.range.count)
        continue
      case .output, .down: continue
      case .query, .key, .value, .gate, .up: size = 0.5 / Float(group.columns).squareRoot()
      }
      for index in group.range { state.parameters[index] = size * generator.nextNormal() }
    }
  }

  /// What one step did.
  package struct Report: Equatable, Sendable {
    /// Mean nats a token.
    package var loss: Float
    /// The length of the gradient of the table and the gains, before clipping.
    package var gradientNorm: Float
  }

  /// Reads the next sequences of the text and updates the parameters.
  package func advance() -> Report {
    let examples = order.next(settings.sequences, at: &position)
    let loss = computeGradients(examples)
    let norm = update()
    step += 1
    tokens += settings.tokensPerStep
    losses.append(loss)
    return Report(loss: loss, gradientNorm: norm)
  }

  /// Computes the gradients of the mean loss of examples, for ``gradient(at:)``.
  ///
  /// - Parameter examples: As many sequences in each shard, targets as classes.
  /// - Returns: The mean loss in nats a token.
  package func computeGradients(_ examples: Examples) -> Float {
    var generator = SplitMix64(seed: settings.seed, purpose: .classes, moment: step)
    let selection = settings.sampler.select(
      targets: examples.targets, classes: vocabulary.tokens.count, generator: &generator)
    weights.pack(state.parameters, parallelism)
    classTable.load(selection, from: state.parameters, parallelism)
    let share = examples.inputs.count / shards.count
    let scale = 1 / Float(examples.inputs.count)
    parallelism.run(shards.count, 1) { range in
      for index in range {
        let part = index * share..<(index + 1) * share
        shards[index].reset(classes: classTable.paddedCount)
        shards[index].accumulate(
          Examples(
            inputs: Array(examples.inputs[part]), targets: Array(selection.targets[part])),
          state.parameters, weights, classTable, scale: scale)
      }
    }
    addGradients()
    return Float(shards.reduce(0) { $0 + $1.loss } * Double(scale))
  }

  /// Adds the other shards' gradients to the first's, those of the table's rows to the table's.
  private func addGradients() {
    let k = unsafe kernels.table.pointee
    let sum = shards[0].gradients
    parallelism.run(layout.count / 32, 4096) { range in
      for shard in shards.dropFirst() {
        let at = range.lowerBound * 32
        unsafe k.blend(sum.at(at), shard.gradients.at(at), range.count * 32, 1, 1)
      }
    }
    let width = settings.shape.width
    parallelism.run(classTable.rows.count, 512) { range in
      for row in range {
        for shard in shards {
          unsafe k.blend(
            sum.at(Int(classTable.rows[row]) * width), shard.classGradients.at(row * width),
            width, 1, 1)
        }
      }
    }
  }

  /// Updates the parameters from the first shard's gradients; returns their length for AdamW.
  private func update() -> Float {
    let gradients = shards[0].gradients
    let adamGroups = layout.groups.filter { !$0.isBlockMatrix }
    let norm = length(gradients, adamGroups)
    let factor = settings.schedule.factor(at: step)
    let scale = min(1, settings.clip / (norm + 1e-12))
    let pieces = adamGroups.flatMap { group in
      stride(from: group.range.lowerBound, to: group.range.upperBound, by: 1 << 18).map {
        $0..<min($0 + 1 << 18, group.range.upperBound)
      }
    }
    parallelism.run(pieces.count, 1) { range in
      for piece in pieces[range] {
        settings.adamW.update(
          piece, state, gradients, step: step + 1, rate: settings.tableRate * factor,
          gradientScale: scale, kernels)
      }
    }
    let matrices = layout.groups.filter(\.isBlockMatrix)
    let lanes = muonScratch.count
    parallelism.run(lanes, 1) { range in
      for lane in range {
        for index in stride(from: lane, to: matrices.count, by: lanes) {
          settings.muon.update(
            matrices[index], state, gradients, rate: settings.blockRate * factor,
            muonScratch[lane])
        }
      }
    }
    return norm
  }

  private func length(_ gradients: Floats, _ groups: [ParameterGroup]) -> Float {
    var squares = 0.0
    for group in groups {
      squares += unsafe kernels.table.pointee.sum_of_squares(
        gradients.at(group.range.lowerBound), group.range.count)
    }
    return Float(squares.squareRoot())
  }

  /// The gradient of one parameter after ``computeGradients(_:)``.
  package func gradient(at index: Int) -> Float { shards[0].gradients[index] }

  /// One parameter.
  package subscript(parameter index: Int) -> Float {
    get { state.parameters[index] }
    set { state.parameters[index] = newValue }
  }

  /// The whole softmax's loss on a text.
  ///
  /// - Parameters:
  ///   - text: Classes; read in windows of the run's length, each predicted from its own alone.
  ///   - every: Reads one window of so many.
  /// - Returns: Nats, summed, and the targets they were summed over, as ranges of the text.
  package func evaluate(_ text: [UInt16], every: Int = 1) -> (nats: Double, targets: [Range<Int>]) {
    let length = settings.length
    let windows = Array(stride(from: 0, to: (text.count - 1) / length, by: every))
    var examples = Examples(inputs: [], targets: [])
    for window in windows {
      let range = window * length..<(window + 1) * length
      examples.inputs += text[range].map { Int32($0) }
      examples.targets += text[range.lowerBound + 1..<range.upperBound + 1].map { Int32($0) }
    }
    let nats = losses(of: examples).reduce(0) { $0 + Double($1) }
    return (nats, windows.map { $0 * length + 1..<($0 + 1) * length + 1 })
  }

  /// The whole softmax's loss at each token of examples, in nats.
  ///
  /// - Parameter examples: Whole sequences, targets as classes.
  /// - Returns: One loss for each target.
  package func losses(of examples: Examples) -> [Float] {
    weights.pack(state.parameters, parallelism)
    var generator = SplitMix64(seed: 0)
    let selection = ClassSampler.all.select(
      targets: [], classes: vocabulary.tokens.count, generator: &generator)
    classTable.load(selection, from: state.parameters, parallelism)
    let losses = Floats(examples.inputs.count)
    let sequences = examples.inputs.count / settings.length
    let lanes = shards.count
    parallelism.run(lanes, 1) { range in
      for lane in range {
        let part =
          sequences * lane / lanes * settings.length..<sequences * (lane + 1) / lanes
          * settings.length
        shards[lane].evaluate(
          examples, part, into: losses, state.parameters, weights, classTable)
      }
    }
    return (0..<losses.count).map { losses[$0] }
  }
}
