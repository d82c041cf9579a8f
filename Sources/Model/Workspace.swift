/// What the contexts of a model compute with, one of them at a time: nothing in it lasts from one pass
/// to the next but what depends on the model alone.
final class Workspace {
  let model: LanguageModel
  let rotary: RotaryTable
  private var scratch: Scratch?

  init(model: LanguageModel) {
    self.model = model
    rotary = RotaryTable(
      configuration: model.configuration, divisors: model.weights.rotaryDivisors)
  }

  /// Buffers for a pass over `count` tokens.
  func scratch(tokens count: Int) -> Scratch {
    if let scratch, scratch.tokens >= count { return scratch }
    let size = count == 1 ? 1 : InferenceContext.blockSize
    guard let made = Scratch(configuration: model.configuration, tokens: size) else {
      preconditionFailure("there is no memory for \(size) tokens' activations")
    }
    scratch = made
    return made
  }
}
