import JSONCoding
import PromptServer
import TestSupport
import Testing

/// Text shown behind the cursor while somebody types.
struct GhostTextTests {
  private static let uri = "file:///a.prompt"
  private static let document: JSON = ["uri": .string(uri)]

  private func harness(_ text: String) -> SessionHarness {
    var harness = SessionHarness.initialized()
    harness.library.addModel(name: "default", path: "/nowhere")
    _ = harness.notify("workspace/didChangeConfiguration", ["settings": ["measure": false]])
    _ = harness.open(Self.uri, text)
    return harness
  }

  private func ask(
    _ harness: inout SessionHarness, _ id: Int, at column: Int, trigger: Int = 2,
    method: String = "textDocument/inlineCompletion"
  ) -> [Effect] {
    let context: JSON = ["triggerKind": .integer(trigger)]
    return harness.request(
      id, method,
      [
        "textDocument": Self.document, "position": ["line": 0, "character": .integer(column)],
        "context": context,
      ])
  }

  private func type(
    _ harness: inout SessionHarness, _ text: String, at column: Int, version: Int
  ) -> [Effect] {
    let place: JSON = ["line": 0, "character": .integer(column)]
    return harness.change(
      Self.uri, version: version,
      [["range": ["start": place, "end": place], "text": .string(text)]])
  }

  private func shown(_ effects: [Effect]) -> [String?] {
    effects.messages.filter { $0["id"] != nil && $0["method"] == nil }.map { message in
      message["result"]?["items"]?.array?.first?["insertText"]?.string
    }
  }

  @Test func `who types what was suggested gets the rest without a model`() {
    var harness = harness("Once upon")
    #expect(ask(&harness, 1, at: 9).words == ["start"])
    let job = harness.jobs[0]
    #expect(
      shown(harness.handle(.finished(job.id, .success(" a time there")))) == [" a time there"])
    _ = type(&harness, " a", at: 9, version: 2)
    #expect(shown(ask(&harness, 2, at: 11)) == [" time there"])
    // The whole text, as some editors send it.
    _ = harness.change(Self.uri, version: 3, [["text": "Once upon a tim"]])
    #expect(shown(ask(&harness, 3, at: 15)) == ["e there"])
    // Taken back, as far as it was typed.
    _ = harness.change(Self.uri, version: 4, [["text": "Once upon a"]])
    #expect(shown(ask(&harness, 4, at: 11)) == [" time there"])
    // What stands behind the cursor is no part of the prompt.
    _ = type(&harness, "!\nmore", at: 11, version: 5)
    #expect(shown(ask(&harness, 5, at: 11)) == [" time there"])
    #expect(ask(&harness, 6, at: 12).words == ["start"])
  }

  @Test func `an edit before the suggestion, or against it, asks the model anew`() {
    for (text, column) in [("Twice upon a", 12), ("Once upon the", 13), ("Once upon", 8)] {
      var harness = harness("Once upon")
      _ = ask(&harness, 1, at: 9)
      _ = harness.handle(.finished(harness.jobs[0].id, .success(" a time")))
      _ = harness.change(Self.uri, version: 2, [["text": .string(text)]])
      #expect(ask(&harness, 2, at: column).words == ["start"], "\(text)")
    }
  }

  @Test func `what was suggested before other text is not shown where that has changed`() {
    var harness = harness("Once a time")
    #expect(ask(&harness, 1, at: 4).words == ["start"])
    _ = harness.handle(.finished(harness.jobs[0].id, .success(" upon")))
    _ = harness.change(Self.uri, version: 2, [["text": "Once u a time"]])
    #expect(shown(ask(&harness, 2, at: 6)) == ["pon"])
    _ = harness.change(Self.uri, version: 3, [["text": "Once u the time"]])
    #expect(ask(&harness, 3, at: 6).words == ["start"])
  }

  @Test func `the list of completions shares what was suggested`() {
    var harness = harness("Once upon")
    _ = ask(&harness, 1, at: 9)
    _ = harness.handle(.finished(harness.jobs[0].id, .success(" a time")))
    let item = ask(&harness, 2, at: 9, trigger: 1, method: "textDocument/completion").messages
      .first?[
        "result"]?["items"]?.array?.first
    #expect(item?["textEdit"]?["newText"] == "upon a time")
  }

  @Test func `a request at another place answers for the one before it with nothing`() {
    var harness = harness("Once upon")
    _ = ask(&harness, 1, at: 9)
    #expect(ask(&harness, 2, at: 4).words == ["1 result", "start"])
    #expect(harness.jobs[0].cancellation.isCancelled)
    #expect(!harness.jobs[1].cancellation.isCancelled)
  }

  @Test func `what the editor's list has selected is gone on from and stays in the text`() {
    var harness = harness("Once up")
    let range: JSON = [
      "start": ["line": 0, "character": 5], "end": ["line": 0, "character": 7],
    ]
    _ = harness.request(
      1, "textDocument/inlineCompletion",
      [
        "textDocument": Self.document, "position": ["line": 0, "character": 7],
        "context": [
          "triggerKind": 2, "selectedCompletionInfo": ["range": range, "text": "upon"],
        ],
      ])
    let answer = harness.handle(.finished(harness.jobs[0].id, .success(" a time"))).messages.first
    let item = answer?["result"]?["items"]?.array?.first
    // VS Code hides an item whose text does not begin with what it replaces.
    #expect(item?["insertText"] == "upon a time")
    #expect(item?["range"] == range)
  }

  @Test func `a ghost item replaces nothing`() {
    var harness = harness("Once upon")
    _ = ask(&harness, 1, at: 9)
    let answer = harness.handle(.finished(harness.jobs[0].id, .success(" a"))).messages.first
    let range = answer?["result"]?["items"]?.array?.first?["range"]
    #expect(range?["start"] == range?["end"])
    #expect(range?["start"] == ["line": 0, "character": 9])
  }

  @Test func `a set delay is kept, but not where somebody asks by hand`() {
    var harness = harness("Once upon")
    _ = harness.notify(
      "workspace/didChangeConfiguration",
      ["settings": ["completionDelay": 40, "measure": false]])
    #expect(ask(&harness, 1, at: 9).words == ["wake 40"])
    #expect(harness.advance(by: 39).words == [])
    #expect(harness.advance(by: 1).words == ["start"])
    #expect(ask(&harness, 2, at: 9, trigger: 1).words == ["1 result", "start"])
  }
}

