import JSONCoding
import ProtocolModel
import TestSupport
import Testing

struct SchemaCheckerTests {
  private static let checker = SchemaChecker(components: [
    "Point": ["type": "object", "required": ["x"], "properties": ["x": ["type": "integer"]]]
  ])

  private static let cases: [(JSON, JSON, String?)] = [
    (3, ["type": "integer"], nil), (.number(3.5), ["type": "integer"], "is a number"),
    (.null, ["type": ["null", "string"]], nil), (-1, ["minimum": 0], "less than"),
    (0, ["exclusiveMinimum": 0], "not more than"), (9, ["maximum": 8], "more than"),
    ("c", ["enum": ["a", "b"]], "is none of"), ("a", ["const": "a"], nil),
    ("", ["minLength": 1], "shorter"),
    ([1, "a"], ["items": ["type": "integer"]], "v[1]: is a string"),
    (["x": 1], ["$ref": "#/components/schemas/Point"], nil),
    ([:], ["$ref": "#/components/schemas/Point"], "\"x\" is missing"),
    (["x": 1, "y": 2], ["$ref": "#/components/schemas/Point"], "no member \"y\""),
    (["y": 2], ["additionalProperties": ["type": "integer"]], nil),
    (["y": "z"], ["additionalProperties": ["type": "integer"]], "v.y: is a string"),
    (1, ["$ref": "#/components/schemas/Nothing"], "no schema Nothing"),
    (1, ["oneOf": [["type": "integer"], ["type": "number"]]], "fits 2"),
    (1, ["anyOf": [["type": "string"], ["type": "number"]]], nil),
    (
      ["x": 1, "y": 2],
      ["allOf": [["$ref": "#/components/schemas/Point"], ["properties": ["y": true]]]], nil
    ),
    (1, ["not": ["type": "integer"]], "must not be"),
  ]

  @Test(arguments: cases)
  func `values are as the schema says`(_ value: JSON, _ schema: JSON, _ problem: String?) {
    let problems = Self.checker.problems(of: value, schema, at: "v")
    #expect(problems.isEmpty == (problem == nil), "\(problems)")
    if let problem { #expect(problems.contains { $0.contains(problem) }, "\(problems)") }
  }
}

/// Faults that are planted in messages and have to be found.
struct ConversationTests {
  private static let open: JSON = [
    "jsonrpc": "2.0", "method": "textDocument/didOpen",
    "params": [
      "textDocument": ["uri": "a:b", "languageId": "prompt", "version": 1, "text": "a"]
    ],
  ]

  @Test func `what is right passes`() {
    var conversation = ProtocolModels.conversation()
    #expect(conversation.client(Self.open) == [])
    #expect(
      conversation.client([
        "jsonrpc": "2.0", "id": 1, "method": "promptls/count", "params": ["text": "a"],
      ]) == [])
    let result: JSON = ["bytes": 1, "characters": 1, "words": 1, "lines": 1, "counts": []]
    #expect(conversation.server(["jsonrpc": "2.0", "id": 1, "result": result]) == [])
  }

  private static let notifications: [JSON] = [
    ["jsonrpc": "2.0", "method": "textDocument/didOpen", "params": [:]],
    ["jsonrpc": "2.0", "method": "textDocument/publishDiagnostics", "params": [:]],
    ["jsonrpc": "2.0", "method": "promptls/count", "params": ["text": "a"]],
    [
      "jsonrpc": "2.0", "method": "textDocument/didClose",
      "params": ["textDocument": ["uri": "a", "colour": 1]],
    ],
  ]

  @Test(arguments: notifications)
  func `a client's fault is found`(_ message: JSON) {
    var conversation = ProtocolModels.conversation()
    #expect(conversation.client(message) != [])
  }

  private static let answers: [(String, JSON, JSON)] = [
    ("promptls/count", ["text": "a"], ["result": ["bytes": 1]]),
    ("promptls/count", ["text": "a", "bytes": "YQ=="], ["result": .null]),
    ("promptls/detokenize", ["ids": [1]], ["result": ["text": "a", "colour": 1]]),
    ("promptls/count", ["text": "a"], ["error": ["code": -32803, "message": "m"]]),
    (
      "promptls/count", ["text": "a"],
      ["error": ["code": -32803, "message": "m", "data": ["code": "colour"]]]
    ),
    ("textDocument/hover", [:], ["result": .null]),
    ("promptls/nothing", [:], ["result": .null]),
    ("shutdown", .null, ["result": 3]),
  ]

  @Test(arguments: answers)
  func `a server's fault is found`(_ method: String, _ params: JSON, _ answer: JSON) {
    var conversation = ProtocolModels.conversation()
    _ = conversation.client([
      "jsonrpc": "2.0", "id": 1, "method": .string(method), "params": params,
    ])
    var response = answer.object ?? [:]
    response["jsonrpc"] = "2.0"
    response["id"] = 1
    #expect(conversation.server(.object(response)) != [])
  }
}
