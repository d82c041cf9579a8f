package import Tokenizers

/// Why a file gives no tokenizer, and where in the file.
package struct TokenizerFileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The place: a JSON path such as `pre_tokenizer.pretokenizers[0].type`, or `line 7`; empty for
  /// the file as a whole.
  package let place: String
  package let reason: String

  package init(place: String, reason: String) {
    self.place = place
    self.reason = reason
  }

  package var description: String { place.isEmpty ? reason : "\(place): \(reason)" }
}

/// A tokenizer of the user's own, and what they should know of it.
package struct LoadedTokenizer: Sendable {
  package let tokenizer: Tokenizer
  /// Where it differs from what the file describes, a sentence each; usually none.
  package let notes: [String]

  package init(tokenizer: Tokenizer, notes: [String] = []) {
    self.tokenizer = tokenizer
    self.notes = notes
  }

  /// What people should know of a tokenizer on the general path.
  static let slowerNote =
    "pre_tokenizer: no hand-written pretokenizer does this; text is cut on the general path, which "
    + "is slower."
}

/// Reads tokenizers from the files that people have.
package enum TokenizerFile {
  /// Reads a tokenizer from the bytes of a file, whose kind its name tells.
  ///
  /// - Parameters:
  ///   - name: The name that requests will use.
  ///   - fileName: Ends in `.json` (Hugging Face `tokenizer.json`), `.tiktoken` (ranks) or `.txt`
  ///     (a BERT vocabulary, one token a line).
  ///   - contents: The bytes of the file.
  ///   - pattern: For `.tiktoken`, which does not say it, how text is cut: see ``NamedPattern``.
  /// - Returns: The tokenizer and what differs.
  /// - Throws: ``TokenizerFileError`` for what is wrong or not supported.
  package static func read(
    name: String, fileName: String, contents: [UInt8], pattern: String? = nil
  ) throws(TokenizerFileError) -> LoadedTokenizer {
    if fileName.hasSuffix(".json") {
      return try HuggingFaceFile(name: name, contents).read()
    }
    if fileName.hasSuffix(".tiktoken") {
      return try RankFile.read(name: name, contents, pattern: pattern)
    }
    if fileName.hasSuffix(".txt") {
      return try WordListFile.read(name: name, contents)
    }
    throw TokenizerFileError(
      place: "", reason: "a tokenizer file ends in .json, .tiktoken or .txt")
  }

  /// Runs a construction and says in which file it failed.
  static func building(_ place: String, _ body: () throws(TokenizerError) -> Tokenizer)
    throws(TokenizerFileError) -> Tokenizer
  {
    do {
      return try body()
    } catch {
      throw TokenizerFileError(place: place, reason: error.description)
    }
  }
}
