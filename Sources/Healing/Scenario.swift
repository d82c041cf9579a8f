import Tokenizers

/// One way in which the pretokenizer may cut the end of a text, depending on what follows it.
struct Scenario: Equatable {
  /// Where the pieces end that are finished before the text's end, in order.
  var closed: [Int]

  /// Where the piece begins that reaches the text's end: the open piece.
  var open: Int { closed.last ?? 0 }

  /// All cuts of `text` that some continuation gives.
  ///
  /// - Parameters:
  ///   - text: Bytes from the beginning of a piece; not empty.
  ///   - continuations: What stands for all ways to go on.
  ///   - pretokenizer: The cutter; it looks ahead and never back.
  /// - Returns: Without repeats.
  static func all(
    of text: Span<UInt8>, continuations: [[UInt8]], pretokenizer: Pretokenizer
  ) -> [Scenario] {
    var scenarios: [Scenario] = []
    var scratch = Array(copying: text)
    // Kept from one continuation to the next: there are hundreds, and they give one to three cuts.
    var closed: [Int] = []
    for continuation in continuations {
      scratch.removeLast(scratch.count - text.count)
      scratch.append(contentsOf: continuation)
      closed.removeAll(keepingCapacity: true)
      while true {
        let end = pretokenizer.endOfPiece(in: scratch.span, from: closed.last ?? 0)
        if end >= text.count { break }
        closed.append(end)
      }
      if !scenarios.contains(where: { $0.closed == closed }) {
        scenarios.append(Scenario(closed: Array(closed)))
      }
    }
    return scenarios
  }

  /// The last place before the end of `text` where every continuation ends a piece; 0 if none.
  static func commonEnd(
    of text: Span<UInt8>, unfinished: Int, pretokenizer: Pretokenizer
  ) -> Int {
    guard !text.isEmpty else { return 0 }
    let outline = Outline(of: text, unfinished: unfinished, pretokenizer: pretokenizer)
    let scenarios = all(
      of: outline.bytes.span, continuations: outline.continuations, pretokenizer: pretokenizer)
    guard let first = scenarios.first else { return 0 }
    let common = first.closed.indices.prefix { index in
      scenarios.allSatisfy { $0.closed.count > index && $0.closed[index] == first.closed[index] }
    }
    return common.last.map { outline.original(first.closed[$0]) } ?? 0
  }

  /// Where the open piece of a longer text ends, or nil if that text is cut otherwise before it.
  func endOfOpenPiece(in text: Span<UInt8>, _ pretokenizer: Pretokenizer) -> Int? {
    var start = 0
    for end in closed {
      guard pretokenizer.endOfPiece(in: text, from: start) == end else { return nil }
      start = end
    }
    return pretokenizer.endOfPiece(in: text, from: start)
  }
}

extension Array where Element == UInt8 {
  /// Copies a span.
  init(copying span: Span<UInt8>) {
    self.init(capacity: span.count) { output in
      for offset in span.indices { output.append(span[offset]) }
    }
  }
}
