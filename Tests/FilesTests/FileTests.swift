import Files
import Foundation
import Testing

struct FileTests {
  private let folder: String

  init() throws {
    folder = NSTemporaryDirectory() + "files-\(UUID().uuidString)"
    try File.makeFolder(folder)
  }

  private func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  @Test func `what is written is read, and nothing else is left in the folder`() throws {
    let path = folder + "/a"
    for bytes in [[], [1, 2, 3], [UInt8](repeating: 7, count: 3 << 20)] {
      try File.write(bytes, to: path)
      #expect(try File.contents(of: path) == bytes)
    }
    #expect(try names() == ["a"])
  }

  @Test func `a file that is given up leaves the one before`() throws {
    let path = folder + "/a"
    try File.write([1], to: path)
    do {
      let file = try OutputFile(path: path)
      try file.write([2, 3])
    }
    #expect(try File.contents(of: path) == [1])
    #expect(try names() == ["a"])
  }

  @Test func `permissions stay, and a link goes on pointing at the file`() throws {
    let path = folder + "/script"
    let link = folder + "/link"
    try File.write([1], to: path)
    try FileManager.default.setAttributes([.posixPermissions: 0o750], ofItemAtPath: path)
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "script")
    try File.write([2], to: link)
    #expect(try File.contents(of: path) == [2])
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect(attributes[.posixPermissions] as? Int == 0o750)
    #expect(File.kind(of: link, followingLinks: false) == .other)
    #expect(File.kind(of: link) == .file)
  }

  @Test func `a device is written to and not replaced`() throws {
    try File.write([1, 2], to: "/dev/null")
    #expect(File.kind(of: "/dev/null") == .other)
    #expect(try File.contents(of: "/dev/null").isEmpty)
  }

  @Test func `what nobody named is read only where it is a plain file of some size`() throws {
    let path = folder + "/a"
    try File.write([1, 2], to: path)
    #expect(File.contentsIfThere(path) == [1, 2])
    try FileManager.default.createSymbolicLink(
      atPath: folder + "/endless", withDestinationPath: "/dev/zero")
    #expect(File.contentsIfThere(folder + "/endless") == nil)
    #expect(unsafe mkfifo(folder + "/pipe", 0o600) == 0)
    #expect(File.contentsIfThere(folder + "/pipe") == nil)
    #expect(unsafe truncate(path, 1 << 40) == 0)
    #expect(File.contentsIfThere(path) == nil)
  }

  @Test func `errors name the path and the system's reason`() throws {
    let missing = folder + "/missing"
    #expect(throws: FileError(path: missing, reason: "No such file or directory")) {
      try File.contents(of: missing)
    }
    #expect(throws: FileError(path: folder, reason: "it is a folder")) {
      try File.contents(of: folder)
    }
    #expect(throws: FileError.self) { try File.write([1], to: missing + "/b") }
    #expect(File.contentsIfThere(missing) == nil)
    #expect(File.kind(of: missing) == nil)
  }

  @Test func `a file that changes has another identity`() throws {
    let path = folder + "/a"
    try File.write([1], to: path)
    let before = try File.identity(of: path)
    #expect(try File.identity(of: path) == before)
    try File.write([1, 2], to: path)
    #expect(try File.identity(of: path) != before)
  }
}
