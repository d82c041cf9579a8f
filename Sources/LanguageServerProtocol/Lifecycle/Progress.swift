package import JSONCoding

/// `$/progress`: a part of a result, or how far a job has come.
package enum Progress: Notification {
  package static let method = "$/progress"

  package struct Params: Codable, Sendable {
    /// The token that the request brought.
    package var token: JSON
    package var value: JSON

    package init(token: JSON, value: JSON) {
      self.token = token
      self.value = value
    }
  }
}

/// `window/showMessage`: a sentence for the person.
package enum ShowMessage: Notification {
  package static let method = "window/showMessage"

  /// How loud it is.
  package enum Kind: Int, Codable, Sendable {
    case error = 1
    case warning
    case information
    case log
  }

  package struct Params: Codable, Sendable {
    package var type: Kind
    package var message: String

    package init(type: Kind, message: String) {
      self.type = type
      self.message = message
    }
  }
}
