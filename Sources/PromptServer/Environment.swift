package import Text

/// What a session is given and does not own.
package struct Environment: Sendable {
  package var version: String
  package var library: Library
  /// The position encoding to use whatever the client lists.
  package var positionEncoding: PositionEncoding?
  /// Reads a file, and gives nil where there is none; nil itself where there are no files at all.
  package var readFile: (@Sendable (String) -> [UInt8]?)?
  /// Where a person reads about a rule, as a URI; nil where that is nowhere.
  package var ruleReference: @Sendable (String) -> String?
  package var process: @Sendable () -> ProcessStatus

  package init(
    version: String, library: Library, positionEncoding: PositionEncoding? = nil,
    readFile: (@Sendable (String) -> [UInt8]?)? = nil,
    ruleReference: @escaping @Sendable (String) -> String? = { _ in nil },
    process: @escaping @Sendable () -> ProcessStatus
  ) {
    self.version = version
    self.library = library
    self.positionEncoding = positionEncoding
    self.readFile = readFile
    self.ruleReference = ruleReference
    self.process = process
  }
}

/// How the process is doing.
package struct ProcessStatus: Sendable {
  package var uptimeSeconds: Double
  package var residentBytes: Int

  package init(uptimeSeconds: Double, residentBytes: Int) {
    self.uptimeSeconds = uptimeSeconds
    self.residentBytes = residentBytes
  }
}
