import Foundation

// Measurements, never shipped: `swift run -c release bench <suite>`.
let arguments = Array(CommandLine.arguments.dropFirst())
do {
  switch arguments.first {
  case "ids": try IDServer.run(Array(arguments.dropFirst()))
  case "boundary": try BoundaryTimes.run()
  case "healing": try HealingProof.run(Array(arguments.dropFirst()))
  case "keystrokes": try Keystrokes.run(Array(arguments.dropFirst()))
  case "first": try FirstTokens.run(Array(arguments.dropFirst()))
  case "middle": try Middles.run(Array(arguments.dropFirst()))
  case "draws": try Draws.run(Array(arguments.dropFirst()))
  case "bound": try HarmBound.run(Array(arguments.dropFirst()))
  case "harms": try HarmTable.run(Array(arguments.dropFirst()))
  case "healed": try Healed.run(Array(arguments.dropFirst()))
  case "engine": try EngineSuite(Array(arguments.dropFirst())).run()
  case "edits": try Edits.run(Array(arguments.dropFirst()))
  case "tokenizers":
    var suite = try TokenizerSuite(Array(arguments.dropFirst()))
    try suite.run()
  default:
    throw BenchError(
      message: "usage: bench tokenizers | engine <model> | ids <tokenizer> | boundary | "
        + "healing | healed | bound | keystrokes | first | middle | draws <model>… | "
        + "edits [--peer <python>] | edits --check <edits>")
  }
} catch {
  FileHandle.standardError.write(Data("bench: \(error)\n".utf8))
  exit(1)
}

/// What keeps a suite from running.
struct BenchError: Error, CustomStringConvertible {
  let message: String
  var description: String { message }
}
