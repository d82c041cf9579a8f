import TokenizerTraining

/// Learning merges by the definition: count every pair in every word anew before each merge.
struct LearningDefinition {
  var tokens: [[UInt8]]
  var merges: [LearnedVocabulary.Merge] = []
  let reserved: Int
  let mark: [UInt8]

  /// Learns from words, each given once an occurrence, as ids of `tokens`.
  mutating func learn(_ words: [[Int32]], size: Int, minimumCount: Int) {
    var words = words
    while tokens.count < size {
      guard let best = mostFrequentPair(words, minimumCount) else { return }
      let id = id(of: best)
      if !merges.contains(best) { merges.append(best) }
      words = words.map { replaced($0, best, by: id) }
    }
  }

  private func mostFrequentPair(_ words: [[Int32]], _ minimumCount: Int) -> LearnedVocabulary.Merge?
  {
    var counts: [LearnedVocabulary.Merge: Int] = [:]
    for word in words {
      for (left, right) in zip(word, word.dropFirst()) {
        counts[LearnedVocabulary.Merge(left: left, right: right), default: 0] += 1
      }
    }
    return counts.filter { pair, count in
      count >= minimumCount && !tokens[..<reserved].contains(spelling(pair))
    }
    .min { first, second in
      (-first.value, first.key.left, first.key.right)
        < (-second.value, second.key.left, second.key.right)
    }?.key
  }

  private func spelling(_ pair: LearnedVocabulary.Merge) -> [UInt8] {
    tokens[Int(pair.left)] + tokens[Int(pair.right)].dropFirst(mark.count)
  }

  private mutating func id(of pair: LearnedVocabulary.Merge) -> Int32 {
    let spelling = spelling(pair)
    if let known = tokens[reserved...].firstIndex(of: spelling) { return Int32(known) }
    tokens.append(spelling)
    return Int32(tokens.count - 1)
  }

  private func replaced(
    _ word: [Int32], _ pair: LearnedVocabulary.Merge, by id: Int32
  ) -> [Int32] {
    var result: [Int32] = []
    var rest = word[...]
    while let first = rest.popFirst() {
      if first == pair.left, rest.first == pair.right {
        rest.removeFirst()
        result.append(id)
      } else {
        result.append(first)
      }
    }
    return result
  }
}
