import Daemon
import JSONCoding
import JSONRPC
import Model
import PromptServer
import Synchronization

/// What the one-shot commands have in common: read texts, ask one request about each, print.
struct TextCommand {
  var method: String
  var arguments: Arguments
  /// The parameters besides the text.
  var params: [String: JSON] = [:]
  /// Takes the final newline off, for requests about a prompt's end.
  var isAboutPromptEnd = false

  private struct Plan: Sendable {
    var method: String
    var params: [String: JSON]
    var stripsNewline: Bool
  }

  private typealias Answer = (input: Input, result: Result<JSON, ResponseError>)

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
    var status: Int32 = 0
    let paths = Input.paths(arguments.names) { problem in
      Console.error("promptls: \(problem)")
      status = 2
    }
    let plan = try plan(library)
    var oneShot = OneShot(library: library)
    let progressLine = ProgressLine(total: paths.count)
    for start in stride(from: 0, to: paths.count, by: Self.blockCount) {
      let block = Array(paths[start..<min(start + Self.blockCount, paths.count)])
      let answers =
        block.count == 1
        ? [try Self.answer(block[0], plan, &oneShot, progress)]
        : try Self.answers(to: block, plan, library)
      for answer in answers { status = max(status, show(answer, render)) }
      progressLine.show(done: start + block.count)
    }
    progressLine.clear()
    return status
  }

  /// Files that are read before the first of them is printed.
  private static let blockCount = 64

  private func plan(_ library: Library) throws(UsageError) -> Plan {
    var params = params
    if let model = try library.addModels(arguments.all("--model")) {
      params["model"] = .string(model)
    }
    let stripsNewline = isAboutPromptEnd ? try finalNewlineIsIgnored() : false
    return Plan(method: method, params: params, stripsNewline: stripsNewline)
  }

  private static func answer(
    _ path: String, _ plan: Plan, _ oneShot: inout OneShot, _ progress: (JSON) -> Void = { _ in }
  ) throws(UsageError) -> Answer {
    var input = try Input.read(path)
    if plan.stripsNewline { input = input.withoutFinalNewline }
    var params = plan.params
    params.setText(input.bytes)
    return (input, oneShot.call(plan.method, .object(params), progress: progress))
  }

  /// Answers for many files on all processors.
  private static func answers(
    to paths: [String], _ plan: Plan, _ library: Library
  ) throws(UsageError) -> [Answer] {
    let answers = Mutex<[Result<Answer, UsageError>?]>(Array(repeating: nil, count: paths.count))
    Self.threads.run(paths.count, 1) { range in
      var oneShot = OneShot(library: library)
      for index in range {
        let answer = Result { () throws(UsageError) in
          try Self.answer(paths[index], plan, &oneShot)
        }
        answers.withLock { $0[index] = answer }
      }
    }
    var done: [Answer] = []
    for answer in answers.withLock({ $0 }) { if let answer { done.append(try answer.get()) } }
    return done
  }

  private static let threads = Parallelism.allProcessors

  private func show(_ answer: Answer, _ render: (Input, JSON) -> Void) -> Int32 {
    switch answer.result {
    case .success(let result) where arguments.has("--json"):
      Console.print(result.text + [UInt8(ascii: "\n")])
    case .success(let result):
      render(answer.input, result)
    case .failure(let error):
      Console.error("promptls: \(answer.input.name): \(error.message)")
      return error.code == ResponseError.Kind.internalError.rawValue ? 3 : 2
    }
    return 0
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
