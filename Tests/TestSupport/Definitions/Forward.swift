import Foundation
package import Model

/// The forward pass as the papers write it: doubles, loops, no cache.
///
/// Sources: Radford et al. 2019 (GPT-2), Touvron et al. 2023 (LLaMA), Su et al. 2021 (rotary
/// embedding), Ainslie et al. 2023 (grouped queries).
package struct ForwardDefinition {
  /// The shape.
  package var configuration: Configuration
  /// Tensors by the names Hugging Face gives them, the last dimension fastest.
  package var tensors: [String: [Float]]

  /// Makes a model of its tensors.
  package init(configuration: Configuration, tensors: [String: [Float]]) {
    self.configuration = configuration
    self.tensors = tensors
  }

  private func tensor(_ name: String) -> [Double] { (tensors[name] ?? []).map(Double.init) }

  /// The logits after each token, (T, V).
  package func logits(_ tokens: [Int]) -> [[Double]] {
    configuration.architecture == .gpt2 ? gpt2(tokens) : llama(tokens)
  }

  private func gpt2(_ tokens: [Int]) -> [[Double]] {
    let width = configuration.width
    let embedding = tensor("wte.weight")
    let positions = tensor("wpe.weight")
    var stream = tokens.enumerated().map { position, token in
      (0..<width).map { embedding[token * width + $0] + positions[position * width + $0] }
    }
    for layer in 0..<configuration.layers {
      func named(_ name: String) -> [Double] { tensor("h.\(layer).\(name)") }
      func project(_ x: [Double], _ name: String) -> [Double] {
        let bias = named("\(name).bias")
        let weight = named("\(name).weight")  // (in, out)
        return bias.indices.map { out in
          bias[out] + x.indices.reduce(0) { $0 + x[$1] * weight[$1 * bias.count + out] }
        }
      }
      let projected = stream.map {
        project(
          layerNorm($0, named("ln_1.weight"), named("ln_1.bias")), "attn.c_attn")
      }
      let mixed = attend(
        queries: projected.map { Array($0[0..<width]) },
        keys: projected.map { Array($0[width..<2 * width]) },
        values: projected.map { Array($0[(2 * width)...]) })
      for position in stream.indices {
        add(project(mixed[position], "attn.c_proj"), to: &stream[position])
        let inner = project(
          layerNorm(stream[position], named("ln_2.weight"), named("ln_2.bias")), "mlp.c_fc"
        ).map { x in 0.5 * x * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
        }
        add(project(inner, "mlp.c_proj"), to: &stream[position])
      }
    }
    return stream.map {
      times(embedding, layerNorm($0, tensor("ln_f.weight"), tensor("ln_f.bias")))
    }
  }

  private func llama(_ tokens: [Int]) -> [[Double]] {
    let width = configuration.width
    let embedding = tensor("model.embed_tokens.weight")
    var stream = tokens.map { Array(embedding[$0 * width..<($0 + 1) * width]) }
    for layer in 0..<configuration.layers {
      func named(_ name: String) -> [Double] { tensor("model.layers.\(layer).\(name).weight") }
      let normed = stream.map { rmsNorm($0, named("input_layernorm")) }
      let mixed = attend(
        queries: normed.enumerated().map { rotate(times(named("self_attn.q_proj"), $1), at: $0) },
        keys: normed.enumerated().map { rotate(times(named("self_attn.k_proj"), $1), at: $0) },
        values: normed.map { times(named("self_attn.v_proj"), $0) })
      for position in stream.indices {
        add(times(named("self_attn.o_proj"), mixed[position]), to: &stream[position])
        let inner = rmsNorm(stream[position], named("post_attention_layernorm"))
        let gated = zip(times(named("mlp.gate_proj"), inner), times(named("mlp.up_proj"), inner))
          .map { gate, up in gate / (1 + exp(-gate)) * up }
        add(times(named("mlp.down_proj"), gated), to: &stream[position])
      }
    }
    return stream.map { times(embedding, rmsNorm($0, tensor("model.norm.weight"))) }
  }

  private func add(_ addend: [Double], to sum: inout [Double]) {
    for index in sum.indices { sum[index] += addend[index] }
  }

  /// weight · x, weight being (rows, x.count).
  private func times(_ weight: [Double], _ x: [Double]) -> [Double] {
    (0..<weight.count / x.count).map { row in
      x.indices.reduce(0) { $0 + weight[row * x.count + $1] * x[$1] }
    }
  }

  private func layerNorm(_ x: [Double], _ weight: [Double], _ bias: [Double]) -> [Double] {
    let mean = x.reduce(0, +) / Double(x.count)
    let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count)
    let scale = 1 / (variance + Double(configuration.normEpsilon)).squareRoot()
    return x.indices.map { (x[$0] - mean) * scale * weight[$0] + bias[$0] }
  }

  private func rmsNorm(_ x: [Double], _ weight: [Double]) -> [Double] {
    let square = x.reduce(0) { $0 + $1 * $1 } / Double(x.count)
    let scale = 1 / (square + Double(configuration.normEpsilon)).squareRoot()
    return x.indices.map { x[$0] * scale * weight[$0] }
  }

  private func rotate(_ x: [Double], at position: Int) -> [Double] {
    let size = configuration.headSize
    var turned = x
    for head in 0..<x.count / size {
      for pair in 0..<size / 2 {
        let first = head * size + pair
        let second = first + size / 2
        let angle =
          Double(position)
          * pow(Double(configuration.rotaryBase), -2 * Double(pair) / Double(size))
        turned[first] = x[first] * cos(angle) - x[second] * sin(angle)
        turned[second] = x[first] * sin(angle) + x[second] * cos(angle)
      }
    }
    return turned
  }

  private func attend(queries: [[Double]], keys: [[Double]], values: [[Double]]) -> [[Double]] {
    let size = configuration.headSize
    return queries.enumerated().map { position, query in
      (0..<configuration.heads).flatMap { head -> [Double] in
        let shared = head / configuration.queriesPerKeyValueHead * size
        let scores = (0...position).map { other in
          (0..<size).reduce(0) { $0 + query[head * size + $1] * keys[other][shared + $1] }
            / Double(size).squareRoot()
        }
        let peak = scores.max() ?? 0
        let weights = scores.map { exp($0 - peak) }
        let sum = weights.reduce(0, +)
        return (0..<size).map { channel in
          (0...position).reduce(0) { $0 + weights[$1] / sum * values[$1][shared + channel] }
        }
      }
    }
  }
}
