import Completion
import Model
import PromptServer
import TokenizerFiles
import Tokenizers

extension Option {
  static let tokenizerFile = Option(
    "--tokenizer-file", "NAME=PATH",
    "make a tokenizer known and the default; ranks: PATH,PATTERN", .files,
    repeats: true)
}

extension Library {
  /// Makes the tokenizers of files known; what people should know of one goes to stderr.
  ///
  /// - Parameters:
  ///   - arguments: `NAME=PATH` for `.json`, `.txt` and `.gguf`, `NAME=PATH,PATTERN` for
  ///     `.tiktoken`, which does not say how text is cut.
  ///   - configuration: Counts with them too, and takes the first where one tokenizer is asked for.
  /// - Throws: ``UsageError`` where a file gives no tokenizer or its name is taken.
  func addTokenizers(
    _ arguments: [String], to configuration: inout PromptServer.Configuration
  ) throws(UsageError) {
    let files = try arguments.map(TokenizerArgument.init)
    for file in files {
      guard !tokenizerNames.contains(file.name) else {
        throw UsageError(
          "there is a tokenizer \"\(file.name)\" already; name \(file.path) otherwise")
      }
      let loaded = try file.read()
      for note in loaded.notes { Console.error("promptls: \(file.path): \(note)") }
      add(loaded.tokenizer)
      configuration.tokenizers.append(file.name)
    }
    if let first = files.first { configuration.tokenizer = first.name }
  }
}

/// What stands behind `--tokenizer-file`.
private struct TokenizerArgument {
  let name: String
  let path: String
  let pattern: String?

  init(_ text: String) throws(UsageError) {
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2 else {
      throw UsageError("--tokenizer-file \"\(text)\" is not NAME=PATH")
    }
    name = parts[0]
    // A comma elsewhere belongs to the path.
    let comma = parts[1].lastIndex(of: ",")
    if let comma, parts[1][..<comma].hasSuffix(".tiktoken") {
      path = String(parts[1][..<comma])
      pattern = String(parts[1][comma...].dropFirst())
    } else {
      path = parts[1]
      pattern = nil
    }
  }

  func read() throws(UsageError) -> LoadedTokenizer {
    if path.hasSuffix(".gguf") { return LoadedTokenizer(tokenizer: try readModel()) }
    let contents = try Input.read(path).bytes
    do throws(TokenizerFileError) {
      return try TokenizerFile.read(
        name: name, fileName: path, contents: contents, pattern: pattern)
    } catch {
      throw UsageError("\(path): \(error)")
    }
  }

  /// The tokenizer inside a model, whose weights are let go.
  private func readModel() throws(UsageError) -> Tokenizer {
    let data: TokenizerData?
    do throws(ModelError) {
      data = try LanguageModel.load(path: path).tokenizerData()
    } catch {
      throw UsageError(error.description)
    }
    guard let data else { throw UsageError("\(path): there is no tokenizer inside") }
    do throws(TokenizerError) {
      return try Tokenizer(name: name, data)
    } catch {
      throw UsageError("\(path): \(error)")
    }
  }
}
