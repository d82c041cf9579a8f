package import JSONCoding

/// `workspace/didChangeConfiguration`: what the person has set.
package enum DidChangeConfiguration: Notification {
  package static let method = "workspace/didChangeConfiguration"

  package struct Params: Codable, Sendable {
    /// Absent or null from clients that want to be asked.
    package var settings: JSON?
  }
}

/// `workspace/configuration`: asks the client what the person has set.
package enum ConfigurationRequest: Request {
  package static let method = "workspace/configuration"
  package typealias Params = JSON
  package typealias Result = JSON
}

/// `client/registerCapability`: asks the client for notifications.
package enum RegisterCapability: Request {
  package static let method = "client/registerCapability"
  package typealias Params = JSON
  package typealias Result = NoResult
}

/// `workspace/didChangeWatchedFiles`: files have changed that the server asked to be told of.
package enum DidChangeWatchedFiles: Notification {
  package static let method = "workspace/didChangeWatchedFiles"

  package struct Params: Codable, Sendable {
    package var changes: [Change]
  }

  package struct Change: Codable, Sendable {
    package var uri: String
  }
}
