package import JSONCoding

/// Makes the messages that go out.
package enum Outgoing {
  /// A response that carries a result.
  package static func response(to id: RequestID, result: JSON) -> JSON {
    ["jsonrpc": "2.0", "id": id.json, "result": result]
  }

  /// A response that carries an error.
  package static func response(to id: RequestID, error: ResponseError) -> JSON {
    ["jsonrpc": "2.0", "id": id.json, "error": JSON(encoding: error)]
  }

  /// A notification.
  package static func notification(_ method: String, _ params: JSON) -> JSON {
    ["jsonrpc": "2.0", "method": .string(method), "params": params]
  }

  /// A request of ours.
  package static func request(_ id: RequestID, _ method: String, _ params: JSON) -> JSON {
    ["jsonrpc": "2.0", "id": id.json, "method": .string(method), "params": params]
  }
}
