import Digests
import Files

/// A run between two steps, as a file.
///
/// A line that names the format, lines of `name value`, an empty line; then little-endian arrays:
/// the token of each class (uint32), the losses so far (float), parameters, first and second
/// moments (float); then a checksum of all before it (uint64). A run that goes on from it does, bit
/// for bit, what it would have done without the stop.
extension Trainer {
  private static let magic = "promptls-training 1"

  /// Writes the run to a file; the file of before stays until the new one is whole.
  package func save(to path: String) throws(TrainingError) {
    do throws(FileError) { try write(to: path) } catch { throw TrainingError(error) }
  }

  private func write(to path: String) throws(FileError) {
    var writer = ChecksummedFile(try OutputFile(path: path))
    var header = Self.magic + "\n"
    for (name, value) in settings.fields { header += "\(name) \(value)\n" }
    header += "classes \(vocabulary.tokens.count)\nstep \(step)\ntokens \(tokens)\n"
    header += "epoch \(position.epoch)\nwindow \(position.window)\n\n"
    try writer.write(Array(header.utf8))
    try writer.write(littleEndianBytes(vocabulary.tokens))
    try writer.write(littleEndianBytes(losses.map(\.bitPattern)))
    for buffer in [state.parameters, state.first, state.second] {
      try writer.write(buffer, 0..<layout.count)
    }
    try writer.close()
  }

  /// Goes on from a checkpoint.
  ///
  /// - Parameters:
  ///   - checkpoint: Of a run with the same shape.
  ///   - continuing: Whether the place in the text is taken over too; else a new epoch begins.
  /// - Throws: ``TrainingError/mismatch(path:what:)``.
  package func restore(
    _ checkpoint: Checkpoint, continuing: Bool = true
  ) throws(TrainingError) {
    guard checkpoint.settings.shape == settings.shape, checkpoint.tokens == vocabulary.tokens else {
      throw .mismatch(path: checkpoint.path, what: "its shape or classes differ")
    }
    step = checkpoint.step
    tokens = checkpoint.tokensRead
    losses = checkpoint.losses
    position = checkpoint.position
    if !continuing {
      position.epoch += 1
      position.window = 0
    }
    var offset = checkpoint.arrays
    unsafe checkpoint.bytes.withUnsafeBytes { bytes in
      for buffer in [state.parameters, state.first, state.second] {
        let size = layout.count * 4
        unsafe UnsafeMutableRawPointer(buffer.base).copyMemory(
          from: bytes.baseAddress.unsafelyUnwrapped + offset, byteCount: size)
        offset += size
      }
    }
  }
}

/// A file that ends in the checksum of what stands before.
private struct ChecksummedFile {
  private let file: OutputFile
  private var checksum = FNV1a()

  init(_ file: OutputFile) { self.file = file }

  mutating func write(_ bytes: [UInt8]) throws(FileError) {
    unsafe bytes.withUnsafeBytes { unsafe checksum.add($0) }
    try file.write(bytes)
  }

  /// Appends numbers as they lie in memory.
  mutating func write(_ buffer: Floats, _ range: Range<Int>) throws(FileError) {
    let bytes = unsafe UnsafeRawBufferPointer(
      start: buffer.at(range.lowerBound), count: range.count * MemoryLayout<Float>.stride)
    unsafe checksum.add(bytes)
    try unsafe file.write(bytes)
  }

  func close() throws(FileError) {
    try file.write((0..<8).map { UInt8(truncatingIfNeeded: checksum.value >> (8 * $0)) })
    try file.close()
  }
}

