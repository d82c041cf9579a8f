import UnicodeTables

/// How words are spelled before anything is merged.
protocol WordSpelling {
  /// The tokens there are to begin with, in the order of their ids.
  var alphabet: [[UInt8]] { get }
  /// What a token begins with that continues a word.
  var continuation: [UInt8] { get }
  /// A word in tokens of the alphabet, the first of which has the id `first`; none for a word that
  /// is left out.
  func symbols(_ word: ArraySlice<UInt8>, _ first: Int32) -> [Int32]
}

/// Words as bytes, all 256 of them, in the order that GPT-2's files give them.
struct ByteSpelling: WordSpelling {
  let alphabet: [[UInt8]]
  let continuation: [UInt8] = []
  private let ids: [Int32]

  init() {
    let bytes = (UInt8.min...UInt8.max).map { ($0, ByteLevelAlphabet.encode([$0])) }
      .sorted { $0.1.lexicographicallyPrecedes($1.1) }.map(\.0)
    alphabet = bytes.map { [$0] }
    var ids = [Int32](repeating: 0, count: 256)
    for (id, byte) in bytes.enumerated() { ids[Int(byte)] = Int32(id) }
    self.ids = ids
  }

  func symbols(_ word: ArraySlice<UInt8>, _ first: Int32) -> [Int32] {
    word.map { ids[Int($0)] + first }
  }
}

/// Words as characters, those after the first marked by `##`.
///
/// The alphabet is every character that occurs, and then those that occur within words with the
/// mark, both in the order of their scalar values.
struct CharacterSpelling: WordSpelling {
  let alphabet: [[UInt8]]
  let continuation = Array("##".utf8)
  private let longest: Int
  private let opening: [UInt32: Int32]
  private let continuing: [UInt32: Int32]

  /// Finds the alphabet of words, which are UTF-8.
  ///
  /// - Parameters:
  ///   - words: The words.
  ///   - longest: Words of more characters are left out.
  init(_ words: [ArraySlice<UInt8>], longest: Int) {
    var all: Set<UInt32> = []
    var inner: Set<UInt32> = []
    for word in words {
      let scalars = Self.scalars(word)
      guard scalars.count <= longest else { continue }
      all.formUnion(scalars)
      inner.formUnion(scalars.dropFirst())
    }
    func spelled(_ scalars: Set<UInt32>) -> [(UInt32, [UInt8])] {
      scalars.sorted().compactMap { value in
        Unicode.Scalar(value).map { (value, Array(String(Character($0)).utf8)) }
      }
    }
    let (first, second) = (spelled(all), spelled(inner))
    let mark = continuation
    alphabet = first.map(\.1) + second.map { mark + $0.1 }
    opening = Dictionary(
      uniqueKeysWithValues: zip(first.map(\.0), 0..<Int32(first.count)))
    continuing = Dictionary(
      uniqueKeysWithValues: zip(
        second.map(\.0), Int32(first.count)..<Int32(first.count + second.count)))
    self.longest = longest
  }

  func symbols(_ word: ArraySlice<UInt8>, _ first: Int32) -> [Int32] {
    let scalars = Self.scalars(word)
    guard scalars.count <= longest else { return [] }
    return scalars.enumerated().compactMap { index, scalar in
      (index == 0 ? opening : continuing)[scalar].map { $0 + first }
    }
  }

  private static func scalars(_ word: ArraySlice<UInt8>) -> [UInt32] {
    String(decoding: word, as: UTF8.self).unicodeScalars.map(\.value)
  }
}
