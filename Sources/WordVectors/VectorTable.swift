/// Items and their vectors.
package struct VectorTable: Sendable {
  /// The names, the most frequent first.
  package let names: [String]
  /// How often each occurred.
  package let counts: [Int]
  /// Numbers of a vector.
  package let dimensions: Int
  /// The vectors of the items, one after the other, each of length 1 or zero.
  private let vectors: [Float]
  private let numbers: [String: Int]

  /// Makes a table; of equal names the first counts.
  ///
  /// - Parameters:
  ///   - names: Of the items.
  ///   - counts: As many.
  ///   - dimensions: Numbers of a vector.
  ///   - vectors: Of the items, one after the other, of any length.
  package init(names: [String], counts: [Int], dimensions: Int, vectors: [Float]) {
    precondition(
      counts.count == names.count && vectors.count == names.count * dimensions,
      "\(names.count) names, \(counts.count) counts, \(vectors.count) numbers")
    self.names = names
    self.counts = counts
    self.dimensions = dimensions
    var vectors = vectors
    for number in names.indices {
      let place = number * dimensions..<(number + 1) * dimensions
      let unit = Self.unit(Array(vectors[place]))
      for (index, value) in zip(place, unit) { vectors[index] = value }
    }
    self.vectors = vectors
    numbers = Dictionary(zip(names, names.indices), uniquingKeysWith: { first, _ in first })
  }

  private static func unit(_ vector: [Float]) -> [Float] {
    let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
    // A vector from a file has length 1 already, and stays what it was to the last bit.
    return length > 0 && abs(length - 1) > 1e-6 ? vector.map { $0 / length } : vector
  }

  /// The number of an item.
  package func number(of name: String) -> Int? { numbers[name] }

  /// The vector of an item, of length 1.
  package func vector(_ number: Int) -> [Float] {
    Array(vectors[number * dimensions..<(number + 1) * dimensions])
  }

  /// An item and how alike it is to what was asked for.
  package struct Neighbor: Equatable, Sendable {
    package var number: Int
    package var cosine: Float
  }

  /// The items that are most alike to some items taken together.
  ///
  /// - Parameters:
  ///   - items: Their numbers; they are no neighbors of themselves.
  ///   - count: How many are wanted.
  /// - Returns: The nearest first, by the cosine of the angle to the mean of the items' vectors; of
  ///   equals the more frequent first.
  /// - Complexity: O(*n*) in the numbers of the table.
  package func neighbors(of items: [Int], count: Int) -> [Neighbor] {
    guard !items.isEmpty, count > 0 else { return [] }
    var sum = [Float](repeating: 0, count: dimensions)
    for item in items {
      for (channel, value) in vector(item).enumerated() { sum[channel] += value }
    }
    let query = Self.unit(sum)
    let given = Set(items)
    let neighbors = names.indices.filter { !given.contains($0) }.map { number in
      Neighbor(number: number, cosine: cosine(query, number))
    }
    return Array(
      neighbors.sorted { ($1.cosine, $0.number) < ($0.cosine, $1.number) }.prefix(count))
  }

  private func cosine(_ query: [Float], _ number: Int) -> Float {
    var sum: Float = 0
    for channel in query.indices { sum += query[channel] * vectors[number * dimensions + channel] }
    return sum
  }
}
