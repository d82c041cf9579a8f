import Documents
import TestSupport
import Text
import Tokenizers
import Vocabularies

extension Edits {
  /// Edits mixed documents at random and compares all that is kept with an encoding from scratch.
  static func check(edits: Int, seed: Int) throws {
    let corpora = try ["english", "code", "multilingual", "json_emoji"].map {
      try SharedData.bytes("corpus/\($0).txt")
    }
    for tokenizer in Vocabularies.all {
      var differences = 0
      var generator = EditGenerator(seed: UInt64(seed))
      var document = Document(DocumentTree())
      var place = 0
      for index in 0..<edits {
        if index % 200 == 0 {
          document = Document(startingText(index / 200, corpora, &generator))
          document.use(tokenizer)
        }
        let edit = generator.edit(of: document.text, near: place)
        place = edit.newRange.upperBound
        try document.apply(edit)
        guard !isRight(document, tokenizer) else { continue }
        differences += 1
        if differences <= 3 { print("seed \(seed), edit \(index):", describe(document, tokenizer)) }
        document = Document(document.text)
        document.use(tokenizer)
      }
      let large = try checkLarge(edits: edits / 100, tokenizer, corpora, &generator)
      print(
        "\(tokenizer.name): \(edits) edits, \(differences) differences;",
        "\(edits / 100) in a large document, \(large) differences")
    }
  }

  /// Edits a document of many levels all over and compares now and then.
  private static func checkLarge(
    edits: Int, _ tokenizer: Tokenizer, _ corpora: [[UInt8]], _ generator: inout EditGenerator
  ) throws -> Int {
    var document = Document(DocumentTree(corpora.flatMap { $0.prefix(400_000) }))
    document.use(tokenizer)
    var differences = 0
    for index in 0..<edits {
      let place = generator.number(below: document.text.byteCount)
      var edit = generator.edit(of: document.text, near: place)
      edit.newBytes = generator.text(atoms: generator.number(below: 8))
      if index % 10 == 0 {
        let start = document.text.scalarStart(atOrBefore: place)
        let end = min(document.text.byteCount, place + generator.number(below: 30_000))
        edit.range = start..<max(start, document.text.scalarStart(atOrBefore: end))
        edit.newBytes = generator.text(atoms: generator.number(below: 3000))
      }
      try document.apply(edit)
      if index % 25 == 24, !isRight(document, tokenizer) { differences += 1 }
    }
    return differences
  }

  /// A passage of a corpus, or text of awkward atoms.
  private static func startingText(
    _ index: Int, _ corpora: [[UInt8]], _ generator: inout EditGenerator
  ) -> DocumentTree {
    let corpus = index % (corpora.count + 1)
    guard corpus < corpora.count else { return DocumentTree(generator.text(atoms: 300)) }
    let start = generator.number(below: corpora[corpus].count - 2000)
    let passage = DocumentTree(Array(corpora[corpus][start..<start + 1500]))
    let lower = passage.scalarStart(atOrBefore: 4)
    return DocumentTree(passage.bytes(in: lower..<passage.scalarStart(atOrBefore: 1490)))
  }

  /// Where kept and fresh tokens begin to differ, and the text there.
  private static func describe(_ document: Document, _ tokenizer: Tokenizer) -> String {
    guard let encoding = document.encoding(by: tokenizer.name) else { return "no encoding" }
    let text = document.text.bytes
    let kept = encoding.starts(in: 0..<text.count)
    let fresh = tokenizer.encoding(of: text.span).ranges.map(\.lowerBound)
    let same = zip(kept, fresh).prefix { $0 == $1 }.count
    let place = min(
      kept.dropFirst(same).first ?? text.count, fresh.dropFirst(same).first ?? text.count)
    let lower = document.text.scalarStart(atOrBefore: max(0, place - 30))
    let upper = document.text.scalarStart(atOrBefore: min(text.count, place + 30))
    return "token \(same) at \(place) of \(text.count): kept \(kept[same...].prefix(3)),"
      + " fresh \(fresh[same...].prefix(3)), \(lower): "
      + String(decoding: text[lower..<upper], as: UTF8.self).debugDescription
  }

  private static func isRight(_ document: Document, _ tokenizer: Tokenizer) -> Bool {
    guard let encoding = document.encoding(by: tokenizer.name) else { return false }
    let text = document.text.bytes
    let fresh = tokenizer.encoding(of: text.span)
    let starts = fresh.ranges.map(\.lowerBound)
    guard encoding.count == starts.count, encoding.starts(in: 0..<text.count) == starts,
      encoding.ids == fresh.ids
    else { return false }
    var rest = starts[...]
    let lines = 0..<document.text.lineCount
    let expected = lines.map { line in
      let end = document.text.range(ofLine: line).upperBound
      let next = rest.firstIndex { end <= $0 } ?? rest.endIndex
      defer { rest = rest[next...] }
      return next - rest.startIndex
    }
    return encoding.counts(ofLines: lines) == expected
  }
}