/// What a checkpoint file says, its arrays still as bytes.
package struct Checkpoint {
  /// The file it came from.
  package let path: String
  /// The settings of the run so far.
  package let settings: TrainingSettings
  /// The token of each class.
  package let tokens: [UInt32]
  /// Steps done.
  package let step: Int
  /// Tokens read.
  package let tokensRead: Int
  /// Mean nats a token of each step.
  package let losses: [Float]
  let position: WindowOrder.Position
  let bytes: [UInt8]
  /// Where the parameters begin.
  let arrays: Int

  /// Reads a checkpoint and its checksum.
  package init(path: String) throws(TrainingError) {
    self.path = path
    do throws(FileError) {
      bytes = try File.contents(of: path)
    } catch {
      throw TrainingError(error)
    }
    let lines = try Self.header(bytes, path)
    var values: [Substring: Substring] = [:]
    for line in lines.dropFirst() {
      let parts = line.split(separator: " ", maxSplits: 1)
      if parts.count == 2 { values[parts[0]] = parts[1] }
    }
    func integer(_ name: String) throws(TrainingError) -> Int {
      guard let text = values[name[...]], let value = Int(text), value >= 0 else {
        throw .malformed(path: path, offset: 0, reason: "\(name) is missing")
      }
      return value
    }
    guard let settings = TrainingSettings(fields: values) else {
      throw .malformed(path: path, offset: 0, reason: "a setting is missing")
    }
    self.settings = settings
    let classes = try integer("classes")
    step = try integer("step")
    tokensRead = try integer("tokens")
    position = WindowOrder.Position(
      epoch: try integer("epoch"), window: try integer("window"))
    let start = lines.reduce(1) { $0 + $1.utf8.count + 1 }
    let parameters = 12 * ParameterLayout(settings.shape).count
    guard classes <= bytes.count, step <= bytes.count else {
      throw .malformed(path: path, offset: 0, reason: "\(classes) classes and \(step) steps")
    }
    arrays = start + 4 * (classes + step)
    guard bytes.count == arrays + parameters + 8 else {
      throw .malformed(path: path, offset: bytes.count, reason: "the file ends too early or late")
    }
    tokens = littleEndianWords(bytes[start..<start + 4 * classes])
    losses = littleEndianWords(bytes[start + 4 * classes..<arrays]).map {
      Float(bitPattern: $0)
    }
    try verifyChecksum()
  }

  /// Some of the parameters; see ``ParameterLayout``.
  package func parameters(_ range: Range<Int>) -> [Float] {
    littleEndianWords(bytes[arrays + 4 * range.lowerBound..<arrays + 4 * range.upperBound]).map {
      Float(bitPattern: $0)
    }
  }

  /// The lines up to the empty one.
  private static func header(
    _ bytes: [UInt8], _ path: String
  ) throws(TrainingError) -> [Substring] {
    var end = 1
    while end < min(bytes.count, 1 << 16), !(bytes[end] == 10 && bytes[end - 1] == 10) { end += 1 }
    let text = String(decoding: bytes.prefix(end - 1), as: UTF8.self)
    let lines = text.split(separator: "\n")
    guard lines.first == "promptls-training 1" else {
      throw .malformed(path: path, offset: 0, reason: "not a training checkpoint")
    }
    return lines
  }

  private func verifyChecksum() throws(TrainingError) {
    var checksum = FNV1a()
    let body = bytes.count - 8
    unsafe bytes.withUnsafeBytes { bytes in
      unsafe checksum.add(UnsafeRawBufferPointer(rebasing: bytes[..<body]))
    }
    let words = littleEndianWords(bytes[body...])
    guard checksum.value == UInt64(words[0]) | UInt64(words[1]) << 32 else {
      throw .malformed(path: path, offset: body, reason: "the checksum differs")
    }
  }
}

func littleEndianBytes(_ words: [UInt32]) -> [UInt8] {
  var bytes: [UInt8] = []
  bytes.reserveCapacity(4 * words.count)
  for word in words {
    for shift in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: word >> (8 * UInt32(shift)))) }
  }
  return bytes
}

func littleEndianWords(_ bytes: ArraySlice<UInt8>) -> [UInt32] {
  stride(from: bytes.startIndex, to: bytes.endIndex - 3, by: 4).map { index in
    (0..<4).reduce(0) { $0 | UInt32(bytes[index + $1]) << UInt32(8 * $1) }
  }
}
