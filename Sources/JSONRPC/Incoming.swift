package import JSONCoding

/// One message from the other side, read as far as JSON-RPC goes.
package enum Incoming: Hashable, Sendable {
  case request(id: RequestID, Call)
  case notification(Call)
  /// A response to a request of ours: its result, or nil where it was an error.
  case response(id: RequestID, result: JSON?)
  /// No message at all; to be answered with the error, and the id where one could be read.
  case invalid(id: RequestID, error: ResponseError)
}

/// A method with its parameters still unread: only the method knows their type.
package struct Call: Hashable, Sendable {
  package var method: String
  /// An object or array; nil where the message has none.
  package var params: JSON?

  package init(method: String, params: JSON?) {
    self.method = method
    self.params = params
  }

  /// Reads the parameters.
  ///
  /// - Returns: The parameters; where the message has none, what an empty object reads as.
  /// - Throws: ``ResponseError`` `-32602`, naming the parameter that is wrong.
  package func params<Params: Decodable>(as _: Params.Type) throws(ResponseError) -> Params {
    var params = params ?? [:]
    if params == .null { params = [:] }
    do {
      return try params.decode()
    } catch {
      let problem = error.path.isEmpty ? "params \(error.problem)" : error.description
      throw ResponseError(.invalidParams, "\(method): \(problem)")
    }
  }
}

extension Incoming {
  /// What one frame holds.
  package enum Content: Sendable {
    case single(Incoming)
    /// A JSON-RPC batch, in order; never empty.
    case batch([Incoming])
  }

  /// Reads the bytes of one frame.
  package static func decode(_ bytes: [UInt8]) -> Content {
    do {
      switch try JSON.parse(bytes) {
      case .array(let members) where members.isEmpty:
        return .single(.invalid(id: .null, error: invalidRequest("a batch must not be empty")))
      case .array(let members): return .batch(members.map(classify))
      case let message: return .single(classify(message))
      }
    } catch {
      return .single(
        .invalid(
          id: .null,
          error: ResponseError(
            .parseError, "the message is not JSON: \(error.description)",
            facts: ["offset": .integer(error.offset)])))
    }
  }

  /// Tells what kind of message a JSON value is.
  ///
  /// Source: JSON-RPC 2.0 sections 4 and 5.
  private static func classify(_ message: JSON) -> Incoming {
    guard case .object(let members) = message else {
      return .invalid(id: .null, error: invalidRequest("a message is an object"))
    }
    var id: RequestID?
    if let value = members["id"] {
      guard let readable = RequestID(value) else {
        return .invalid(id: .null, error: invalidRequest("id is neither a string nor an integer"))
      }
      id = readable
    }
    guard let method = members["method"] else {
      if let id, members["result"] != nil || members["error"] != nil {
        return .response(id: id, result: members["result"])
      }
      return .invalid(id: id ?? .null, error: invalidRequest("the message names no method"))
    }
    guard case .string(let name) = method else {
      return .invalid(id: id ?? .null, error: invalidRequest("method is not a string"))
    }
    guard members["jsonrpc"] == "2.0" else {
      return .invalid(id: id ?? .null, error: invalidRequest("jsonrpc is not \"2.0\""))
    }
    let call = Call(method: name, params: members["params"])
    guard let id else { return .notification(call) }
    return .request(id: id, call)
  }

  private static func invalidRequest(_ message: String) -> ResponseError {
    ResponseError(.invalidRequest, message)
  }
}
