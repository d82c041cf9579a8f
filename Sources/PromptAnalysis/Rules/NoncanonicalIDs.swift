import Documents
import Healing
import Text
package import Tokenizers

extension Rule {
  /// Token ids that no tokenizer would have made of the text they spell.
  ///
  /// They come of templates and of training loops that decode and encode again; the model has not
  /// seen the like. Made where ids come in, by ``Linter/findings(inIDs:tokenizer:)``.
  static let noncanonicalIDs = Rule(
    code: "noncanonical-ids",
    summary: "The ids are not those that the tokenizer makes of their text.", .elsewhere)
}

extension Linter {
  /// What is wrong with ids themselves, in byte offsets of the text they spell.
  ///
  /// The last tokens may differ from those of the text alone where a longer text could have them.
  ///
  /// - Parameters:
  ///   - ids: Without special tokens.
  ///   - target: Their vocabulary.
  /// - Returns: One finding at the first id that is another, or none.
  package static func findings(inIDs ids: [TokenID], _ target: Target) -> [Finding] {
    let tokenizer = target.tokenizer
    let text = ids.flatMap { tokenizer.bytes(of: $0) ?? [] }
    var canonical = tokenizer.encode(text.span)[...]
    if let boundary = try? target.healer?.boundary(of: text.span) {
      canonical = boundary.stable[...]
    }
    guard let place = zip(ids, canonical).enumerated().first(where: { $1.0 != $1.1 })?.offset else {
      return []
    }
    let start = ids[..<place].reduce(0) { $0 + (tokenizer.bytes(of: $1)?.count ?? 0) }
    let length = tokenizer.bytes(of: ids[place])?.count ?? 0
    func named(_ id: TokenID) -> String { "\((tokenizer.bytes(of: id) ?? []).quoted) (\(id))" }
    return [
      Finding(
        code: "noncanonical-ids", severity: .warning,
        message:
          "token \(place) is \(named(ids[place])), but \(tokenizer.name) encodes the text as "
          + named(canonical[place]),
        range: start..<start + length, tokenizer: tokenizer.name)
    ]
  }
}
