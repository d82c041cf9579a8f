/// Learns merges: again and again the pair of neighbors that occurs most often becomes a token.
///
/// Among pairs that occur equally often the one with the smaller left id is taken, then that with
/// the smaller right id. A pair that spells a token which exists becomes that token, but for a
/// reserved one. Pairs are counted once and then only where a merge changes them.
///
/// Source: Sennrich, Haddow and Birch 2016, arXiv:1508.07909; ties as in `trainer.rs` of tokenizers.
struct MergeLearner {
  /// The tokens by id.
  private(set) var tokens: [[UInt8]]
  /// What was merged so far, in order.
  private(set) var merges: [LearnedVocabulary.Merge] = []

  private var ids: [[UInt8]: Int32]
  private let reserved: Set<[UInt8]>
  /// What a token begins with that continues a word; does not count for its spelling.
  private let continuation: [UInt8]

  /// The words' tokens, one word after the other, each from its start on.
  private var symbols: [Int32] = []
  private var words: [Word] = []
  private var pairs: [Pair] = []
  private var numbers: [UInt64: Int32] = [:]
  private var heap = PairHeap()
  /// The pairs that a merge has made more frequent.
  private var raised: [Int32] = []

  private struct Word {
    var start: Int
    var length: Int
    var count: Int
  }

  private struct Pair {
    var key: UInt64
    var count = 0
    /// The highest count that the heap has of it.
    var queued = 0
    /// The words that it was seen in; some perhaps twice, some where it is no more.
    var words: [Int32] = []
    var isRaised = false
  }

  /// Prepares to learn.
  ///
  /// - Parameters:
  ///   - reserved: Spellings that get the first ids and are never merged to.
  ///   - alphabet: What words are spelled with to begin with.
  ///   - continuation: What a token begins with that continues a word: nothing, or `##`.
  init(reserved: [[UInt8]], alphabet: [[UInt8]], continuation: [UInt8]) {
    self.reserved = Set(reserved)
    self.continuation = continuation
    tokens = reserved + alphabet
    ids = Dictionary(
      zip(alphabet, Int32(reserved.count)...), uniquingKeysWith: { first, _ in first })
  }

  /// Adds a word that occurs so many times.
  mutating func add(_ word: [Int32], count: Int) {
    let number = Int32(words.count)
    words.append(Word(start: symbols.count, length: word.count, count: count))
    symbols += word
    for (left, right) in zip(word, word.dropFirst()) { change(left, right, by: count, in: number) }
  }

  /// Merges until there are so many tokens, or no pair occurs often enough.
  ///
  /// - Parameters:
  ///   - size: Tokens in all.
  ///   - minimumCount: Pairs that occur less often are left alone; at least 1.
  ///   - progress: Told the number of tokens after every merge.
  /// - Complexity: O(*n* log *n*) in the symbols of the words, for texts as people write them.
  mutating func learn(size: Int, minimumCount: Int, progress: (Int) -> Void) {
    queueRaised()
    var done: Set<UInt64> = []
    while tokens.count < size, let entry = heap.pop() {
      let number = Int(entry.number)
      guard entry.count == pairs[number].count else {
        // It has become rarer since.
        requeue(entry)
        continue
      }
      guard entry.count >= minimumCount else { return }
      let merge = LearnedVocabulary.Merge(
        left: Int32(truncatingIfNeeded: entry.key >> 32),
        right: Int32(truncatingIfNeeded: entry.key))
      guard let merged = id(of: merge) else { continue }
      if done.insert(entry.key).inserted { merges.append(merge) }
      let affected = pairs[number].words
      for word in affected { replace(merge, by: merged, in: word) }
      pairs[number].count = 0
      pairs[number].queued = 0
      pairs[number].words = []
      queueRaised()
      progress(tokens.count)
    }
  }

  private mutating func requeue(_ entry: PairHeap.Entry) {
    let count = pairs[Int(entry.number)].count
    pairs[Int(entry.number)].queued = count
    if count > 0 {
      heap.push(PairHeap.Entry(count: count, key: entry.key, number: entry.number))
    }
  }

  /// The token that a pair becomes; nil where that may not be.
  private mutating func id(of merge: LearnedVocabulary.Merge) -> Int32? {
    let right = tokens[Int(merge.right)]
    let rest = right.starts(with: continuation) ? right[continuation.count...] : right[...]
    let spelling = tokens[Int(merge.left)] + rest
    if let id = ids[spelling] { return id }
    guard !reserved.contains(spelling) else { return nil }
    let id = Int32(tokens.count)
    tokens.append(spelling)
    ids[spelling] = id
    return id
  }

  /// Replaces a pair in a word, from the left, and keeps the counts of its neighbors.
  private mutating func replace(
    _ merge: LearnedVocabulary.Merge, by merged: Int32, in number: Int32
  ) {
    let (start, length) = (words[Int(number)].start, words[Int(number)].length)
    let count = words[Int(number)].count
    var (read, write) = (0, 0)
    while read < length {
      let symbol = symbols[start + read]
      if symbol == merge.left, read + 1 < length, symbols[start + read + 1] == merge.right {
        if write > 0 {
          let before = symbols[start + write - 1]
          change(before, merge.left, by: -count, in: number)
          change(before, merged, by: count, in: number)
        }
        if read + 2 < length {
          let after = symbols[start + read + 2]
          change(merge.right, after, by: -count, in: number)
          change(merged, after, by: count, in: number)
        }
        symbols[start + write] = merged
        read += 2
      } else {
        symbols[start + write] = symbol
        read += 1
      }
      write += 1
    }
    words[Int(number)].length = write
  }

  /// Counts a pair up or down in a word.
  private mutating func change(_ left: Int32, _ right: Int32, by count: Int, in word: Int32) {
    let key = UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
    let number: Int
    if let known = numbers[key] {
      number = Int(known)
    } else {
      number = pairs.count
      numbers[key] = Int32(number)
      pairs.append(Pair(key: key))
    }
    pairs[number].count += count
    guard count > 0 else { return }
    if pairs[number].words.last != word { pairs[number].words.append(word) }
    if !pairs[number].isRaised {
      pairs[number].isRaised = true
      raised.append(Int32(number))
    }
  }

  private mutating func queueRaised() {
    for number in raised {
      let pair = pairs[Int(number)]
      pairs[Int(number)].isRaised = false
      guard pair.count > pair.queued else { continue }
      pairs[Int(number)].queued = pair.count
      heap.push(PairHeap.Entry(count: pair.count, key: pair.key, number: number))
    }
    raised.removeAll(keepingCapacity: true)
  }
}
