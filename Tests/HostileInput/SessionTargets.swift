import JSONCoding
import JSONRPC
import PromptFormats
import PromptServer

extension HostileTarget {
  /// A byte of options, and messages, one a line; an empty line runs a job, a tab lets time pass.
  static let messages = HostileTarget(
    name: "messages",
    words: methods.map { "\"\($0)\"" } + [
      "\"jsonrpc\":\"2.0\"", "\"id\":", "\"params\":",
      "\"textDocument\":{\"uri\":\"file:///w/a.md\"}",
      "\"range\":{\"start\":{\"line\":0,\"character\":0},\"end\":{\"line\":1,\"character\":2}}",
      "\"version\":", "\"contentChanges\":[{\"text\":\"", "\"workDoneToken\":\"w\"",
      "\"partialResultToken\":1", "$/cancelRequest", "9223372036854775807", "-1", "1e308",
      "\\ud800",
    ],
    holdsJSON: true,
    seeds: { conversations },
    run: { bytes in
      guard let options = bytes.first else { return false }
      var session = HostileSession(
        isInitialized: options & 1 == 0,
        positions: ["utf-16", "utf-8", "utf-32"][Int(options >> 1 & 3) % 3])
      let framing: Framing = options & 8 == 0 ? .headers : .lines
      for line in bytes.dropFirst().split(separator: 0x0A, omittingEmptySubsequences: false) {
        if line.isEmpty { session.runJob() }
        if line == [0x09] { session.runTimer() }
        if line.count > 1 { session.receive(Incoming.decode(Array(line)), framing) }
        if options & 16 == 0 { session.runAll() }
      }
      try session.finish()
      return true
    })

  /// A file `.promptls.json`, which the settings of the editor are spelled like.
  static let settings = HostileTarget(
    name: "settings",
    words: Setting.all.map { "\"\($0.name)\"" } + ["\"promptls\"", "\"$schema\""],
    holdsJSON: true,
    seeds: { settingFiles },
    run: { bytes in
      // Models are asked in other targets: that takes a hundred times as long.
      // Linting, with what is no file of settings, takes half of the time of all.
      var session = HostileSession(
        isInitialized: true, measures: false, pulls: bytes.count % 8 != 0, settings: bytes)
      let place: JSON = ["line": 0, "character": 18]
      let item: JSON = [
        "uri": "file:///w/a.jsonl", "languageId": "jsonl", "version": 1,
        "text": "{\"prompt\":\"the a \",\"completion\":\" b\"}\n",
      ]
      session.receive(Outgoing.notification("textDocument/didOpen", ["textDocument": item]))
      session.runAll()
      let document: JSON = ["textDocument": ["uri": "file:///w/a.jsonl"]]
      for method in ["promptls/count", "textDocument/codeLens", "textDocument/inlayHint"] {
        var params = document.object ?? [:]
        params["range"] = ["start": place, "end": place]
        _ = session.result(method, .object(params))
      }
      guard let text = String(validating: bytes, as: UTF8.self),
        let value = try? JSON.parse(Array(text.utf8))
      else {
        try session.finish()
        return false
      }
      session.receive(
        Outgoing.notification("workspace/didChangeConfiguration", ["settings": value]))
      _ = session.result("textDocument/diagnostic", document)
      _ = session.result("promptls/status", [:])
      try session.finish()
      return true
    })

  /// A byte that says the format and what ends a prompt, and a document of prompts.
  static let prompts = HostileTarget(
    name: "prompts",
    words: [
      "<|im_start|>", "<|im_end|>", "\"messages\"", "\"role\"", "\"content\"", "\"prompt\"",
      "\"completion\"", "\"system\"", "---\n", "\nuser:\n", "{{", "}}", "\\u00e9", "\\ud83d\\ude00",
      "\"text\"", "\"input\"", "sample:",
    ],
    holdsJSON: true,
    seeds: { promptFiles },
    run: { bytes in
      guard let options = bytes.first else { return false }
      let format = PromptFormat.allCases[Int(options & 7) % PromptFormat.allCases.count]
      let endings = PromptEnding.allCases
      let ending = endings[Int(options >> 3) % endings.count]
      let text = Array(bytes.dropFirst())
      let layout = PromptLayout(of: text, format: format, ending: ending)
      try check(layout, text)
      _ = PromptFormat(languageID: "", name: "a.prompt", beginning: text)
      // Rules take a hundred times as long as finding the prompts.
      if text.count % 16 == 7 { try lint(text, format, ending) }
      return !layout.parts.isEmpty
    })

  private static func check(_ layout: PromptLayout, _ text: [UInt8]) throws {
    for part in layout.parts {
      let (source, count) = (part.text.source, part.text.count)
      let isInside =
        0 <= source.lowerBound && source.upperBound <= text.count && 0 <= part.outline.lowerBound
        && part.outline.upperBound <= text.count
      try BrokenPromise.check(isInside, "\(part) lies outside of \(text.count) bytes")
      for start in stride(from: 0, through: count, by: max(1, count / 7)) {
        let place = part.text.sourceRange(of: start..<min(count, start + 2))
        try BrokenPromise.check(
          source.lowerBound <= place.lowerBound && place.upperBound <= source.upperBound,
          "\(place) lies outside of \(source)")
      }
      // What is no UTF-8 stays as it is in a prompt, and cannot be in a value.
      guard part.isJSON, let decoded = part.text.decoded,
        String(validating: text[source], as: UTF8.self) != nil,
        let string = try? JSON.parse([0x22] + text[source] + [0x22]).string
      else { continue }
      try BrokenPromise.check(
        decoded == Array(string.utf8), "\(Array(text[source])) is read as \(decoded)")
    }
    for seam in layout.seams {
      let known = layout.parts.indices
      try BrokenPromise.check(
        known.contains(seam.first) && known.contains(seam.second), "\(seam) of \(known)")
    }
  }

  private static func lint(
    _ text: [UInt8], _ format: PromptFormat, _ ending: PromptEnding
  ) throws {
    let suffix = [PromptFormat.text: "txt", .markdown: "md", .frontMatter: "prompt"]
    let uri = "file:///w/a.\(suffix[format] ?? format.rawValue)"
    var session = HostileSession(
      isInitialized: true, positions: "utf-8", measures: false,
      settings: Array(#"{"finalNewline":"\#(ending.rawValue)"}"#.utf8))
    let item: JSON = [
      "uri": .string(uri), "languageId": "", "version": 1,
      "text": .string(String(decoding: text, as: UTF8.self)),
    ]
    session.receive(Outgoing.notification("textDocument/didOpen", ["textDocument": item]))
    session.runAll()
    let document: JSON = ["textDocument": ["uri": .string(uri)]]
    let answered = ["promptls/lint", "textDocument/documentSymbol"].allSatisfy {
      session.result($0, document) != nil
    }
    try BrokenPromise.check(answered, "a prompt is not read")
    try session.finish()
  }
}
