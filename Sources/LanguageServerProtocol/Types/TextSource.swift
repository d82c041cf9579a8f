import JSONCoding

/// Where the text of a `promptls/*` request comes from.
///
/// Exactly one of `text`, `bytes` (base64, for text cut inside a character) and `textDocument`
/// (with an optional `range`, or a `position` where a cursor is meant).
package enum TextSource: Hashable, Sendable {
  case text([UInt8])
  case document(uri: String, Part)

  /// Which part of a document is meant.
  package enum Part: Hashable, Sendable {
    case whole
    case range(PositionRange)
    /// Everything before the cursor.
    case before(Position)
  }
}

extension TextSource: Decodable {
  private enum Key: String, CodingKey {
    case text, bytes, textDocument, range, position
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let named = [Key.text, .bytes, .textDocument].filter(container.contains)
    guard let only = named.first, named.count == 1 else {
      throw JSONMismatch(
        path: "",
        problem: named.isEmpty
          ? "names no text: \"text\", \"bytes\" or \"textDocument\" is missing"
          : "names more than one text: \(named.map { "\"\($0.rawValue)\"" }.joined(separator: ", "))"
      )
    }
    switch only {
    case .text:
      self = .text(Array(try container.decode(String.self, forKey: .text).utf8))
    case .bytes:
      guard let bytes = Base64.decode(try container.decode(String.self, forKey: .bytes)) else {
        throw JSONMismatch(path: "bytes", problem: "is not base64")
      }
      self = .text(bytes)
    default:
      self = .document(
        uri: try container.decode(TextDocumentIdentifier.self, forKey: .textDocument).uri,
        try Self.part(container))
    }
  }

  private static func part(_ container: KeyedDecodingContainer<Key>) throws -> Part {
    if let range = try container.decodeIfPresent(PositionRange.self, forKey: .range) {
      return .range(range)
    }
    if let position = try container.decodeIfPresent(Position.self, forKey: .position) {
      return .before(position)
    }
    return .whole
  }
}

/// The parameters of a request about a text: the text and what else the request takes.
package struct TextParams<Options: Decodable & Sendable>: Decodable, Sendable {
  package var source: TextSource
  package var options: Options

  package init(source: TextSource, options: Options) {
    self.source = source
    self.options = options
  }

  package init(from decoder: any Decoder) throws {
    options = try Options(from: decoder)
    source = try TextSource(from: decoder)
  }
}
