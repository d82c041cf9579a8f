/// Something that reads bytes which strangers may have written.
///
/// The fuzzer (`Tests/Tools/fuzz/run`) searches for bytes that break it; the tests hand in what was
/// found once. To add one: a file, and a line in ``all``.
package struct HostileTarget: Sendable {
  /// The name, of its folder of found inputs too.
  package let name: String
  /// Well-formed inputs, from which others are made.
  package let seeds: @Sendable () throws -> [[UInt8]]
  /// Texts that mean something to the reader.
  package let words: [String]
  /// Where in an input the numbers stand that decide the most; the rest is changed less often.
  package let head: @Sendable ([UInt8]) -> Range<Int>
  /// Whether inputs are JSON, or hold some.
  package let holdsJSON: Bool
  /// Sets the lengths that an input begins with to what it has.
  package let mend: @Sendable ([UInt8]) -> [UInt8]
  /// Reads an input and uses what was read, whatever it is; says whether it was taken.
  ///
  /// Throws ``BrokenPromise`` for a wrong result. Traps where there is a bug.
  package let run: @Sendable ([UInt8]) throws -> Bool

  init(
    name: String, words: [String] = [],
    head: @escaping @Sendable ([UInt8]) -> Range<Int> = { 0..<$0.count }, holdsJSON: Bool = false,
    mend: @escaping @Sendable ([UInt8]) -> [UInt8] = { $0 },
    seeds: @escaping @Sendable () throws -> [[UInt8]],
    run: @escaping @Sendable ([UInt8]) throws -> Bool
  ) {
    self.name = name
    self.words = words
    self.head = head
    self.holdsJSON = holdsJSON
    self.mend = mend
    self.seeds = seeds
    self.run = run
  }

  /// Every target.
  package static let all = [
    gguf, packed, safetensors, vectors, tokenizerJSON, ranks, frames, messages, edits, settings,
    prompts,
  ]
}

extension HostileTarget: CustomStringConvertible {
  package var description: String { name }
}

/// What an input made untrue.
package struct BrokenPromise: Error, CustomStringConvertible {
  package let description: String

  /// Throws where something does not hold.
  static func check(_ holds: Bool, _ promise: @autoclosure () -> String) throws {
    if !holds { throw BrokenPromise(description: promise()) }
  }
}
