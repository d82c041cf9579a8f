import Foundation
import HostileInput
import Testing

/// What the searches of `Tests/Tools/fuzz/run` start from, and what they found.
@Suite struct FoundInputTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures/hostile")

  @Test(arguments: HostileTarget.all)
  func `seeds are taken`(target: HostileTarget) throws {
    for (number, seed) in try target.seeds().enumerated() {
      #expect(try target.run(seed), "seed \(number)")
    }
  }

  /// A file that made a reader trap, hang, or be wrong; its name says what it is.
  @Test(arguments: HostileTarget.all)
  func `inputs that were found do no harm any more`(target: HostileTarget) throws {
    let folder = Self.folder.appending(path: target.name)
    let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path())
    for name in (names ?? []).sorted() {
      let bytes = try [UInt8](Data(contentsOf: folder.appending(path: name)))
      #expect(throws: Never.self, "\(target.name)/\(name)") { try target.run(bytes) }
    }
  }

  @Test(arguments: HostileTarget.all)
  func `changed seeds do no harm`(target: HostileTarget) throws {
    var mutator = try Mutator(target, seed: 83)
    for number in 0..<25 {
      let bytes = mutator.next()
      #expect(throws: Never.self, "\(target.name) \(number)") { try target.run(bytes) }
    }
  }
}
