import Foundation
import JSONCoding
import JSONRPC
import Model
import TestSupport
import Testing

/// Completions of the built program, by a tiny untrained model: what it writes has no sense, when
/// it writes does.
@Suite(.timeLimit(.minutes(2)))
struct CompletionPipeTests {
  private let folder: String
  private let long: JSON = ["text": "Once upon a time", "maxTokens": 1000]

  init() throws {
    folder = NSTemporaryDirectory() + "promptls-test-model-" + UUID().uuidString
    let configuration = Configuration(
      architecture: .gpt2, layers: 2, width: 64, heads: 2, keyValueHeads: 2, feedForward: 256,
      contextLength: 1024, vocabularySize: 50257)
    try InitialWeights.write(configuration, to: folder, seed: 7)
  }

  private func daemon() throws -> RunningDaemon {
    try RunningDaemon(.lines, arguments: ["--model", "tiny=\(folder)"])
  }

  private func removeModel() { try? FileManager.default.removeItem(atPath: folder) }

  @Test func `counts are answered while a completion runs`() throws {
    defer { removeModel() }
    let daemon = try daemon()
    daemon.request(1, "promptls/complete", long)
    daemon.request(2, "promptls/count", ["text": "a b", "tokenizers": ["gpt2"]])
    #expect(daemon.receive()?["id"] == 2)
    let result = try #require(daemon.receive()?["result"])
    #expect(result["finishReason"] == "length")
    #expect(result["usage"]?["completionTokens"] == 1000)
  }

  @Test func `five requests cancelled while they run answer so and the next is served`() throws {
    defer { removeModel() }
    let daemon = try daemon()
    for id in 1...5 { daemon.request(id, "promptls/complete", long) }
    usleep(50_000)
    for id in 1...5 { daemon.notify("$/cancelRequest", ["id": .integer(id)]) }
    for id in 1...5 {
      let answer = daemon.receive()
      #expect(answer?["id"] == .integer(id))
      #expect(answer?["error"]?["code"] == -32800)
    }
    daemon.request(6, "promptls/complete", ["text": "Once", "maxTokens": 2])
    #expect(daemon.response(to: 6)?["result"]?["usage"]?["completionTokens"] == 2)
  }

  @Test func `the parts of a streamed completion are its text`() throws {
    defer { removeModel() }
    let daemon = try daemon()
    daemon.request(
      1, "promptls/complete",
      [
        "text": "Once upon a ti", "maxTokens": 40, "temperature": 1, "seed": 5,
        "partialResultToken": "p", "workDoneToken": "w",
      ])
    var text = ""
    var kinds: [JSON] = []
    while let message = daemon.receive() {
      if let result = message["result"] {
        #expect(result["text"]?.string == text)
        #expect(result["healing"]?["mode"] == "exact")
        break
      }
      let value = message["params"]?["value"]
      if message["params"]?["token"] == "p" { text += value?["text"]?.string ?? "" }
      if message["params"]?["token"] == "w" { kinds.append(value?["kind"] ?? .null) }
    }
    #expect(!text.isEmpty)
    #expect(kinds == ["begin", "end"])
  }

  @Test func `an edit makes a completion of the document stale`() throws {
    defer { removeModel() }
    let daemon = try daemon()
    daemon.request(1, "initialize", ProtocolModels.initialize())
    #expect(daemon.receive()?["id"] == 1)
    daemon.notify(
      "textDocument/didOpen",
      ["textDocument": ["uri": "a:b", "languageId": "x", "version": 1, "text": "Once upon"]])
    daemon.request(2, "promptls/complete", ["textDocument": ["uri": "a:b"], "maxTokens": 1000])
    daemon.notify(
      "textDocument/didChange",
      ["textDocument": ["uri": "a:b", "version": 2], "contentChanges": [["text": "Twice"]]])
    #expect(daemon.response(to: 2)?["error"]?["code"] == -32801)
  }

  @Test(arguments: [("Once upon a ti", 12), ("caf\u{E9}", 0), ("Once upon ", 10), ("a\nb.", 2)])
  func `a menu's completion replaces the word at the cursor by itself and more`(
    _ text: String, _ start: Int
  ) throws {
    defer { removeModel() }
    let daemon = try daemon()
    daemon.request(1, "initialize", ProtocolModels.initialize())
    _ = daemon.response(to: 1)
    daemon.notify(
      "textDocument/didOpen",
      [
        "textDocument": [
          "uri": "a:b", "languageId": "x", "version": 1, "text": .string(text),
        ]
      ])
    let lines = text.split(separator: "\n")
    let cursor: JSON = [
      "line": .integer(lines.count - 1), "character": .integer(lines.last?.utf16.count ?? 0),
    ]
    let params: JSON = [
      "textDocument": ["uri": "a:b"], "position": cursor, "context": ["triggerKind": 1],
    ]
    daemon.request(2, "textDocument/inlineCompletion", params)
    let ghost = try #require(daemon.response(to: 2)?["result"]?["items"]?.array?.first)
    #expect(ghost["range"] == ["start": cursor, "end": cursor])
    daemon.request(3, "textDocument/completion", params)
    let item = try #require(daemon.response(to: 3)?["result"]?["items"]?.array?.first)
    let edit = try #require(item["textEdit"])
    #expect(edit["range"]?["start"]?["character"] == .integer(start))
    #expect(edit["range"]?["end"] == cursor)
    let word = String(decoding: (lines.last ?? "").utf16.dropFirst(start), as: UTF16.self)
    #expect(edit["newText"]?.string == word + (ghost["insertText"]?.string ?? "nothing"))
    #expect(item["filterText"] == edit["newText"])
    #expect(item["label"] == edit["newText"])
    #expect(item["insertText"] == ghost["insertText"])
  }

