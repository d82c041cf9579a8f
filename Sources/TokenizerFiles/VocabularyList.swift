import JSONCoding
import Tokenizers

/// The `vocab` of a `tokenizer.json`, taken in one by one.
final class VocabularyList {
  /// What the file says, in its order.
  private var texts = TokenTexts()
  /// The id of each text, all ones for what is no id.
  private var ids: [UInt32] = []

  /// Takes a piece of the object.
  func take(_ piece: JSONPart.Piece) {
    switch piece {
    case .start: (texts, ids) = (TokenTexts(), [])
    case .element: break
    case .member(let text, let value):
      texts.append(text.utf8)
      ids.append(value.integer.flatMap { UInt32(exactly: $0) } ?? .max)
    }
  }

  /// How many there are.
  var count: Int { ids.count }

  /// The number of ids that some tokens may have: holes there may be, but not so many that numbers
  /// alone fill the memory.
  static func mostIDs(ofTokens count: Int) -> Int { min(1 << 24, 2 * count + 65536) }

  /// Gives the text of each id away; empty for ids that no token has.
  ///
  /// Of equal texts and of equal ids the last counts.
  ///
  /// - Parameter place: Where the object stands.
  /// - Returns: The texts by their ids.
  /// - Throws: ``TokenizerFileError`` for what is no id.
  func handOver(_ place: JSONPlace) throws(TokenizerFileError) -> TokenTexts {
    guard place.value?.object != nil else { throw place.failure("no object of ids") }
    guard !texts.isTooLong else { throw place.failure("it has more than a gigabyte") }
    let most = Self.mostIDs(ofTokens: count)
    var size = 0
    for (number, id) in ids.enumerated() {
      guard id < most else {
        let text = String(decoding: texts[number], as: UTF8.self)
        throw place.failure("the id of \"\(text)\" is no number that fits")
      }
      size = max(size, Int(id) + 1)
    }
    var index = TokenTextIndex(capacity: count)
    var numbers = [UInt32](repeating: .max, count: size)
    for (number, id) in ids.enumerated() {
      if let earlier = index.add(number, of: texts, replacing: true),
        numbers[Int(ids[earlier])] == earlier
      {
        numbers[Int(ids[earlier])] = .max
      }
      numbers[Int(id)] = UInt32(number)
    }
    var tokens = TokenTexts(capacity: size)
    for number in numbers { tokens.append(number == .max ? [] : texts[Int(number)]) }
    (texts, ids) = (TokenTexts(), [])
    return tokens
  }
}
