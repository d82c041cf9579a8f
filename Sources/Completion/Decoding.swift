import Healing
import Model
import Tokenizers

/// One completion under way.
struct Decoding {
  let prepared: PreparedPrompt
  let options: CompletionOptions
  let completer: Completer
  let model: any NextTokenModel
  var result: CompletionResult
  var sampler: Sampler
  private var stream: TextStream
  private let start = ContinuousClock.now

  /// A token that was drawn.
  struct Draw {
    /// The token; nil where the model ended the text.
    var token: TokenID?
    /// The bytes of it that are not the prompt's.
    var text: ArraySlice<UInt8> = []
  }

  init(_ prepared: PreparedPrompt, completer: Completer, model: any NextTokenModel) {
    (self.prepared, self.options, self.completer) = (prepared, prepared.options, completer)
    self.model = model
    sampler = Sampler(options.sampling)
    let boundary = prepared.boundary
    stream = TextStream(
      stops: options.stop, unfinished: prepared.last.suffix(boundary?.unfinished ?? 0))
    result = CompletionResult(
      healing: CompletionResult.Healed(mode: boundary == nil ? .off : options.healing))
    result.usage.promptTokens = prepared.before.count + prepared.naive.count
    if let boundary {
      result.healing.backedUpTokens = boundary.backup
      result.healing.backedUpBytes = boundary.tail
    }
  }

  /// Draws until something ends the completion.
  mutating func run(
    isCancelled: () -> Bool, onText: ([UInt8]) -> Void
  ) throws(CompletionError) {
    let prefix = try self.prefix()
    guard options.maxTokens > 0 else { return }
    if let suffix = options.suffix, !suffix.weighed.isEmpty,
      let middle = try fill(before: suffix, after: prefix, isCancelled)
    {
      result.milliseconds.firstToken = elapsed()
      let text = stream.push(middle)
      if !text.isEmpty { onText(text) }
      result.finishReason = .stop
      return
    }
    var next = try first(after: prefix, isCancelled)
    result.milliseconds.firstToken = elapsed()
    while let token = next.token {
      result.ids.append(token)
      result.usage.completionTokens += 1
      let text = stream.push(next.text)
      if !text.isEmpty { onText(text) }
      if stream.isStopped {
        result.finishReason = .stop
        return
      }
      if result.usage.completionTokens >= options.maxTokens || model.tokens.count >= model.capacity
      {
        return
      }
      if isCancelled() { throw .model(.cancelled) }
      next = draw(from: try read([token], isCancelled))
    }
    result.finishReason = .end
  }

  /// Notes that the caller asked to stop.
  mutating func cancel() { result.finishReason = .cancelled }

  /// Hands out what was held back and gives the result.
  mutating func finished(onText: ([UInt8]) -> Void) -> CompletionResult {
    if result.finishReason != .cancelled {
      let text = stream.finish()
      if !text.isEmpty { onText(text) }
    }
    result.text = stream.released
    result.milliseconds.total = elapsed()
    return result
  }

  /// Milliseconds since the call.
  func elapsed() -> Double {
    let duration = ContinuousClock.now - start
    return Double(duration.components.seconds) * 1e3
      + Double(duration.components.attoseconds) / 1e15
  }

  /// Draws from the logits of a token.
  mutating func draw(from logits: [Float]) -> Draw {
    let seen = options.sampling.repetitionPenalty == 1 ? [] : model.tokens
    guard let choice = sampler.draw(logits.span, seen: seen) else { return Draw() }
    let token = TokenID(choice)
    if completer.ends.contains(token) { return Draw() }
    if options.logprobs { result.logprobs.append(Logits.logprob(of: choice, in: logits)) }
    return Draw(token: token, text: completer.bytes(of: token))
  }

  /// Reads tokens and gives the logits of what follows.
  mutating func read(
    _ tokens: [TokenID], _ isCancelled: () -> Bool
  ) throws(CompletionError) -> [Float] {
    result.usage.forwardPasses += 1
    do {
      return try model.append(tokens: tokens, isCancelled: isCancelled)
    } catch { throw .model(error) }
  }

  /// The tokens to read first.
  mutating func prefix() throws(CompletionError) -> [TokenID] {
    let prefix = prepared.prefix(capacity: model.capacity)
    if prefix.isEmpty { throw .emptyPrompt }
    result.usage.droppedTokens = prepared.excess(capacity: model.capacity)
    return prefix
  }

  /// Draws the first token after the prompt's end.
  private mutating func first(
    after prefix: [TokenID], _ isCancelled: () -> Bool
  ) throws(CompletionError) -> Draw {
    guard let boundary = prepared.boundary, let healer = completer.healer else {
      return draw(from: try readPrompt(prefix, isCancelled))
    }
    switch options.healing {
    case .exact: return try drawExactly(after: prefix, boundary, healer, isCancelled)
    case .backup: return try drawAgain(after: prefix, boundary, healer, isCancelled)
    case .off: return draw(from: try readPrompt(prefix, isCancelled))
    }
  }

  /// Makes the model hold exactly `prefix` and gives the logits of what follows.
  mutating func readPrompt(
    _ prefix: [TokenID], _ isCancelled: () -> Bool
  ) throws(CompletionError) -> [Float] {
    let logits = try read(Array(prefix[reuse(prefix)...]), isCancelled)
    result.milliseconds.prefill = elapsed()
    return logits
  }

  /// Keeps what the model has read of all tokens but the last; gives their number.
  mutating func reuse(_ prefix: [TokenID]) -> Int {
    let common = zip(model.tokens, prefix.dropLast()).prefix { $0 == $1 }.count
    model.truncate(to: common)
    result.usage.cachedTokens = common
    return common
  }
}
