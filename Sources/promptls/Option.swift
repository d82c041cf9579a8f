/// An option of a command: for parsing, help, the man page and shells' completions.
struct Option: Sendable {
  /// With its dashes.
  var name: String
  /// What its value is called in help; nil for a flag.
  var value: String?
  var help: String
  var values: Values
  /// Whether it may be given more than once; else the last one counts.
  var repeats: Bool

  init(
    _ name: String, _ value: String? = nil, _ help: String, _ values: Values = .any,
    repeats: Bool = false
  ) {
    self.name = name
    self.value = value
    self.help = help
    self.values = values
    self.repeats = repeats
  }

  /// The name, and what its value is called.
  var head: String { name + (value.map { " \($0)" } ?? "") }

  /// What help says of it.
  var explanation: String { help + (repeats ? "; may be repeated" : "") }
}

/// What a word of a command line may be.
enum Values: Sendable {
  /// Anything, which nobody can guess: a number, a text.
  case any
  case files
  case folders
  /// One of these and nothing else.
  case oneOf([String])
  /// One of these, or something that only the person knows, of a file for example.
  case known(@Sendable () -> [String])

  /// What a shell can offer besides files.
  var words: [String] {
    switch self {
    case .any, .files, .folders: []
    case .oneOf(let words): words
    case .known(let words): words()
    }
  }

  /// Whether a shell should offer files as well.
  var takesFiles: Bool {
    if case .files = self { return true }
    return isFolders
  }

  /// Whether a shell should offer folders and nothing else.
  var isFolders: Bool {
    if case .folders = self { return true }
    return false
  }
}
