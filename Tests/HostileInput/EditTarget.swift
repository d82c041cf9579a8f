import Digests
import Documents
import JSONCoding
import JSONRPC
import TestSupport
import Text
import Tokenizers
import Vocabularies

extension HostileTarget {
  /// Edits of an open document, in bytes that a mutator may change at will: see ``EditScript``.
  static let edits = HostileTarget(
    name: "edits",
    seeds: {
      (0..<6 as Range<UInt64>).map { seed in
        var random = SeededGenerator(seed: seed)
        return (0..<160).map { _ in UInt8.random(in: 0...255, using: &random) }
      }
    },
    run: { bytes in
      var script = EditScript(bytes)
      try script.run()
      return script.editCount > 0
    })
}

/// Reads bytes as edits, applies them to a session, to a document and to an array of bytes, and
/// compares.
struct EditScript {
  private var bytes: ArraySlice<UInt8>
  private let encoding: PositionEncoding
  private let tokenizers: [Tokenizer]
  /// The definition: what the text should be.
  private var flat: [UInt8] = []
  private(set) var editCount = 0
  private let mostEdits = 12

  init(_ bytes: [UInt8]) {
    self.bytes = bytes[...]
    let options = self.bytes.popFirst() ?? 0
    encoding = [.utf16, .utf8, .utf32][Int(options) % 3]
    let all = Vocabularies.all
    tokenizers = all.indices.filter { $0 == Int(options >> 2) % all.count || options & 2 != 0 }
      .prefix(2).map { all[$0] }
  }

  private mutating func byte() -> Int { Int(bytes.popFirst() ?? 0) }

  /// A text of what is hard to cut, or what the input spells.
  private mutating func text() -> String {
    let head = byte()
    if head >= 240 {
      let count = min(head - 230, bytes.count)
      defer { bytes = bytes.dropFirst(count) }
      return String(decoding: bytes.prefix(count), as: UTF8.self)
    }
    let atoms = EditGenerator.atoms
    return (0..<head % 8).reduce(into: "") { text, _ in
      text += String(decoding: atoms[byte() % atoms.count], as: UTF8.self)
    }
  }

  /// A number that is small, or one that no document reaches.
  private mutating func coordinate() -> Int {
    let number = byte()
    return switch number {
    case 255: .max
    case 254: 1 << 31
    case 253: -1
    case 252: .min
    default: number % 24
    }
  }

  mutating func run() throws {
    let size = byte()
    for _ in 0..<1 + size % 12 { flat += Array(text().utf8) }
    // Linting at each edit takes longer than all else, and other targets lint.
    var session = HostileSession(
      isInitialized: true, positions: encoding.rawValue, measures: false, pulls: size < 250)
    let uri: JSON = "file:///w/a.txt"
    let opened: JSON = [
      "uri": uri, "languageId": "plaintext", "version": 1,
      "text": .string(String(decoding: flat, as: UTF8.self)),
    ]
    session.receive(Outgoing.notification("textDocument/didOpen", ["textDocument": opened]))
    var document = Document(DocumentTree(flat))
    tokenizers.forEach { document.use($0) }
    var changes: [JSON] = []
    while !bytes.isEmpty, editCount < mostEdits {
      editCount += 1
      changes.append(try change(&document))
      if changes.count == 4 || bytes.isEmpty || editCount == mostEdits {
        let params: JSON = [
          "textDocument": ["uri": uri, "version": .integer(editCount + 1)],
          "contentChanges": .array(changes),
        ]
        session.receive(Outgoing.notification("textDocument/didChange", params))
        changes = []
      }
      try BrokenPromise.check(document.text.bytes == flat, "the text is not as edited")
      try compare(document)
    }
    let verdict = session.result(
      "promptls/verifyDocument",
      ["textDocument": ["uri": uri], "sha256": .string(SHA256.hexadecimal(flat))])
    try BrokenPromise.check(verdict?["ok"] == true, "the session's text is not as edited")
    try session.finish()
  }

  /// Applies the next edit to the document and to ``flat``; gives what an editor would send.
  private mutating func change(_ document: inout Document) throws -> JSON {
    let kind = byte()
    if kind >= 250 {
      let whole = text()
      flat = Array(whole.utf8)
      document.replaceAll(with: flat)
      return ["text": .string(whole)]
    }
    var start = Text.Position(line: coordinate(), character: coordinate())
    var end = Text.Position(line: coordinate(), character: coordinate())
    // Most ranges are as an editor sends them.
    if kind < 200, end < start { swap(&start, &end) }
    let new = text()
    let (lower, upper) = (offset(of: start), offset(of: end))
    if lower <= upper {
      flat.replaceSubrange(lower..<upper, with: Array(new.utf8))
      let range =
        document.text.offset(of: start, in: encoding)..<document.text.offset(of: end, in: encoding)
      try document.apply(Text.TextEdit(range: range, newBytes: Array(new.utf8)))
    }
    func position(_ position: Text.Position) -> JSON {
      ["line": .integer(position.line), "character": .integer(position.character)]
    }
    return ["range": ["start": position(start), "end": position(end)], "text": .string(new)]
  }

  /// The definition of a position: lines end with `\r\n`, `\n` or `\r`, what is too large means the
  /// end, what is negative the beginning, and what is inside a character its start.
  private func offset(of position: Text.Position) -> Int {
    if position.line < 0 { return 0 }
    var lines: [Range<Int>] = []
    var (start, place) = (0, 0)
    while place < flat.count {
      let isPair = flat[place] == 0x0D && place + 1 < flat.count && flat[place + 1] == 0x0A
      guard flat[place] == 0x0A || flat[place] == 0x0D else {
        place += 1
        continue
      }
      lines.append(start..<place)
      place += isPair ? 2 : 1
      start = place
    }
    lines.append(start..<flat.count)
    guard position.line < lines.count else { return flat.count }
    let line = lines[position.line]
    place = line.lowerBound
    var units = 0
    for scalar in String(decoding: flat[line], as: UTF8.self).unicodeScalars {
      let character = String(scalar)
      switch encoding {
      case .utf8: units += character.utf8.count
      case .utf16: units += character.utf16.count
      case .utf32: units += 1
      }
      if units > position.character { break }
      place += character.utf8.count
    }
    return place
  }

  private func compare(_ document: Document) throws {
    let lines = 0..<document.text.lineCount
    for tokenizer in tokenizers {
      let fresh = tokenizer.encoding(of: flat.span)
      guard let kept = document.encoding(by: tokenizer.name) else {
        throw BrokenPromise(description: "\(tokenizer.name) is not in use")
      }
      let starts = fresh.ranges.map(\.lowerBound)
      try BrokenPromise.check(
        kept.ids == fresh.ids && kept.count == starts.count
          && kept.starts(in: 0..<flat.count) == starts,
        "\(tokenizer.name): \(kept.ids) is not \(fresh.ids)")
      let counts = lines.map { line in
        let range = document.text.range(ofLine: line)
        return starts.count { range.contains($0) }
      }
      try BrokenPromise.check(
        kept.counts(ofLines: lines) == counts, "\(tokenizer.name): lines are not \(counts)")
    }
  }
}
