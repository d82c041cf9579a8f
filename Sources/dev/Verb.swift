import Foundation

/// One thing that a contributor does.
///
/// To add one: a line in ``all``.
struct Verb: Sendable {
  let name: String
  let operands: String
  let summary: String
  let job: Job

  enum Job: Sendable {
    case swift(@Sendable ([String]) throws -> Void)
    /// A command line of bash, to which what stands behind the verb is added where it says `"$@"`.
    case shell(String)
  }

  static let all = [
    Verb(
      "build", "", "builds the program as it is shipped",
      .shell("swift build -c release --product promptls")),
    Verb("test", "[FILTER]", "runs the tests, or those whose names fit", .shell(test)),
    Verb("format", "", "formats the sources", .shell("swift format format -i -p -r \(sources)")),
    Verb(
      "lint", "", "says where the sources are not formatted",
      .shell("swift format lint --strict -p -r \(sources)")),
    Verb(
      "tidy", "", "holds imports, lengths of files and made pages to their rules",
      .swift { _ in try Tidy.run() }),
    Verb(
      "protocol", "", "makes the protocol's page and the settings' schema",
      .swift { _ in try ProtocolPages.write() }),
    Verb(
      "transcripts", "", "records the protocol's transcripts anew; read what git says of them",
      .shell("UPDATE_FIXTURES=1 swift test --disable-xctest --filter TranscriptTests")),
    Verb("picture", "", "makes the README's picture", .swift { _ in try Picture.write() }),
    Verb(
      "vocabulary", "RAW UNICODE", "packs vocabularies and character classes",
      .swift(VocabularyCommand.run)),
    Verb(
      "model", "", "fetches the model that tests of real models use",
      .shell("Tests/Tools/models/fetch-smollm2")),
    Verb(
      "kernels", "", "tests the model on each instruction set that is here",
      .shell(
        "swift build --build-tests && for kernels in scalar avx2 avx512 neon; do PROMPTLS_KERNELS=$kernels swift test --skip-build --disable-xctest "
          + "--filter 'ModelTests\\.(Forward|Branch|ContextCache|InferenceContext|Scoring|Kernel)Tests' "
          + "|| exit 1; done")),
    Verb("editors", "[EDITOR …]", "drives real editors", .shell("Tests/Tools/editors/run \"$@\"")),
    Verb(
      "shells", "[--install]", "completes command lines in real shells",
      .shell("Tests/Tools/shells/check \"$@\"")),
    Verb(
      "bench", "[JOB …]", "measures; without a job it lists them",
      .shell("swift run -c release bench \"$@\"")),
    Verb("ci", "", "does all that a change must pass", .shell(".ci/run")),
  ]

  private static let sources = "Sources Tests Package.swift"
  private static let test = "swift test --disable-xctest ${1:+--filter \"$1\"}"

  init(_ name: String, _ operands: String, _ summary: String, _ job: Job) {
    self.name = name
    self.operands = operands
    self.summary = summary
    self.job = job
  }

  /// Does what a command line asks for, or says what there is.
  static func run(_ arguments: [String]) throws {
    guard let name = arguments.first, name != "help", name != "--help" else {
      return print(overview)
    }
    guard let verb = all.first(where: { $0.name == name }) else {
      throw GeneratorError(message: "there is no verb \"\(name)\"\n\(overview)")
    }
    let rest = Array(arguments.dropFirst())
    switch verb.job {
    case .swift(let work): try work(rest)
    case .shell(let line): try shell(line, rest)
    }
  }

  private static var overview: String {
    let heads = all.map { "\($0.name) \($0.operands)" }
    let width = heads.map(\.count).max() ?? 0
    let lines = zip(heads, all).map { head, verb in
      "  \(head.padding(toLength: width, withPad: " ", startingAt: 0))  \(verb.summary)"
    }
    return "Usage: swift run dev VERB\n\n" + lines.joined(separator: "\n")
  }

  private static func shell(_ line: String, _ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["bash", "-c", line, "dev"] + arguments
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { exit(process.terminationStatus) }
  }
}
