/// What somebody may have meant who wrote a name that is not known.
enum Nearest {
  /// The known name that differs least, where it differs little: in a third of its letters.
  static func name(to word: String, among names: [String]) -> String? {
    let candidates = names.map { (name: $0, distance: distance(word, $0)) }
    guard let best = candidates.min(by: { $0.distance < $1.distance }),
      best.distance <= max(min(word.count, best.name.count) / 3, word.count > 2 ? 1 : 0)
    else { return names.first { word.count > 1 && $0.hasPrefix(word) } }
    return best.name
  }

  /// The end of a sentence that says so; nothing where no name is near.
  static func hint(to word: String, among names: [String]) -> String {
    name(to: word, among: names).map { "; did you mean \($0)?" } ?? ""
  }

  /// The letters to insert, delete, replace or exchange with their neighbor.
  ///
  /// Source: Damerau 1964, as computed by Lowrance and Wagner 1975 for neighbors only.
  static func distance(_ first: String, _ second: String) -> Int {
    let (a, b) = (Array(first.unicodeScalars), Array(second.unicodeScalars))
    var older: [Int] = []
    var last = Array(0...b.count)
    for i in 0..<a.count {
      var row = [i + 1]
      for j in 0..<b.count {
        var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, older[j - 1] + 1) }
        row.append(cost)
      }
      (older, last) = (last, row)
    }
    return last[b.count]
  }
}
