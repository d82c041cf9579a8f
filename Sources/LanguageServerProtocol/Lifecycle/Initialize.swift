package import JSONCoding

/// `initialize`: the first request of an editor.
package enum Initialize: Request {
  package static let method = "initialize"

  package struct Params: Decodable, Sendable {
    package var processId: Int?
    /// Read by key: clients send null, unknown and misspelt capabilities.
    package var capabilities: JSON?
    package var initializationOptions: JSON?
    package var clientInfo: ProgramInfo?
  }

  package struct Result: Encodable, Sendable {
    package var capabilities: JSON
    package var serverInfo: ProgramInfo

    package init(capabilities: JSON, serverInfo: ProgramInfo) {
      self.capabilities = capabilities
      self.serverInfo = serverInfo
    }
  }

  package struct ProgramInfo: Codable, Sendable {
    package var name: String
    package var version: String?

    package init(name: String, version: String?) {
      self.name = name
      self.version = version
    }
  }
}

/// `initialized`: the editor has read the capabilities.
package enum Initialized: Notification {
  package static let method = "initialized"
  package typealias Params = NoParams
}

/// `shutdown`: no requests follow but `exit`.
package enum Shutdown: Request {
  package static let method = "shutdown"
  package typealias Params = NoParams
  package typealias Result = NoResult
}

/// `exit`: the process ends, with status 0 after `shutdown` and 1 without.
package enum Exit: Notification {
  package static let method = "exit"
  package typealias Params = NoParams
}

/// `$/setTrace`: how much the server should tell of itself.
package enum SetTrace: Notification {
  package static let method = "$/setTrace"
  package typealias Params = NoParams
}

/// `$/cancelRequest`: the answer of a request is no longer wanted.
package enum CancelRequest: Notification {
  package static let method = "$/cancelRequest"

  package struct Params: Codable, Sendable {
    package var id: JSON
  }
}
