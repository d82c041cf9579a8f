import Completion
import JSONCoding
import JSONRPC
import LanguageServerProtocol
import Model
import Tokenizers

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension Method {
  /// `promptls/score`: by a job on the model's lane.
  ///
  /// A text longer than the model's window is read through windows that overlap by half.
  static let score = Method.job(ScoreRequest.self) {
    (session, params) throws(ResponseError) -> JobPlan in
    let text = try session.text(params.source)
    let name = params.options.model ?? session.configuration(of: params.source.document).model
    _ = try session.environment.library.entry(ofModel: name)
    let wantsTokens = params.options.detail ?? false
    let top = params.options.top ?? 0
    guard 0...100 ~= top else {
      throw ResponseError(.invalidParams, "promptls/score: top is not from 0 to 100")
    }
    return JobPlan(lane: .model, document: params.source.document) { workbench, report in
      Result { () throws(ResponseError) in
        let loaded = try workbench.model(name)
        let scored = try loaded.scores(
          of: text.bytes, .init(params.options.specialTokens), top: wantsTokens ? top : 0,
          on: workbench, report)
        return JSON(
          encoding: ScoreRequest.Result(
            scored, version: text.version, model: name, bytes: text.byteCount,
            tokenizer: wantsTokens ? loaded.tokenizer : nil))
      }
    }
  }
}

/// A token of a text, where it stands, and how well it was foreseen.
private struct ScoredToken {
  var id: TokenID
  var range: Range<Int>
  var score: TokenScore
}

extension Library.LoadedModel {
  /// The scores of a text's tokens; of all where the model has a token to begin a text with, else
  /// of all but the first, which nothing foresees.
  fileprivate func scores(
    of text: [UInt8], _ handling: SpecialTokenHandling, top: Int, on workbench: Workbench,
    _ report: JobReport
  ) throws(ResponseError) -> [ScoredToken] {
    let encoding = tokenizer.encoding(of: text.span, specialTokens: handling)
    let begin = completer.begin.map { [$0] } ?? []
    let context = InferenceContext(model: model, parallelism: workbench.parallelism)
    do throws(ModelError) {
      let scores = try context.score(
        begin + encoding.ids, top: top, isCancelled: { report.cancellation.isCancelled })
      let first = 1 - begin.count
      return zip(encoding.ids.indices.dropFirst(first), scores).map { index, score in
        ScoredToken(id: encoding.ids[index], range: encoding.ranges[index], score: score)
      }
    } catch {
      throw ResponseError(.requestFailed, error.description, name: "scoring-failed")
    }
  }
}

extension ScoreRequest.Result {
  fileprivate init(
    _ scored: [ScoredToken], version: Int?, model: String, bytes: Int, tokenizer: Tokenizer?
  ) {
    let nats = -scored.reduce(0) { $0 + $1.score.logProbability }
    let crossEntropy = scored.isEmpty ? 0 : nats / Double(scored.count)
    self.init(
      version: version, model: model, tokens: scored.count, crossEntropy: crossEntropy,
      perplexity: exp(crossEntropy), bitsPerByte: bytes == 0 ? 0 : nats / log(2) / Double(bytes),
      perToken: tokenizer.map { tokenizer in
        scored.map {
          ScoreRequest.Token(
            id: $0.id, start: $0.range.lowerBound, end: $0.range.upperBound,
            logprob: $0.score.logProbability, rank: $0.score.rank,
            top: $0.score.top.isEmpty
              ? nil : $0.score.top.map { ScoreRequest.Candidate($0, tokenizer) })
        }
      })
  }
}

extension ScoreRequest.Candidate {
  fileprivate init(_ candidate: TokenScore.Candidate, _ tokenizer: Tokenizer) {
    let bytes =
      candidate.id < tokenizer.vocabularySize ? tokenizer.bytes(of: candidate.id) ?? [] : []
    self.init(
      id: candidate.id, text: String(decoding: bytes, as: UTF8.self),
      logprob: candidate.logProbability)
  }
}