  @Test func `options out of range and unknown models are refused`() throws {
    defer { removeModel() }
    let daemon = try daemon()
    daemon.request(1, "promptls/complete", ["text": "a", "temperature": -1])
    #expect(daemon.receive()?["error"]?["message"] == "promptls/complete: temperature is negative")
    daemon.request(2, "promptls/complete", ["text": "a", "model": "nope"])
    #expect(daemon.receive()?["error"]?["data"]?["code"] == "unknown-model")
    daemon.request(3, "promptls/complete", ["text": "a", "healing": "magic"])
    #expect(daemon.receive()?["error"]?["code"] == -32602)
  }

  @Test func `what is between two texts goes with both`() throws {
    defer { removeModel() }
    let daemon = try daemon()
    daemon.request(1, "initialize", ProtocolModels.initialize())
    _ = daemon.response(to: 1)
    daemon.request(
      2, "promptls/complete", ["text": "Once upon", "suffix": " a time", "partialResultToken": 5])
    var streamed = ""
    var answer: JSON?
    while answer == nil, let message = daemon.receive() {
      streamed += message["params"]?["value"]?["text"]?.string ?? ""
      if message["id"] == 2 { answer = message }
    }
    let raw = try #require(answer?["result"])
    #expect(raw["suffix"]?["weighedBytes"] == 7)
    #expect(raw["finishReason"] == "stop")
    #expect(raw["text"]?.string == streamed)
    // At a place of a document, and inside a template hole that is to be filled.
    for (id, text, column) in [(3, "Once upon a time\n", 9), (4, "Once upon{{x}} a time\n", 11)] {
      daemon.notify(
        "textDocument/didOpen",
        [
          "textDocument": [
            "uri": .string("a:\(id)"), "languageId": "x", "version": 1, "text": .string(text),
          ]
        ])
      daemon.request(
        id, "promptls/complete",
        [
          "textDocument": ["uri": .string("a:\(id)")], "fillMiddle": true,
          "position": ["line": 0, "character": .integer(column)],
        ])
      let result = try #require(daemon.response(to: id)?["result"])
      #expect(result["text"] == raw["text"])
      #expect(result["version"] == 1)
    }
  }

  @Test func `what cannot be filled in is said to be so`() throws {
    defer { removeModel() }
    let daemon = try daemon()
    let wrong: [JSON] = [
      ["text": "a", "fillMiddle": true], ["text": "a", "suffix": "b", "healing": "off"],
      ["text": "a", "suffix": "b", "fillMiddle": true],
    ]
    for (id, params) in wrong.enumerated() {
      daemon.request(id, "promptls/complete", params)
      #expect(daemon.response(to: id)?["error"]?["code"] == -32602)
    }
    daemon.request(9, "promptls/complete", ["text": "a", "suffix": "", "maxTokens": 1])
    let result = try #require(daemon.response(to: 9)?["result"])
    #expect(result["suffix"] == nil)
  }

  @Test func `numbers as large as there are do no harm`() throws {
    defer { removeModel() }
    let daemon = try daemon()
    daemon.request(
      1, "promptls/complete", ["text": "a", "maxTokens": .integer(.max), "stop": ["e", "a", "."]])
    daemon.notify("$/cancelRequest", ["id": 1])
    _ = daemon.response(to: 1)
    daemon.request(2, "promptls/neighbors", ["token": 5, "k": .integer(.max)])
    #expect(daemon.response(to: 2)?["result"]?["neighbors"]?.array?.count == 50256)
    daemon.request(3, "promptls/neighbors", ["token": 99_999_999])
    #expect(daemon.response(to: 3)?["error"]?["data"]?["code"] == "invalid-token-id")
  }

  @Test func `a prompt cut inside a character goes on with its bytes`() throws {
    defer { removeModel() }
    let daemon = try daemon()
    let cut = Array("caf\u{E9}".utf8.dropLast())
    daemon.request(
      1, "promptls/complete", ["bytes": .string(Base64.encode(cut)), "maxTokens": 1])
    let result = try #require(daemon.response(to: 1)?["result"])
    let bytes = try #require(result["bytes"]?.string.flatMap(Base64.decode))
    // Whatever it is, it is the other half of a character that begins with C3.
    #expect((0x80...0xBF).contains(bytes[0]))
  }

