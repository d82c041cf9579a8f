import JSONCoding
import TestSupport
import Testing
import TokenizerFiles
import Tokenizers
import UnicodeTables
import Vocabularies

@Suite struct TokenizerFileTests {
  private func read(_ json: JSON) throws -> LoadedTokenizer {
    try TokenizerFile.read(name: "mine", fileName: "tokenizer.json", contents: json.text)
  }

  /// The text that a file in the byte-level alphabet has for some bytes.
  private func written(_ bytes: [UInt8]) -> String {
    var characters: [UInt8: Character] = [:]
    for scalar in (0x21..<0x144).compactMap(Unicode.Scalar.init) {
      let text = String(Character(scalar))
      if let byte = ByteLevelAlphabet.decode(Array(text.utf8)), byte.count == 1 {
        characters[byte[0]] = Character(scalar)
      }
    }
    return String(bytes.compactMap { characters[$0] })
  }

  /// gpt2 as Hugging Face writes it, up to some number of tokens.
  private func gpt2File(_ size: Int) throws -> JSON {
    var vocabulary: [String: JSON] = [:]
    var merges: [JSON] = []
    let pairs = try #require(Tokenizer.gpt2.bytePair)
    for id in 0..<UInt32(size) {
      let bytes = pairs.bytes(of: id)
      vocabulary[written(bytes)] = .integer(Int(id))
      for cut in 1..<max(bytes.count, 1) {
        // The two tokens that a merge joins are those that its bytes are split into before it.
        let left = Array(bytes[..<cut])
        let right = Array(bytes[cut...])
        let ids = [pairs.token(for: left.span), pairs.token(for: right.span)].compactMap(\.self)
        guard ids.count == 2, ids.allSatisfy({ $0 < id }), parts(bytes, below: id, pairs) == ids
        else { continue }
        merges.append(.string(written(left) + " " + written(right)))
      }
    }
    return [
      "model": ["type": "BPE", "vocab": .object(vocabulary), "merges": .array(merges)],
      "pre_tokenizer": ["type": "ByteLevel", "add_prefix_space": false],
      "added_tokens": [["id": .integer(size), "content": "<|endoftext|>", "special": true]],
    ]
  }

  /// Merging by the definition, with tokens below an id alone.
  private func parts(_ bytes: [UInt8], below limit: UInt32, _ pairs: BytePairVocabulary) -> [UInt32]
  {
    var parts = bytes.map { [$0] }
    while true {
      var best: (id: UInt32, place: Int)?
      for place in 0..<max(parts.count - 1, 0) {
        guard let id = pairs.token(for: (parts[place] + parts[place + 1]).span), id < limit else {
          continue
        }
        if best.map({ id < $0.id }) ?? true { best = (id, place) }
      }
      guard let best else { break }
      parts[best.place] += parts.remove(at: best.place + 1)
    }
    return parts.compactMap { pairs.token(for: $0.span) }
  }

  @Test func `reads a byte-level file and encodes as its merges say`() throws {
    let loaded = try read(try gpt2File(3000))
    #expect(loaded.notes.isEmpty)
    let tokenizer = loaded.tokenizer
    #expect(tokenizer.vocabularySize == 3001)
    let pairs = try #require(Tokenizer.gpt2.bytePair)
    for text in ["The quick brown fox", "naïve — 日本語 don't 12345   \n\n x", ""] {
      let bytes = Array(text.utf8)
      var expected: [UInt32] = []
      var place = 0
      while place < bytes.count {
        let end = Pretokenizer.gpt2.endOfPiece(in: bytes.span, from: place)
        expected += parts(Array(bytes[place..<end]), below: 3000, pairs)
        place = end
      }
      #expect(tokenizer.encode(bytes.span) == expected)
      #expect(try tokenizer.decode(expected) == bytes)
    }
    let marked = Array("a<|endoftext|>".utf8)
    #expect(tokenizer.encode(marked.span, specialTokens: .asTokens) == [64, 3000])
  }

  static let unsupported: [(model: JSON, message: String)] = [
    (["type": "Unigram"], "model.type: \"Unigram\" is not supported"),
    (["type": "BPE", "byte_fallback": true], "model.byte_fallback: true is not supported"),
    (
      ["type": "BPE", "vocab": ["a": -1], "merges": []],
      "model.vocab: the id of \"a\" is no number that fits"
    ),
    (
      ["type": "BPE", "vocab": ["a": 0], "merges": ["a b"]],
      "model: the vocabulary cannot be used: merge 0 names a token that is not listed"
    ),
    (
      ["type": "BPE", "vocab": ["a": 0], "merges": ["a"]],
      "model.merges[0]: no pair of byte-level tokens"
    ),
  ]

