#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Repacked weights on disk, so that the same file need not be repacked again.
///
/// Used only when asked for. A packed file is named for what it was made of: the format's version,
/// the precision, and of each source file its device, inode, size and time of change. Nothing is
/// ever removed: the folder is the user's.
struct RepackCache {
  private let source: SourceWeights
  private let options: LanguageModel.LoadOptions
  /// The packed file, which may be there.
  let path: String

  /// Names the packed file; makes the folder if it is not there.
  ///
  /// - Throws: ``ModelError/unreadable(path:reason:)`` where the folder cannot be made or a source
  ///   file cannot be looked at.
  init(
    folder: String, source: SourceWeights, options: LanguageModel.LoadOptions
  ) throws(ModelError) {
    self.source = source
    self.options = options
    if !FileKind.isFolder(folder), unsafe mkdir(folder, 0o755) != 0, errno != EEXIST {
      throw .unreadable(path: folder, reason: unsafe String(cString: strerror(errno)))
    }
    var identity = "\(PackedModel.version) \(options.quantization.rawValue)"
    for path in Set(source.tensors.values.map(\.file.path)).sorted() {
      identity += try "\n" + FileKind.identity(path)
    }
    let stem = source.file.path.split(separator: "/").last.map(String.init) ?? "model"
    path = "\(folder)/\(stem).\(hexadecimal(fingerprint(identity.utf8))).packed"
  }

  /// The weights of the packed file, which is written first where it is not there.
  ///
  /// - Throws: As ``Weights/pack(_:options:)``, or ``ModelError/unreadable(path:reason:)`` where the
  ///   file cannot be written.
  func weights() throws(ModelError) -> Weights {
    // A file that does not read as it should is written anew.
    if let found = try? mapped() { return found }
    try PackedModel.write(try Weights.pack(source, options: options), to: path)
    return try mapped()
  }

  private func mapped() throws(ModelError) -> Weights {
    let file = try MappedFile(path: path)
    let found = unsafe try PackedModel.weights(
      in: file.bytes, owner: file, path: path,
      embeddingRows: source.embeddingRows(options.quantization))
    guard found.configuration == source.configuration else {
      throw .malformed(path: path, offset: 0, reason: "it is another model's")
    }
    return found
  }
}

extension FileKind {
  /// What tells a file from others and from itself after a change.
  fileprivate static func identity(_ path: String) throws(ModelError) -> String {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else {
      throw .unreadable(path: path, reason: unsafe String(cString: strerror(errno)))
    }
    #if canImport(Glibc)
      let changed = status.st_mtim
    #else
      let changed = status.st_mtimespec
    #endif
    let file = "\(status.st_dev) \(status.st_ino) \(status.st_size)"
    return "\(file) \(changed.tv_sec) \(changed.tv_nsec)"
  }
}

/// FNV-1a of 64 bits.
///
/// Source: Fowler, Noll and Vo, RFC 9923.
private func fingerprint(_ bytes: some Sequence<UInt8>) -> UInt64 {
  bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
}

private func hexadecimal(_ number: UInt64) -> String {
  let digits = String(number, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}
