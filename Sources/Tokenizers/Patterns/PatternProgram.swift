import UnicodeTables

/// A regular expression as instructions for a machine that follows all alternatives at once.
///
/// Source: Pike's machine as described by Cox, *Regular Expression Matching: the Virtual Machine
/// Approach*, 2009; the order of a split's branches is the order of preference.
struct PatternProgram: Sendable {
  enum Instruction: Equatable {
    /// Takes a character of the set with this number and goes on with the next instruction.
    case set(Int)
    /// Goes on with the first branch, or else with the second.
    case split(Int, Int)
    case jump(Int)
    /// Goes on where the condition with this number holds.
    case look(Int)
    case match
  }

  private(set) var instructions: [Instruction] = []
  private(set) var sets: [ScalarSet] = []
  private(set) var looks: [Pattern.LookAhead] = []

  private static let mostInstructions = 20_000
  /// More patterns of characters are more than any language has.
  private static let mostSets = 256
  /// Repetitions of nothing make no instructions, but take their time.
  private static let mostSteps = 100_000
  private var steps = 0

  init(_ pattern: Pattern) throws(Pattern.Failure) {
    try add(pattern)
    instructions.append(.match)
  }

  private mutating func add(_ pattern: Pattern) throws(Pattern.Failure) {
    steps += 1
    guard instructions.count < Self.mostInstructions, steps < Self.mostSteps,
      sets.count + looks.count <= Self.mostSets
    else {
      throw Pattern.Failure(reason: "a pattern that is too large", character: 0)
    }
    switch pattern {
    case .empty: break
    case .set(let set): instructions.append(.set(Self.number(set, in: &sets)))
    case .look(let look): instructions.append(.look(Self.number(look, in: &looks)))
    case .sequence(let parts): for part in parts { try add(part) }
    case .choice(let parts):
      var jumps: [Int] = []
      for part in parts.dropLast() {
        let split = instructions.count
        instructions.append(.match)
        try add(part)
        jumps.append(instructions.count)
        instructions.append(.match)
        instructions[split] = .split(split + 1, instructions.count)
      }
      if let last = parts.last { try add(last) }
      for jump in jumps { instructions[jump] = .jump(instructions.count) }
    case .repetition(let part, let least, let most, let lazy):
      for _ in 0..<least { try add(part) }
      guard let most else { return try addLoop(part, lazy) }
      var splits: [Int] = []
      for _ in least..<most {
        splits.append(instructions.count)
        instructions.append(.match)
        try add(part)
      }
      for split in splits {
        instructions[split] = Self.split(split + 1, instructions.count, lazy)
      }
    }
  }

  private mutating func addLoop(_ part: Pattern, _ lazy: Bool) throws(Pattern.Failure) {
    let split = instructions.count
    instructions.append(.match)
    try add(part)
    instructions.append(.jump(split))
    instructions[split] = Self.split(split + 1, instructions.count, lazy)
  }

  private static func split(_ inside: Int, _ after: Int, _ lazy: Bool) -> Instruction {
    lazy ? .split(after, inside) : .split(inside, after)
  }

  private static func number<Element: Equatable>(_ element: Element, in list: inout [Element])
    -> Int
  {
    if let known = list.firstIndex(of: element) { return known }
    list.append(element)
    return list.count - 1
  }
}

/// The characters as a pattern can tell them apart: a class for each combination of its sets.
struct PatternClasses: Sendable {
  /// For each block of 256 scalars the number of its block in `classes`.
  private var blocks: [UInt16] = []
  private var classes: [UInt8] = []
  /// For each class one of its characters.
  private(set) var examples: [UInt32] = []

  static let mostClasses = 250

  init(_ sets: [ScalarSet]) throws(Pattern.Failure) {
    var borders: Set<UInt32> = [0]
    for set in sets {
      for range in set.ranges {
        borders.insert(range.lowerBound)
        borders.insert(range.upperBound + 1)
      }
    }
    let starts = borders.filter { $0 <= ScalarSet.greatest }.sorted()
    var numberOfStart: [UInt8] = []
    var numbers: [[Bool]: UInt8] = [:]
    for start in starts {
      let membership = sets.map { $0.contains(start) }
      if numbers[membership] == nil {
        guard examples.count < Self.mostClasses else {
          throw Pattern.Failure(reason: "a pattern of too many sets", character: 0)
        }
        numbers[membership] = UInt8(examples.count)
        examples.append(start)
      }
      numberOfStart.append(numbers[membership] ?? 0)
    }
    layOut(starts, numberOfStart)
  }

  /// Fills the blocks, most of which are of one class.
  private mutating func layOut(_ starts: [UInt32], _ numbers: [UInt8]) {
    var known: [[UInt8]: UInt16] = [:]
    var uniform: [UInt8: UInt16] = [:]
    var next = 0
    var current: UInt8 = 0
    for first in stride(from: 0, through: ScalarSet.greatest, by: 256) {
      if next < starts.count, starts[next] == first {
        current = numbers[next]
        next += 1
      }
      let isUniform = next == starts.count || first + 256 <= starts[next]
      if isUniform, let number = uniform[current] {
        blocks.append(number)
        continue
      }
      var block = [UInt8](repeating: current, count: 256)
      while next < starts.count, starts[next] < first + 256 {
        current = numbers[next]
        for index in Int(starts[next] - first)..<256 { block[index] = current }
        next += 1
      }
      let number = known[block] ?? UInt16(classes.count / 256)
      if known[block] == nil {
        known[block] = number
        classes += block
      }
      if isUniform { uniform[current] = number }
      blocks.append(number)
    }
  }

  @inline(__always)
  func of(_ scalar: UInt32) -> Int {
    Int(classes[Int(blocks[Int(scalar >> 8)]) << 8 | Int(scalar & 0xFF)])
  }
}
