import Documents
import JSONCoding
import JSONRPC
import LanguageServerProtocol
import Text
import Tokenizers

extension Method {
  /// `promptls/count`: of a whole document from what is kept of it under edits, at once; of other
  /// texts by reading them.
  static let count = Method(
    name: CountRequest.method,
    kind: .request { (session, call) throws(ResponseError) in
      let params = try call.params(as: CountRequest.Params.self)
      let names =
        params.options.tokenizers ?? session.configuration(of: params.source.document).tokenizers
      let tokenizers = try session.environment.library.tokenizers(names)
      if params.options.units == true { return try session.units(params, tokenizers) }
      if case .document(let uri, .whole) = params.source, params.options.isOrdinary {
        let perLine = params.options.perLine ?? false
        return .now(
          JSON(encoding: try session.count(uri, tokenizers, perLine: perLine)), effects: [])
      }
      let text = try session.text(params.source)
      return try .reading(text) { JSON(encoding: count(text, tokenizers, params.options)) }
    })

  static func count(
    _ text: PromptText, _ tokenizers: [Tokenizer], _ options: CountRequest.Options
  ) -> CountRequest.Result {
    let bytes = text.bytes
    let counts = tokenizers.map { tokenizer in
      let ends = options.perLine == true ? LineCounts(of: bytes) : nil
      let handling = SpecialTokenHandling(options.specialTokens)
      let addsSpecial = options.addSpecialTokens ?? false
      guard ends != nil || addsSpecial else {
        let tokens = tokenizer.count(bytes.span, specialTokens: handling)
        return CountRequest.Count(tokenizer: tokenizer.name, tokens: tokens)
      }
      let encoding = tokenizer.encoding(
        of: bytes.span, specialTokens: handling, addSpecialTokens: addsSpecial)
      return CountRequest.Count(
        tokenizer: tokenizer.name, tokens: encoding.ids.count,
        perLine: ends?.counts(ofStarts: encoding.ranges.map(\.lowerBound)))
    }
    return CountRequest.Result(
      version: text.version, statistics: TextStatistics(of: bytes.span), counts: counts)
  }
}

extension Session {
  /// The counts of a document by tokenizers that are kept from now on.
  fileprivate mutating func count(
    _ uri: String, _ tokenizers: [Tokenizer], perLine: Bool
  ) throws(ResponseError) -> CountRequest.Result {
    _ = try document(uri)
    for tokenizer in tokenizers { documents[uri]?.document.use(tokenizer) }
    let open = try document(uri)
    let counts = tokenizers.compactMap { tokenizer in
      open.document.encoding(by: tokenizer.name).map { encoding in
        CountRequest.Count(
          tokenizer: tokenizer.name, tokens: encoding.count,
          perLine: perLine ? encoding.counts(ofLines: 0..<open.document.text.lineCount) : nil)
      }
    }
    return CountRequest.Result(
      version: open.version, statistics: open.document.text.statistics, counts: counts)
  }
}

/// Counts tokens line by line in a text that is no document.
private struct LineCounts {
  private let tree: DocumentTree

  init(of text: [UInt8]) { tree = DocumentTree(text) }

  /// The number of starts, which ascend, in each line.
  func counts(ofStarts starts: [Int]) -> [Int] {
    let lines = tree.ranges(ofLines: 0..<tree.lineCount)
    var counts = Array(repeating: 0, count: lines.count)
    var line = 0
    for start in starts {
      while line < lines.count - 1, lines[line].upperBound <= start { line += 1 }
      counts[line] += 1
    }
    return counts
  }
}

extension CountRequest.Options {
  /// Whether the count is that of the text alone, as documents keep it.
  fileprivate var isOrdinary: Bool { specialTokens != .asTokens && addSpecialTokens != true }
}

extension CountRequest.Result {
  fileprivate init(version: Int?, statistics: TextStatistics, counts: [CountRequest.Count]) {
    self.init(
      version: version, bytes: statistics.bytes, characters: statistics.scalars,
      words: statistics.words, lines: statistics.lines, counts: counts)
  }
}

extension SpecialTokenHandling {
  init(_ option: SpecialTokensOption?) {
    switch option {
    case .asTokens: self = .asTokens
    case .asText, nil: self = .asText
    }
  }
}
