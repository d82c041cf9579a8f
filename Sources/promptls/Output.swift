import Files

/// Files that commands write.
enum Output {
  /// Writes a file, which takes the place of what was there when it is whole.
  static func write(_ bytes: [UInt8], to path: String) throws(UsageError) {
    do throws(FileError) {
      try File.write(bytes, to: path)
    } catch {
      throw UsageError("\(error)")
    }
  }
}
