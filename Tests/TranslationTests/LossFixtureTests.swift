import TestSupport
import Testing
import Translation
import Vocabularies

@Suite(.serialized) struct LossFixtureTests {
  @Test func `the fixtures of bert-base-uncased read as written`() throws {
    var fixture = try Fixture("translation/bert-base-uncased.md")
    for test in fixture.cases {
      let text = Fixture.unmarked(try #require(test.blocks["text"]))
      let translation = Translation(of: Array(text.utf8), to: .bertBaseUncased)
      #expect(try fixture.agrees(test, block: "result", with: describe(translation)), "\(test)")
    }
  }

  private func describe(_ translation: Translation) -> String {
    let losses = translation.losses.map { loss in
      "\(loss.kind.rawValue) \(loss.range.lowerBound)..<\(loss.range.upperBound)"
        + " «\(marked(loss.before))» → «\(marked(loss.after))»"
    }
    return (["«\(marked(translation.roundTrip))»"] + losses).joined(separator: "\n")
  }

  private func marked(_ bytes: [UInt8]) -> String {
    Fixture.marked(String(decoding: bytes, as: UTF8.self)).replacing("␠", with: " ")
  }
}
