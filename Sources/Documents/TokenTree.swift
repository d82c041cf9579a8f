import Text

/// Where the tokens of a text start, in a persistent tree.
///
/// Counts and boundaries of any range are sums on the way down; a replacement touches one path.
package struct TokenTree: Sendable {
  private var tree: SummaryTree<TokenRun>

  /// The tokens of the empty text.
  package init() {
    tree = SummaryTree()
  }

  /// The tokens of a run of any size.
  package init(_ run: TokenRun) {
    tree = SummaryTree(run)
  }

  /// The number of tokens.
  package var count: Int { tree.summary.tokens }

  /// The length of the text in bytes.
  package var byteCount: Int { tree.summary.bytes }

  /// Replaces the tokens that start in a byte range.
  ///
  package mutating func replace(_ range: Range<Int>, with run: TokenRun) {
    tree.replace(range, with: run)
  }

  /// The number of tokens that start before an offset.
  ///
  /// - Complexity: O(log *n*).
  package func count(before offset: Int) -> Int {
    let (run, before) = tree.firstLeaf { offset <= $0.bytes }
    var byte = before.bytes
    var tokens = before.tokens
    for entry in run.entries {
      if offset <= byte { break }
      tokens += Int(entry >> 7)
      byte += Int(entry & 0x7F)
    }
    return tokens
  }

  /// The offset at which a token starts.
  ///
  /// Tokens are counted from 0; the token after the last starts at the end of the text.
  ///
  /// - Complexity: O(log *n*).
  package func start(ofToken index: Int) -> Int {
    let (run, before) = tree.firstLeaf { index < $0.tokens }
    var byte = before.bytes
    var tokens = before.tokens
    for entry in run.entries {
      if entry & TokenRun.startsToken != 0 {
        if tokens == index { return byte }
        tokens += 1
      }
      byte += Int(entry & 0x7F)
    }
    return byte
  }

  /// Calls a closure with the start of each token that starts in a range, left to right.
  package func forEachStart(in range: Range<Int>, _ body: (Int) -> Void) {
    // An entry of zero bytes stands at the end of no run, so runs that touch the range suffice.
    tree.forEachLeaf(in: range) { run, start in
      var byte = start
      for entry in run.entries {
        if range.upperBound <= byte { break }
        if entry & TokenRun.startsToken != 0, range.lowerBound <= byte { body(byte) }
        byte += Int(entry & 0x7F)
      }
    }
  }

  /// Says what of the invariant is broken, for tests; nil if nothing is.
  package func brokenInvariant() -> String? {
    tree.brokenInvariant { run, summary in
      if run.summarize() != summary { return "a wrong summary of a run" }
      if let last = run.entries.last, last & 0x7F == 0, summary.bytes != byteCount {
        return "a run that ends in an entry of zero bytes"
      }
      return nil
    }
  }
}
