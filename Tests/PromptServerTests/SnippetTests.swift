import PromptServer
import Testing
import Text
import WordVectors

@Suite struct SnippetTests {
  private let table = VectorTable(
    names: ["You are terse.", "Answer in JSON:\n{\"ok\": true}", "Think first.", "Be kind."],
    counts: [4, 3, 2, 1], dimensions: 2, vectors: [1, 0, 0.9, 0.1, 0.8, 0.6, -1, 0])

  private func rests(_ text: String, at cursor: Int? = nil) -> [String] {
    SnippetSuggestion.suggestions(
      from: table, DocumentTree(Array(text.utf8)), at: cursor ?? text.utf8.count
    ).map(\.rest)
  }

  @Test func `snippets go with those in the document`() {
    #expect(rests("Hello.\n\n  You are terse. \n") == [table.names[1], table.names[2]])
    #expect(rests("nothing known") == [])
    #expect(rests("You are terse. And more.") == [])
  }

  @Test func `a snippet of several lines is known by all of them`() {
    #expect(rests("Answer in JSON:\n{}\n") == [])
    #expect(rests("Answer in JSON:\n  {\"ok\": true}\n") == [table.names[0], table.names[2]])
  }

  @Test func `a line that is begun is gone on with`() {
    #expect(rests("You are terse.\n  Thi") == ["nk first."])
    #expect(rests("You are terse.\nWhat") == [])
    let label = SnippetSuggestion.suggestions(
      from: table, DocumentTree(Array("You are terse.\n".utf8)), at: 15)[0].label
    #expect(label == "Answer in JSON:")
  }
}
