/// All weights of a model in the form the forward pass reads.
///
/// They lie in one run of memory whose plan follows from the configuration and the formats alone, so
/// that the run can be written to a file and mapped again: that is the packed format.
@safe final class Weights: @unchecked Sendable {
  /// One block.
  @safe struct Layer {
    var attentionNorm: Norm
    /// Query, key, value; their outputs stand side by side.
    var attentionIn: [Linear]
    var attentionOut: Linear
    var feedForwardNorm: Norm
    /// Gate and up of llama, up alone of gpt2.
    var feedForwardIn: [Linear]
    var feedForwardOut: Linear
  }

  /// Where the rows of the token embedding are read from.
  enum EmbeddingRows {
    /// The matrix that is also the head, or one of its own.
    case tiles
    /// The file's own tensor.
    case tensor(Tensor)
  }

  /// A piece of the run: a matrix or a vector of floats.
  enum Piece {
    case matrix(Matrix.Format, rows: Int, columns: Int)
    case vector(count: Int)

    var byteCount: Int {
      switch self {
      case .matrix(let format, let rows, let columns):
        Matrix.byteCount(format: format, rows: rows, columns: columns)
      case .vector(let count): (count * 4 + 63) / 64 * 64
      }
    }
  }

  let configuration: Configuration
  /// What owns the run: storage of our own, a mapped file, or nothing for bytes in the executable.
  let owner: AnyObject?
  let base: UnsafeMutableRawPointer
  let byteCount: Int
  /// The pieces of the run, in order, each at a multiple of 64 bytes.
  let pieces: [(role: WeightRole, piece: Piece, offset: Int)]

  let layers: [Layer]
  let finalNorm: Norm
  let head: Linear
  let embedding: Matrix?
  let embeddingRows: EmbeddingRows
  /// (contextLength, C) of gpt2.
  let positions: UnsafeMutablePointer<Float>?
  /// The files that the forward pass reads from.
  private let files: [MappedFile]
  /// Divisors of rotary frequencies; empty for none.
  let rotaryDivisors: [Float]

  /// Lays the run out over memory at `base`.
  ///
  /// - Precondition: The memory has the size that ``byteCount(of:)`` gives for the pieces.
  init(
    configuration: Configuration, pieces list: [(WeightRole, Piece)], owner: AnyObject?,
    base: UnsafeMutableRawPointer, embeddingRows: EmbeddingRows, rotaryDivisors: [Float]
  ) {
    self.configuration = configuration
    self.owner = owner
    unsafe self.base = unsafe base
    self.embeddingRows = embeddingRows
    self.rotaryDivisors = rotaryDivisors
    var files = [owner as? MappedFile].compactMap(\.self)
    if case .tensor(let tensor) = embeddingRows { files.append(tensor.file) }
    self.files = files
    var offset = 0
    var placed: [(role: WeightRole, piece: Piece, offset: Int)] = []
    var matrices: [WeightRole: Matrix] = [:]
    var vectors: [WeightRole: UnsafeMutablePointer<Float>] = unsafe [:]
    for (role, piece) in list {
      placed.append((role, piece, offset))
      switch piece {
      case .matrix(let format, let rows, let columns):
        matrices[role] = unsafe Matrix(
          tiles: base + offset, format: format, rows: rows, columns: columns)
      case .vector:
        unsafe vectors[role] = (base + offset).assumingMemoryBound(to: Float.self)
      }
      offset += piece.byteCount
    }
    byteCount = offset
    pieces = placed

    func linear(_ role: WeightRole, _ bias: WeightRole? = nil) -> Linear? {
      guard let matrix = matrices[role] else { return nil }
      return unsafe Linear(matrix: matrix, bias: bias.flatMap { unsafe vectors[$0] })
    }
    func required<T>(_ value: T?, _ role: WeightRole) -> T {
      guard let value = value else { preconditionFailure("the plan has no \(role)") }
      return value
    }
    func norm(_ weight: WeightRole, _ bias: WeightRole) -> Norm {
      unsafe Norm(weight: required(vectors[weight], weight), bias: vectors[bias])
    }
    layers = (0..<configuration.layers).map { index in
      func role(_ part: LayerRole) -> WeightRole { .layer(index, part) }
      let inward: [Linear] = [
        linear(role(.queryKeyValue), role(.queryKeyValueBias)),
        linear(role(.query), role(.queryBias)), linear(role(.key), role(.keyBias)),
        linear(role(.value), role(.valueBias)),
      ].compactMap { $0 }
      let hidden: [Linear] = [linear(role(.gate)), linear(role(.up), role(.upBias))]
        .compactMap { $0 }
      return Layer(
        attentionNorm: norm(role(.attentionNorm), role(.attentionNormBias)),
        attentionIn: inward,
        attentionOut: required(
          linear(role(.attentionOut), role(.attentionOutBias)), role(.attentionOut)),
        feedForwardNorm: norm(role(.feedForwardNorm), role(.feedForwardNormBias)),
        feedForwardIn: hidden,
        feedForwardOut: required(linear(role(.down), role(.downBias)), role(.down)))
    }
    finalNorm = norm(.finalNorm, .finalNormBias)
    head = required(linear(.head), .head)
    embedding = matrices[.tokenEmbedding]
    unsafe positions = vectors[.positionEmbedding]
  }

  /// Throws where a file that is still read from has become shorter.
  func checkFiles() throws(ModelError) {
    for file in files where file.wasCut { throw file.cutFailure }
  }

  /// Bytes that the pieces take together.
  static func byteCount(of pieces: [(WeightRole, Piece)]) -> Int {
    pieces.reduce(0) { $0 + $1.1.byteCount }
  }
}
