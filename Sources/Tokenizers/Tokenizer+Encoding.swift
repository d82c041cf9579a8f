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
    unsafe forEachSegment(of: text, specialTokens) { buffer, segment in
      unsafe forEachPiece(of: buffer, segment) { piece, count, available, _ in
        unsafe storage.vocabulary.appendTokens(piece, count, available: available, into: &ids)
      }
    } special: { id, _ in
      ids.append(id)
    }
    return ids
  }

  /// Counts the tokens of a text without keeping them.
  ///
  /// - Complexity: O(*n*).
  package func count(_ text: Span<UInt8>, specialTokens: SpecialTokenHandling = .asText) -> Int {
    var count = 0
    var ids: [TokenID] = []
    unsafe forEachSegment(of: text, specialTokens) { buffer, segment in
      unsafe forEachPiece(of: buffer, segment) { piece, length, available, _ in
        unsafe storage.vocabulary.appendTokens(piece, length, available: available, into: &ids)
        count += ids.count
        ids.removeAll(keepingCapacity: true)
      }
    } special: { _, _ in
      count += 1
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
    unsafe forEachSegment(of: text, specialTokens) { buffer, segment in
      unsafe forEachPiece(of: buffer, segment) { piece, count, available, start in
        let first = encoding.ids.count
        unsafe storage.vocabulary.appendTokens(
          piece, count, available: available, into: &encoding.ids)
        var place = start
        for id in encoding.ids[first...] {
          let end = place + storage.vocabulary.length(of: id)
          encoding.ranges.append(place..<end)
          place = end
        }
      }
    } special: { id, range in
      encoding.ids.append(id)
      encoding.ranges.append(range)
    }
    return encoding
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
