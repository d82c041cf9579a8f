import Foundation

// The workshop's one door: `swift run dev <verb>`.
let arguments = Array(CommandLine.arguments.dropFirst())
do {
  switch arguments.first {
  case "vocabulary": try VocabularyCommand.run(Array(arguments.dropFirst()))
  case "tidy": try Tidy.run()
  case "protocol": try ProtocolPages.write()
  default: throw GeneratorError(message: "usage: dev tidy | protocol | vocabulary …")
  }
} catch {
  FileHandle.standardError.write(Data("dev: \(error)\n".utf8))
  exit(1)
}
