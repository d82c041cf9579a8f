import Tokenizers

/// The patterns that have a hand-written pretokenizer, by name and by text.
enum NamedPattern {
  private static let contractions = "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
  private static let upper = #"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]"#
  private static let lower = #"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"#
  private static let tail = #"|\s*[\r\n]+|\s+(?!\S)|\s+"#

  /// Finds a pretokenizer by the name of a vocabulary or model family.
  static func named(_ name: String) -> Pretokenizer? {
    switch name {
    case "gpt2", "r50k_base", "p50k_base": .gpt2
    case "cl100k_base": .cl100k
    case "o200k_base": .o200k
    case "llama3": .llama3
    case "qwen2": .qwen2
    case "smollm": .smolLM
    default: nil
    }
  }

  /// Finds the pretokenizer that does what a regular expression says.
  static func matching(_ pattern: String) -> Pretokenizer? { byText[pattern] }

  private static let byText: [String: Pretokenizer] = [
    #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#: .gpt2,
    #"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#: .gpt2,
    llama(numbers: #"\p{N}{1,3}"#): .llama3,
    llama(numbers: #"\p{N}"#): .qwen2,
    #"[^\r\n\p{L}\p{N}]?\#(upper)*\#(lower)+\#(contractions)?"#
      + #"|[^\r\n\p{L}\p{N}]?\#(upper)+\#(lower)*\#(contractions)?"#
      + #"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*"# + tail: .o200k,
  ]

  private static func llama(numbers: String) -> String {
    contractions + #"|[^\r\n\p{L}\p{N}]?\p{L}+|"# + numbers + #"| ?[^\s\p{L}\p{N}]+[\r\n]*"# + tail
  }
}
