import Foundation

/// Short texts that put the seams of tokenizers side by side, the same on every machine.
///
/// `Tests/Tools/tokenizers/golden_hashes.py` draws the same texts and writes what the reference
/// implementations say of them.
package struct GeneratedTexts {
  private struct Group: Decodable {
    var weight: UInt64
    /// The greatest number of atoms in a row.
    var `repeat`: UInt64
    /// None stands for any scalar.
    var atoms: [String]
  }

  private static let seed: UInt64 = 2026
  private static let lengths = [1, 2, 3, 4, 5, 6, 8, 12]

  private let groups: [(weight: UInt64, repeats: UInt64, atoms: [[UInt8]])]
  private let total: UInt64
  private var random = SeededGenerator(seed: seed)

  /// Starts at the first text.
  package init() throws {
    let file = Fixture.folder.appending(path: "tokens/atoms.json")
    groups = try JSONDecoder().decode([Group].self, from: Data(contentsOf: file)).map {
      ($0.weight, $0.repeat, $0.atoms.map { Array($0.utf8) })
    }
    total = groups.reduce(0) { $0 + $1.weight }
  }

  /// The next text.
  package mutating func next() -> [UInt8] {
    var text: [UInt8] = []
    for _ in 0..<Self.lengths[below(Self.lengths.count)] {
      let group = group()
      for _ in 0...below(Int(groups[group].repeats)) { appendAtom(of: group, to: &text) }
    }
    return text
  }

  private mutating func below(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }

  private mutating func group() -> Int {
    var place = random.next() % total
    for (index, group) in groups.enumerated() {
      if place < group.weight { return index }
      place -= group.weight
    }
    return 0
  }

  private mutating func appendAtom(of group: Int, to text: inout [UInt8]) {
    let count = groups[group].atoms.count
    if count > 0 {
      text += groups[group].atoms[below(count)]
      return
    }
    let number = below(0x110000 - 0x800)
    if let scalar = Unicode.Scalar(UInt32(number < 0xD800 ? number : number + 0x800)) {
      text += Array(String(scalar).utf8)
    }
  }
}
