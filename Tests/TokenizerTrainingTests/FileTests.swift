import TestSupport
import Testing
import TokenizerFiles
import TokenizerTraining
import Tokenizers

/// What is learned, written and read again.
@Suite struct LearnedFileTests {
  private static let text = Array(
    """
    The quick brown fox jumps over the lazy dog; the other foxes' 12345 jumping jacks don't.
    Thé 日本 in 2024:	the\r\n  fox  jumped — the jumps, the jumper, 'twas the jumpiest.
    """.utf8)

  private func listing(
    _ kind: VocabularyTrainer.Kind, _ pretokenizer: Pretokenizer, _ special: [String], size: Int
  ) throws -> TokenizerListing {
    var trainer = VocabularyTrainer(kind, specialTokens: special)
    trainer.read(Self.text.span)
    let learned = try trainer.learn(size: size, minimumCount: 2)
    return TokenizerListing(
      tokens: learned.tokens,
      merges: learned.merges.map { (left: Int($0.left), right: Int($0.right)) },
      pretokenizer: pretokenizer, specialTokens: learned.specialTokens)
  }

  @Test(arguments: [Pretokenizer.gpt2, .smolLM, .llama3, .qwen2, .o200k])
  func `byte pairs are read back from tokenizer.json`(_ pretokenizer: Pretokenizer) throws {
    let listing = try listing(.bytePairs(pretokenizer), pretokenizer, ["<|end|>"], size: 280)
    let tokenizer = try TokenizerFile.read(
      name: "mine", fileName: "t.json", contents: listing.file(named: "t.json")
    ).tokenizer
    #expect(tokenizer.pretokenizer == pretokenizer)
    #expect(tokenizer.vocabularySize == listing.tokens.count)
    #expect(tokenizer.specialTokens == listing.specialTokens)
    for id in listing.tokens.indices where id > 0 {
      #expect(tokenizer.bytes(of: TokenID(id)) == listing.tokens[id])
    }
    let ids = tokenizer.encode(Self.text.span)
    #expect(ids.count < Self.text.count * 3 / 4)
    #expect(ids.flatMap { tokenizer.bytes(of: $0) ?? [] } == Self.text)
  }

  @Test func `ranks give the same tokens as merges`() throws {
    let listing = try listing(.bytePairs(.cl100k), .cl100k, [], size: 290)
    let ranks = try TokenizerFile.read(
      name: "mine", fileName: "t.tiktoken", contents: listing.file(named: "t.tiktoken"),
      pattern: "cl100k_base"
    ).tokenizer
    let merges = try Tokenizer(
      name: "merges", tokens: listing.tokens,
      merges: listing.merges.map { (listing.tokens[$0.left], listing.tokens[$0.right]) },
      pretokenizer: .cl100k, specialTokens: [])
    #expect(ranks.encode(Self.text.span) == merges.encode(Self.text.span))
    #expect(throws: TokenizerFileError.self) { try listing.file(named: "t.json") }
  }

  @Test func `word pieces are read back from both files`() throws {
    let special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    let listing = try listing(.wordPieces, .bert, special, size: 110)
    for name in ["t.json", "vocab.txt"] {
      let tokenizer = try TokenizerFile.read(
        name: "mine", fileName: name, contents: listing.file(named: name)
      ).tokenizer
      let tokens = tokenizer.encode(Array("The jumps jumped".utf8).span)
      let texts = tokens.map { String(decoding: listing.tokens[Int($0)], as: UTF8.self) }
      #expect(texts == ["the", "jumps", "jump", "##e", "##d"], "\(name)")
    }
  }
}
