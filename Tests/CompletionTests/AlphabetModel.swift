import TestSupport
import Tokenizers

/// An integer model that gives nothing but the tokens of an alphabet.
struct AlphabetModel: IntegerModel {
  let model: HashModel
  let tokenizer: Tokenizer
  let alphabet: Set<UInt8>

  var end: UInt32 { model.end }

  func weights(after context: (UInt32, UInt32)) -> [UInt64] {
    model.weights(after: context).enumerated().map { id, weight in
      let bytes = tokenizer.bytePair?.bytes(of: UInt32(id)) ?? []
      return UInt32(id) == end || bytes.allSatisfy(alphabet.contains) ? weight : 0
    }
  }
}
