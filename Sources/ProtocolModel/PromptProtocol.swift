import CProtocol
package import JSONCoding

/// The requests, notifications, errors and settings that are promptls's own, as
/// `protocol/promptls.openrpc.json` says.
///
/// Source: OpenRPC 1.3; a method without a result is a notification.
package struct PromptProtocol: Sendable {
  /// A request or a notification.
  package struct Method: Sendable {
    package var name: String
    package var summary: String
    package var description: String
    package var parameters: [Parameter]
    /// The schema of the result; nil for a notification.
    package var result: JSON?
    /// The schema of what a partial result holds; nil where there are none.
    package var partialResult: JSON?
    package var examples: [Example]
    /// Whether it is about a text, which is named in one of several ways.
    package var takesText: Bool { parameters.contains { $0.name == "textDocument" } }
  }

  /// A member of a method's parameters.
  package struct Parameter: Sendable {
    package var name: String
    package var description: String
    package var isRequired: Bool
    package var schema: JSON
    /// Whether several methods share it: it names a text.
    package var isShared: Bool
  }

  /// A request with its answer.
  package struct Example: Sendable {
    package var name: String
    package var params: JSON
    package var result: JSON
  }

  /// Why a request may fail.
  package struct Failure: Sendable {
    /// What `error.data.code` says.
    package var name: String
    package var code: Int
    package var message: String
    /// The schema of what stands in `error.data` besides the name.
    package var facts: JSON
  }

  package let version: String
  package let introduction: String
  package let methods: [Method]
  package let failures: [Failure]
  /// The schemas that methods share, by name.
  package let schemas: [String: JSON]
  package let checker: SchemaChecker

  /// Reads the document.
  package init(_ document: JSON) {
    let components = document["components"]
    let schemas = components?["schemas"]?.object ?? [:]
    self.schemas = schemas
    checker = SchemaChecker(components: schemas)
    version = document["info"]?["version"]?.string ?? ""
    introduction = document["info"]?["description"]?.string ?? ""
    let shared = components?["contentDescriptors"]?.object ?? [:]
    methods = (document["methods"]?.array ?? []).map { Method($0, shared: shared) }
    failures = (components?["errors"]?.object ?? [:]).map { name, error in
      Failure(
        name: name, code: error["code"]?.integer ?? 0, message: error["message"]?.string ?? "",
        facts: error["data"] ?? ["properties": [:]])
    }
    .sorted { ($0.code, $0.name) < ($1.code, $1.name) }
  }

  /// The method of a name.
  package func method(_ name: String) -> Method? { methods.first { $0.name == name } }

  /// The schema of the settings.
  package var settings: JSON { schemas["Settings"] ?? [:] }

  /// The schema of the settings as a file of its own, to which a `.promptls.json` can point by
  /// `$schema`.
  package var settingsSchema: JSON {
    var members = settings.object ?? [:]
    var properties = members["properties"]?.object ?? [:]
    properties["$schema"] = ["type": "string", "description": "This schema."]
    members["properties"] = .object(properties)
    members["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    members["title"] = "promptls settings"
    members["additionalProperties"] = false
    return .object(members)
  }
}

extension PromptProtocol {
  /// The document inside the program.
  package static var embedded: JSON {
    let document = unsafe cp_openrpc()
    let bytes = unsafe UnsafeRawBufferPointer(start: document.bytes, count: document.count)
    // Held to be JSON by the tests.
    return (try? JSON.parse(unsafe Array(bytes))) ?? [:]
  }
}

extension PromptProtocol.Method {
  fileprivate init(_ method: JSON, shared: [String: JSON]) {
    name = method["name"]?.string ?? ""
    summary = method["summary"]?.string ?? ""
    description = method["description"]?.string ?? ""
    parameters = (method["params"]?.array ?? []).map { parameter in
      let reference = SchemaChecker.name(ofReference: parameter)
      let own = reference.flatMap { shared[$0] } ?? parameter
      return PromptProtocol.Parameter(
        name: own["name"]?.string ?? "", description: own["description"]?.string ?? "",
        isRequired: own["required"] == true, schema: own["schema"] ?? true,
        isShared: reference != nil)
    }
    result = method["result"]?["schema"]
    partialResult = method["x-partialResult"]
    examples = (method["examples"]?.array ?? []).map { example in
      let members = (example["params"]?.array ?? []).map {
        ($0["name"]?.string ?? "", $0["value"] ?? .null)
      }
      return PromptProtocol.Example(
        name: example["name"]?.string ?? "",
        params: .object(Dictionary(members, uniquingKeysWith: { _, last in last })),
        result: example["result"]?["value"] ?? .null)
    }
  }
}

// MARK: Messages

extension PromptProtocol {
  /// What is wrong with the parameters of a request or a notification.
  package func problems(ofParams params: JSON?, _ name: String, isRequest: Bool) -> [String] {
    guard let method = method(name) else { return ["\(name): is no method"] }
    guard (method.result != nil) == isRequest else {
      return ["\(name): is \(isRequest ? "a notification" : "a request")"]
    }
    let params = params ?? [:]
    let properties = method.parameters.map { ($0.name, $0.schema) }
    let schema: JSON = [
      "type": "object",
      "properties": .object(Dictionary(properties, uniquingKeysWith: { first, _ in first })),
      "required": .array(method.parameters.filter(\.isRequired).map { .string($0.name) }),
    ]
    var problems = checker.problems(of: params, schema, at: name)
    if method.takesText {
      let sources = ["text", "bytes", "textDocument", "ids"].filter { params[$0] != nil }
      if sources.count != 1 { problems.append("\(name): names \(sources.count) texts") }
    }
    return problems
  }

  /// What is wrong with the result of a request.
  package func problems(ofResult result: JSON, _ name: String) -> [String] {
    guard let schema = method(name)?.result else { return ["\(name): is no request"] }
    return checker.problems(of: result, schema, at: "\(name) result")
  }

  /// What is wrong with a part of a result.
  package func problems(ofPart part: JSON, _ name: String) -> [String] {
    guard let schema = method(name)?.partialResult else { return ["\(name): has no parts"] }
    return checker.problems(of: part, schema, at: "\(name) part")
  }

  /// What is wrong with an error of ours.
  package func problems(ofError error: JSON) -> [String] {
    guard let name = error["data"]?["code"]?.string else { return ["error: data has no code"] }
    guard error["message"]?.string != nil else { return ["error: has no message"] }
    guard let failure = failures.first(where: { $0.name == name }) else {
      return ["error: there is no error \"\(name)\""]
    }
    guard error["code"]?.integer == failure.code else {
      return ["error: \(name) has the code \(failure.code)"]
    }
    var facts = error["data"]?.object ?? [:]
    facts["code"] = nil
    return checker.problems(of: .object(facts), failure.facts, at: "error \(name)")
  }
}
