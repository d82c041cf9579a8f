extension Configuration {
  /// Refuses shapes that no model has, before anything is computed from them.
  ///
  /// - Throws: ``ModelError/malformed(path:offset:reason:)`` naming the first wrong number.
  func validate(path: String) throws(ModelError) {
    func check(_ name: String, _ value: Int, _ range: ClosedRange<Int>) throws(ModelError) {
      guard range.contains(value) else {
        throw .malformed(path: path, offset: 0, reason: "\(name) is \(value), not in \(range)")
      }
    }
    try check("the number of layers", layers, 1...1024)
    try check("the width", width, 1...65536)
    try check("the number of heads", heads, 1...1024)
    try check("the number of key and value heads", keyValueHeads, 1...heads)
    try check("the head size", headSize, 2...1024)
    try check("the feed-forward width", feedForward, 1...(1 << 20))
    try check("the context length", contextLength, 1...(1 << 24))
    try check("the vocabulary size", vocabularySize, 1...(1 << 24))
    guard heads.isMultiple(of: keyValueHeads), headSize.isMultiple(of: 2) else {
      throw .malformed(
        path: path, offset: 0,
        reason: "\(heads) heads of \(headSize) do not divide among \(keyValueHeads)")
    }
    guard architecture == .llama || (heads * headSize == width && keyValueHeads == heads) else {
      throw .malformed(
        path: path, offset: 0, reason: "\(heads) heads of \(headSize) do not make \(width)")
    }
    guard normEpsilon.isFinite, normEpsilon >= 0, rotaryBase.isFinite, rotaryBase > 0 else {
      throw .malformed(path: path, offset: 0, reason: "a norm or rotary constant is not positive")
    }
  }
}
