import JSONCoding
package import Tokenizers
import UnicodeTables

/// A vocabulary to be written to the files that ``TokenizerFile`` reads.
package struct TokenizerListing: Sendable {
  /// The bytes of each id; those of special tokens are their text.
  package var tokens: [[UInt8]]
  /// Pairs of ids, the one that merges first first; no matter for word pieces.
  package var merges: [(left: Int, right: Int)]
  /// How text is cut; `.bert` makes it a word-piece vocabulary.
  package var pretokenizer: Pretokenizer
  /// The tokens that stand for signals.
  package var specialTokens: [SpecialToken]

  package init(
    tokens: [[UInt8]], merges: [(left: Int, right: Int)], pretokenizer: Pretokenizer,
    specialTokens: [SpecialToken]
  ) {
    self.tokens = tokens
    self.merges = merges
    self.pretokenizer = pretokenizer
    self.specialTokens = specialTokens
  }
}

extension TokenizerListing {
  /// Writes the file that a name asks for.
  ///
  /// - Parameter fileName: Ends in `.json` (Hugging Face), `.tiktoken` (ranks of byte pairs) or
  ///   `.txt` (word pieces, a line each).
  /// - Returns: The bytes of the file; the same for the same vocabulary.
  /// - Throws: ``TokenizerFileError`` where such a file cannot say what this is.
  package func file(named fileName: String) throws(TokenizerFileError) -> [UInt8] {
    let isWordPiece = pretokenizer == .bert
    if fileName.hasSuffix(".json") {
      return (isWordPiece ? wordPieceFile : try bytePairFile()).text + [UInt8(ascii: "\n")]
    }
    if fileName.hasSuffix(".txt"), isWordPiece {
      return Array(tokens.map { $0 + [UInt8(ascii: "\n")] }.joined())
    }
    if fileName.hasSuffix(".tiktoken"), !isWordPiece { return try rankFile() }
    throw TokenizerFileError(
      place: "",
      reason: isWordPiece
        ? "word pieces go to .json or .txt" : "byte pairs go to .json or .tiktoken")
  }

  private func rankFile() throws(TokenizerFileError) -> [UInt8] {
    guard specialTokens.isEmpty else {
      throw TokenizerFileError(place: "", reason: "a .tiktoken file has no special tokens")
    }
    return tokens.enumerated().flatMap { Array("\(Base64.encode($0.element)) \($0.offset)\n".utf8) }
  }

  // MARK: tokenizer.json

  private func bytePairFile() throws(TokenizerFileError) -> JSON {
    let special = Set(specialTokens.map { Int($0.id) })
    let spelled = tokens.enumerated().map { id, token in
      String(
        decoding: special.contains(id) ? token : ByteLevelAlphabet.encode(token), as: UTF8.self)
    }
    return file(
      pretokenizer: try pretokenizerEntry(),
      others: ["decoder": Self.byteLevel(usesPattern: true), "normalizer": .null],
      model: [
        "type": "BPE", "dropout": .null, "unk_token": .null, "continuing_subword_prefix": .null,
        "end_of_word_suffix": .null, "fuse_unk": false, "byte_fallback": false,
        "ignore_merges": false, "vocab": Self.vocabulary(spelled),
        "merges": .array(merges.map { .string(spelled[$0.left] + " " + spelled[$0.right]) }),
      ])
  }

  private var wordPieceFile: JSON {
    file(
      pretokenizer: ["type": "BertPreTokenizer"],
      others: [
        "decoder": ["type": "WordPiece", "prefix": "##", "cleanup": true],
        "normalizer": [
          "type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
          "strip_accents": .null, "lowercase": true,
        ],
      ],
      model: [
        "type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
        "max_input_chars_per_word": 100,
        "vocab": Self.vocabulary(tokens.map { String(decoding: $0, as: UTF8.self) }),
      ])
  }

  private func file(pretokenizer: JSON, others: [String: JSON], model: JSON) -> JSON {
    let added = specialTokens.map { token -> JSON in
      [
        "id": .integer(Int(token.id)), "content": .string(token.text), "special": true,
        "single_word": false, "lstrip": false, "rstrip": false, "normalized": false,
      ]
    }
    let members: [String: JSON] = [
      "version": "1.0", "truncation": .null, "padding": .null, "post_processor": template,
      "added_tokens": .array(added), "pre_tokenizer": pretokenizer, "model": model,
    ]
    return .object(members.merging(others) { first, _ in first })
  }

  /// `[CLS]` before and `[SEP]` after, where there are such tokens.
  private var template: JSON {
    let marks = ["[CLS]", "[SEP]"].compactMap { text in
      specialTokens.first { $0.text == text }
    }
    guard pretokenizer == .bert, marks.count == 2 else { return .null }
    func special(_ token: SpecialToken) -> JSON {
      ["SpecialToken": ["id": .string(token.text), "type_id": 0]]
    }
    let single: JSON = [
      special(marks[0]), ["Sequence": ["id": "A", "type_id": 0]], special(marks[1]),
    ]
    let listed = marks.map { token -> (String, JSON) in
      (
        token.text,
        [
          "id": .string(token.text), "ids": [.integer(Int(token.id))],
          "tokens": [.string(token.text)],
        ]
      )
    }
    let pair: JSON = .array(
      (single.array ?? []) + [["Sequence": ["id": "B", "type_id": 1]], special(marks[1])])
    return [
      "type": "TemplateProcessing", "single": single, "pair": pair,
      "special_tokens": .object(Dictionary(uniqueKeysWithValues: listed)),
    ]
  }

  private func pretokenizerEntry() throws(TokenizerFileError) -> JSON {
    switch pretokenizer {
    case .gpt2: return Self.byteLevel(usesPattern: true)
    case .smolLM:
      return [
        "type": "Sequence",
        "pretokenizers": [
          ["type": "Digits", "individual_digits": true], Self.byteLevel(usesPattern: true),
        ],
      ]
    default:
      guard let pattern = NamedPattern.text(of: pretokenizer) else {
        throw TokenizerFileError(
          place: "pre_tokenizer",
          reason: "tokenizer.json has no words for this pattern; llama3 is nearly cl100k_base")
      }
      return [
        "type": "Sequence",
        "pretokenizers": [
          [
            "type": "Split", "pattern": ["Regex": .string(pattern)], "behavior": "Isolated",
            "invert": false,
          ], Self.byteLevel(usesPattern: false),
        ],
      ]
    }
  }

  private static func byteLevel(usesPattern: Bool) -> JSON {
    [
      "type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true,
      "use_regex": .bool(usesPattern),
    ]
  }

  private static func vocabulary(_ tokens: [String]) -> JSON {
    .object(
      Dictionary(
        zip(tokens, tokens.indices.map { .integer($0) }), uniquingKeysWith: { first, _ in first }))
  }
}
