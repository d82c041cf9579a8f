package import JSONCoding

/// The id of a request, echoed in its response with the type it came with.
///
/// `1` and `"1"` are different ids.
///
/// Source: JSON-RPC 2.0 section 4 (string, number without fraction, or null) and LSP 3.18
/// "Request Message" (integer or string).
package enum RequestID: Hashable, Sendable {
  case number(Int)
  case string(String)
  case null

  /// Reads an id, or gives nil where the value is none.
  package init?(_ value: JSON) {
    switch value {
    case .integer(let number): self = .number(number)
    case .string(let text): self = .string(text)
    case .null: self = .null
    default: return nil
    }
  }

  /// The id as it stands in a message.
  package var json: JSON {
    switch self {
    case .number(let number): .integer(number)
    case .string(let text): .string(text)
    case .null: .null
    }
  }
}

extension RequestID: CustomStringConvertible {
  package var description: String { String(decoding: json.text, as: UTF8.self) }
}

extension RequestID: Codable {
  package init(from decoder: any Decoder) throws {
    guard let id = RequestID(try JSON(from: decoder)) else {
      throw JSONMismatch(path: "id", problem: "is neither a string nor an integer")
    }
    self = id
  }

  package func encode(to encoder: any Encoder) throws { try json.encode(to: encoder) }
}
