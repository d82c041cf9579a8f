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
    if needsGeneralPath(text) {
      return encoding(
        of: text, specialTokens: specialTokens, addSpecialTokens: addSpecialTokens
      ).ids
    }
    let template = addSpecialTokens ? storage.template : TokenTemplate()
    return workspaces.withWorkspace { work in
      work.append(contentsOf: template.opening)
      encode(text, specialTokens, &work)
      work.append(contentsOf: template.closing)
      return unsafe Array(work.tokens(from: 0))
    }
  }

  private var workspaces: WorkspacePool {
    switch storage.model {
    case .bytePair(let vocabulary): vocabulary.workspaces
    case .wordPiece(let vocabulary): vocabulary.workspaces
    }
  }

  /// Appends the tokens of a text.
  @inline(__always)
  private func encode(
    _ text: Span<UInt8>, _ handling: SpecialTokenHandling, _ work: inout Workspace
  ) {
    switch storage.model {
    case .bytePair(let vocabulary): encode(text, handling, vocabulary, &work)
    case .wordPiece(let vocabulary): encode(text, handling, vocabulary, &work)
    }
  }

  /// Counts the tokens of a text without keeping them.
  ///
  /// - Complexity: O(*n*).
  package func count(_ text: Span<UInt8>, specialTokens: SpecialTokenHandling = .asText) -> Int {
    if needsGeneralPath(text) { return encoding(of: text, specialTokens: specialTokens).ids.count }
    return workspaces.withWorkspace { work in
      work.keepsTokens = false
      encode(text, specialTokens, &work)
      return work.discarded + work.count
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
    let template = addSpecialTokens ? storage.template : TokenTemplate()
    for id in template.opening { append(id, 0..<0) }
    switch storage.model {
    case .bytePair(let vocabulary):
      if needsGeneralPath(text) || !storage.rules.isEmpty {
        encodeGenerally(text, specialTokens, vocabulary, append)
        break
      }
      let ids = encode(text, specialTokens: specialTokens)
      encoding.ids += ids
      encoding.ranges.reserveCapacity(encoding.ids.count)
      var place = 0
      for id in ids {
        let end = place + (storage.specialIDs[id]?.count ?? vocabulary.length(of: id))
        encoding.ranges.append(place..<end)
        place = end
      }
    case .wordPiece(let vocabulary):
      withWordAssembler(vocabulary, tracksSources: true) { assembler in
        unsafe forEachSegment(of: text, specialTokens) { buffer, segment in
          guard let base = buffer.baseAddress else { return }
          unsafe assembler.scan(base, segment) { id, range in append(id, range) }
        } special: { id, range in
          append(id, range)
        }
      }
    }
    for id in template.closing { append(id, text.count..<text.count) }
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

  /// Where the last special token of a text ends; 0 where there is none.
  ///
  /// - Complexity: O(*n*).
  package func endOfLastSpecialToken(in text: Span<UInt8>) -> Int {
    unsafe text.withUnsafeBufferPointer { buffer in
      var end = 0
      while let match = unsafe storage.finder.first(in: buffer, from: end) {
        end = match.range.upperBound
      }
      return end
    }
  }

  /// Cuts a text at its special tokens.
  @inline(__always)
  func forEachSegment(
    of text: Span<UInt8>, _ handling: SpecialTokenHandling,
    body: (UnsafeBufferPointer<UInt8>, Range<Int>) -> Void,
    special: (TokenID, Range<Int>) -> Void
  ) {
    unsafe text.withUnsafeBufferPointer { buffer in
      var start = 0
      let finder = handling == .asTokens ? storage.finder : storage.alwaysFinder
      if !finder.isEmpty {
        while let match = unsafe finder.first(in: buffer, from: start) {
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
      case .bert, .general:
        preconditionFailure("these tokens are not made piece by piece")
      }
    } special: { id, _ in
      work.reserve(1)
      work.append(id)
    }
  }
}
