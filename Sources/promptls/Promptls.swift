#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The program: finds the command and runs it.
@main
enum Promptls {
  static let version = "0.1.0"
  /// The day of the version, for the manual page.
  static let released = "2026-11-23"

  static func main() {
    let arguments = Array(CommandLine.arguments.dropFirst())
    do throws(UsageError) {
      exit(try run(arguments))
    } catch {
      Console.error("promptls: \(error.message)")
      Console.error("Try: promptls help\(error.command.map { " \($0)" } ?? "")")
      exit(2)
    }
  }

  private static func run(_ arguments: [String]) throws(UsageError) -> Int32 {
    guard let first = arguments.first else {
      Console.error(Command.overview)
      return 2
    }
    // Editors start servers with `--stdio` and nothing else.
    if first == "--stdio" { return try Command.serve.run(arguments) }
    if ["-h", "--help"].contains(first) { return try Command.help.run([]) }
    if first == "--version" { return try Command.version.run([]) }
    let (command, rest) = try Command.named(by: arguments)
    if rest.contains("--help") || rest.contains("-h") {
      return try Command.help.run([command.name])
    }
    do throws(UsageError) {
      return try command.run(rest)
    } catch {
      throw UsageError(error.message, command: error.command ?? command.name)
    }
  }
}

/// The command line was wrong.
struct UsageError: Error {
  var message: String
  /// The command whose help would have told.
  var command: String?

  init(_ message: String, command: String? = nil) {
    self.message = message
    self.command = command
  }
}
