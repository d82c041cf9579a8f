import Healing
import Model
import Tokenizers

/// How probable some texts are behind a prompt: for each the model's probability that a text begins with
/// both, relative to that of the prompt's stable tokens.
///
/// It is the weight of the covering of both together. A model is asked for as much of it as decides what
/// is wanted: every weight is known to lie between what is ``Lane/certain`` and that and ``Lane/open``,
/// and of texts that a better one is certain to surpass no more is computed.
struct ContinuationWeights {
  /// One text.
  struct Lane {
    /// The prompt's end and the text, with the text's own end.
    let boundary: Boundary
    /// The tokens between the prompt's stable ones and the text's.
    fileprivate let forced: [TokenID]
    /// The forced tokens, and behind them the contexts of the boundary's tree; the first is the root.
    fileprivate var places: [Place]
    /// A lower bound of the weight.
    fileprivate(set) var certain = 0.0
    /// What may have to be added to it.
    fileprivate(set) var open = 1.0

    /// The tokens after the prompt's stable ones, where nothing follows the text.
    var tokens: [TokenID] {
      Array(boundary.naive.dropFirst(boundary.stable.count - forced.count))
    }
  }

  /// A token in a lane.
  fileprivate struct Place {
    /// The place before.
    var parent: Int
    var token: TokenID
    /// The context of the tree that it is, if it is one.
    var context: Int?
    /// Whether the text ends with it, so that nothing has to be asked.
    var isEnd: Bool
    /// The model's branch, once asked.
    var node: Int?
    var leaves: LikelyTokens?
    /// The probability of all tokens up to it; 0 where the model was not asked.
    var weight = 0.0
  }

  /// The texts, in the order given; nil for what makes no text behind the prompt.
  private(set) var lanes: [Lane?]
  /// Runs of the model.
  private(set) var passes = 0
  private let healer: Healer
  private let model: any NextTokenModel
  private let tolerance: Double

  /// Lanes that are asked about in one pass.
  private static let atOnce = 8
  /// Tokens of a lane that are run in one pass: to run one that does not matter costs less than a pass.
  private static let ahead = 3

  /// Encodes texts and takes over what the model has been asked already.
  ///
  /// - Parameters:
  ///   - texts: What follows the prompt.
  ///   - boundary: The prompt's.
  ///   - root: The model's branch that is the last stable token of the prompt.
  ///   - model: Who is asked.
  ///   - healer: The vocabulary.
  ///   - tolerance: How far weights may be off, as a part of them.
  init(
    _ texts: [[UInt8]], behind boundary: Boundary, root: Int, model: any NextTokenModel,
    _ healer: Healer, tolerance: Double
  ) {
    (self.model, self.healer, self.tolerance) = (model, healer, tolerance)
    let known = boundary.stable.count - boundary.settledTokens
    lanes = texts.map { text in
      let whole = boundary.window + text
      guard let longer = try? healer.boundary(of: whole.span) else { return nil }
      return Lane(longer, after: known, root: root)
    }
    for index in lanes.indices { look(at: index) }
  }

  /// The lane of the greatest certain weight of some.
  func greatest(of lanes: Range<Int>) -> Int? {
    lanes.filter { self.lanes[$0] != nil }
      .max { (self.lanes[$0]?.certain ?? 0, $1) < (self.lanes[$1]?.certain ?? 0, $0) }
  }

  /// Asks until some lanes are known as well as is wanted.
  ///
  /// - Parameters:
  ///   - range: The lanes.
  ///   - greatestOnly: Whether only the greatest has to be known, and that it is; else all are.
  ///   - isCancelled: Asked between the model's layers.
  /// - Throws: ``CompletionError``, also when cancelled.
  mutating func resolve(
    _ range: Range<Int>, greatestOnly: Bool, _ isCancelled: () -> Bool
  ) throws(CompletionError) {
    while true {
      let least = greatestOnly ? greatest(of: range).flatMap { lanes[$0]?.certain } ?? 0 : 0
      let pending = range.compactMap { index -> (index: Int, bound: Double)? in
        guard let lane = lanes[index], lane.open > tolerance * lane.certain else { return nil }
        let bound = lane.certain + lane.open
        return bound > least || lane.certain == least ? (index, bound) : nil
      }
      if pending.isEmpty { return }
      let chosen = pending.sorted { ($0.bound, $1.index) > ($1.bound, $0.index) }
      try ask(chosen.prefix(Self.atOnce).map(\.index), isCancelled)
      for index in lanes.indices { look(at: index) }
    }
  }

