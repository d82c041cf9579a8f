import Foundation
import TestSupport
import Testing
import WordVectors

@Suite struct SkipGramTests {
  /// The part of the songs' nearest neighbors, as many as a cluster has others, that are of the
  /// song's own cluster.
  private func recovered(_ table: VectorTable, _ playlists: Playlists) -> Double {
    var (right, all) = (0, 0)
    for (number, name) in table.names.enumerated() {
      for neighbor in table.neighbors(of: [number], count: playlists.songsPerCluster - 1) {
        all += 1
        if Playlists.cluster(table.names[neighbor.number]) == Playlists.cluster(name) {
          right += 1
        }
      }
    }
    return Double(right) / Double(all)
  }

  private func sequences(_ playlists: Playlists) -> ItemSequences {
    var sequences = ItemSequences()
    for list in playlists.lists { sequences.append(list) }
    return sequences
  }

  @Test(arguments: [(5, 12, 300, 0.1), (10, 20, 1000, 0.2), (20, 10, 800, 0.1)])
  func `clusters of playlists are recovered`(
    _ clusters: Int, _ songs: Int, _ lists: Int, _ strays: Double
  ) throws {
    let playlists = Playlists(
      clusters: clusters, songsPerCluster: songs, lists: lists, strays: strays, seed: 1)
    let table = try SkipGram.lists.learn(sequences(playlists))
    #expect(recovered(table, playlists) >= 0.95)
  }

  @Test func `equal seeds give equal vectors`() throws {
    let sequences = sequences(
      Playlists(clusters: 3, songsPerCluster: 5, lists: 30, strays: 0, seed: 2))
    var settings = SkipGram.lists
    settings.epochs = 2
    let first = try settings.learn(sequences)
    let second = try settings.learn(sequences)
    settings.seed = 2
    let other = try settings.learn(sequences)
    #expect(first.names == second.names)
    #expect(first.names.indices.allSatisfy { first.vector($0) == second.vector($0) })
    #expect(first.names.indices.contains { first.vector($0) != other.vector($0) })
  }

  @Test func `rare items are left out`() throws {
    var sequences = ItemSequences()
    sequences.append(["a", "b", "a", "b", "c"])
    var settings = SkipGram.lists
    settings.minimumCount = 2
    settings.epochs = 1
    #expect(try settings.learn(sequences).names == ["a", "b"])
    settings.minimumCount = 3
    #expect(throws: WordVectorError.tooFewItems(count: 0, minimumCount: 3)) {
      _ = try settings.learn(sequences)
    }
  }

  @Test func `lines of a text are sequences of words`() {
    var sequences = ItemSequences()
    sequences.append(wordsOf: Array("The Café, the cat!\n\n — 12 …\nnew".utf8).span)
    #expect(sequences.names == ["the", "cafe", "cat", "12", "new"])
    #expect(sequences.counts == [2, 1, 1, 1, 1])
    #expect(sequences.count == 3)
  }

  @Test func `lists are read from arrays and objects`() throws {
    var sequences = ItemSequences()
    try sequences.append(listsOf: Array("[\"a\",1]\r\n\n{\"items\":[\"a\"],\"name\":\"x\"}".utf8))
    #expect(sequences.names == ["a", "1"])
    #expect(sequences.counts == [2, 1])
    for (text, line) in [("[1.5]", 1), ("[]\n{}", 2), ("[", 1)] {
      let error = #expect(throws: WordVectorError.self) {
        try sequences.append(listsOf: Array(text.utf8))
      }
      guard case .malformedList(line, _) = error else {
        Issue.record("\(text): \(String(describing: error))")
        continue
      }
    }
  }
}

@Suite struct VectorTableTests {
  private let table = VectorTable(
    names: ["a", "b", "c", "d"], counts: [4, 3, 2, 1], dimensions: 2,
    vectors: [2, 0, 1, 1, 0, 3, -1, 0])

  @Test func `neighbors come by their angle`() {
    #expect(table.neighbors(of: [0], count: 9).map(\.number) == [1, 2, 3])
    #expect(table.neighbors(of: [0, 2], count: 1).map(\.number) == [1])
    #expect(table.neighbors(of: [0, 2], count: 1)[0].cosine > 0.999)
    #expect(table.neighbors(of: [], count: 3).isEmpty)
  }

  @Test func `a table is read back from its file`() throws {
    let path = NSTemporaryDirectory() + "promptls-vectors-\(UUID().uuidString).safetensors"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try table.write(to: path)
    let read = try VectorTable(path: path)
    #expect(read.names == table.names)
    #expect(read.counts == table.counts)
    #expect(read.names.indices.allSatisfy { read.vector($0) == table.vector($0) })
  }

  @Test func `what is no table is refused`() throws {
    let path = NSTemporaryDirectory() + "promptls-vectors-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(throws: WordVectorError.self) { try VectorTable(path: path) }
    try table.write(to: path)
    let bytes = try Data(contentsOf: URL(filePath: path))
    for count in [0, 4, 40, bytes.count - 8] {
      try bytes.prefix(count).write(to: URL(filePath: path))
      #expect(throws: WordVectorError.self) { try VectorTable(path: path) }
    }
  }
}
