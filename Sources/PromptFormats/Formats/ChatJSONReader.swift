/// Finds messages, and prompts with completions, in JSON values.
///
/// Known shapes: `{"role", "content"}` and `{"from", "value"}` alone or in any array; content that is
/// an array of `{"type": "text", "text"}` or of `{"text"}` (`parts`); a `system` string beside
/// messages; `{"prompt", "completion"}`. Other JSON holds no prompts.
struct ChatJSONReader {
  private(set) var parts: [PromptPart] = []
  private(set) var seams: [PartSeam] = []
  private let bytes: [UInt8]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// Reads the values of a range, and finds which message of each is the last.
  mutating func read(_ range: Range<Int>) {
    var reader = JSONOutlineReader(bytes, range)
    while let value = reader.next() {
      let first = parts.count
      visit(value)
      // The last message of a value is where the model goes on.
      let messages = parts.indices[first...].filter { !isSideOfSeam($0) }
      if let last = messages.last { parts[last].isOpen = true }
    }
  }

  private func isSideOfSeam(_ index: Int) -> Bool {
    seams.contains { $0.first == index || $0.second == index }
  }

  private mutating func visit(_ value: JSONOutline) {
    switch value {
    case .array(let elements):
      for element in elements { visit(element) }
    case .object(let members, let range):
      visit(Members(members, bytes), range)
    case .string, .other: break
    }
  }

  private mutating func visit(_ object: Members, _ range: Range<Int>) {
    if let role = object.string("role") ?? object.string("from"),
      let content = object["content"] ?? object["value"] ?? object["parts"]
    {
      appendMessage(Members.decoded(bytes, role), content, range)
      return
    }
    if let prompt = object.string("prompt") {
      append("prompt", prompt, outline: prompt)
      if let completion = object.string("completion") {
        append("completion", completion, outline: completion)
        seams.append(PartSeam(first: parts.count - 2, second: parts.count - 1))
      }
    }
    if let system = object.string("system"), object["messages"] != nil {
      append("system", system, outline: system)
    }
    for (name, value) in object.members where name != "system" { visit(value) }
  }

  private mutating func appendMessage(
    _ role: String, _ content: JSONOutline, _ outline: Range<Int>
  ) {
    switch content {
    case .string(let range):
      append(role, range, outline: outline)
    case .array(let elements):
      for case .object(let members, let range) in elements {
        if let text = Members(members, bytes).string("text") { append(role, text, outline: range) }
      }
    case .object, .other: break
    }
  }

  private mutating func append(_ name: String, _ range: Range<Int>, outline: Range<Int>) {
    parts.append(
      PromptPart(
        name: name, outline: outline, text: JSONString.text(bytes, range), isOpen: false,
        isJSON: true))
  }
}

/// The members of an object by name; of two with the same name the first.
private struct Members {
  var members: [(name: String, value: JSONOutline)]

  init(_ members: [(key: Range<Int>, value: JSONOutline)], _ bytes: [UInt8]) {
    self.members = members.map { (Self.decoded(bytes, $0.key), $0.value) }
  }

  subscript(name: String) -> JSONOutline? { members.first { $0.name == name }?.value }

  func string(_ name: String) -> Range<Int>? {
    guard case .string(let range)? = self[name] else { return nil }
    return range
  }

  static func decoded(_ bytes: [UInt8], _ range: Range<Int>) -> String {
    let text = JSONString.text(bytes, range)
    return String(decoding: text.decoded ?? Array(bytes[text.source]), as: UTF8.self)
  }
}
