import Foundation

/// Holds the tree against the plan in `Package.swift`: SwiftPM itself lets a target import what it
/// does not depend on, as long as something else has built it.
enum Tidy {
  private static let systemModules: Set<String> = [
    "Builtin", "Darwin", "Dispatch", "Foundation", "Glibc", "Swift", "Synchronization", "Testing",
  ]
  /// Only the workshop and tests may: it would cost the program its start-up time.
  private static let foundationTargets: Set<String> = [
    "bench", "dev", "HostileInput", "TestSupport",
  ]
  private static let maximumLines = 400

  /// Prints what is wrong and throws where anything is.
  static func run() throws {
    var problems = try ProtocolPages.staleness()
    for target in try targets() {
      for file in target.sources {
        let path = "\(target.path)/\(file)"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        problems += self.problems(in: text, at: path, of: target)
      }
    }
    problems.forEach { print($0) }
    if !problems.isEmpty { throw GeneratorError(message: "\(problems.count) problems") }
  }

  private struct Target {
    var name: String
    var path: String
    var sources: [String]
    var dependencies: Set<String>
    var isTest: Bool
  }

  private static func problems(in text: String, at path: String, of target: Target) -> [String] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    var problems: [String] = []
    if lines.count > maximumLines + 1, !path.contains("/Generated/") {
      problems.append("\(path): \(lines.count - 1) lines; at most \(maximumLines) unless generated")
    }
    guard path.hasSuffix(".swift") else { return problems }
    for (number, line) in lines.enumerated() {
      guard let module = importedModule(line), !isAllowed(module, in: target) else { continue }
      problems.append("\(path):\(number + 1): \(target.name) may not import \(module)")
    }
    return problems
  }

  private static func isAllowed(_ module: String, in target: Target) -> Bool {
    if module == "Foundation" { return target.isTest || foundationTargets.contains(target.name) }
    return systemModules.contains(module) || target.dependencies.contains(module)
  }

  /// The module of an `import` line, or nil.
  private static func importedModule(_ line: Substring) -> String? {
    let words = line.split(separator: " ")
    guard let index = words.firstIndex(of: "import"), index + 1 < words.count,
      words[..<index].allSatisfy({ ["package", "public", "internal", "private"].contains($0) })
    else { return nil }
    return String(words[index + 1].prefix { $0 != "." })
  }

  private static func targets() throws -> [Target] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["swift", "package", "describe", "--type", "json"]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let description = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let package = try JSONDecoder().decode(PackageDescription.self, from: description)
    return package.targets.map { target in
      Target(
        name: target.name, path: target.path, sources: target.sources,
        dependencies: Set(target.target_dependencies ?? []), isTest: target.type == "test")
    }
  }

  private struct PackageDescription: Decodable {
    struct Target: Decodable {
      var name: String
      var type: String
      var path: String
      var sources: [String]
      // The name that `swift package describe` uses.
      var target_dependencies: [String]?  // swift-format-ignore: AlwaysUseLowerCamelCase
    }

    var targets: [Target]
  }
}
