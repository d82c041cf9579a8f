import Digests
import Files

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
    var identity = "\(PackedModel.version) \(options.quantization.rawValue)"
    do throws(FileError) {
      try File.makeFolder(folder)
      for path in Set(source.tensors.values.map(\.file.path)).sorted() {
        identity += try "\n" + File.identity(of: path)
      }
    } catch {
      throw ModelError(error)
    }
    let stem = source.file.path.split(separator: "/").last.map(String.init) ?? "model"
    path = "\(folder)/\(stem).\(FNV1a.hexadecimal(identity.utf8)).packed"
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
