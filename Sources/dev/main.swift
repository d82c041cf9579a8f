import Foundation

// The workshop's one door: `swift run dev` lists what a contributor does, `swift run dev VERB` does it.
do {
  try Verb.run(Array(CommandLine.arguments.dropFirst()))
} catch {
  FileHandle.standardError.write(Data("dev: \(error)\n".utf8))
  exit(1)
}
