/// Bytes on their way out: holds back what may become a stop text and what is not yet a character.
package struct TextStream {
  /// What may be shown.
  package private(set) var released: [UInt8] = []
  /// Whether a stop text was met; nothing more comes out.
  package private(set) var isStopped = false
  private var held: [UInt8] = []
  private let stops: [[UInt8]]
  /// How many bytes of the first character the prompt has.
  private var unfinished: [UInt8]

  /// Begins after a prompt that ends with the bytes `unfinished` of a character.
  package init(stops: [[UInt8]], unfinished: [UInt8] = []) {
    self.stops = stops.filter { !$0.isEmpty }
    self.unfinished = unfinished
  }

  /// Takes in bytes; gives those that are decided by now.
  package mutating func push(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    guard !isStopped else { return [] }
    held += bytes
    if let stop = firstStop() {
      isStopped = true
      return release(stop)
    }
    return release(held.count - max(undecided(), unfinishedCount()))
  }

  /// Gives what was held back for a stop text that did not come.
  package mutating func finish() -> [UInt8] {
    isStopped ? [] : release(held.count - unfinishedCount())
  }

  private mutating func release(_ count: Int) -> [UInt8] {
    guard count > 0 else { return [] }
    let bytes = Array(held[..<count])
    held.removeFirst(count)
    unfinished = []
    released += bytes
    return bytes
  }

  /// Where the first stop text begins.
  private func firstStop() -> Int? {
    held.indices.first { start in stops.contains { held[start...].starts(with: $0) } }
  }

  /// The longest end of the text that a stop text begins with.
  private func undecided() -> Int {
    stops.map { stop in
      let longest = min(stop.count - 1, held.count)
      return (0...longest).last { held.suffix($0).elementsEqual(stop.prefix($0)) } ?? 0
    }
    .max() ?? 0
  }

  /// The bytes at the end that begin a character; 0 where they are no text anyway.
  private func unfinishedCount() -> Int {
    let text = unfinished + held
    for count in 1...3 where count <= text.count {
      let lead = text[text.count - count]
      if lead & 0xC0 == 0x80 { continue }
      let length = lead < 0xC2 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 1
      return count < length ? min(count, held.count) : 0
    }
    return 0
  }
}
