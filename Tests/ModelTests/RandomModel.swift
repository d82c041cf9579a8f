import Foundation
import Model
import TestSupport

/// A model with random weights, as a file and as the definition.
struct RandomModel {
  var configuration: Configuration
  var tensors: [String: [Float]]

  static let llama = Configuration(
    architecture: .llama, layers: 3, width: 48, heads: 6, keyValueHeads: 2, feedForward: 100,
    contextLength: 400, vocabularySize: 101)
  static let gpt2 = Configuration(
    architecture: .gpt2, layers: 2, width: 40, heads: 2, keyValueHeads: 2, feedForward: 160,
    contextLength: 400, vocabularySize: 83)

  /// Writes a random model to a folder and loads it.
  static func load(
    _ configuration: Configuration, seed: UInt64,
    quantization: LanguageModel.LoadOptions.Quantization = .asStored
  ) throws -> (model: LanguageModel, definition: ForwardDefinition) {
    try ModelFixtures.withTemporaryFolder { folder in
      try InitialWeights.write(configuration, to: folder, seed: seed)
      let path = "\(folder)/model.safetensors"
      let widened = try widen(path: path)
      let model = try LanguageModel.load(
        path: folder, options: LanguageModel.LoadOptions(quantization: quantization))
      return (model, ForwardDefinition(configuration: configuration, tensors: widened))
    }
  }

  /// Multiplies all matrices by eight, so that attention is far from uniform; returns the tensors.
  private static func widen(path: String) throws -> [String: [Float]] {
    var data = try Data(contentsOf: URL(filePath: path))
    let length = data.prefix(8).enumerated().reduce(0) { $0 + Int($1.element) << (8 * $1.offset) }
    let header =
      try JSONSerialization.jsonObject(with: data[8..<8 + length]) as? [String: [String: Any]]
      ?? [:]
    var tensors: [String: [Float]] = [:]
    for (name, entry) in header {
      guard let offsets = entry["data_offsets"] as? [Int], let shape = entry["shape"] as? [Int]
      else { continue }
      let range = 8 + length + offsets[0]..<8 + length + offsets[1]
      var values = unsafe data[range].withUnsafeBytes { bytes in
        stride(from: 0, to: bytes.count, by: 4).map {
          unsafe bytes.loadUnaligned(fromByteOffset: $0, as: Float.self)
        }
      }
      if shape.count == 2 { values = values.map { $0 * 8 } }
      let changed = unsafe values.withUnsafeBytes { unsafe Data($0) }
      data.replaceSubrange(range, with: changed)
      tensors[name] = values
    }
    try data.write(to: URL(filePath: path))
    return tensors
  }
}

/// Runs chunks out of order on several threads.
let scrambled = Parallelism(width: 3) { count, grain, body in
  let chunks = (count + grain - 1) / grain
  withoutActuallyEscaping(body) { body in
    nonisolated(unsafe) let body = body
    DispatchQueue.concurrentPerform(iterations: chunks) { index in
      let start = (chunks - 1 - index) * grain
      unsafe body(start..<min(start + grain, count))
    }
  }
}

extension InferenceContext {
  /// The logits after each token.
  func allLogits(_ tokens: [UInt32]) throws -> [[Float]] {
    var all: [[Float]] = []
    try appendAll(tokens) { _, logits in
      all.append((0..<logits.count).map { logits[$0] })
    }
    return all
  }
}
