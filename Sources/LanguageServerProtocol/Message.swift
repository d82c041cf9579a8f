/// A request of the protocol: its name and the types of its parameters and result.
package protocol Request {
  associatedtype Params: Decodable & Sendable
  associatedtype Result: Encodable & Sendable
  static var method: String { get }
}

/// A notification of the protocol: its name and the type of its parameters.
package protocol Notification {
  associatedtype Params: Codable & Sendable
  static var method: String { get }
}

/// The parameters of a message that has none; whatever is sent is passed over.
package struct NoParams: Codable, Sendable {
  package init() {}
  package init(from decoder: any Decoder) throws {}
}

/// The result of a request that has none to give.
package struct NoResult: Encodable, Sendable {
  package init() {}

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encodeNil()
  }
}
