import JSONCoding

/// The reference page of the protocol: prose that people wrote, and tables made from the model.
package struct ReferencePage {
  private let model: PromptProtocol

  package init(_ model: PromptProtocol) { self.model = model }

  /// The page.
  ///
  /// - Parameter introduction: The prose that stands before the tables, as Markdown.
  /// - Returns: Markdown.
  package func markdown(introduction: String) -> String {
    var page = [
      "<!-- Made by `swift run dev protocol` from introduction.md and promptls.openrpc.json. -->",
      introduction.trimmingLineBreaks, "", "## Requests", "",
      "Version \(model.version). Members with ? may be absent.",
    ]
    for method in model.methods where method.result != nil { page += section(of: method) }
    page += ["", "## Types"]
    for (name, schema) in model.schemas.sorted(by: { $0.key < $1.key }) where name != "Settings" {
      page += ["", "### \(name)", ""] + [schema["description"]?.string ?? ""]
      let rows = members(of: schema, "")
      if !rows.isEmpty { page += [""] + table(["member", "type", "meaning"], rows) }
    }
    page += ["", "## Errors", "", "`error.data.code` is a name for scripts.", ""]
    page += table(
      ["code", "name", "meaning", "facts in `error.data`"],
      model.failures.map { failure in
        let facts = failure.facts["properties"]?.object?.keys.sorted() ?? []
        return [
          "\(failure.code)", "`\(failure.name)`", failure.message,
          facts.map { "`\($0)`" }.joined(separator: ", "),
        ]
      })
    page += ["", "## Settings", "", model.settings["description"]?.string ?? "", ""]
    page += table(["setting", "value", "default", "meaning"], settings)
    return page.joined(separator: "\n") + "\n"
  }

  private var settings: [[String]] {
    (model.settings["properties"]?.object ?? [:]).sorted { $0.key < $1.key }.map { name, schema in
      [
        "`\(name)`", type(of: schema), schema["default"].map { "`\(Self.text($0))`" } ?? "",
        schema["description"]?.string ?? "",
      ]
    }
  }
}

// MARK: A request

extension ReferencePage {
  private func section(of method: PromptProtocol.Method) -> [String] {
    var lines = ["", "### `\(method.name)`", "", method.summary]
    if !method.description.isEmpty { lines += ["", method.description] }
    let own = method.parameters.filter { !$0.isTextName }
    if method.takesText || !own.isEmpty { lines.append("") }
    if method.takesText {
      lines.append("Takes a [text](#naming-a-text)" + (own.isEmpty ? "." : " and:"))
    }
    if !own.isEmpty {
      if method.takesText { lines.append("") }
      lines += table(["parameter", "type", "meaning"], own.map(row))
    }
    if let result = method.result { lines += resultLines(result) }
    if let part = method.partialResult {
      lines += ["", "A part of the result:", ""]
      lines += table(["member", "type", "meaning"], members(of: part, ""))
    }
    for example in method.examples {
      lines += [
        "", "For instance, \(example.name):", "", "```json", "→ \(Self.text(example.params))",
        "← \(Self.text(example.result))", "```",
      ]
    }
    return lines
  }

  private func row(_ parameter: PromptProtocol.Parameter) -> [String] {
    let byDefault = parameter.schema["default"].map { " Default `\(Self.text($0))`." } ?? ""
    return [
      "`\(parameter.name)\(parameter.isRequired ? "" : "?")`", type(of: parameter.schema),
      parameter.description + byDefault,
    ]
  }

  private func resultLines(_ schema: JSON) -> [String] {
    if schema["type"] == "null" { return ["", "Answers null."] }
    if let name = SchemaChecker.name(ofReference: schema) {
      return ["", "Answers a \(link(name))."]
    }
    return ["", "Answers:", ""] + table(["member", "type", "meaning"], members(of: schema, ""))
  }
}

// MARK: Schemas

extension ReferencePage {
  /// A row for each member of an object, those that must be there first; members of members follow
  /// under a path.
  private func members(of schema: JSON, _ path: String) -> [[String]] {
    let properties = schema["properties"]?.object ?? [:]
    let required = (schema["required"]?.array ?? []).compactMap(\.string)
    let optional = properties.keys.filter { !required.contains($0) }.sorted()
    return (required + optional).flatMap { name -> [[String]] in
      guard let member = properties[name] else { return [] }
      let isRequired = required.contains(name)
      let row = [
        "`\(path)\(name)\(isRequired ? "" : "?")`", type(of: member),
        member["description"]?.string ?? "",
      ]
      let inner = member["items"] ?? member["additionalProperties"]
      let suffix = member["items"] != nil ? "[]." : member["properties"] == nil ? ".*." : "."
      return [row] + members(of: inner ?? member, path + name + suffix)
    }
  }

  private func type(of schema: JSON) -> String {
    if let name = SchemaChecker.name(ofReference: schema) { return link(name) }
    if let choices = schema["enum"]?.array {
      return choices.map { "`\(Self.text($0))`" }.joined(separator: " | ")
    }
    if let items = schema["items"] { return "array of \(type(of: items))" }
    if let values = schema["additionalProperties"] { return "map to \(type(of: values))" }
    let names = schema["type"]?.array?.compactMap(\.string) ?? [schema["type"]?.string ?? "any"]
    return names.joined(separator: " or ") + limits(of: schema)
  }

  private func limits(of schema: JSON) -> String {
    var limits: [String] = []
    if let least = schema["exclusiveMinimum"] { limits.append("> \(Self.text(least))") }
    if let least = schema["minimum"], least.integer.map({ $0 > 0 }) ?? false {
      limits.append("≥ \(Self.text(least))")
    }
    if let most = schema["maximum"]?.integer { limits.append("≤ \(most)") }
    return limits.isEmpty ? "" : " " + limits.joined(separator: ", ")
  }

  private func link(_ name: String) -> String {
    "[\(name)](#\(String(name.map { Character($0.lowercased()) })))"
  }

  private func table(_ head: [String], _ rows: [[String]]) -> [String] {
    func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
    return [line(head), line(head.map { _ in "---" })]
      + rows.map { line($0.map(Self.cell)) }
  }

  private static func cell(_ text: String) -> String {
    text.isEmpty
      ? "–"
      : text.split(separator: "|", omittingEmptySubsequences: false).joined(
        separator: "\\|")
  }

  private static func text(_ value: JSON) -> String { String(decoding: value.text, as: UTF8.self) }
}

extension PromptProtocol.Parameter {
  /// Whether it is one of the ways to name a text.
  fileprivate var isTextName: Bool {
    isShared && ["text", "bytes", "textDocument", "range", "position"].contains(name)
  }
}

extension String {
  fileprivate var trimmingLineBreaks: String {
    var text = self[...]
    while text.last == "\n" { text.removeLast() }
    return String(text)
  }
}
