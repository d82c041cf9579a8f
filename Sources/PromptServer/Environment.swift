package import Text

/// What a session is given and does not own.
package struct Environment: Sendable {
  package var version: String
  package var library: Library
  /// The position encoding to use whatever the client lists.
  package var positionEncoding: PositionEncoding?
  package var process: @Sendable () -> ProcessStatus

  package init(
    version: String, library: Library, positionEncoding: PositionEncoding? = nil,
    process: @escaping @Sendable () -> ProcessStatus
  ) {
    self.version = version
    self.library = library
    self.positionEncoding = positionEncoding
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
