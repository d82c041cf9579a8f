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
    var ids: [TokenID] = []
    ids.reserveCapacity(text.count / 4 + 1)
    switch storage.model {
    case .bytePair(let vocabulary):
      unsafe forEachSegment(of: text, specialTokens) { buffer, segment in
        unsafe forEachPiece(of: buffer, segment) { piece, count, available, _ in
          unsafe vocabulary.appendTokens(piece, count, available: available, into: &ids)
        }
      } special: { id, _ in
        ids.append(id)
      }
    case .wordPiece(let vocabulary):
      if addSpecialTokens, let opening = vocabulary.opening { ids.append(opening) }
      forEachWordPiece(of: text, specialTokens, vocabulary) { id in ids.append(id) }
      if addSpecialTokens, let closing = vocabulary.closing { ids.append(closing) }
    }
    return ids
  }

  /// Counts the tokens of a text without keeping them.
  ///
  /// - Complexity: O(*n*).
  package func count(_ text: Span<UInt8>, specialTokens: SpecialTokenHandling = .asText) -> Int {
    var count = 0
    switch storage.model {
    case .bytePair(let vocabulary):
      var ids: [TokenID] = []
      unsafe forEachSegment(of: text, specialTokens) { buffer, segment in
        unsafe forEachPiece(of: buffer, segment) { piece, length, available, _ in
          unsafe vocabulary.appendTokens(piece, length, available: available, into: &ids)
          count += ids.count
          ids.removeAll(keepingCapacity: true)
        }
      } special: { _, _ in
        count += 1
      }
    case .wordPiece(let vocabulary):
      forEachWordPiece(of: text, specialTokens, vocabulary) { _ in count += 1 }
    }
    return count
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
      unsafe forEachSegment(of: text, specialTokens) { buffer, segment in
        unsafe forEachPiece(of: buffer, segment) { piece, count, available, start in
          let first = encoding.ids.count
          unsafe vocabulary.appendTokens(
            piece, count, available: available, into: &encoding.ids)
          var place = start
          for id in encoding.ids[first...] {
            let end = place + vocabulary.length(of: id)
            encoding.ranges.append(place..<end)
            place = end
          }
        }
      } special: { id, range in
        append(id, range)
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

  /// Hands over the ids of a text by words.
  @inline(__always)
  private func forEachWordPiece(
    of text: Span<UInt8>, _ handling: SpecialTokenHandling, _ vocabulary: WordPieceVocabulary,
    emit: (TokenID) -> Void
  ) {
    withWordAssembler(vocabulary, tracksSources: false) { assembler in
      unsafe forEachSegment(of: text, handling) { buffer, segment in
        guard let base = buffer.baseAddress else { return }
        unsafe assembler.scan(base, segment) { id, _ in emit(id) }
      } special: { id, _ in
        emit(id)
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

  /// Cuts a segment into pieces; hands over each piece, its length, the bytes that may be read from
  /// its start on, and its place in the text.
  @inline(__always)
  private func forEachPiece(
    of text: UnsafeBufferPointer<UInt8>, _ segment: Range<Int>,
    body: (UnsafePointer<UInt8>, Int, Int, Int) -> Void
  ) {
    guard let base = text.baseAddress, !segment.isEmpty else { return }
    switch storage.pretokenizer {
    case .gpt2: unsafe scan(GPT2Pieces.self, base, text.count, segment, body)
    case .smolLM: unsafe scan(SmolLMPieces.self, base, text.count, segment, body)
    case .cl100k: unsafe scan(CL100KPieces.self, base, text.count, segment, body)
    case .o200k: unsafe scan(O200KPieces.self, base, text.count, segment, body)
    case .llama3: unsafe scan(Llama3Pieces.self, base, text.count, segment, body)
    case .qwen2: unsafe scan(Qwen2Pieces.self, base, text.count, segment, body)
    case .bert: preconditionFailure("word pieces are not made piece by piece")
    }
  }

  @inline(__always)
  private func scan<Pieces: PieceScanner>(
    _ pieces: Pieces.Type, _ base: UnsafePointer<UInt8>, _ count: Int, _ segment: Range<Int>,
    _ body: (UnsafePointer<UInt8>, Int, Int, Int) -> Void
  ) {
    let scanner = unsafe Scanner(bytes: base, end: segment.upperBound)
    var start = segment.lowerBound
    while start < segment.upperBound {
      let end = Pieces.endOfPiece(scanner, from: start)
      unsafe body(base + start, end &- start, count &- start, start)
      start = end
    }
  }
}
