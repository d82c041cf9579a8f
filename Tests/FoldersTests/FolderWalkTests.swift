import Folders
import Foundation
import Testing

@Suite struct FolderWalkTests {
  /// Makes a folder with files, hands it over, and removes it.
  private func withFolder(_ files: [String: String], _ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "promptls-walk-\(UUID().uuidString)", directoryHint: .isDirectory)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (path, text) in files {
      let file = folder.appending(path: path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    try body(folder.path(percentEncoded: false))
  }

  private func files(under folder: String, below part: String = "") -> [String] {
    let root = folder + part
    var paths: [String] = []
    FolderWalk.forEachFile(under: root) { visit in
      if case .file(let path) = visit { paths.append(String(path.dropFirst(folder.count))) }
    }
    return paths
  }

  @Test func `files come in order, without those left out`() throws {
    let tree = [
      ".gitignore": "*.log\n/build/\n", "a.md": "", "b/.gitignore": "!keep.log\ntemp\n",
      "b/keep.log": "", "b/other.log": "", "b/temp/x": "", "b/c.md": "", "build/x.md": "",
      "b/build/y.md": "", "c.log": "",
    ]
    try withFolder(tree) { folder in
      #expect(
        files(under: folder)
          == [".gitignore", "a.md", "b/.gitignore", "b/build/y.md", "b/c.md", "b/keep.log"])
    }
  }

  @Test func `rules of the repository around a folder hold inside it`() throws {
    let tree = [
      ".git/HEAD": "", ".git/info/exclude": "secret\n", ".gitignore": "/docs/old\n*.tmp\n",
      "docs/old/x": "", "docs/new": "", "docs/secret": "", "docs/a.tmp": "",
    ]
    try withFolder(tree) { folder in
      #expect(files(under: folder, below: "docs") == ["docs/new"])
      #expect(files(under: folder) == [".gitignore", "docs/new"])
    }
  }

  @Test func `a folder that is not there is reported`() {
    var reasons: [String] = []
    FolderWalk.forEachFile(under: "/nowhere/at/all") { visit in
      if case .unreadable(_, let reason) = visit { reasons.append(reason) }
    }
    #expect(reasons.count == 1)
  }

  @Test func `links are not followed`() throws {
    try withFolder(["a/x": ""]) { folder in
      try FileManager.default.createSymbolicLink(
        atPath: folder + "a/loop", withDestinationPath: folder)
      #expect(files(under: folder) == ["a/x"])
    }
  }
}
