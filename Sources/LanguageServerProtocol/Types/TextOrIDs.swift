import JSONCoding

/// What a request reads that takes a text or the ids of one, not both.
package enum TextOrIDs: Sendable {
  case text(TextSource)
  case ids([UInt32])

  /// The text that is named, if one is.
  package var source: TextSource? {
    if case .text(let source) = self { source } else { nil }
  }
}

extension TextOrIDs: Decodable {
  private enum Key: String, CodingKey { case ids }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    guard let ids = try container.decodeIfPresent([UInt32].self, forKey: .ids) else {
      self = .text(try TextSource(from: decoder))
      return
    }
    guard (try? TextSource(from: decoder)) == nil else {
      throw JSONMismatch(path: "", problem: "names ids and a text; one is wanted")
    }
    self = .ids(ids)
  }
}
