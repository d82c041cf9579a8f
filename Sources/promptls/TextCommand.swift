import Daemon
import JSONCoding
import JSONRPC
import Model
import PromptFormats
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
  /// Tells the request how each file holds prompts, by its name; then the request finds their ends.
  var namesFormat = false
  /// Whether `--json` prints the request's result here.
  var printsJSON = true
  /// Settings besides those of the command line's common options.
  var settings = PromptServer.Configuration()
  /// What else is asked about the same text once the request is answered.
  ///
  /// The result is then an array of objects with a `result` or an `error`, the request's own first.
  var further: @Sendable (JSON) -> [TextRequest] = { _ in [] }
  /// Sees an answer and says whether it has changed the file, which is then asked about again.
  var revise: (Input, JSON) throws(UsageError) -> Bool = { _, _ in false }

  private struct Plan: Sendable {
    var method: String
    var params: [String: JSON]
    var settings: FolderSettingsReader
    /// Nil where each file's settings say it.
    var finalNewline: PromptEnding?
    var isAboutPromptEnd: Bool
    var namesFormat: Bool
    var further: @Sendable (JSON) -> [TextRequest]
    /// What the command line sets, which wins over files' settings.
    var chosen: PromptServer.Configuration
  }

  private typealias Answer = Result<(input: Input, result: JSON), Failure>

  /// Why there is nothing to print of an input, and the exit status for it.
  private struct Failure: Error {
    var message: String
    var status: Int32
  }

  /// Runs the request on every input.
  ///
  /// - Parameters:
  ///   - progress: Takes the parts of the result where there is one input only.
  ///   - inspect: Sees every result, however it is printed.
  ///   - render: Prints a result for people.
  /// - Returns: The exit status: 0, 2 where the request was refused, 3 where it failed inside.
  /// - Throws: ``UsageError`` where an option or a file is wrong.
  func run(
    progress: (JSON) -> Void = { _ in }, inspect: (JSON) -> Void = { _ in },
    render: (Input, JSON) -> Void
  ) throws(UsageError) -> Int32 {
    let library = Library.builtIn
    let plan = try plan(library)
    var status: Int32 = 0
    let paths = Input.paths(arguments.names) { problem in
      Console.error("promptls: \(problem)")
      status = 2
    }
    var oneShot = OneShot(library: library)
    let progressLine = ProgressLine.shared
    for start in stride(from: 0, to: paths.count, by: Self.blockCount) {
      progressLine.show(
        paths.count == 1
          ? "reading \(Input.shown(paths[0]))" : "\(start) of \(paths.count) files read")
      let block = Array(paths[start..<min(start + Self.blockCount, paths.count)])
      let answers =
        block.count == 1
        ? [Self.answer(block[0], plan, &oneShot, progress)]
        : Self.answers(to: block, plan, library)
      for (path, first) in zip(block, answers) {
        let answer = try revised(first, path, plan, &oneShot)
        if case .success(let (_, result)) = answer { inspect(result) }
        status = max(status, show(answer, render))
      }
    }
    progressLine.clear()
    return status
  }

  /// An answer about a file that nobody changes any more.
  private func revised(
    _ first: Answer, _ path: String, _ plan: Plan, _ oneShot: inout OneShot
  ) throws(UsageError) -> Answer {
    var answer = first
    for _ in 0..<Self.mostRevisions {
      guard case .success(let (input, result)) = answer, try revise(input, result) else { break }
      answer = Self.answer(path, plan, &oneShot)
    }
    return answer
  }

  /// A fix may call for another one; two that call for each other should not go on for ever.
  private static let mostRevisions = 10

  /// Files that are read before the first of them is printed.
  private static let blockCount = 64

  private func plan(_ library: Library) throws(UsageError) -> Plan {
    var params = params
    if let model = try library.addModels(arguments) {
      params["model"] = .string(model)
    }
    var configuration = settings
    try library.addTokenizers(arguments.all("--tokenizer-file"), to: &configuration)
    return Plan(
      method: method, params: params,
      settings: FolderSettingsReader(base: configuration, library: library),
      finalNewline: finalNewline, isAboutPromptEnd: isAboutPromptEnd,
      namesFormat: namesFormat, further: further, chosen: settings)
  }

  private static func answer(
    _ path: String, _ plan: Plan, _ oneShot: inout OneShot, _ progress: (JSON) -> Void = { _ in }
  ) -> Answer {
    var input: Input
    do throws(UsageError) {
      input = try Input.read(path)
    } catch {
      return .failure(Failure(message: error.message, status: 2))
    }
    var configuration = plan.settings.configuration(for: path)
    if let ending = plan.finalNewline {
      (configuration.finalNewline, configuration.finalNewlines) = (ending, [:])
    }
    configuration.disabledRules.formUnion(plan.chosen.disabledRules)
    if !plan.chosen.carriedTo.isEmpty { configuration.carriedTo = plan.chosen.carriedTo }
    configuration.contextWindow = plan.chosen.contextWindow ?? configuration.contextWindow
    oneShot.use(configuration)
    let strips = plan.isAboutPromptEnd && !plan.namesFormat
    if strips, configuration.finalNewline == .ignore { input = input.withoutFinalNewline }
    var params = plan.params
    params.setText(input.bytes)
    if plan.namesFormat {
      let format = PromptFormat(name: input.name, beginning: Array(input.bytes.prefix(64)))
      params["format"] = .string(format.rawValue)
    }
    do throws(ResponseError) {
      let result = try oneShot.call(plan.method, .object(params), progress: progress).get()
      var results: [JSON] = [["result": result]]
      for request in plan.further(result) {
        let params = params.merging(request.params) { $1 }
        switch oneShot.call(request.method, .object(params)) {
        case .success(let result): results.append(["result": result])
        case .failure(let error) where request.tolerated.contains(error.data?["code"]?.string ?? ""):
          results.append(["error": .string(error.message)])
        case .failure(let error): throw error
        }
      }
      return .success((input, results.count > 1 ? .array(results) : result))
    } catch {
      let isInternal = error.code == ResponseError.Kind.internalError.rawValue
      return .failure(
        Failure(message: "\(Input.shown(input.name)): \(error.message)", status: isInternal ? 3 : 2)
      )
    }
  }

  /// Answers for many files on all processors.
  private static func answers(
    to paths: [String], _ plan: Plan, _ library: Library
  ) -> [Answer] {
    let answers = Mutex<[Answer?]>(Array(repeating: nil, count: paths.count))
    Self.threads.run(paths.count, 1) { range in
      var oneShot = OneShot(library: library)
      for index in range {
        let answer = Self.answer(paths[index], plan, &oneShot)
        answers.withLock { $0[index] = answer }
      }
    }
    return answers.withLock { $0 }.compactMap(\.self)
  }

  private static let threads = Parallelism.allProcessors

  /// Prints an answer and gives the exit status for it.
  private func show(_ answer: Answer, _ render: (Input, JSON) -> Void) -> Int32 {
    switch answer {
    case .success(let (_, result)) where printsJSON && arguments.has("--json"):
      Console.print(result.text + [UInt8(ascii: "\n")])
    case .success(let (input, result)):
      render(input, result)
    case .failure(let failure):
      Console.error("promptls: \(failure.message)")
      return failure.status
    }
    return 0
  }

  private var finalNewline: PromptEnding? {
    arguments.last("--final-newline").flatMap(PromptEnding.init(rawValue:))
  }
}

/// A request about a text that is named elsewhere.
struct TextRequest: Sendable {
  var method: String
  /// The parameters besides the text.
  var params: [String: JSON]
  /// The names of errors after which the other answers are still worth having.
  var tolerated: [String]
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
