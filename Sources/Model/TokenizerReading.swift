import UnicodeTables

extension TokenizerData {
  /// Reads the tokenizer of a GGUF file.
  ///
  /// - Throws: ``ModelError/unsupported(path:what:)`` for a family other than byte-level BPE.
  init?(_ gguf: GGUFFile) throws(ModelError) {
    let path = gguf.file.path
    guard let family = gguf.string("tokenizer.ggml.model"), family != "no_vocab" else {
      return nil
    }
    guard family == "gpt2" else {
      throw .unsupported(path: path, what: "a tokenizer of the family \(family)")
    }
    model = family
    pretokenizer = gguf.string("tokenizer.ggml.pre") ?? ""
    var kinds = try gguf.integers("tokenizer.ggml.token_type").map {
      Kind(rawValue: UInt8(clamping: $0)) ?? .normal
    }
    let spellings = try gguf.strings("tokenizer.ggml.tokens")
    if kinds.isEmpty { kinds = Array(repeating: .normal, count: spellings.count) }
    guard kinds.count == spellings.count else {
      throw .malformed(
        path: path, offset: 0, reason: "\(spellings.count) tokens have \(kinds.count) types")
    }
    self.kinds = kinds
    tokens = zip(spellings, kinds).map { spelling, kind in
      // Special tokens are written as they are, text tokens in the printable alphabet.
      kind == .control || kind == .userDefined
        ? spelling : ByteLevelAlphabet.decode(spelling) ?? spelling
    }
    merges = try gguf.strings("tokenizer.ggml.merges").enumerated().map {
      (rank, line) throws(ModelError) in
      guard let space = line.dropFirst().firstIndex(of: UInt8(ascii: " ")),
        let left = ByteLevelAlphabet.decode(Array(line[..<space])),
        let right = ByteLevelAlphabet.decode(Array(line[(space + 1)...])), !right.isEmpty
      else { throw .malformed(path: path, offset: 0, reason: "merge \(rank) is not two parts") }
      return Merge(left: left, right: right)
    }
    func id(_ key: String) -> UInt32? {
      gguf.integer("tokenizer.ggml.\(key)").flatMap(UInt32.init(exactly:))
        .flatMap { Int($0) < spellings.count ? $0 : nil }
    }
    beginID = id("bos_token_id")
    endID = id("eos_token_id")
    unknownID = id("unknown_token_id")
    // Llama 3 begins every text so, said or not.
    addsBegin =
      gguf.boolean("tokenizer.ggml.add_bos_token") ?? (pretokenizer == "llama-bpe")
    addsEnd = gguf.boolean("tokenizer.ggml.add_eos_token") ?? false
  }
}

extension GGUFFile {
  /// The strings of an array, as bytes; empty if there is none.
  func strings(_ key: String) throws(ModelError) -> [[UInt8]] {
    guard case .array(8, let count, let offset) = metadata[key] else { return [] }
    var reader = ByteReader(file, at: offset)
    var strings: [[UInt8]] = []
    strings.reserveCapacity(count)
    for _ in 0..<count {
      let length = try reader.number(UInt64.self, key)
      strings.append(try reader.bytes(length, key))
    }
    return strings
  }

  /// The integers of an array; empty if there is none.
  func integers(_ key: String) throws(ModelError) -> [Int64] {
    guard case .array(let type, let count, let offset) = metadata[key], type != 8 else { return [] }
    var reader = ByteReader(file, at: offset)
    var integers: [Int64] = []
    integers.reserveCapacity(count)
    for _ in 0..<count {
      guard case .integer(let value) = try Self.value(of: type, key, &reader) else {
        throw reader.malformed("\(key) is not an array of integers")
      }
      integers.append(value)
    }
    return integers
  }
}
