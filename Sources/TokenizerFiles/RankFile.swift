import JSONCoding
import Tokenizers

/// A `.tiktoken` file: on each line a token in base 64 and its rank, which is its id.
enum RankFile {
  static func read(name: String, _ contents: [UInt8], pattern: String?)
    throws(TokenizerFileError) -> LoadedTokenizer
  {
    let known = pattern.flatMap(NamedPattern.named)
    let path = try known == nil ? generalPath(pattern) : nil
    let tokens = try tokens(contents)
    let tokenizer = try TokenizerFile.building("") { () throws(TokenizerError) in
      try Tokenizer(
        name: name, ranks: tokens, pretokenizer: known ?? .general, specialTokens: [],
        extras: TokenizerExtras(path: path))
    }
    return LoadedTokenizer(
      tokenizer: tokenizer, notes: path == nil ? [] : [LoadedTokenizer.slowerNote])
  }

  private static func tokens(_ contents: [UInt8]) throws(TokenizerFileError) -> TokenTexts {
    let feed = UInt8(ascii: "\n")
    let most = VocabularyList.mostIDs(ofTokens: contents.count { $0 == feed } + 1)
    var texts = TokenTexts()
    // The number of each rank's text, and one more.
    var numbers: [UInt32] = []
    var start = 0
    var number = 0
    while start < contents.count {
      let end = contents[start...].firstIndex(of: feed) ?? contents.count
      defer { start = end + 1 }
      number += 1
      if end == start { continue }
      guard let (token, rank) = entry(contents[start..<end]) else {
        throw TokenizerFileError(
          place: "line \(number)", reason: "no token in base 64 and its rank")
      }
      guard rank < most else {
        throw TokenizerFileError(place: "line \(number)", reason: "the rank is out of bounds")
      }
      while numbers.count <= rank { numbers.append(0) }
      guard numbers[rank] == 0 else {
        throw TokenizerFileError(place: "line \(number)", reason: "the rank \(rank) stands twice")
      }
      texts.append(token)
      numbers[rank] = UInt32(texts.count)
    }
    var tokens = TokenTexts(capacity: numbers.count)
    for number in numbers { tokens.append(number == 0 ? [] : texts[Int(number) - 1]) }
    return tokens
  }

  private static func entry(_ line: ArraySlice<UInt8>) -> (token: [UInt8], rank: Int)? {
    let parts = line.split(whereSeparator: { $0 == 0x20 || $0 == 0x0D })
    guard parts.count == 2, let rank = Int(String(decoding: parts[1], as: UTF8.self)), rank >= 0
    else { return nil }
    // Whisper's file has a token of no bytes, which Python takes for that.
    let isEmpty = parts[0].allSatisfy { $0 == UInt8(ascii: "=") }
    let token = isEmpty ? [] : Base64.decode(String(decoding: parts[0], as: UTF8.self))
    return token.map { ($0, rank) }
  }

  /// The way of a pattern that is no name: a regular expression by the rules of tiktoken's engine.
  private static func generalPath(_ pattern: String?) throws(TokenizerFileError) -> GeneralPath {
    guard let pattern, pattern.contains(where: { "\\|[(".contains($0) }) else {
      throw TokenizerFileError(
        place: "",
        reason: "the file does not say how text is cut; name it as one of "
          + NamedPattern.names.joined(separator: ", ") + ", or give the regular expression")
    }
    do throws(TokenizerError) {
      return GeneralPath(
        cuts: [.split(try SharedPattern(rust: pattern), .isolated, inverted: false)])
    } catch {
      throw TokenizerFileError(place: "", reason: error.description)
    }
  }
}
