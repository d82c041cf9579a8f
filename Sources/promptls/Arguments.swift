/// Options and names of a command line, taken apart.
///
/// `--name value` and `--name=value` mean the same; `--` ends the options; `-` is a name.
struct Arguments {
  private(set) var names: [String] = []
  private var values: [String: [String]] = [:]
  private var flags: Set<String> = []

  /// Takes a command line apart.
  ///
  /// - Throws: ``UsageError`` for an option that the command does not have.
  init(_ arguments: [String], options: [Option]) throws(UsageError) {
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      if argument == "--" {
        names += rest
        return
      }
      guard argument.hasPrefix("-"), argument != "-" else {
        names.append(argument)
        continue
      }
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts[0])
      guard let option = options.first(where: { $0.name == name }) else {
        throw UsageError(
          "there is no option \(name)" + Nearest.hint(to: name, among: options.map(\.name)))
      }
      switch (option.value, parts.count) {
      case (nil, 1): flags.insert(name)
      case (nil, _): throw UsageError("\(name) takes no value")
      case (_, 2): try take(String(parts[1]), for: option)
      case (let value?, _):
        guard let next = rest.popFirst() else {
          throw UsageError("\(name) needs a value: \(name) \(value)")
        }
        try take(next, for: option)
      }
    }
  }

  private mutating func take(_ text: String, for option: Option) throws(UsageError) {
    if case .oneOf(let words) = option.values, !words.contains(text) {
      throw UsageError(
        "\(option.name) \"\(text)\" is none of \(words.joined(separator: ", "))"
          + Nearest.hint(to: text, among: words))
    }
    values[option.name, default: []].append(text)
  }

  func has(_ flag: String) -> Bool { flags.contains(flag) }
  func all(_ name: String) -> [String] { values[name] ?? [] }
  func last(_ name: String) -> String? { values[name]?.last }

  /// The value of an option as something else than text.
  func last<Value>(
    _ name: String, as kind: String, _ read: (String) -> Value?
  ) throws(UsageError) -> Value? {
    guard let text = last(name) else { return nil }
    guard let value = read(text) else { throw UsageError("\(name) \"\(text)\" is not \(kind)") }
    return value
  }
}

extension Arguments {
  /// The value of an option that is a positive integer.
  func positive(_ name: String) throws(UsageError) -> Int? {
    try last(name, as: "a positive integer") { Int($0).flatMap { $0 > 0 ? $0 : nil } }
  }
}
