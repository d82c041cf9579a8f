/// Prints what was found in one of the formats that people and programs read.
///
/// To add one: a file beside this one, a case of ``LintFormat``.
protocol LintRenderer {
  /// Takes a file in; what can be printed at once is.
  mutating func add(_ file: LintedFile)

  /// Prints what is printed at the end.
  func finish()
}

/// The formats.
enum LintFormat: String, CaseIterable {
  case human
  case gcc
  case json
  case sarif
  case github

  /// The format that the command line asks for.
  init(_ arguments: Arguments) {
    if let flag = [LintFormat.json, .sarif, .github].first(where: {
      arguments.has("--\($0.rawValue)")
    }) {
      self = flag
      return
    }
    self = arguments.last("--format").flatMap(LintFormat.init(rawValue:)) ?? .human
  }

  /// All of them, for help and for those who ask for another.
  static let names = allCases.map(\.rawValue).joined(separator: ", ")

  var renderer: any LintRenderer {
    switch self {
    case .human: HumanRenderer(style: Console.style)
    case .gcc: GCCRenderer()
    case .json: JSONRenderer()
    case .sarif: SARIFRenderer()
    case .github: GitHubRenderer()
    }
  }
}
