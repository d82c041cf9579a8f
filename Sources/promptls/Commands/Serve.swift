import Daemon
import Files
import JSONRPC
import Model
import PromptServer
import Text

extension Command {
  static let serve = Command(
    name: "serve", summary: "answers JSON-RPC requests on stdin until it ends", operands: .none,
    options: [
      Option(
        "--framing", "KIND", "\"auto\" (default), \"headers\" or \"lines\"",
        .oneOf(["auto", "headers", "lines"])),
      Option("--stdio", nil, "as editors say; nothing else is offered"),
      Option("--clientProcessId", "ID", "as editors say; initialize says it too"), .model,
      .quantize, .repackCache,
      .tokenizerFile,
      Option(
        "--position-encoding", "NAME", "utf-8, utf-16 or utf-32, whatever the client lists",
        .oneOf(["utf-8", "utf-16", "utf-32"])),
      Option("--max-message-bytes", "N", "refuse longer messages (default 64 MiB)"),
      Option(
        "--log", "LEVEL", "\"fault\", \"error\", \"notice\" (default) or \"debug\"",
        .oneOf(["fault", "error", "notice", "debug"])),
    ],
    examples: [
      #"echo '{"jsonrpc":"2.0","id":1,"method":"promptls/count","params":{"text":"Hi"}}' | promptls serve"#
    ]
  ) { (arguments) throws(UsageError) in
    guard arguments.names.isEmpty else {
      throw UsageError("serve takes no names; \"\(arguments.names[0])\" is one")
    }
    var options = Daemon.Options()
    // Nil, for "auto", is to look at the first byte.
    options.framing = arguments.last("--framing").flatMap(Framing.init(rawValue:))
    // Only editors say this, and an editor that goes away without a word has not shut us down.
    if arguments.has("--stdio") { options.framingOfNothing = .headers }
    if let bytes = try arguments.last(
      "--max-message-bytes", as: "a size", { Int($0).flatMap { $0 > 0 ? $0 : nil } })
    {
      options.limits.messageBytes = bytes
    }
    if let level = arguments.last("--log").flatMap(LogLevel.init(name:)) {
      options.logLevel = level
    }
    let encoding = arguments.last("--position-encoding").flatMap(PositionEncoding.init(rawValue:))
    let library = Library.builtIn
    let model = try library.addModels(arguments)
    var configuration = Configuration()
    if let model { configuration.model = model }
    try library.addTokenizers(arguments.all("--tokenizer-file"), to: &configuration)
    let session = Session(
      environment: .process(
        library: library, positionEncoding: encoding, readFile: File.contentsIfThere,
        ruleReference: { code in RulePage.installed.map { "\($0)#\(code)" } }),
      configuration: configuration)
    Daemon.run(session, options: options) { _ in
      Workbench(library: library) { .allProcessors }
    }
  }
}

extension LogLevel {
  fileprivate init?(name: String) {
    let levels: [String: LogLevel] = [
      "fault": .fault, "error": .error, "notice": .notice, "debug": .debug,
    ]
    guard let level = levels[name] else { return nil }
    self = level
  }
}
