import Documents
import Healing
import JSONCoding
import TestSupport
import Text
import TokenizerFiles
import Tokenizers

extension HostileTarget {
  /// A `tokenizer.json`.
  static let tokenizerJSON = HostileTarget(
    name: "tokenizer-json",
    words: [
      "\"NFC\"", "\"NFKD\"", "\"Lowercase\"", "\"StripAccents\"", "\"Strip\"", "\"Prepend\"",
      "\"prepend\"", "\"Replace\"", "\"content\"", "\"String\"", "\"Regex\"", "\"Sequence\"",
      "\"normalizers\"", "\"pretokenizers\"", "\"Split\"", "\"Isolated\"", "\"Removed\"",
      "\"MergedWithPrevious\"", "\"MergedWithNext\"", "\"Contiguous\"", "\"invert\"", "\"Digits\"",
      "\"Punctuation\"", "\"WhitespaceSplit\"", "\"Whitespace\"", "\"ByteLevel\"",
      "\"add_prefix_space\"", "\"use_regex\"", "\"added_tokens\"", "\"lstrip\"", "\"rstrip\"",
      "\"single_word\"", "\"special\"", "\"TemplateProcessing\"", "\"single\"", "\"SpecialToken\"",
      "\"special_tokens\"", "\"ids\"", "\"WordPiece\"", "\"ignore_merges\"", "\\\\p{L}", "\\\\s",
      "(?!\\\\S)", "(?i:", "{1,3}", "[^", "&&", "++",
    ],
    holdsJSON: true,
    seeds: { try HostileTokenizers.files() },
    run: { bytes in
      let loaded = try? TokenizerFile.read(
        name: "hostile", fileName: "hostile.json", contents: bytes)
      guard let loaded else { return false }
      try HostileTokenizers.use(loaded.tokenizer)
      return true
    })

  /// A line that says how text is cut, or `vocab.txt`, and behind it a `.tiktoken` file or a
  /// `vocab.txt`.
  static let ranks = HostileTarget(
    name: "tiktoken", words: NamedPattern.names + ["\\p{L}", "\\s+", "(?!\\S)", "vocab.txt"],
    seeds: { try HostileTokenizers.rankFiles() },
    run: { bytes in
      let parts = bytes.split(separator: 0x0A, maxSplits: 1, omittingEmptySubsequences: false)
      let pattern = String(decoding: parts[0], as: UTF8.self)
      let isList = pattern == "vocab.txt"
      let loaded = try? TokenizerFile.read(
        name: "hostile", fileName: isList ? "vocab.txt" : "hostile.tiktoken",
        contents: Array(parts.count > 1 ? parts[1] : []), pattern: isList ? nil : pattern)
      guard let loaded else { return false }
      try HostileTokenizers.use(loaded.tokenizer)
      return true
    })
}

/// Tokenizers of a stranger's files, and how one is used.
enum HostileTokenizers {
  private static let texts =
    [
      "", "a", "the thé and  they're 12345\n\n \t x", "İSTANBUL ǅ e\u{301}\u{323} 가각 ﬁ ½ 中文",
      "<|end|> [UNK] [CLS]  <|end|>", String(repeating: "ab", count: 40),
    ].map { Array($0.utf8) } + [[0xFF, 0x20, 0xC3, 0x28, 0xE2, 0x82, 0x61, 0xF0, 0x9F]]

  /// Runs all that is asked of tokenizers and holds them to their promises.
  static func use(_ tokenizer: Tokenizer) throws {
    let spellsAll = tokenizer.bytePair.map { vocabulary in
      (UInt8.min...UInt8.max).allSatisfy { vocabulary.token(for: [$0].span) != nil }
    }
    for text in texts {
      let encoding = tokenizer.encoding(of: text.span)
      let ids = tokenizer.encode(text.span)
      try BrokenPromise.check(ids == encoding.ids, "two ways to encode give \(ids), \(encoding)")
      try BrokenPromise.check(tokenizer.count(text.span) == ids.count, "the count is not \(ids)")
      var last = 0
      for range in encoding.ranges {
        try BrokenPromise.check(
          range.lowerBound >= 0 && range.upperBound <= text.count && range.lowerBound >= last,
          "\(range) after \(last) of \(text.count)")
        last = range.lowerBound
      }
      let size = tokenizer.vocabularySize
      try BrokenPromise.check(ids.allSatisfy { $0 < size }, "an id of \(ids) beyond \(size)")
      let decoded = try tokenizer.decode(ids)
      if tokenizer.isLossless, spellsAll == true {
        try BrokenPromise.check(decoded == text, "\(text) comes back as \(decoded)")
      }
      let special = tokenizer.encode(
        text.span, specialTokens: .asTokens, addSpecialTokens: true)
      _ = try? tokenizer.decode(special, skipSpecialTokens: true)
    }
    try edit(tokenizer)
    if let healer = Healer(tokenizer) {
      for text in texts.prefix(3) { _ = try? healer.boundary(of: text.span) }
    }
  }

