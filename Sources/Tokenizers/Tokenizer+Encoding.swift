extension Tokenizer {
  /// Gives the ids of the tokens of a text.
  ///
  /// - Parameters:
  ///   - text: Any bytes.
  ///   - specialTokens: Whether text that spells a special token is that token.
  ///   - addSpecialTokens: Whether to add what the tokenizer's own template adds.
  /// - Returns: The ids, in the order of the text.
  /// - Complexity: O(*n*).
  package func encode(
    _ text: Span<UInt8>, specialTokens: SpecialTokenHandling = .asText,
    addSpecialTokens: Bool = false
  ) -> [TokenID] {
    switch storage.model {
    case .bytePair(let vocabulary):
      return vocabulary.workspaces.withWorkspace { work in
        encode(text, specialTokens, vocabulary, &work)
        return unsafe Array(work.tokens(from: 0))
      }
    case .wordPiece(let vocabulary):
      return vocabulary.workspaces.withWorkspace { work in
        work.reserve(1)
        if addSpecialTokens, let opening = vocabulary.opening { work.append(opening) }
        encode(text, specialTokens, vocabulary, &work)
        work.reserve(1)
        if addSpecialTokens, let closing = vocabulary.closing { work.append(closing) }
        return unsafe Array(work.tokens(from: 0))
      }
    }
  }

  /// Counts the tokens of a text without keeping them.
  ///
  /// - Complexity: O(*n*).
  package func count(_ text: Span<UInt8>, specialTokens: SpecialTokenHandling = .asText) -> Int {
    switch storage.model {
    case .bytePair(let vocabulary):
      return vocabulary.workspaces.withWorkspace { work in
        work.keepsTokens = false
        encode(text, specialTokens, vocabulary, &work)
        return work.discarded + work.count
      }
    case .wordPiece(let vocabulary):
      return vocabulary.workspaces.withWorkspace { work in
        work.keepsTokens = false
        encode(text, specialTokens, vocabulary, &work)
        return work.discarded + work.count
      }
    }
  }

  /// Gives the ids of the tokens of a text and the bytes of the text that each stands for.
  ///
  /// - Complexity: O(*n*).
  package func encoding(
    of text: Span<UInt8>, specialTokens: SpecialTokenHandling = .asText,
    addSpecialTokens: Bool = false
  ) -> Encoding {
    var encoding = Encoding()
    func append(_ id: TokenID, _ range: Range<Int>) {
      encoding.ids.append(id)
      encoding.ranges.append(range)
    }
    switch storage.model {
    case .bytePair(let vocabulary):
      encoding.ids = encode(text, specialTokens: specialTokens)
      encoding.ranges.reserveCapacity(encoding.ids.count)
      var place = 0
      for id in encoding.ids {
        let end = place + (storage.specialIDs[id]?.count ?? vocabulary.length(of: id))
        encoding.ranges.append(place..<end)
        place = end
      }
    case .wordPiece(let vocabulary):
      if addSpecialTokens, let opening = vocabulary.opening { append(opening, 0..<0) }
      withWordAssembler(vocabulary, tracksSources: true) { assembler in
        unsafe forEachSegment(of: text, specialTokens) { buffer, segment in
          guard let base = buffer.baseAddress else { return }
          unsafe assembler.scan(base, segment) { id, range in append(id, range) }
        } special: { id, range in
          append(id, range)
        }
      }
      if addSpecialTokens, let closing = vocabulary.closing {
        append(closing, text.count..<text.count)
      }
    }
    return encoding
  }

  /// Appends the tokens of a text, by words.
  private func encode(
    _ text: Span<UInt8>, _ handling: SpecialTokenHandling, _ vocabulary: WordPieceVocabulary,
    _ work: inout Workspace
  ) {
    withWordAssembler(vocabulary, tracksSources: false) { assembler in
      unsafe forEachSegment(of: text, handling) { buffer, segment in
        guard let base = buffer.baseAddress else { return }
        unsafe assembler.scan(base, segment, readable: buffer.count, &work)
      } special: { id, _ in
        work.reserve(1)
        work.append(id)
      }
    }
  }

  @inline(__always)
  private func withWordAssembler(
    _ vocabulary: WordPieceVocabulary, tracksSources: Bool, body: (inout WordAssembler) -> Void
  ) {
    let capacity = WordAssembler.capacity
    unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: capacity) { bytes in
      unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 2 * capacity) { words in
        unsafe withUnsafeTemporaryAllocation(
          of: Range<Int>.self, capacity: tracksSources ? capacity : 1
        ) { sources in
          guard let bytes = bytes.baseAddress, let words = words.baseAddress else { return }
          unsafe bytes.initialize(repeating: 0, count: capacity)
          var assembler = unsafe WordAssembler(
            vocabulary, bytes: bytes, words: words,
            sources: tracksSources ? sources.baseAddress : nil)
          body(&assembler)
        }
      }
    }
  }

  /// Cuts a text at its special tokens.
  @inline(__always)
  private func forEachSegment(
    of text: Span<UInt8>, _ handling: SpecialTokenHandling,
    body: (UnsafeBufferPointer<UInt8>, Range<Int>) -> Void,
    special: (TokenID, Range<Int>) -> Void
  ) {
    unsafe text.withUnsafeBufferPointer { buffer in
      var start = 0
      if handling == .asTokens {
        while let match = unsafe storage.finder.first(in: buffer, from: start) {
          unsafe body(buffer, start..<match.range.lowerBound)
          special(match.id, match.range)
          start = match.range.upperBound
        }
      }
      unsafe body(buffer, start..<buffer.count)
    }
  }

  /// Appends the tokens of a text.
  private func encode(
    _ text: Span<UInt8>, _ handling: SpecialTokenHandling, _ vocabulary: BytePairVocabulary,
    _ work: inout Workspace
  ) {
    unsafe forEachSegment(of: text, handling) { buffer, segment in
      guard let base = buffer.baseAddress, !segment.isEmpty else { return }
      let scanner = unsafe Scanner(bytes: base, end: segment.upperBound)
      let start = segment.lowerBound
      let readable = buffer.count
      switch storage.pretokenizer {
      case .gpt2:
        vocabulary.encode(GPT2Pieces.self, scanner, from: start, readable: readable, &work)
      case .smolLM:
        vocabulary.encode(SmolLMPieces.self, scanner, from: start, readable: readable, &work)
      case .cl100k:
        vocabulary.encode(CL100KPieces.self, scanner, from: start, readable: readable, &work)
      case .o200k:
        vocabulary.encode(O200KPieces.self, scanner, from: start, readable: readable, &work)
      case .llama3:
        vocabulary.encode(Llama3Pieces.self, scanner, from: start, readable: readable, &work)
      case .qwen2:
        vocabulary.encode(Qwen2Pieces.self, scanner, from: start, readable: readable, &work)
      case .bert:
        preconditionFailure("word pieces are not made piece by piece")
      }
    } special: { id, _ in
      work.reserve(1)
      work.append(id)
    }
  }
}
