import Tokenizers

extension Tokenizer {
  /// What ids spell that need not be ids of this vocabulary.
  ///
  /// An id that the vocabulary has not reads `[no token 60000]`. What is no UTF-8 comes back as
  /// U+FFFD.
  func decodeNaively(_ ids: [TokenID]) -> [UInt8] {
    var parts: [[UInt8]] = []
    var rest = ids[...]
    while !rest.isEmpty {
      do throws(TokenizerError) {
        parts.append(try decode(Array(rest)))
        break
      } catch {
        guard case .invalidTokenID(let id, let index) = error else { break }
        let invalid = rest.startIndex + index
        if rest.startIndex < invalid {
          // What stands before the first invalid id is valid.
          parts.append((try? decode(Array(rest[..<invalid]))) ?? [])
        }
        parts.append(Array("[no token \(id)]".utf8))
        rest = rest[(invalid + 1)...]
      }
    }
    let separator = kind == .wordPiece ? [UInt8(ascii: " ")] : []
    return SourceText(Array(parts.joined(separator: separator))).bytes
  }
}
