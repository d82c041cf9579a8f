import Training

/// Files that commands write.
enum Output {
  /// Writes a file, which appears when it is whole.
  static func write(_ bytes: [UInt8], to path: String) throws(UsageError) {
    do throws(TrainingError) {
      try writeFile(path, bytes)
    } catch {
      throw UsageError(error.description)
    }
  }
}
