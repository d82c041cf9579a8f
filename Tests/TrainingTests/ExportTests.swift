import Model
import Testing
import Tokenizers
import Training
import Vocabularies

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite struct ExportTests {
  /// The trainer's forward pass and the engine's are two programs; the file stands between them.
  @Test func `the engine gives an exported model the trainer's losses`() throws {
    let checkpointPath = "/tmp/promptls-\(getpid())-export.checkpoint"
    let modelPath = "/tmp/promptls-\(getpid())-export.gguf"
    defer {
      unsafe unlink(checkpointPath)
      unsafe unlink(modelPath)
    }
    let sentence = "The quick brown fox jumps over the lazy dog. Then def f(x):\n    return x\n"
    let words = Array(String(repeating: sentence, count: 20).utf8)
    let text = Tokenizer.gpt2.encode(words.span).map { UInt16($0) } + [50256]
    let bytes = (0..<50256).map { Tokenizer.gpt2.bytes(of: TokenID($0)) ?? [] } + [[]]
    let vocabulary = ClassVocabulary(text: text, bytes: bytes, separator: 50256, minimumCount: 2)
    var settings = TinyRun.settings()
    settings.shape = TrainingShape(
      classes: vocabulary.tokens.count, width: 64, layers: 2, heads: 2, hidden: 96)
    let classes = vocabulary.encode(text)
    let separator = vocabulary.spellings[50256][0]
    let trainer = Trainer(
      settings: settings, vocabulary: vocabulary, text: classes, separator: separator,
      parallelism: .serial)
    TinyRun.scatter(trainer)
    try trainer.save(to: checkpointPath)
    try ModelExport(Checkpoint(path: checkpointPath), tokenizer: .gpt2).write(
      to: modelPath, name: "tiny", contextLength: 128)

    let model = try LanguageModel.load(path: modelPath)
    #expect(model.configuration.vocabularySize == 50257)
    let inputs = Array(classes[..<64])
    let expected = trainer.losses(
      of: Examples(inputs: inputs.map { Int32($0) }, targets: classes[1...64].map { Int32($0) }))
    let context = InferenceContext(model: model)
    let tokens = inputs.map { vocabulary.tokens[Int($0)] }
    var losses: [Float] = []
    try context.appendAll(tokens) { index, logits in
      // The trainer's softmax is over the classes alone.
      let row = vocabulary.tokens.map { Double(logits[Int($0)]) }
      let total = row.reduce(0) { $0 + exp($1) }
      losses.append(Float(log(total) - row[Int(classes[index + 1])]))
    }
    for (loss, wanted) in zip(losses, expected) { #expect(abs(loss - wanted) < 2e-3) }
    #expect(losses.count == expected.count)
  }

  @Test func `an exported tokenizer is the tokenizer`() throws {
    let path = "/tmp/promptls-\(getpid())-tokenizer.gguf"
    let checkpointPath = path + ".checkpoint"
    defer {
      unsafe unlink(path)
      unsafe unlink(checkpointPath)
    }
    let bytes = (0..<50256).map { Tokenizer.gpt2.bytes(of: TokenID($0)) ?? [] } + [[]]
    var settings = TinyRun.settings()
    let vocabulary = ClassVocabulary(text: [], bytes: bytes, separator: 50256, minimumCount: 1)
    settings.shape = TrainingShape(
      classes: vocabulary.tokens.count, width: 64, layers: 1, heads: 2, hidden: 32)
    let trainer = Trainer(
      settings: settings, vocabulary: vocabulary, text: TinyRun.text(1000, seed: 1),
      separator: 95, parallelism: .serial)
    try trainer.save(to: checkpointPath)
    try ModelExport(Checkpoint(path: checkpointPath), tokenizer: .gpt2).write(
      to: path, name: "tiny", contextLength: 128)
    let data = try #require(try LanguageModel.load(path: path).tokenizerData())
    #expect(data.tokens.count == 50257 && data.merges.count == 50000)
    #expect(data.kinds.last == .control && data.endID == 50256)
    for id in stride(from: 0, to: 50256, by: 97) {
      #expect(data.tokens[id] == Tokenizer.gpt2.bytes(of: TokenID(id)))
    }
    // Merges are in the order of the tokens they make, from the 256th on.
    for (rank, merge) in data.merges.enumerated() where rank % 89 == 0 {
      #expect(merge.left + merge.right == Tokenizer.gpt2.bytes(of: TokenID(256 + rank)))
    }
  }
}
