import JSONCoding
import JSONRPC
import LanguageServerProtocol
import Tokenizers
import Translation

extension Method {
  /// `promptls/translate`: pure; a long text, and many ids, are read by a job.
  static let translate = Method(
    name: TranslateRequest.method,
    kind: .request { (session, call) throws(ResponseError) in
      let params = try call.params(as: TranslateRequest.Params.self)
      let library = session.environment.library
      let target = try library.tokenizer(params.to)
      let adds = params.addSpecialTokens ?? false
      switch params.input {
      case .ids(let ids):
        let source = try library.tokenizer(params.from ?? session.configuration.tokenizer)
        // A token is four bytes or so.
        return try .reading(byteCount: 4 * ids.count) { () throws(ResponseError) in
          do throws(TokenizerError) {
            let translation = try Translation(
              of: ids, from: source, to: target, addSpecialTokens: adds)
            return JSON(encoding: translation.result(nil, from: source, to: target))
          } catch {
            throw ResponseError(error)
          }
        }
      case .text(let place):
        let source = try library.tokenizer(
          params.from ?? session.configuration(of: place.document).tokenizer)
        let text = try session.text(place)
        return try .reading(text) {
          let translation = Translation(
            of: text.bytes, from: source, to: target, addSpecialTokens: adds)
          return JSON(encoding: translation.result(text.version, from: source, to: target))
        }
      }
    })
}

extension Translation {
  fileprivate func result(
    _ version: Int?, from source: Tokenizer, to target: Tokenizer
  ) -> TranslateRequest.Result {
    TranslateRequest.Result(
      version: version, text: String(decoding: text, as: UTF8.self),
      from: sourceIDs.map { .init(tokenizer: source.name, ids: $0) },
      to: .init(tokenizer: target.name, ids: targetIDs),
      roundTrip: String(decoding: roundTrip, as: UTF8.self), lossless: isLossless,
      losses: losses.map { loss in
        TranslateRequest.Loss(
          kind: loss.kind.rawValue, start: loss.range.lowerBound, end: loss.range.upperBound,
          before: String(decoding: loss.before, as: UTF8.self),
          after: String(decoding: loss.after, as: UTF8.self))
      },
      naive: naive.map { .init(text: String(decoding: $0, as: UTF8.self)) })
  }
}
