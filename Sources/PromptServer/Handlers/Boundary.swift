import Healing
import JSONCoding
import JSONRPC
import LanguageServerProtocol
import Tokenizers

extension Method {
  /// `promptls/boundary`.
  static let boundary = Method.text(BoundaryRequest.self) {
    (text, options, context) throws(ResponseError) in
    let tokenizer = try context.library.tokenizer(
      options.tokenizer ?? context.configuration.tokenizer)
    guard let healer = context.library.healer(of: tokenizer) else {
      throw ResponseError(
        .requestFailed, "\(tokenizer.name) has no byte pairs: its boundaries cannot be told",
        name: "unsupported-tokenizer", facts: ["tokenizer": .string(tokenizer.name)])
    }
    let prompt = text.prompt(context.configuration.finalNewline)
    let boundary = try healer.boundary(ofPrompt: prompt)
    return BoundaryRequest.Result(
      version: text.version, tokenizer: tokenizer.name, ids: boundary.naive,
      stableTokens: boundary.stable.count, stableBytes: boundary.stableBytes,
      tail: .init(
        text: String(decoding: boundary.tail, as: UTF8.self),
        ids: Array(boundary.naive.dropFirst(boundary.stable.count)),
        start: boundary.stableBytes),
      covers: .init(boundary, tokenizer), mass: nil,
      findings: try text.findings([tokenizer.name], context))
  }
}

extension Healer {
  fileprivate func boundary(ofPrompt prompt: [UInt8]) throws(ResponseError) -> Boundary {
    do throws(HealingError) {
      return try boundary(of: prompt.span)
    } catch {
      throw ResponseError(.requestFailed, error.description, name: "invalid-utf8")
    }
  }
}

extension BoundaryRequest.Covers {
  /// How many covers are shown.
  private static let exampleCount = 8

  fileprivate init(_ boundary: Boundary, _ tokenizer: Tokenizer) {
    var examples: [BoundaryRequest.Example] = []
    for context in boundary.tree.contexts.indices {
      let path = boundary.tree.path(of: context)
      for leaf in boundary.tree.contexts[context].leaves where examples.count < Self.exampleCount {
        let ids = path + [leaf]
        let bytes = ids.flatMap { tokenizer.bytes(of: $0) ?? [] }
        examples.append(.init(ids: ids, text: String(decoding: bytes, as: UTF8.self)))
      }
    }
    self.init(
      leaves: boundary.leafCount, crossing: boundary.crossingCount, examples: examples)
  }
}
