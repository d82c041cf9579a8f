#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import Files

/// The packed format: the run of weights as it lies in memory, behind a header.
///
/// All numbers are little-endian. The header is the magic `promptls`, the version, the
/// configuration in ``fields(of:)``' order as 32-bit numbers, the number of rotary divisors and
/// these, the number of pieces and the format of each that is there (255 for a vector, 254 for a
/// piece the model lacks) in the plan's order. The run begins at the next multiple of 64.
enum PackedModel {
  private static let magic = Array("promptls".utf8)
  static let version: UInt32 = 1
  private static let vectorMark: UInt8 = 255
  private static let absentMark: UInt8 = 254

  static func isPacked(_ bytes: UnsafeRawBufferPointer) -> Bool {
    unsafe bytes.starts(with: magic)
  }

  private static func fields(of configuration: Configuration) -> [UInt32] {
    [
      configuration.architecture == .gpt2 ? 0 : 1, UInt32(configuration.layers),
      UInt32(configuration.width), UInt32(configuration.heads),
      UInt32(configuration.keyValueHeads), UInt32(configuration.headSize),
      UInt32(configuration.feedForward), UInt32(configuration.contextLength),
      UInt32(configuration.vocabularySize), configuration.normEpsilon.bitPattern,
      configuration.rotaryBase.bitPattern, configuration.rotaryPairs == .halves ? 1 : 0,
      configuration.tiedHead ? 1 : 0,
    ]
  }

  /// The plan of a packed model: an untied embedding is a matrix of its own.
  private static func plan(_ configuration: Configuration) -> [WeightPlan.Entry] {
    WeightPlan.entries(of: configuration, hasOwnEmbedding: !configuration.tiedHead)
  }

  /// Lays the weights out over a packed file's bytes.
  static func weights(
    in bytes: UnsafeRawBufferPointer, owner: AnyObject?, path: String,
    embeddingRows: Weights.EmbeddingRows = .tiles
  ) throws(ModelError) -> Weights {
    var offset = magic.count
    func malformed(_ reason: String) -> ModelError {
      .malformed(path: path, offset: offset, reason: reason)
    }
    func number() throws(ModelError) -> UInt32 {
      guard bytes.count - offset >= 4 else { throw malformed("the header ends early") }
      defer { offset += 4 }
      return unsafe UInt32(
        littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }
    guard unsafe isPacked(bytes), let start = bytes.baseAddress,
      UInt(bitPattern: start).isMultiple(of: 64)
    else { throw malformed("the bytes are not a packed model at a multiple of 64") }
    let found = try number()
    guard found == version else {
      throw .unsupported(path: path, what: "version \(found) of the packed format")
    }
    var fields: [UInt32] = []
    for _ in 0..<13 { fields.append(try number()) }
    let configuration = Configuration(
      architecture: fields[0] == 0 ? .gpt2 : .llama, layers: Int(fields[1]),
      width: Int(fields[2]), heads: Int(fields[3]), keyValueHeads: Int(fields[4]),
      headSize: Int(fields[5]), feedForward: Int(fields[6]), contextLength: Int(fields[7]),
      vocabularySize: Int(fields[8]), normEpsilon: Float(bitPattern: fields[9]),
      rotaryBase: Float(bitPattern: fields[10]), rotaryPairs: fields[11] == 1 ? .halves : .adjacent,
      tiedHead: fields[12] == 1)
    try configuration.validate(path: path)
    let divisorCount = try number()
    guard divisorCount == 0 || divisorCount == configuration.headSize / 2 else {
      throw malformed("\(divisorCount) rotary divisors")
    }
    var divisors: [Float] = []
    for _ in 0..<divisorCount { divisors.append(Float(bitPattern: try number())) }
    let entries = plan(configuration)
    guard try number() == entries.count, bytes.count - offset >= entries.count else {
      throw malformed("the header does not have \(entries.count) pieces")
    }
    var pieces: [(WeightRole, Weights.Piece)] = []
    var size = 0
    for entry in entries {
      let mark = unsafe bytes[offset]
      offset += 1
      if mark == absentMark, entry.isOptional { continue }
      let piece: Weights.Piece
      if entry.isMatrix, let format = Matrix.Format(rawValue: mark) {
        piece = .matrix(format, rows: entry.shape[0], columns: entry.shape[1])
      } else if !entry.isMatrix, mark == vectorMark {
        piece = .vector(count: entry.shape.reduce(1, *))
      } else {
        throw malformed("the piece \(entry.role) has the format \(mark)")
      }
      size += piece.byteCount
      guard size <= bytes.count else { throw malformed("the weights end early") }
      pieces.append((entry.role, piece))
    }
    let run = (offset + 63) / 64 * 64
    guard bytes.count - run == size else {
      throw malformed("the weights take \(size) bytes, \(bytes.count - run) are there")
    }
    return unsafe Weights(
      configuration: configuration, pieces: pieces, owner: owner,
      base: UnsafeMutableRawPointer(mutating: start + run), embeddingRows: embeddingRows,
      rotaryDivisors: divisors)
  }

  /// Writes weights as a packed file.
  static func write(_ weights: Weights, to path: String) throws(ModelError) {
    let configuration = weights.configuration
    var header = magic
    func append(_ number: UInt32) {
      for shift in stride(from: 0, to: 32, by: 8) { header.append(UInt8(number >> shift & 255)) }
    }
    append(version)
    fields(of: configuration).forEach(append)
    append(UInt32(weights.rotaryDivisors.count))
    weights.rotaryDivisors.forEach { append($0.bitPattern) }
    let entries = plan(configuration)
    append(UInt32(entries.count))
    let placed = Dictionary(uniqueKeysWithValues: weights.pieces.map { ($0.role, $0) })
    var embedding: Storage?
    for entry in entries {
      switch placed[entry.role]?.piece {
      case .matrix(let format, _, _): header.append(format.rawValue)
      case .vector: header.append(vectorMark)
      case nil where entry.role == .tokenEmbedding:
        embedding = try weights.packEmbedding(path: path)
        header.append(weights.head.matrix.format.rawValue)
      case nil: header.append(absentMark)
      }
    }
    header += [UInt8](repeating: 0, count: (64 - header.count % 64) % 64)
    do throws(FileError) {
      let output = try OutputFile(path: path)
      try output.write(header)
      // An embedding that was left in its file comes first, as in the plan.
      if let embedding {
        unsafe try output.write(
          UnsafeRawBufferPointer(start: embedding.base, count: embedding.count))
      }
      unsafe try output.write(UnsafeRawBufferPointer(start: weights.base, count: weights.byteCount))
      try output.close()
    } catch {
      throw ModelError(error)
    }
  }
}
