import Files
import JSONCoding
import PromptServer
import Synchronization

/// Finds the settings that lie beside the files that commands read, each file of them once.
final class FolderSettingsReader: Sendable {
  private let library: Library
  private let base: Configuration
  private let known = Mutex<[String: Configuration]>([:])

  /// Makes a reader.
  ///
  /// - Parameters:
  ///   - base: The settings where no file says other.
  ///   - library: What tokenizers there are.
  init(base: Configuration, library: Library) {
    self.base = base
    self.library = library
  }

  /// The settings that hold for a file, or for stdin; what is wrong with them goes to stderr.
  func configuration(for name: String) -> Configuration {
    guard let path = Self.absolute(name == "-" ? "./stdin" : name) else { return base }
    let folder = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    return known.withLock { known in
      if let configuration = known[folder] { return configuration }
      let configuration = read(for: path)
      known[folder] = configuration
      return configuration
    }
  }

  private func read(for path: String) -> Configuration {
    guard let found = FolderSettings.find(for: path, File.contentsIfThere) else { return base }
    var configuration = base
    let problems =
      found.problem.map { ["is not JSON: \($0)"] } ?? configuration.take(found.settings, library)
    for problem in problems { Console.error("promptls: \(found.path): \(problem)") }
    library.addModels(of: configuration)
    return configuration
  }

  private static func absolute(_ name: String) -> String? {
    if name.hasPrefix("/") { return name }
    return SystemVariables.currentFolder.map { $0 + "/" + name }
  }
}
