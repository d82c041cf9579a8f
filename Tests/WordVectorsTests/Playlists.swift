import TestSupport

/// Playlists with a structure that can be found again: each is drawn from one cluster of songs, in
/// part from anywhere, and songs differ in how popular they are.
struct Playlists {
  let clusters: Int
  let songsPerCluster: Int
  private(set) var lists: [[String]] = []

  init(clusters: Int, songsPerCluster: Int, lists: Int, strays: Double, seed: UInt64) {
    self.clusters = clusters
    self.songsPerCluster = songsPerCluster
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<lists {
      let cluster = Int.random(in: 0..<clusters, using: &generator)
      self.lists.append(
        (0..<Int.random(in: 6...14, using: &generator)).map { _ in
          let isStray = Double.random(in: 0..<1, using: &generator) < strays
          let from = isStray ? Int.random(in: 0..<clusters, using: &generator) : cluster
          return Self.name(from, popular(&generator))
        })
    }
  }

  /// Songs with small numbers are drawn more often, the first about ten times as often as the last.
  private func popular(_ generator: inout SeededGenerator) -> Int {
    let unit = Double.random(in: 0..<1, using: &generator)
    return Int(Double(songsPerCluster) * unit * (0.3 + 0.7 * unit))
  }

  static func name(_ cluster: Int, _ song: Int) -> String { "song \(cluster)-\(song)" }

  /// The cluster of a song.
  static func cluster(_ name: String) -> Substring? {
    name.dropFirst(5).split(separator: "-").first
  }
}
