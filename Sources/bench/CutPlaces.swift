import Model

/// Places where texts are cut.
struct CutPlaces {
  /// A stretch of a text and where it is cut.
  struct Place {
    var text: [UInt8]
    var cut: Int
    var kind: String
  }

  static let kinds = [
    "mid-word", "finished word", "after a space", "after punctuation", "mid-number", "indentation",
    "URL", "JSON",
  ]

  /// Prose, code and JSON.
  let texts: [[UInt8]]
  private let addresses: [[Int]]
  private var random = SplitMix64(seed: 1)

  init(texts: [[UInt8]]) {
    self.texts = texts
    addresses = texts.map { text in
      text.indices.dropLast(400).filter { text[$0...].starts(with: "://".utf8) }
    }
  }

  /// A random place in a text.
  mutating func random(text number: Int) -> Place {
    let text = texts[number]
    while true {
      if let place = place(in: text, at: below(text.count - 600) + 300, number) { return place }
    }
  }

  /// A random place of a kind; nil where none is found.
  mutating func random(kind: String) -> Place? {
    for attempt in 0..<100_000 {
      if kind == "URL" {
        let number = attempt % 2
        guard !addresses[number].isEmpty else { continue }
        let start = addresses[number][below(addresses[number].count)]
        let found = place(in: texts[number], at: start + below(30), number)
        if let found, found.kind == kind { return found }
      } else {
        let found = random(text: kind == "JSON" ? 2 : attempt % 2)
        if found.kind == kind { return found }
      }
    }
    return nil
  }

  private mutating func below(_ count: Int) -> Int { Int(random.nextUnit() * Double(count)) }

  /// A cut of what stands there, from the beginning of a line 40 to 300 bytes before.
  private mutating func place(in text: [UInt8], at cut: Int, _ number: Int) -> Place? {
    let wanted = cut - 40 - below(260)
    guard wanted > 0, cut + 100 < text.count, text[cut] & 0xC0 != 0x80 else { return nil }
    var start = wanted
    while start > 0 && text[start - 1] != 0x0A && wanted - start < 200 { start -= 1 }
    while text[start] & 0xC0 == 0x80 { start += 1 }
    let stretch = Array(text[start..<cut + 60])
    return Place(text: stretch, cut: cut - start, kind: kind(of: stretch, cut - start, number))
  }

  /// What was cut.
  private func kind(of text: [UInt8], _ cut: Int, _ number: Int) -> String {
    if number == 2 { return "JSON" }
    func isLetter(_ byte: UInt8) -> Bool {
      byte >= 0x80 || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A)
    }
    func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (9...13).contains(byte) }
    let word = text[..<cut].split(whereSeparator: isSpace).last ?? []
    let (last, next) = (text[cut - 1], text[cut])
    if !isSpace(last), word.contains(0x3A), contains("http", in: word) { return "URL" }
    let line = text[..<cut].split(separator: 0x0A, omittingEmptySubsequences: false).last ?? []
    if line.allSatisfy(isSpace) { return line.isEmpty ? "after a line end" : "indentation" }
    if isSpace(last) { return "after a space" }
    if isDigit(last) { return isDigit(next) ? "mid-number" : "after a number" }
    if isLetter(last) { return isLetter(next) ? "mid-word" : "finished word" }
    return "after punctuation"
  }

  private func contains(_ part: String, in word: ArraySlice<UInt8>) -> Bool {
    word.indices.contains { word[$0...].starts(with: part.utf8) }
  }
}
