import Tokenizers

extension Tokenizer {
  /// Puts around ids what the tokenizer's own template puts around those of a text.
  func addingTemplate(to ids: [TokenID]) -> [TokenID] {
    // Asked of a text of one letter, a template shows both of its sides.
    let letter = [UInt8(ascii: "a")]
    let framed = encode(letter.span, addSpecialTokens: true)
    guard let token = encode(letter.span).first, let place = framed.firstIndex(of: token) else {
      return ids
    }
    return framed[..<place] + ids + framed[(place + 1)...]
  }
}
