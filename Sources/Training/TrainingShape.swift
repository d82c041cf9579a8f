/// The size of the model that is trained: llama blocks over a table that is also the head.
///
/// RMS norm before each part, rotary positions on adjacent pairs, SwiGLU, no biases.
/// Source: Touvron et al. 2023, arXiv:2302.13971.
package struct TrainingShape: Equatable, Sendable {
  /// Rows of the table: the classes of a ``ClassVocabulary``, rounded up to a multiple of 32.
  package var classes: Int
  /// Channels of the residual stream; a multiple of 32.
  package var width: Int
  /// Blocks.
  package var layers: Int
  /// Heads; `width / heads` is a multiple of 32.
  package var heads: Int
  /// Hidden units of the feed-forward part; a multiple of 32.
  package var hidden: Int

  /// Makes a shape.
  package init(classes: Int, width: Int, layers: Int, heads: Int, hidden: Int) {
    self.classes = (classes + 31) / 32 * 32
    self.width = width
    self.layers = layers
    self.heads = heads
    self.hidden = hidden
    precondition(
      width % 32 == 0 && hidden % 32 == 0 && width % (32 * heads) == 0,
      "width \(width), heads \(heads), hidden \(hidden)")
  }

  /// The base of the rotary angles.
  package static let rotaryBase: Float = 10_000

  /// Channels of a head.
  package var headWidth: Int { width / heads }
}

/// A run of parameters that is one matrix, or one gain.
package struct ParameterGroup: Equatable, Sendable {
  /// Which part of the model it is.
  package enum Role: String, Sendable {
    case table, attentionNorm, query, key, value, output, feedForwardNorm, gate, up, down
    case finalNorm
  }

  package var role: Role
  /// The block, or nil outside of them.
  package var layer: Int?
  /// Outputs; 1 for gains.
  package var rows: Int
  /// Inputs.
  package var columns: Int
  /// Where it lies in the flat parameters, row by row.
  package var range: Range<Int>

  /// Whether it is a matrix of a block, which ``Muon`` updates; AdamW has the rest.
  package var isBlockMatrix: Bool { rows > 1 && role != .table }
}

/// Where each parameter lies in one flat array: the table, the blocks, the last gain.
package struct ParameterLayout: Equatable, Sendable {
  /// All groups in order of their ranges, without gaps.
  package private(set) var groups: [ParameterGroup] = []
  /// The number of parameters.
  package private(set) var count = 0
  /// Groups in a block.
  static let groupsPerLayer = 9

  package init(_ shape: TrainingShape) {
    add(.table, nil, shape.classes, shape.width)
    for layer in 0..<shape.layers {
      add(.attentionNorm, layer, 1, shape.width)
      add(.query, layer, shape.width, shape.width)
      add(.key, layer, shape.width, shape.width)
      add(.value, layer, shape.width, shape.width)
      add(.output, layer, shape.width, shape.width)
      add(.feedForwardNorm, layer, 1, shape.width)
      add(.gate, layer, shape.hidden, shape.width)
      add(.up, layer, shape.hidden, shape.width)
      add(.down, layer, shape.width, shape.hidden)
    }
    add(.finalNorm, nil, 1, shape.width)
  }

  private mutating func add(_ role: ParameterGroup.Role, _ layer: Int?, _ rows: Int, _ columns: Int)
  {
    let size = rows * columns
    groups.append(
      ParameterGroup(
        role: role, layer: layer, rows: rows, columns: columns, range: count..<count + size))
    count += size
  }

  /// Where the table lies.
  package var table: ParameterGroup { groups[0] }
  /// Where the last gain lies.
  var finalNorm: ParameterGroup { groups[groups.count - 1] }

  /// Where the parts of a block lie.
  func block(_ layer: Int) -> BlockLayout {
    let first = 1 + layer * Self.groupsPerLayer
    return BlockLayout(
      attentionNorm: groups[first].range.lowerBound,
      queryKeyValue: groups[first + 1].range.lowerBound,
      output: groups[first + 4].range.lowerBound,
      feedForwardNorm: groups[first + 5].range.lowerBound,
      gateUp: groups[first + 6].range.lowerBound,
      down: groups[first + 8].range.lowerBound)
  }
}

/// The offsets of a block's parameters; matrices that share an input stand together as one.
struct BlockLayout {
  /// (width).
  var attentionNorm: Int
  /// (3 width, width).
  var queryKeyValue: Int
  /// (width, width).
  var output: Int
  /// (width).
  var feedForwardNorm: Int
  /// (2 hidden, width).
  var gateUp: Int
  /// (width, hidden).
  var down: Int
}