  @Test func `a model is held in the precision that is asked for`() throws {
    defer { removeModel() }
    let daemon = try daemon()
    let path = JSON.string(folder)
    func format(_ id: Int, _ params: [String: JSON]) -> JSON? {
      var params = params
      params["name"] = "small"
      params["path"] = path
      daemon.request(id, "promptls/loadModel", .object(params))
      return daemon.response(to: id)?["result"]?["weightFormat"]
    }
    #expect(format(1, [:]) == "F32")
    #expect(format(2, ["quantize": "q8"]) == "Q8 from F32")
    #expect(format(3, ["quantize": "q8", "repackCache": .string(folder)]) == "Q8 from F32")
    daemon.request(4, "promptls/models")
    let models = daemon.response(to: 4)?["result"]?["models"]?.array
    let small = models?.first { $0["name"] == "small" }
    #expect(small?["quantize"] == "q8")
    #expect(small?["repackCache"] == .string(folder))
    #expect(small?["bytesResident"] == 0)
    daemon.request(5, "promptls/loadModel", ["name": "small", "path": path, "quantize": "q3"])
    #expect(daemon.response(to: 5)?["error"]?["data"]?["code"] == "invalid-params")
    daemon.request(
      6, "promptls/loadModel", ["name": "default", "path": "built-in", "quantize": "q4"])
    #expect(daemon.response(to: 6)?["error"]?["data"]?["code"] == "invalid-params")
  }

  @Test func `similarity is the cosine of mean vectors`() throws {
    defer { removeModel() }
    let daemon = try daemon()
    for (id, layer) in [(1, "static"), (2, "contextual")] as [(Int, JSON)] {
      daemon.request(
        id, "promptls/similarity",
        ["text": "Once upon", "others": ["Once upon", "a time", ""], "layer": layer])
      let result = daemon.response(to: id)?["result"]
      let cosines = try #require(result?["similarities"]?.array)
      #expect(cosines.count == 3 && cosines[2] == .null)
      #expect(abs(try cosines[0].decode(Double.self) - 1) < 1e-6)
      var vectors: [[Double]] = []
      for (offset, text) in ["Once upon", "a time"].enumerated() {
        let request = id * 10 + offset
        daemon.request(
          request, "promptls/embed",
          ["text": .string(text), "layer": layer, "pooling": "mean"])
        let embedded = daemon.response(to: request)?["result"]?["vectors"]?.array?.first
        vectors.append(try #require(embedded?.array).map { try $0.decode(Double.self) })
      }
      func dot(_ one: [Double], _ other: [Double]) -> Double {
        zip(one, other).map { $0 * $1 }.reduce(0, +)
      }
      let expected =
        dot(vectors[0], vectors[1])
        / (dot(vectors[0], vectors[0]) * dot(vectors[1], vectors[1])).squareRoot()
      #expect(abs(try cosines[1].decode(Double.self) - expected) < 1e-6)
    }
  }

  @Test func `a model that cannot be loaded takes no other's place`() throws {
    defer { removeModel() }
    let daemon = try daemon()
    daemon.request(1, "promptls/loadModel", ["name": "tiny", "path": "/nowhere"])
    #expect(daemon.response(to: 1)?["error"]?["data"]?["code"] == "model-load-failed")
    daemon.request(2, "promptls/complete", ["text": "Once", "maxTokens": 1])
    #expect(daemon.response(to: 2)?["result"]?["model"] == "tiny")
    daemon.request(3, "promptls/models")
    let paths = daemon.response(to: 3)?["result"]?["models"]?.array?.map { $0["path"] }
    #expect(paths?.contains("/nowhere") == false)
  }

  @Test func `a penalty on repetition changes what repeats`() throws {
    defer { removeModel() }
    let daemon = try daemon()
    daemon.request(1, "promptls/complete", ["text": "a a a a a", "maxTokens": 12])
    daemon.request(
      2, "promptls/complete",
      ["text": "a a a a a", "maxTokens": 12, "repetitionPenalty": .number(5)])
    let plain = daemon.response(to: 1)?["result"]?["ids"]?.array ?? []
    let penalized = daemon.response(to: 2)?["result"]?["ids"]?.array ?? []
    #expect(plain != penalized)
    #expect(Set(penalized).count == penalized.count)
  }

  @Test func `an untrained model foresees nothing`() throws {
    defer { removeModel() }
    let daemon = try daemon()
    daemon.request(1, "promptls/score", ["text": "Every effort moves you.", "detail": true])
    let result = try #require(daemon.receive()?["result"])
    let crossEntropy = try (result["crossEntropy"] ?? .null).decode(Double.self)
    // ln 50257 = 10.82, and a little for weights that are not quite nothing.
    #expect((10.7...11.1).contains(crossEntropy))
    #expect(result["perToken"]?.array?.count == result["tokens"]?.integer)
  }

  @Test func `an input that ends in the middle of a forward pass ends the process`() throws {
    defer { removeModel() }
    let daemon = try RunningDaemon(.headers, arguments: ["--model", "tiny=\(folder)"])
    daemon.request(1, "promptls/complete", long)
    usleep(50_000)
    daemon.closeInput()
    let exit = try #require(daemon.exit())
    #expect(exit.status == 1)
    #expect(exit.seconds < 1)
  }
}
