package import Tokenizers

/// The patterns that have a hand-written pretokenizer, by name and by text.
package enum NamedPattern {
  private static let contractions = "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
  private static let upper = #"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]"#
  private static let lower = #"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"#
  private static let tail = #"|\s*[\r\n]+|\s+(?!\S)|\s+"#

  /// The names, as messages list them.
  package static let names = ["gpt2", "cl100k_base", "o200k_base", "llama3", "qwen2", "smollm"]

  /// Finds a pretokenizer by the name of a vocabulary or model family.
  package static func named(_ name: String) -> Pretokenizer? {
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

  /// The regular expression of a pretokenizer that files name by one; nil for the others.
  static func text(of pretokenizer: Pretokenizer) -> String? {
    switch pretokenizer {
    case .llama3: llama3
    case .qwen2: qwen2
    case .o200k: o200k
    case .gpt2, .smolLM, .cl100k, .bert, .general: nil
    }
  }

  private static let llama3 = llama(numbers: #"\p{N}{1,3}"#)
  private static let qwen2 = llama(numbers: #"\p{N}"#)
  private static let o200k =
    #"[^\r\n\p{L}\p{N}]?\#(upper)*\#(lower)+\#(contractions)?"#
    + #"|[^\r\n\p{L}\p{N}]?\#(upper)+\#(lower)*\#(contractions)?"#
    + #"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*"# + tail

  private static let byText: [String: Pretokenizer] = [
    #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#: .gpt2,
    #"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#: .gpt2,
    llama3: .llama3, qwen2: .qwen2, o200k: .o200k,
  ]

  private static func llama(numbers: String) -> String {
    contractions + #"|[^\r\n\p{L}\p{N}]?\p{L}+|"# + numbers + #"| ?[^\s\p{L}\p{N}]+[\r\n]*"# + tail
  }
}
