#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Why a training file could not be read or written.
package enum TrainingError: Error, Equatable, Sendable {
  /// The file could not be opened, read or written.
  case unreadable(path: String, reason: String)
  /// The file is no checkpoint, or is damaged; `offset` is the byte where that was seen.
  case malformed(path: String, offset: Int, reason: String)
  /// The checkpoint is of another run: `what` names the difference.
  case mismatch(path: String, what: String)
}

extension TrainingError: CustomStringConvertible {
  /// One clause for a person, without a final dot.
  package var description: String {
    switch self {
    case .unreadable(let path, let reason): "\(path) cannot be read or written: \(reason)"
    case .malformed(let path, let offset, let reason):
      "\(path) is malformed at byte \(offset): \(reason)"
    case .mismatch(let path, let what): "\(path) is of another run: \(what)"
    }
  }
}

/// Writes a file piece by piece under another name, and puts it in place when it is whole.
///
/// A run that is stopped in the middle leaves the file of before.
struct FileWriter: ~Copyable {
  private let path: String
  private let descriptor: Int32
  /// Bytes written so far.
  private(set) var count = 0
  /// A hash of the bytes so far.
  private(set) var checksum = Checksum()

  init(path: String) throws(TrainingError) {
    self.path = path
    descriptor = unsafe open(path + ".part", O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    if descriptor < 0 { throw Self.failure(path) }
  }

  deinit { close(descriptor) }

  /// Appends bytes.
  mutating func write(_ bytes: UnsafeRawBufferPointer) throws(TrainingError) {
    unsafe checksum.add(bytes)
    var done = 0
    while done < bytes.count {
      let start = unsafe bytes.baseAddress.map { unsafe $0 + done }
      #if canImport(Glibc)
        let written = unsafe Glibc.write(descriptor, start, bytes.count - done)
      #else
        let written = unsafe Darwin.write(descriptor, start, bytes.count - done)
      #endif
      if written < 0 && errno != EINTR { throw Self.failure(path) }
      done += max(0, written)
    }
    count += bytes.count
  }

  /// Appends bytes.
  mutating func write(_ bytes: [UInt8]) throws(TrainingError) {
    // A typed throw does not pass through `withUnsafeBytes`.
    let result: Result<Void, TrainingError> = unsafe bytes.withUnsafeBytes { bytes in
      do throws(TrainingError) { return .success(try unsafe write(bytes)) } catch {
        return .failure(error)
      }
    }
    try result.get()
  }

  /// Appends numbers as they lie in memory.
  mutating func write<T>(_ buffer: Buffer<T>, _ range: Range<Int>) throws(TrainingError) {
    try unsafe write(
      UnsafeRawBufferPointer(
        start: buffer.at(range.lowerBound), count: range.count * MemoryLayout<T>.stride))
  }

  /// Puts the file in place.
  consuming func finish() throws(TrainingError) {
    if unsafe fsync(descriptor) != 0 || rename(path + ".part", path) != 0 {
      throw Self.failure(path)
    }
  }

  static func failure(_ path: String) -> TrainingError {
    unsafe .unreadable(path: path, reason: String(cString: strerror(errno)))
  }
}

/// A whole file in memory.
package func readFile(_ path: String) throws(TrainingError) -> [UInt8] {
  let descriptor = unsafe open(path, O_RDONLY)
  if descriptor < 0 { throw FileWriter.failure(path) }
  defer { close(descriptor) }
  let size = Int(lseek(descriptor, 0, SEEK_END))
  lseek(descriptor, 0, SEEK_SET)
  if size < 0 { throw FileWriter.failure(path) }
  let bytes = unsafe [UInt8](
    unsafeUninitializedCapacity: size
  ) { buffer, count in
    while count < size {
      let start = unsafe buffer.baseAddress.map { unsafe $0 + count }
      let got = unsafe read(descriptor, start, size - count)
      if got == 0 || (got < 0 && errno != EINTR) { break }
      count += max(0, got)
    }
  }
  if bytes.count < size { throw FileWriter.failure(path) }
  return bytes
}

/// Writes a whole file.
package func writeFile(_ path: String, _ bytes: [UInt8]) throws(TrainingError) {
  var writer = try FileWriter(path: path)
  try writer.write(bytes)
  try writer.finish()
}

/// A running hash against damage, not against malice.
///
/// Source: FNV-1a, 64 bits.
struct Checksum: Equatable {
  private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    for index in 0..<bytes.count {
      value = unsafe (value ^ UInt64(bytes[index])) &* 0x100_0000_01b3
    }
  }
}
