package import JSONCoding

/// The official model of LSP, and whether messages are as it says.
///
/// Source: `metaModel.json` of LSP 3.18, whose own form `metaModel.schema.json` describes.
package struct LanguageServerModel: Sendable {
  private let structures: [String: Structure]
  private let enumerations: [String: Enumeration]
  private let aliases: [String: JSON]
  private let requests: [String: JSON]
  private let notifications: [String: JSON]

  private struct Structure {
    var properties: [String: Property] = [:]
  }

  private struct Property {
    var type: JSON
    var isOptional: Bool
  }

  private struct Enumeration {
    var base: String
    var values: Set<JSON>
    var isOpen: Bool
  }

  /// Reads the model.
  package init(_ model: JSON) {
    func named(_ member: String, by key: String = "name") -> [String: JSON] {
      Dictionary(
        (model[member]?.array ?? []).map { ($0[key]?.string ?? "", $0) },
        uniquingKeysWith: { first, _ in first })
    }
    let raw = named("structures")
    structures = raw.mapValues { Structure(properties: Self.properties(of: $0, raw)) }
    enumerations = named("enumerations").mapValues { enumeration in
      Enumeration(
        base: enumeration["type"]?["name"]?.string ?? "",
        values: Set((enumeration["values"]?.array ?? []).compactMap { $0["value"] }),
        isOpen: enumeration["supportsCustomValues"] == true)
    }
    aliases = named("typeAliases").compactMapValues { $0["type"] }
    requests = named("requests", by: "method")
    notifications = named("notifications", by: "method")
  }

  private static func properties(of structure: JSON, _ all: [String: JSON]) -> [String: Property] {
    var properties: [String: Property] = [:]
    let parents = (structure["extends"]?.array ?? []) + (structure["mixins"]?.array ?? [])
    for parent in parents.compactMap({ $0["name"]?.string }) {
      guard let parent = all[parent] else { continue }
      properties.merge(self.properties(of: parent, all)) { _, own in own }
    }
    for property in structure["properties"]?.array ?? [] {
      guard let name = property["name"]?.string, let type = property["type"] else { continue }
      properties[name] = Property(type: type, isOptional: property["optional"] == true)
    }
    return properties
  }
}

// MARK: Messages

extension LanguageServerModel {
  /// Whether a method belongs to LSP.
  package func has(_ method: String) -> Bool {
    requests[method] != nil || notifications[method] != nil
  }

  /// What is wrong with the parameters of a request or a notification.
  ///
  /// - Parameters:
  ///   - params: Nil where the message has none.
  ///   - method: The method, one of LSP's.
  ///   - isRequest: Whether the message has an id.
  ///   - fromClient: Whether the client sent it.
  /// - Returns: A sentence for each problem.
  package func problems(
    ofParams params: JSON?, _ method: String, isRequest: Bool, fromClient: Bool
  ) -> [String] {
    guard let message = (isRequest ? requests : notifications)[method] else {
      return ["\(method): is no \(isRequest ? "request" : "notification")"]
    }
    let wrong = fromClient ? "serverToClient" : "clientToServer"
    if message["messageDirection"]?.string == wrong { return ["\(method): goes the other way"] }
    guard let type = message["params"] else {
      let isNothing = params == nil || params == .null || params == [:]
      return isNothing ? [] : ["\(method): takes no parameters"]
    }
    return check(params ?? .null, type, method)
  }

  /// What is wrong with the result of a request.
  package func problems(ofResult result: JSON, _ method: String) -> [String] {
    guard let type = requests[method]?["result"] else { return ["\(method): is no request"] }
    return check(result, type, "\(method) result")
  }
}

// MARK: Values

extension LanguageServerModel {
  private func check(_ value: JSON, _ type: JSON, _ path: String) -> [String] {
    switch type["kind"]?.string {
    case "base": return checkBase(value, type["name"]?.string ?? "", path)
    case "reference": return checkReference(value, type["name"]?.string ?? "", path)
    case "array":
      guard let elements = value.array, let element = type["element"] else {
        return ["\(path): is no array"]
      }
      return elements.enumerated().flatMap { check($1, element, "\(path)[\($0)]") }
    case "map":
      guard let members = value.object, let element = type["value"] else {
        return ["\(path): is no map"]
      }
      return members.flatMap { check($1, element, "\(path).\($0)") }
    case "tuple":
      let items = type["items"]?.array ?? []
      guard let elements = value.array, elements.count == items.count else {
        return ["\(path): is no tuple of \(items.count)"]
      }
      return zip(elements, items).flatMap { check($0, $1, path) }
    case "or":
      let outcomes = (type["items"]?.array ?? []).lazy.map { check(value, $0, path) }
      var best: [String]?
      for outcome in outcomes {
        if outcome.isEmpty { return [] }
        if outcome.count < best?.count ?? .max { best = outcome }
      }
      return best ?? []
    case "and": return (type["items"]?.array ?? []).flatMap { check(value, $0, path) }
    case "literal":
      return check(
        value, Structure(properties: Self.properties(of: type["value"] ?? [:], [:])), path)
    case "stringLiteral", "integerLiteral", "booleanLiteral":
      return value == type["value"] ? [] : ["\(path): is not the literal of the model"]
    default: return ["\(path): has a type of an unknown kind"]
    }
  }

  private func checkReference(_ value: JSON, _ name: String, _ path: String) -> [String] {
    // Taken as any value: what the model spells out is only that.
    if name == "LSPAny" { return [] }
    if name == "LSPObject" { return value.object == nil ? ["\(path): is no object"] : [] }
    if let structure = structures[name] { return check(value, structure, path) }
    if let alias = aliases[name] { return check(value, alias, path) }
    guard let enumeration = enumerations[name] else { return ["\(path): unknown type \(name)"] }
    let isKnown = enumeration.isOpen || enumeration.values.contains(value)
    return isKnown
      ? checkBase(value, enumeration.base, path) : ["\(path): is no value of \(name)"]
  }

  private func check(_ value: JSON, _ structure: Structure, _ path: String) -> [String] {
    guard let members = value.object else { return ["\(path): is no object"] }
    var problems: [String] = []
    for (name, property) in structure.properties {
      if let member = members[name] {
        problems += check(member, property.type, "\(path).\(name)")
      } else if !property.isOptional {
        problems.append("\(path): \"\(name)\" is missing")
      }
    }
    let unknown = members.keys.filter { structure.properties[$0] == nil }
    return problems + unknown.map { "\(path): there is no member \"\($0)\"" }
  }

  private func checkBase(_ value: JSON, _ name: String, _ path: String) -> [String] {
    let limit = 1 << 31
    let fits =
      switch name {
      case "string", "DocumentUri", "URI", "RegExp": value.string != nil
      case "boolean": value.bool != nil
      case "integer": value.integer.map { -limit..<limit ~= $0 } ?? false
      case "uinteger": value.integer.map { 0..<limit ~= $0 } ?? false
      case "decimal": value.double != nil
      case "null": value == .null
      default: false
      }
    return fits ? [] : ["\(path): is \(value.kind) and not \(name)"]
  }
}
