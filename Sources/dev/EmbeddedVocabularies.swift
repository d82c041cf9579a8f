/// What puts the packed files into the executable: the C that embeds them and the Swift that names them.
struct EmbeddedVocabularies {
  /// A line of the table.
  struct Entry: Sendable {
    /// What requests call it, which is also the packed file's name.
    let name: String
    /// The constant of `Tokenizer`.
    let constant: String
    /// What a reader should know of it, a sentence.
    let summary: String
    /// The case of `Pretokenizer`; nil for word pieces.
    let pretokenizer: String?
  }

  private let entries: [Entry]

  init(_ entries: [Entry]) {
    self.entries = entries
  }

  var cSource: String {
    let arrays = entries.map {
      """

      PACKED static const uint8_t \($0.constant)[] = {
      #embed "\($0.name).bin"
      };

      """
    }
    let rows = entries.map { "    {\"\($0.name)\", {\($0.constant), sizeof \($0.constant)}},\n" }
    return """
      // Written by `dev vocabulary`; do not edit.
      \(arrays.joined())
      static const struct {
        const char *name;
        cv_vocabulary vocabulary;
      } embedded[] = {
      \(rows.joined())};

      """
  }

  var swiftSource: String {
    let constants = entries.map { entry in
      let arguments =
        entry.pretokenizer.map { "\"\(entry.name)\", pretokenizer: .\($0)" }
        ?? "wordPieces: \"\(entry.name)\""
      return """
          /// \(entry.summary)
          package static let \(entry.constant) = embedded(\(arguments))
        """
    }
    let rows = entries.map { "    (\"\($0.name)\", { .\($0.constant) }),\n" }
    return """
      // Written by `dev vocabulary`; do not edit.

      package import Tokenizers

      extension Tokenizer {
      \(constants.joined(separator: "\n\n"))
      }

      extension Vocabularies {
        // Closures, since the header of a vocabulary is read with its first use.
        static let table: [(name: String, tokenizer: @Sendable () -> Tokenizer)] = [
      \(rows.joined())  ]
      }

      """
  }
}
