import JSONCoding
import Testing
import TokenizerFiles
import Tokenizers
import UnicodeTables

/// What files of users have besides tokens and merges.
///
/// `Tests/Tools/tokenizers/user_files.py` compares many more shapes with Hugging Face's own reading.
@Suite struct UserFileTests {
  private func read(_ parts: [String: JSON]) throws -> LoadedTokenizer {
    // Every byte is a token, whose id is the byte.
    var vocabulary: [String: JSON] = [:]
    for byte in UInt8(0)...255 {
      let text = String(decoding: ByteLevelAlphabet.encode([byte]), as: UTF8.self)
      vocabulary[text] = .integer(Int(byte))
    }
    vocabulary["ab"] = 256
    var file: [String: JSON] = [
      "model": ["type": "BPE", "vocab": .object(vocabulary), "merges": [["a", "b"]]],
      "pre_tokenizer": ["type": "ByteLevel", "add_prefix_space": false],
      "added_tokens": [
        ["id": 300, "content": "<s>", "special": true],
        ["id": 301, "content": "<x>", "special": false, "lstrip": true],
      ],
    ]
    for (key, value) in parts { file[key] = value }
    return try TokenizerFile.read(
      name: "mine", fileName: "tokenizer.json", contents: JSON.object(file).text)
  }

  private func ids(_ text: String) -> [TokenID] { text.utf8.map { TokenID($0) } }

  private func split(_ pattern: String) -> JSON {
    [
      "type": "Sequence",
      "pretokenizers": [
        ["type": "Split", "pattern": ["Regex": .string(pattern)], "behavior": "Isolated"],
        ["type": "ByteLevel", "add_prefix_space": false, "use_regex": false],
      ],
    ]
  }

  @Test func `a pattern of one's own cuts, and is said to be slower`() throws {
    let loaded = try read(["pre_tokenizer": split("a|[^a]+")])
    #expect(loaded.tokenizer.isSlower)
    #expect(loaded.notes.count == 1)
    #expect(loaded.tokenizer.encode(Array("ab".utf8).span) == ids("ab"))
    let whole = try read(["pre_tokenizer": split("[ab]+")]).tokenizer
    #expect(whole.encode(Array("xab".utf8).span) == [120, 256])
    #expect(whole.encoding(of: Array("xab".utf8).span).ranges == [0..<1, 1..<3])
    #expect(whole.count(Array("xab".utf8).span) == 2)
  }

  @Test func `a pattern that is not supported is named with its place`() throws {
    let error = #expect(throws: TokenizerFileError.self) {
      _ = try read(["pre_tokenizer": split("(?<=a)b")])
    }
    #expect(error?.place == "pre_tokenizer.pretokenizers[0].pattern.Regex")
    #expect(error?.reason.contains("a look behind") == true)
  }

  @Test func `normalization comes first and keeps places`() throws {
    let tokenizer = try read(["normalizer": ["type": "NFC"]]).tokenizer
    #expect(!tokenizer.isSlower)
    let text = Array("xA\u{30A}b".utf8)
    #expect(tokenizer.encode(text.span) == [120, 0xC3, 0x85, 98])
    #expect(tokenizer.encoding(of: text.span).ranges == [0..<1, 1..<4, 1..<4, 4..<5])
    #expect(tokenizer.encode(Array("Å".utf8).span) == [0xC3, 0x85])
  }

  @Test func `a space is put before the text where the file says so`() throws {
    let tokenizer = try read(["pre_tokenizer": ["type": "ByteLevel"]]).tokenizer
    #expect(tokenizer.encode(Array("ab".utf8).span) == [32, 256])
    #expect(tokenizer.encode(Array(" ab".utf8).span) == [32, 256])
    #expect(!tokenizer.isLossless)
  }

  @Test func `added tokens that are not special are found in any text`() throws {
    let tokenizer = try read([:]).tokenizer
    let text = Array("a <x><s>".utf8)
    #expect(tokenizer.encode(text.span) == [97, 301] + ids("<s>"))
    #expect(tokenizer.encode(text.span, specialTokens: .asTokens) == [97, 301, 300])
    #expect(tokenizer.encoding(of: text.span).ranges[1] == 1..<5)
  }

  static let templates: [(JSON, [TokenID], [TokenID])] = [
    (["type": "RobertaProcessing", "sep": ["</s>", 2], "cls": ["<s>", 1]], [1], [2]),
    (
      [
        "type": "Sequence",
        "processors": [
          ["type": "ByteLevel"],
          [
            "type": "TemplateProcessing",
            "single": [
              ["SpecialToken": ["id": "<s>", "type_id": 0]],
              ["Sequence": ["id": "A", "type_id": 0]],
            ],
            "special_tokens": ["<s>": ["id": "<s>", "ids": [300], "tokens": ["<s>"]]],
          ],
        ],
      ], [300], []
    ),
  ]

  @Test(arguments: templates)
  func `templates go around a text on demand`(
    _ post: JSON, _ opening: [TokenID], _ closing: [TokenID]
  ) throws {
    let tokenizer = try read(["post_processor": post]).tokenizer
    let text = Array("ab".utf8)
    #expect(tokenizer.encode(text.span) == [256])
    #expect(tokenizer.encode(text.span, addSpecialTokens: true) == opening + [256] + closing)
    #expect(
      tokenizer.encoding(of: text.span, addSpecialTokens: true).ids == opening + [256] + closing)
  }

  @Test func `a word list with capital letters keeps case and accents`() throws {
    let list = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nÉtat\nEtat\netat\n##s\n"
    let loaded = try TokenizerFile.read(
      name: "mine", fileName: "vocab.txt", contents: Array(list.utf8))
    #expect(loaded.notes.count == 1)
    #expect(loaded.tokenizer.encode(Array("États Etat".utf8).span) == [5, 8, 6])
  }
}