  /// Runs what lanes lack next.
  private mutating func ask(
    _ chosen: [Int], _ isCancelled: () -> Bool
  ) throws(CompletionError) {
    var batch = BranchBatch(after: model.branches)
    for lane in chosen {
      guard let lane = lanes[lane] else { continue }
      var nodes = lane.places.map(\.node)
      for (index, place) in lane.places.enumerated() where nodes[index] == nil && !place.isEnd {
        guard let parent = nodes[place.parent] else { continue }
        // Of so many one is above that, or all together are not open.
        let isOpen = place.weight > tolerance * lane.certain / Double(nodes.count)
        let isAhead = index <= lane.forced.count && lane.isKnown(atMost: Self.ahead, before: index)
        if isOpen || isAhead { nodes[index] = batch.add(place.token, after: parent) }
      }
    }
    passes += 1
    do {
      try model.grow(batch.nodes, isCancelled: isCancelled)
    } catch { throw .model(error) }
  }

  /// Takes over what the model has been asked, and weighs a lane by it.
  private mutating func look(at index: Int) {
    guard var lane = lanes[index] else { return }
    (lane.certain, lane.open) = (0, 0)
    let tree = model.branches
    for index in lane.places.indices {
      lane.enter(index, tree)
      let place = lane.places[index]
      guard place.weight > 0 else { continue }
      if place.isEnd {
        lane.certain += place.weight
      } else if let node = place.node {
        guard let context = place.context else { continue }
        if place.leaves == nil {
          let answer = tree.nodes[node]
          lane.places[index].leaves = healer.likelyLeaves(
            of: context, in: lane.boundary,
            NextToken(logits: answer.logits, logTotal: answer.logTotal), tolerance: tolerance / 16)
        }
        lane.certain += place.weight * (lane.places[index].leaves?.mass ?? 0)
      } else {
        lane.open += place.weight
      }
    }
    lanes[index] = lane
  }
}

extension ContinuationWeights.Lane {
  fileprivate init(_ boundary: Boundary, after known: Int, root: Int) {
    self.boundary = boundary
    forced = Array(boundary.stable.dropFirst(known))
    places = []
    let contexts = boundary.tree.contexts
    for place in 0..<forced.count + contexts.count {
      let context = place < forced.count ? nil : place - forced.count
      let above = context.flatMap { contexts[$0].parent }
      places.append(
        ContinuationWeights.Place(
          parent: above.map { forced.count + $0 } ?? max(0, place - 1),
          token: context.flatMap { contexts[$0].token } ?? (place > 0 ? forced[place - 1] : 0),
          context: context,
          isEnd: context.map { contexts[$0].spelled == boundary.tail.count } ?? false))
    }
    places[0].node = root
    places[0].weight = 1
  }

  /// Finds the weight and the branch of a place behind one that has them.
  fileprivate mutating func enter(_ index: Int, _ tree: BranchTree) {
    guard index > 0, places[index].node == nil else { return }
    let parent = places[places[index].parent]
    guard let node = parent.node else { return }
    let token = places[index].token
    if places[index].weight == 0 {
      let answer = tree.nodes[node]
      places[index].weight =
        parent.weight
        * NextToken(logits: answer.logits, logTotal: answer.logTotal).probability(of: token)
    }
    places[index].node = tree.child(of: node, token)
  }

  /// Whether one of the few places before a forced token's has been asked about.
  fileprivate func isKnown(atMost count: Int, before index: Int) -> Bool {
    places[max(0, index - count)..<index].contains { $0.node != nil }
  }
}
