import JSONCoding
import JSONRPC
import PromptServer

/// What the one-shot commands have in common: read texts, ask one request about each, print.
struct TextCommand {
  var method: String
  var arguments: Arguments
  /// The parameters besides the text.
  var params: [String: JSON] = [:]
  /// Takes the final newline off, for requests about a prompt's end.
  var isAboutPromptEnd = false

  /// Runs the request on every input.
  ///
  /// - Parameters:
  ///   - progress: Takes the parts of results, unless JSON is wanted.
  ///   - render: Prints a result for people.
  /// - Returns: The exit status: 0, 2 where the request was refused, 3 where it failed inside.
  /// - Throws: ``UsageError`` where an option or a file is wrong.
  func run(
    progress: (JSON) -> Void = { _ in }, render: (Input, JSON) -> Void
  ) throws(UsageError) -> Int32 {
    let library = Library.builtIn
    var params = params
    if let model = try library.addModels(arguments.all("--model")) {
      params["model"] = .string(model)
    }
    let stripsNewline = isAboutPromptEnd ? try finalNewlineIsIgnored() : false
    var oneShot = OneShot(library: library)
    var status: Int32 = 0
    for input in try Input.read(arguments.names) {
      let input = stripsNewline ? input.withoutFinalNewline : input
      var params = params
      params.setText(input.bytes)
      switch oneShot.call(method, .object(params), progress: progress) {
      case .success(let result) where arguments.has("--json"):
        Console.print(result.text + [UInt8(ascii: "\n")])
      case .success(let result):
        render(input, result)
      case .failure(let error):
        Console.error("promptls: \(input.name): \(error.message)")
        status = max(status, error.code == ResponseError.Kind.internalError.rawValue ? 3 : 2)
      }
    }
    return status
  }

  private func finalNewlineIsIgnored() throws(UsageError) -> Bool {
    switch arguments.last("--final-newline") {
    case nil, "ignore": return true
    case "partOfPrompt": return false
    case let other?:
      throw UsageError("--final-newline \"\(other)\" is neither \"ignore\" nor \"partOfPrompt\"")
    }
  }
}

extension [String: JSON] {
  /// Names a text, as bytes where it is no UTF-8.
  mutating func setText(_ bytes: [UInt8]) {
    if let text = String(validating: bytes, as: UTF8.self) {
      self["text"] = .string(text)
    } else {
      self["bytes"] = .string(Base64.encode(bytes))
    }
  }
}