  @Test(arguments: unsupported)
  func `names what it does not support`(_ model: JSON, _ message: String) {
    let file: JSON = [
      "model": model, "pre_tokenizer": ["type": "ByteLevel", "add_prefix_space": false],
    ]
    let error = #expect(throws: TokenizerFileError.self) { _ = try read(file) }
    #expect(error?.description == message)
  }

  @Test func `names the pretokenizer that it does not support`() {
    let file: JSON = [
      "model": ["type": "BPE", "vocab": ["a": 0], "merges": []],
      "pre_tokenizer": ["type": "Sequence", "pretokenizers": [["type": "Metaspace"]]],
    ]
    let error = #expect(throws: TokenizerFileError.self) { _ = try read(file) }
    #expect(error?.place == "pre_tokenizer.pretokenizers[0].type")
  }

  @Test func `reads a rank file under the name of its pattern`() throws {
    let contents = try SharedData.bytes("vocab/p50k_base.tiktoken")
    let loaded = try TokenizerFile.read(
      name: "mine", fileName: "p50k.tiktoken", contents: contents, pattern: "gpt2")
    let text = Array("def f(x):\n        return x  # naïve 日本語".utf8)
    #expect(loaded.tokenizer.encode(text.span) == Tokenizer.p50k.encode(text.span))
    #expect(throws: TokenizerFileError.self) {
      _ = try TokenizerFile.read(name: "mine", fileName: "p50k.tiktoken", contents: contents)
    }
  }

  /// A rank file of all bytes and then these lines.
  private func ranks(_ lines: [String]) -> [UInt8] {
    let bytes = (0...UInt8.max).map { "\(Base64.encode([$0])) \($0)" }
    return Array((bytes + lines).joined(separator: "\n").utf8)
  }

  @Test func `reads a token of no bytes in a rank file, as Whisper's has one`() throws {
    let contents = ranks(["= 256", "", "aGk= 257"])
    let loaded = try TokenizerFile.read(
      name: "mine", fileName: "a.tiktoken", contents: contents, pattern: "gpt2")
    #expect(loaded.tokenizer.encode(Array("hi".utf8).span) == [257])
  }

  @Test(arguments: [
    ("aGk= 255", "line 257: the rank 255 stands twice"),
    ("\na 256", "line 258: no token in base 64 and its rank"),
    ("aGk= 99999999", "line 257: the rank is out of bounds"),
  ])
  func `says in which line of a rank file what is wrong`(line: String, message: String) {
    let error = #expect(throws: TokenizerFileError.self) {
      _ = try TokenizerFile.read(
        name: "mine", fileName: "a.tiktoken", contents: ranks([line]), pattern: "gpt2")
    }
    #expect(error?.description == message)
  }

  @Test func `reads a word list`() throws {
    let contents = try SharedData.bytes("vocab/bert-base-uncased.vocab.txt")
    let loaded = try TokenizerFile.read(name: "mine", fileName: "vocab.txt", contents: contents)
    let text = Array("Tokenization of Ünïcode, 日本!".utf8)
    #expect(
      loaded.tokenizer.encode(text.span, addSpecialTokens: true)
        == Tokenizer.bertBaseUncased.encode(text.span, addSpecialTokens: true))
  }

  @Test func `damaged files fail with an error and never a trap`() throws {
    let whole = try gpt2File(400).text
    var random = SeededGenerator(seed: 7)
    for _ in 0..<100 {
      var damaged = whole
      for _ in 0..<Int.random(in: 1...8, using: &random) {
        damaged[Int.random(in: 0..<damaged.count, using: &random)] = UInt8.random(
          in: 0...255, using: &random)
      }
      damaged.removeLast(Int.random(in: 0...3, using: &random))
      _ = try? TokenizerFile.read(name: "mine", fileName: "x.json", contents: damaged)
      _ = try? TokenizerFile.read(
        name: "mine", fileName: "x.tiktoken", contents: damaged, pattern: "gpt2")
      _ = try? TokenizerFile.read(name: "mine", fileName: "x.txt", contents: damaged)
    }
  }
}
