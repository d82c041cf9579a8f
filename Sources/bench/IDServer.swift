import Foundation
import Tokenizers
import Vocabularies

/// `bench ids TOKENIZER [asTokens]`: encodes texts from standard input for scripts that compare.
///
/// Each text comes as its length, a 32-bit little-endian word, and its bytes; each answer is the
/// number of ids and the ids, words as well.
enum IDServer {
  static func run(_ arguments: [String]) throws {
    guard let name = arguments.first, let tokenizer = Vocabularies.named(name) else {
      throw BenchError(message: "no tokenizer is named \(arguments.first ?? "")")
    }
    let handling: SpecialTokenHandling = arguments.contains("asTokens") ? .asTokens : .asText
    let input = [UInt8](FileHandle.standardInput.readDataToEndOfFile())
    var output: [UInt8] = []
    var place = 0
    while place + 4 <= input.count {
      let length = (0..<4).reduce(0) { $0 | Int(input[place + $1]) << (8 * $1) }
      place += 4
      guard place + length <= input.count else { throw BenchError(message: "a text is cut short") }
      let text = input.span.extracting(place..<place + length)
      place += length
      let ids = tokenizer.encode(text, specialTokens: handling)
      for word in [UInt32(ids.count)] + ids {
        for byte in 0..<4 { output.append(UInt8(truncatingIfNeeded: word >> (8 * byte))) }
      }
    }
    FileHandle.standardOutput.write(Data(output))
  }
}
