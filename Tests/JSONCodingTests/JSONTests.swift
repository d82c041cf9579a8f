import JSONCoding
import Testing

struct JSONTests {
  private func parse(_ text: String) throws -> JSON { try JSON.parse(Array(text.utf8)) }

  private func error(_ text: String) -> JSONSyntaxError? {
    do {
      _ = try parse(text)
      return nil
    } catch {
      return error as? JSONSyntaxError
    }
  }

  @Test func `reads every kind of value`() throws {
    #expect(
      try parse(#" {"a":[1,-2.5,1e3,true,false,null],"b":"x"} "#)
        == [
          "a": [1, .number(-2.5), .number(1000), true, false, .null], "b": "x",
        ])
  }

  @Test func `reads every escape`() throws {
    #expect(
      try parse(#""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00é""#)
        == .string("\"\\/\u{8}\u{C}\n\r\t\u{E9}\u{1F600}\u{E9}"))
  }

  @Test(arguments: [
    (#""a\ud83d""#, "a\u{FFFD}"), (#""\ude00b""#, "\u{FFFD}b"),
    (#""\ud83d\ud83d\ude00""#, "\u{FFFD}\u{1F600}"), (#""\ud83dA""#, "\u{FFFD}A"),
  ])
  func `a lone surrogate reads as the replacement character`(_ text: String, _ expected: String)
    throws
  {
    #expect(try parse(text) == .string(expected))
  }

  @Test(arguments: [
    ("", 0), ("{", 1), ("[1,]", 3), ("{\"a\" 1}", 5), ("tru", 0), ("01", 2), ("1.", 2),
    ("\"a", 2), ("\"\u{1}\"", 1), (#""\x""#, 3), (#""\u12""#, 3), (#""\u-000""#, 3),
    (#""\u+000""#, 3), ("[1] 2", 4), ("1e999", 5),
    ("'a'", 0),
  ])
  func `says where a text is wrong`(_ text: String, _ offset: Int) {
    #expect(error(text)?.offset == offset, "\(text): \(String(describing: error(text)))")
  }

  @Test func `nesting is bounded`() throws {
    let deep = String(repeating: "[", count: 512) + String(repeating: "]", count: 512)
    #expect(throws: Never.self) { try parse(deep) }
    #expect(error("[\(deep)]")?.reason.contains("512") == true)
  }

  @Test func `large integers stay integers`() throws {
    #expect(try parse("9007199254740993") == .integer(9_007_199_254_740_993))
    #expect(try parse("-9223372036854775808") == .integer(.min))
    #expect(try parse("9223372036854775808") == .number(9_223_372_036_854_775_808))
  }

  @Test func `arrays and objects can be handed out instead of kept, the last of equal keys`() throws
  {
    var taken: [JSONPart.Piece] = []
    let text = #"{"b":[1],"a":{"b":[2,[3],{"b":[4]}],"c":[5],"b":["x","y"]},"a2":{"b":[6]}}"#
    let part = JSONPart(["a", "b"]) { taken.append($0) }
    let value = try JSON.parse(Array(text.utf8), handingOut: [part])
    #expect(value == ["b": [1], "a": ["b": [], "c": [5]], "a2": ["b": [6]]])
    let elements: [JSON] = [2, [3], ["b": [4]]]
    #expect(
      taken == [.start] + elements.map { .element($0) }
        + [.start, .element("x"), .element("y")])
    #expect(throws: JSONSyntaxError.self) {
      try JSON.parse(Array(#"{"a":{"b":[1,]}}"#.utf8), handingOut: [part])
    }
  }

  @Test func `members can be handed out`() throws {
    var taken: [JSONPart.Piece] = []
    let text = #"[{"v":{"a":1}},{"v":2}]"#
    let none = try JSON.parse(Array(text.utf8), handingOut: [JSONPart(["v"]) { taken.append($0) }])
    #expect(none == [["v": ["a": 1]], ["v": 2]] && taken.isEmpty)
    let object = #"{"v":{"a":1,"a":{"v":{"b":2}},"v":[3]},"w":{"v":{}},"m":[4]}"#
    let value = try JSON.parse(
      Array(object.utf8), handingOut: ["v", "m"].map { JSONPart([$0]) { taken.append($0) } })
    #expect(value == ["v": [:], "w": ["v": [:]], "m": []])
    #expect(
      taken == [
        .start, .member("a", 1), .member("a", ["v": ["b": 2]]), .member("v", [3]), .start,
        .element(4),
      ])
  }

  @Test func `more values than are wanted are an error`() throws {
    let text = Array("[1,[2,{}]]".utf8)
    #expect(try JSON.parse(text, mostValues: 5) == JSON.parse(text))
    #expect(throws: JSONSyntaxError.self) { try JSON.parse(text, mostValues: 4) }
  }

  @Test func `what is written reads back`() throws {
    let value: JSON = [
      "text": "\u{0}\u{1F}\u{7F}\"\\é\u{1F600}\n\r\t/",
      "numbers": [0, -1, 123_456_789, .number(0.1)],
      "nested": [[], [:], .null, true],
    ]
    #expect(try JSON.parse(value.text) == value)
    #expect(JSON.number(.infinity).text == Array("null".utf8))
    #expect(JSON.integer(.min).text == Array("-9223372036854775808".utf8))
  }

  private struct Everything: Codable, Equatable {
    var text: String
    var flag: Bool?
    var count: Int
    var ids: [UInt32]
    var nested: [String: [Double]]
    var any: JSON
  }

  @Test func `encodes and decodes Swift values`() throws {
    let value = Everything(
      text: "é", flag: nil, count: -3, ids: [1, 50256], nested: ["a": [0.5]], any: ["x": .null])
    let json = JSON(encoding: value)
    #expect(
      json == [
        "text": "é", "count": -3, "ids": [1, 50256], "nested": ["a": [.number(0.5)]],
        "any": ["x": .null],
      ])
    #expect(try json.decode(Everything.self) == value)
  }

  @Test func `a mismatch names the member`() {
    let json: JSON = [
      "text": "", "count": 1, "ids": [1, -1], "nested": [:], "any": 1,
    ]
    #expect(throws: JSONMismatch(path: "ids[1]", problem: "is out of range")) {
      try json.decode(Everything.self)
    }
  }

  @Test func `base64 keeps every byte`() {
    for count in 0..<10 {
      let bytes = (0..<count).map { UInt8($0 * 29 & 255) }
      #expect(Base64.decode(Base64.encode(bytes)) == bytes)
    }
    // The examples of RFC 4648 section 10.
    #expect(Base64.encode(Array("fooba".utf8)) == "Zm9vYmE=")
    #expect(Base64.encode(Array("f".utf8)) == "Zg==")
    #expect(Base64.decode("Zg=") == nil)
    #expect(Base64.decode("Z===") == nil)
    #expect(Base64.decode("Z*==") == nil)
  }
}
