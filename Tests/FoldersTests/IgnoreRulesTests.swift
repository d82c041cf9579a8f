import Folders
import Testing

@Suite struct IgnoreRulesTests {
  /// Whether rules leave a path out; a path that ends in a slash is a folder.
  private func ignores(_ rules: String, _ path: String) -> Bool? {
    let names = path.split(separator: "/").map { Array($0.utf8) }
    return IgnoreRules(Array(rules.utf8)).ignores(names, isFolder: path.hasSuffix("/"))
  }

  @Test(
    arguments: [
      ("*.o", "a.o", true), ("*.o", "b/a.o", true), ("*.o", "a.oo", nil), ("a", "b/a/", true),
      ("/a", "b/a", nil), ("/a", "a", true), ("a/", "a", nil), ("a/", "b/a/", true),
      ("a/b", "a/b", true), ("a/b", "c/a/b", nil), ("**/a", "b/c/a", true), ("**/a", "a", true),
      ("a/**", "a/", nil), ("a/**", "a/b/c", true), ("a/**/b", "a/b", true),
      ("a/**/b", "a/x/y/b", true), ("a/*", "a/b", true), ("a/*", "a/b/c", nil),
      ("a?c", "abc", true),
      ("a?c", "a/c", nil), ("[a-c]x", "bx", true), ("[!a-c]x", "bx", nil), ("[^a-c]x", "dx", true),
      ("[]a]", "]", true), ("[[:digit:]]", "7", true), ("[a", "[a", nil), ("\\#a", "#a", true),
      ("#a", "#a", nil), (#"\!a"#, "!a", true), ("a  ", "a", true), (#"a\ "#, "a ", true),
      ("a\r\nb", "a", true), ("*a*b*c", "xaxbxc", true), ("*a*b*c", "xaxbx", nil),
      ("**", "x", true),
      ("a**b", "axxb", true), ("\u{FEFF}a", "a", true), ("", "a", nil), ("/", "a", nil),
      ("*", ".hidden", true),
    ] as [(String, String, Bool?)])
  func `a rule fits as gitignore(5) says`(rules: String, path: String, expected: Bool?) {
    #expect(ignores(rules, path) == expected)
  }

  @Test func `the last rule that fits decides`() {
    #expect(ignores("*.md\n!keep.md", "keep.md") == false)
    #expect(ignores("!keep.md\n*.md", "keep.md") == true)
  }

  @Test func `a hard pattern takes no exponential time`() {
    let name = String(repeating: "a", count: 2000)
    #expect(ignores(String(repeating: "*a", count: 200) + "b", name) == nil)
    let path = String(repeating: "a/", count: 900)
    #expect(ignores(String(repeating: "**/a/", count: 50) + "b", path) == nil)
  }
}