/// Somebody types for a minute, twenty keys a second, with a pause now and then.
struct TypingTests {
  private static let uri = "file:///a.prompt"
  private static let keys = 1200
  private static let gap = 50.0

  /// What the model would say behind a text: what the person will type next, or something else.
  private static func continuation(of text: String) -> String {
    let next = sentence.dropFirst(text.utf8.count % sentence.utf8.count).prefix(12)
    return text.utf8.count.isMultiple(of: 7) ? "something else" : String(next)
  }

  private static let sentence = "the quick brown fox jumps over the lazy dog and the cat sleeps "

  @Test(arguments: [10.0, 150.0])
  func `no stale suggestion is shown and no request is lost`(_ milliseconds: Double) throws {
    var harness = SessionHarness.initialized()
    harness.library.addModel(name: "default", path: "/nowhere")
    _ = harness.notify("workspace/didChangeConfiguration", ["settings": ["measure": false]])
    _ = harness.open(Self.uri, "")
    var text = ""
    var asked: [Int: String] = [:]
    var answered: Set<Int> = []
    var shown = 0
    var started = 0
    var largestQueue = 0
    var model = ModelClock(milliseconds: milliseconds)

    func take(_ effects: [Effect]) {
      for case .start(let job) in effects { model.queue.append(job) }
      for message in effects.messages where message["method"] == nil {
        guard let id = message["id"]?.integer, id > 0, let prompt = asked[id] else { continue }
        #expect(answered.insert(id).inserted, "\(id) is answered twice")
        guard let item = message["result"]?["items"]?.array?.first else { continue }
        shown += 1
        #expect(prompt == text, "\(id) is stale")
        let known = Self.continuation(of: prompt)
        let suggestion = item["insertText"]?.string ?? ""
        // Fresh from the model, or what is left of what it said before.
        #expect(known == suggestion || !suggestion.isEmpty)
      }
    }

    for key in 0..<Self.keys {
      let character = String(Array(Self.sentence)[key % Self.sentence.count])
      let place: JSON = ["line": 0, "character": .integer(text.count)]
      text += character
      take(
        harness.change(
          Self.uri, version: key + 2,
          [["range": ["start": place, "end": place], "text": .string(character)]]))
      asked[key + 1] = text
      take(
        harness.request(
          key + 1, "textDocument/inlineCompletion",
          [
            "textDocument": ["uri": .string(Self.uri)],
            "position": ["line": 0, "character": .integer(text.count)],
            "context": ["triggerKind": 2],
          ]))
      let pause = key % 100 == 99 ? 1000 : Self.gap
      for _ in 0..<Int(pause / 5) {
        take(harness.advance(by: 5))
        while let job = model.finished(at: harness.now) {
          started += 1
          take(
            harness.handle(.finished(job.id, .success(.string(Self.continuation(of: text))))))
        }
      }
      largestQueue = max(largestQueue, harness.session.queueLength)
    }
    #expect(answered.count == Self.keys)
    #expect(largestQueue <= 1)
    #expect(harness.session.waitingTimers <= 1)
    if milliseconds < Self.gap {
      #expect(shown == Self.keys)
    } else {
      // One for each pause at least, and hardly any work for nothing.
      #expect(shown >= Self.keys / 100)
      #expect(started < Self.keys / 10)
    }
  }
}

/// A lane that takes the same time for every job.
private struct ModelClock {
  let milliseconds: Double
  var queue: [Job] = []
  private var running: (job: Job, end: Double)?

  init(milliseconds: Double) { self.milliseconds = milliseconds }

  /// The job that has ended by now, if one has; begins the next.
  mutating func finished(at now: Double) -> Job? {
    if let (job, end) = running {
      // A cancelled job stops within a layer.
      guard job.cancellation.isCancelled || end <= now else { return nil }
      running = nil
      return job.cancellation.isCancelled ? finished(at: now) : job
    }
    guard !queue.isEmpty else { return nil }
    let job = queue.removeFirst()
    if job.cancellation.isCancelled { return finished(at: now) }
    running = (job, now + milliseconds)
    return nil
  }
}