  /// An edited text has the tokens of the text as it is.
  private static func edit(_ tokenizer: Tokenizer) throws {
    var document = Document(DocumentTree(texts[2]))
    document.use(tokenizer)
    for range in [4..<4, 0..<3, 7..<9] {
      try document.apply(TextEdit(range: range, newBytes: Array("b e".utf8)))
      let fresh = tokenizer.encoding(of: document.text.bytes.span)
      let kept = document.encoding(by: tokenizer.name)
      try BrokenPromise.check(kept?.ids == fresh.ids, "edited tokens are not those of the text")
    }
  }

  private static let specials = [SpecialToken(text: "<|end|>", id: 300)]

  static func files() throws -> [[UInt8]] {
    let merges = [("t", "h"), ("th", "e"), ("a", "b"), ("Ġ", "t")]
    func listing(_ pretokenizer: Pretokenizer) throws -> [UInt8] {
      var tokens = (0...UInt8.max).map { [$0] }
      var pairs: [(left: Int, right: Int)] = []
      for (left, right) in merges {
        let parts = [left, right].map { $0 == "Ġ" ? [0x20] : Array($0.utf8) }
        guard let first = tokens.firstIndex(of: parts[0]),
          let second = tokens.firstIndex(of: parts[1])
        else { continue }
        pairs.append((first, second))
        tokens.append(parts[0] + parts[1])
      }
      let end = SpecialToken(text: "<|end|>", id: TokenID(tokens.count))
      return try TokenizerListing(
        tokens: tokens + [Array(end.text.utf8)], merges: pairs, pretokenizer: pretokenizer,
        specialTokens: [end]
      ).file(named: "tokenizer.json")
    }
    return try [listing(.gpt2), listing(.llama3), wordPieces("tokenizer.json")] + general()
  }

  private static func wordPieces(_ name: String) throws -> [UInt8] {
    let words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "a", "##b", "##e", "x", "12"]
    return try TokenizerListing(
      tokens: words.map { Array($0.utf8) }, merges: [], pretokenizer: .bert,
      specialTokens: [1, 2, 3].map { SpecialToken(text: words[$0], id: TokenID($0)) }
    ).file(named: name)
  }

  /// Files that ask for the general path, each for some of it.
  private static func general() throws -> [[UInt8]] {
    let model =
      #""model":{"type":"BPE","vocab":{"a":0,"b":1,"ab":2,"Ġ":3,"e":4,"Ì":5,"ģ":6,"<e>":7},"#
      + #""merges":["a b"]}"#
    return [
      #"{"normalizer":{"type":"Sequence","normalizers":[{"type":"NFKC"},{"type":"Lowercase"},"#
        + #"{"type":"Replace","pattern":{"String":"b"},"content":"ba"},{"type":"Strip"},"#
        + #"{"type":"Replace","pattern":{"Regex":"a{2,3}"},"content":"e"},{"type":"StripAccents"},"#
        + #"{"type":"Prepend","prepend":"a"}]},"pre_tokenizer":{"type":"Sequence","pretokenizers":["#
        + #"{"type":"Split","pattern":{"Regex":"(?i:a+)|[^\\s\\p{L}]{1,3}+|\\s+(?!\\S)"},"#
        + #""behavior":"MergedWithPrevious","invert":true},{"type":"Digits"},{"type":"Punctuation"},"#
        + #"{"type":"ByteLevel","add_prefix_space":true,"use_regex":false}]},\#(model)}"#,
      #"{"added_tokens":[{"id":7,"content":"<e>","special":false,"lstrip":true,"rstrip":true,"#
        + #""single_word":true}],"post_processor":{"type":"TemplateProcessing","single":["#
        + #"{"SpecialToken":{"id":"<e>"}},{"Sequence":{"id":"A"}}],"special_tokens":{"<e>":{"ids":"#
        + #"[7]}}},"pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":"#
        + #"{"String":"b"},"behavior":"Removed"},{"type":"WhitespaceSplit"},{"type":"ByteLevel"}]},"#
        + #"\#(model)}"#,
    ].map { Array($0.utf8) }
  }

  static func rankFiles() throws -> [[UInt8]] {
    let tokens = (0...UInt8.max).map { [$0] } + ["th", "the", "ab", " t"].map { Array($0.utf8) }
    let ranks = try TokenizerListing(
      tokens: tokens, merges: [], pretokenizer: .gpt2, specialTokens: []
    ).file(named: "x.tiktoken")
    let patterns = ["gpt2", "cl100k_base", "o200k_base", #"\p{L}{1,4}|\s+(?!\S)|[^\s\p{L}]+"#]
    return try patterns.map { Array($0.utf8) + [0x0A] + ranks }
      + [Array("vocab.txt\n".utf8) + wordPieces("vocab.txt")]
  }
}
