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

  package struct Params: Codable, Sendable {
    /// 1 error, 2 warning, 3 information, 4 log.
    package var type: Int
    package var message: String

    package init(type: Int, message: String) {
      self.type = type
      self.message = message
    }
  }
}
