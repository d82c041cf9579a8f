package import JSONCoding

/// Holds values against JSON Schemas (draft 2020-12, the words that `protocol/` uses).
///
/// An object's members that no schema names are problems, unless one says `additionalProperties`:
/// clients must bear members they do not know, but our own tests must not.
package struct SchemaChecker: Sendable {
  private let components: [String: JSON]

  /// Makes a checker.
  ///
  /// - Parameter components: The schemas that `#/components/schemas/NAME` means, by name.
  package init(components: [String: JSON]) {
    self.components = components
  }

  /// What is wrong with a value.
  ///
  /// - Parameters:
  ///   - value: The value.
  ///   - schema: The schema.
  ///   - path: What the value is called in the problems.
  /// - Returns: A sentence for each problem; none where the value is as the schema says.
  package func problems(of value: JSON, _ schema: JSON, at path: String) -> [String] {
    let outcome = check(value, schema, path)
    guard let members = value.object, !outcome.isOpen, outcome.namesMembers else {
      return outcome.problems
    }
    let unknown = members.keys.filter { !outcome.members.contains($0) }.sorted()
    return outcome.problems + unknown.map { "\(path): there is no member \"\($0)\"" }
  }

  /// The schema that a reference means; the schema itself where it is none.
  package func resolved(_ schema: JSON) -> JSON {
    guard let name = Self.name(ofReference: schema), let target = components[name] else {
      return schema
    }
    return resolved(target)
  }

  /// The name that `#/components/schemas/NAME` or another such reference ends with.
  package static func name(ofReference schema: JSON) -> String? {
    schema["$ref"]?.string?.split(separator: "/").last.map(String.init)
  }

  /// What one schema says of a value, apart from members that no schema names.
  private struct Outcome {
    var problems: [String] = []
    /// The members that were looked at.
    var members: Set<String> = []
    var namesMembers = false
    var isOpen = false

    mutating func add(_ other: Outcome) {
      problems += other.problems
      members.formUnion(other.members)
      namesMembers = namesMembers || other.namesMembers
      isOpen = isOpen || other.isOpen
    }
  }

  private func check(_ value: JSON, _ schema: JSON, _ path: String) -> Outcome {
    if schema == true { return Outcome() }
    if let name = Self.name(ofReference: schema) {
      guard let target = components[name] else {
        return Outcome(problems: ["\(path): there is no schema \(name)"])
      }
      return check(value, target, path)
    }
    var outcome = Outcome(problems: scalarProblems(value, schema, path))
    guard outcome.problems.isEmpty else { return outcome }
    if let members = value.object { outcome.add(check(members, schema, path)) }
    if let elements = value.array, let items = schema["items"] {
      for (index, element) in elements.enumerated() {
        outcome.problems += problems(of: element, items, at: "\(path)[\(index)]")
      }
    }
    for part in schema["allOf"]?.array ?? [] { outcome.add(check(value, part, path)) }
    if let choices = (schema["oneOf"] ?? schema["anyOf"])?.array {
      outcome.add(choice(value, choices, path, isExclusive: schema["oneOf"] != nil))
    }
    if let excluded = schema["not"], check(value, excluded, path).problems.isEmpty {
      outcome.problems.append("\(path): is what it must not be")
    }
    return outcome
  }

  private func choice(
    _ value: JSON, _ choices: [JSON], _ path: String, isExclusive: Bool
  ) -> Outcome {
    let outcomes = choices.map { check(value, $0, path) }
    let fitting = outcomes.filter(\.problems.isEmpty)
    if isExclusive, fitting.count > 1 {
      return Outcome(problems: ["\(path): fits \(fitting.count) of the choices and not one"])
    }
    guard var sum = fitting.first else {
      return outcomes.min { $0.problems.count < $1.problems.count } ?? Outcome()
    }
    for outcome in fitting.dropFirst() { sum.add(outcome) }
    return sum
  }

  private func check(_ members: [String: JSON], _ schema: JSON, _ path: String) -> Outcome {
    var outcome = Outcome()
    for name in schema["required"]?.array?.compactMap(\.string) ?? [] where members[name] == nil {
      outcome.problems.append("\(path): \"\(name)\" is missing")
    }
    let properties = schema["properties"]?.object
    outcome.namesMembers = properties != nil
    for (name, value) in members {
      guard let property = properties?[name] else { continue }
      outcome.members.insert(name)
      outcome.problems += problems(of: value, property, at: "\(path).\(name)")
    }
    guard let additional = schema["additionalProperties"], additional != false else {
      return outcome
    }
    outcome.isOpen = true
    for (name, value) in members where properties?[name] == nil {
      outcome.problems += problems(of: value, additional, at: "\(path).\(name)")
    }
    return outcome
  }

  private func scalarProblems(_ value: JSON, _ schema: JSON, _ path: String) -> [String] {
    var problems: [String] = []
    if let type = schema["type"] {
      let names = type.array?.compactMap(\.string) ?? [type.string ?? ""]
      if !names.contains(where: { Self.is(value, $0) }) {
        return ["\(path): is \(value.kind) and not \(names.joined(separator: " or "))"]
      }
    }
    if let constant = schema["const"], constant != value {
      problems.append("\(path): is not \(Self.text(constant))")
    }
    if let choices = schema["enum"]?.array, !choices.contains(value) {
      problems.append("\(path): is none of \(choices.map(Self.text).joined(separator: ", "))")
    }
    if let number = value.double {
      if let least = schema["minimum"]?.double, number < least {
        problems.append("\(path): is less than \(least)")
      }
      if let limit = schema["exclusiveMinimum"]?.double, number <= limit {
        problems.append("\(path): is not more than \(limit)")
      }
      if let most = schema["maximum"]?.double, number > most {
        problems.append("\(path): is more than \(most)")
      }
    }
    let length = value.array?.count ?? value.string?.unicodeScalars.count ?? 0
    if let least = (schema["minItems"] ?? schema["minLength"])?.integer, length < least {
      problems.append("\(path): is shorter than \(least)")
    }
    return problems
  }

  private static func text(_ value: JSON) -> String { String(decoding: value.text, as: UTF8.self) }

  private static func `is`(_ value: JSON, _ type: String) -> Bool {
    switch type {
    case "null": value == .null
    case "boolean": value.bool != nil
    case "integer": value.integer != nil
    case "number": value.double != nil
    case "string": value.string != nil
    case "array": value.array != nil
    case "object": value.object != nil
    default: false
    }
  }
}
