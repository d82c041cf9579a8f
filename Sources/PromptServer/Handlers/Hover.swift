import Documents
import JSONCoding
import JSONRPC
import LanguageServerProtocol
import PromptAnalysis
import Text
import Tokenizers

extension Method {
  /// `textDocument/hover`: the token at a place, in every vocabulary that is set, and what ending the
  /// prompt behind it would cost, where a model has time to say so.
  static let hover = Method(
    name: HoverRequest.method,
    kind: .request { (session, call) throws(ResponseError) in
      let params = try call.params(as: HoverRequest.Params.self)
      let uri = params.textDocument.uri
      let text = try session.document(uri).document.text
      let configuration = session.configuration(of: uri)
      let tokenizers = try session.environment.library.tokenizers(configuration.counted)
      for tokenizer in tokenizers { session.documents[uri]?.document.use(tokenizer) }
      let offset = text.offset(of: params.position, in: session.client.positionEncoding)
      let document = try session.document(uri).document
      let tokens = tokenizers.compactMap { tokenizer in
        document.encoding(by: tokenizer.name).flatMap { HoveredToken(at: offset, $0) }
      }
      guard let main = tokens.first else { return .now(.null, effects: []) }
      let known = tokens.map { "- " + $0.markdown }
      let range = text.positionRange(main.range, in: session.client.positionEncoding)
      let answer: @Sendable ([String]) -> JSON = { lines in
        let contents = MarkupContent(markdown: lines.joined(separator: "\n"))
        return JSON(encoding: Hover(contents: contents, range: range))
      }
      guard session.mayMeasure(configuration) else { return .now(answer(known), effects: []) }
      let prompt = text.bytes(
        in: text.weighedStart(before: main.range.upperBound)..<main.range.upperBound)
      var plan = JobPlan(lane: .model, document: uri) { workbench, report in
        let harm = try? workbench.harm(prompt, configuration.model, tokenizers[0], report)
        return .success(harm.map { .string($0.asSentence(by: configuration.model)) } ?? .null)
      }
      plan.answer = { _, measured in
        (answer(known + (measured.string.map { ["", $0] } ?? [])), [])
      }
      return .later(plan)
    })
}

extension Session {
  /// Whether a model may be asked for something that nobody should wait for.
  fileprivate func mayMeasure(_ configuration: Configuration) -> Bool {
    configuration.measuresFindings && queueLength == 0
      && (try? environment.library.entry(ofModel: configuration.model)) != nil
  }
}

extension Configuration {
  /// The vocabularies to count with, that which prompts are written for first.
  var counted: [String] { [tokenizer] + tokenizers.filter { $0 != tokenizer } }
}

extension Harm {
  /// What ending a prompt costs, as a sentence.
  fileprivate func asSentence(by model: String) -> String {
    let tenths = Int((bits * 10).rounded())
    let percent = Int((probability * 100).rounded())
    return "A prompt that ends behind it costs \(tenths / 10).\(tenths % 10) bits "
      + "(harm \(percent) %) without healing, \(isEstimate ? "as estimated" : "as measured") by "
      + "\(model)."
  }
}

/// The token of one vocabulary that a place is in.
private struct HoveredToken {
  var id: TokenID
  var range: Range<Int>
  var bytes: [UInt8]
  var tokenizer: Tokenizer
  /// Tokens of the document before it, and in all.
  var place: (index: Int, count: Int)

  init?(at offset: Int, _ encoding: DocumentEncoding) {
    guard let index = encoding.token(at: offset) else { return nil }
    let start = encoding.start(ofToken: index)
    guard let token = encoding.tokens(in: start..<start + 1).last else { return nil }
    id = token.id
    range = token.range
    bytes = encoding.tokenizer.bytes(of: token.id) ?? []
    tokenizer = encoding.tokenizer
    place = (index, encoding.count)
  }

  /// One line: `**gpt2**: " fine" = 3734, 5 bytes (20 66 69 6e 65), rank 3734, token 4 of 6`.
  var markdown: String {
    let digits = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
    var facts = [
      "\(bytes.count) byte\(bytes.count == 1 ? "" : "s") (\(digits.joined(separator: " ")))"
    ]
    // A lower rank was learned earlier, from commoner text.
    if tokenizer.bytePair?.mergesByRank == true { facts.append("rank \(id)") }
    facts.append("token \(place.index + 1) of \(place.count)")
    return "**\(tokenizer.name)**: `\(bytes.shown)` = \(id), \(facts.joined(separator: ", "))"
  }
}

extension [UInt8] {
  /// Bytes as a person reads them, in quotes: what cannot be seen is escaped, but for single spaces.
  var shown: String {
    let text = String(
      decoding: JSON.string(String(decoding: self, as: UTF8.self)).text, as: UTF8.self)
    var shown = ""
    for scalar in text.unicodeScalars {
      if scalar.isInvisible {
        shown += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      } else {
        shown.unicodeScalars.append(scalar)
      }
    }
    return shown
  }
}

extension Unicode.Scalar {
  /// Whether it looks like nothing or like a space without being one.
  ///
  /// Source: Unicode 16 `PropList.txt` (White_Space) and the formatting characters of category Cf
  /// that prompts are known to be hidden in.
  fileprivate var isInvisible: Bool {
    switch value {
    case 0x80...0xA0, 0xAD, 0x61C, 0x180E, 0x1680, 0x2000...0x200F, 0x2028...0x202F,
      0x205F...0x206F, 0x3000, 0xFE00...0xFE0F, 0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE0FFF:
      true
    default: false
    }
  }
}
