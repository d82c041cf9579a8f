import PromptFormats
import Testing

struct HoleTests {
  private func holes(_ text: String) -> [String] {
    let bytes = Array(text.utf8)
    return Hole.all(in: bytes[...]).map {
      "\($0.kind.rawValue) \(String(decoding: bytes[$0.range], as: UTF8.self)) \($0.name)"
    }
  }

  @Test func `values in every notation are found`() {
    #expect(
      holes("a {{x}} b {y} c ${z} d {{ user.name }} {{{raw}}} {0} {p!r:>10}") == [
        "value {{x}} x", "value {y} y", "value ${z} z", "value {{ user.name }} user.name",
        "value {{{raw}}} raw", "value {0} 0", "value {p!r:>10} p",
      ])
  }

  @Test func `tags go away and are no values`() {
    #expect(
      holes("{{#if a}}x{{else}}y{{/if}}{% for i in l %}{# no #}{{!-- c --}}{{>p}}").map {
        $0.prefix(3)
      } == ["tag", "tag", "tag", "tag", "tag", "tag", "tag"])
  }

  @Test func `code, half-typed braces and line breaks are no holes`() {
    #expect(holes("{ a: 1 } {\"k\": 2} {} {{x {% {x\n} ${ {{a\nb}}") == [])
    #expect(holes("if (x) { return; }") == [])
  }

  @Test func `what stands beside a hole is told`() {
    let holes = Hole.all(in: Array("a {x}s{y} {z}'s {w}.".utf8)[...])
    #expect(holes.map(\.followsSpace) == [true, false, true, true])
    #expect(holes.map(\.precedesJoiner) == [true, false, true, false])
  }
}
