import UnicodeTables

/// Matches a regular expression in time linear in what it reads.
///
/// The states of a deterministic machine are made as a text asks for them: each is the list of the
/// alternatives that are still open, in the order of preference. What follows them is looked at before
/// it is taken, so that conditions on the next character cost nothing. A character costs a
/// look-up, or, in a new state, at most the length of the program. At most ``mostStates`` states are
/// kept, of at most ``mostListed`` alternatives together; when there would be more, all but the first are
/// forgotten. So there is no input on which a
/// match costs more than the characters it reads times the length of the program.
///
/// Used by one thread at a time.
struct PatternMatcher {
  private let program: PatternProgram
  private let classes: PatternClasses
  /// The number of the class that stands for the end of the text.
  private let endClass: Int
  private let setHolds: [[Bool]]
  private let lookHolds: [[Bool]]
  private var states: [[Int]] = []
  private var numbers: [[Int]: Int] = [:]
  /// For each state and class twice the number of the next state, plus one where a match ends before
  /// the character; ``unknown`` where nobody asked yet.
  private var moves: [Int32] = []

  private static let unknown: Int32 = -1
  private static let dead = 0
  private static let first = 1
  private static let mostStates = 2000
  private static let mostListed = 1 << 18
  /// The alternatives of all states together.
  private var listed = 0

  init(_ pattern: Pattern) throws(Pattern.Failure) {
    program = try PatternProgram(pattern)
    let classes = try PatternClasses(program.sets + program.looks.map(\.characters))
    self.classes = classes
    endClass = classes.examples.count
    setHolds = program.sets.map { set in classes.examples.map(set.contains) + [false] }
    lookHolds = program.looks.map { look in
      classes.examples.map(look.characters.contains) + [look.end]
    }
    forget()
  }

  /// Finds where the match ends that begins at a place, if one does.
  ///
  /// - Parameters:
  ///   - text: Well-formed UTF-8 up to `end`, which counts as the end of the text.
  ///   - start: Where a character begins.
  ///   - end: Where the haystack ends.
  /// - Returns: The end of the match that the pattern prefers.
  mutating func endOfMatch(
    _ text: UnsafePointer<UInt8>, from start: Int, end: Int
  ) -> Int? {
    var state = Self.first
    var place = start
    var found: Int?
    while true {
      var length = 0
      var symbol = endClass
      if place < end {
        let decoded = unsafe UTF8Decoding.decode(text + place, count: end - place)
        symbol = classes.of(decoded.isWellFormed ? decoded.scalar : 0xFFFD)
        length = decoded.length
      }
      var move = moves[state * (endClass + 1) + symbol]
      if move == Self.unknown {
        move = makeMove(from: state, symbol)
      }
      if move & 1 != 0 { found = place }
      state = Int(move >> 1)
      if state == Self.dead || place >= end { return found }
      place += length
    }
  }

  private mutating func forget() {
    listed = 0
    states = [[], [0]]
    numbers = [[]: Self.dead, [0]: Self.first]
    moves = Array(repeating: Self.unknown, count: 2 * (endClass + 1))
  }

  private mutating func makeMove(from state: Int, _ symbol: Int) -> Int32 {
    var (next, matches): ([Int], Bool) = ([], false)
    var isListed = [Bool](repeating: false, count: program.instructions.count)
    for instruction in open(states[state], symbol, &matches) {
      guard case .set(let set) = program.instructions[instruction], setHolds[set][symbol],
        !isListed[instruction + 1]
      else { continue }
      isListed[instruction + 1] = true
      next.append(instruction + 1)
    }
    let isFull =
      numbers[next] == nil
      && (states.count >= Self.mostStates || listed + next.count > Self.mostListed)
    if isFull { forget() }
    let number = numbers[next] ?? states.count
    if number == states.count {
      states.append(next)
      listed += next.count
      numbers[next] = number
      moves += Array(repeating: Self.unknown, count: endClass + 1)
    }
    let move = Int32(number << 1 | (matches ? 1 : 0))
    if !isFull { moves[state * (endClass + 1) + symbol] = move }
    return move
  }

  /// The instructions that take a character, of those that a list leads to before a character; what
  /// is less preferred than a match is left out.
  private func open(_ list: [Int], _ symbol: Int, _ matches: inout Bool) -> [Int] {
    var found: [Int] = []
    var isSeen = [Bool](repeating: false, count: program.instructions.count)
    var stack = Array(list.reversed())
    while let instruction = stack.popLast() {
      if isSeen[instruction] { continue }
      isSeen[instruction] = true
      switch program.instructions[instruction] {
      case .set: found.append(instruction)
      case .split(let preferred, let other): stack += [other, preferred]
      case .jump(let target): stack.append(target)
      case .look(let look): if lookHolds[look][symbol] { stack.append(instruction + 1) }
      case .match:
        matches = true
        return found
      }
    }
    return found
  }
}
