package import JSONCoding
import LanguageServerProtocol

/// Settings that lie beside prompts: a file `.promptls.json` in their folder or in one above it.
package enum FolderSettings {
  /// What the file is called.
  package static let fileName = ".promptls.json"

  /// A file that was found.
  package struct Found: Sendable {
    package var path: String
    /// What it says; nil where it is no JSON.
    package var settings: JSON?
    /// Why it is no JSON.
    package var problem: String?
  }

  /// Where the settings of a file may lie, the nearest first.
  ///
  /// - Parameter path: An absolute path of a prompt.
  /// - Returns: Absolute paths.
  package static func candidates(for path: String) -> [String] {
    var parts = path.split(separator: "/").dropLast()
    var candidates: [String] = []
    while true {
      candidates.append("/" + parts.map { $0 + "/" }.joined() + fileName)
      guard parts.popLast() != nil else { return candidates }
    }
  }

  /// Finds and reads the settings of a file.
  ///
  /// - Parameters:
  ///   - path: An absolute path of a prompt.
  ///   - read: Gives the bytes of a file, or nil where there is none.
  /// - Returns: Nil where there is no such file.
  package static func find(for path: String, _ read: (String) -> [UInt8]?) -> Found? {
    for candidate in candidates(for: path) {
      guard let bytes = read(candidate) else { continue }
      do {
        let settings = try JSON.parse(bytes)
        return Found(path: candidate, settings: resolved(settings, against: candidate))
      } catch {
        return Found(path: candidate, settings: nil, problem: error.description)
      }
    }
    return nil
  }

  /// Settings with the paths of models made absolute, which stand in a file as seen from its folder.
  private static func resolved(_ settings: JSON, against file: String) -> JSON {
    guard var members = settings.object, let models = members["models"]?.object else {
      return settings
    }
    let folder = file.utf8.dropLast(fileName.utf8.count)
    members["models"] = .object(
      models.mapValues { path in
        guard let text = path.string, !text.hasPrefix("/") else { return path }
        return .string(String(decoding: folder, as: UTF8.self) + text)
      })
    return .object(members)
  }

  /// The path of a `file:` URI; nil for others.
  ///
  /// Source: RFC 8089, RFC 3986 section 2.1.
  package static func path(ofURI uri: String) -> String? {
    let scheme = "file://"
    guard uri.hasPrefix(scheme) else { return nil }
    let rest = uri.utf8.dropFirst(scheme.utf8.count)
    guard let slash = rest.firstIndex(of: UInt8(ascii: "/")) else { return nil }
    var bytes: [UInt8] = []
    var escaped = rest[slash...]
    while let byte = escaped.popFirst() {
      let digits = escaped.prefix(2)
      if byte == UInt8(ascii: "%"), digits.count == 2, let value = hexadecimalNumber(digits) {
        bytes.append(UInt8(value))
        escaped = escaped.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension Session {
  /// The settings that hold for a document: those of its folder, then what the editor has set.
  func configuration(of uri: String?) -> Configuration {
    guard let settings = uri.flatMap({ documents[$0]?.folderSettings }) else {
      return configuration
    }
    var own = configuration
    _ = own.take(settings, environment.library)
    return own
  }

  /// Has a document's settings read from its folder, on another thread.
  mutating func readFolderSettings(of uri: String) -> [Effect] {
    guard let read = environment.readFile, let path = FolderSettings.path(ofURI: uri) else {
      return []
    }
    let job = makeJob(.text) { _, _ in
      guard let found = FolderSettings.find(for: path, read) else { return .success(.null) }
      return .success([
        "path": .string(found.path), "settings": found.settings ?? .null,
        "problem": found.problem.map { .string($0) } ?? .null,
      ])
    }
    folderReads[job.id] = uri
    return [.start(job)]
  }

  /// Takes on what was read; nil where the job was about something else.
  mutating func finishFolderRead(_ job: JobID, _ found: JSON?) -> [Effect]? {
    guard let uri = folderReads.removeValue(forKey: job) else { return nil }
    guard documents[uri] != nil else { return [] }
    let settings = found?["settings"].flatMap { $0 == .null ? nil : $0 }
    guard settings != documents[uri]?.folderSettings || found?["problem"]?.string != nil else {
      return []
    }
    documents[uri]?.folderSettings = settings
    documents[uri]?.suggestion = nil
    environment.library.addModels(of: configuration(of: uri))
    forgetPrompts(of: uri)
    return folderProblems(found).map { message(.warning, $0) } + publishDiagnostics(uri)
      + askForRefresh()
  }

  /// What is wrong with a file of settings, said once for each content of it.
  private mutating func folderProblems(_ found: JSON?) -> [String] {
    guard let path = found?["path"]?.string else { return [] }
    var problems = found?["problem"]?.string.map { ["is not JSON: \($0)"] } ?? []
    var configuration = configuration
    problems += configuration.take(found?["settings"], environment.library)
    let sentences = problems.map { "\(path): \($0)" }
    defer { saidFolderProblems[path] = sentences }
    return saidFolderProblems[path] == sentences ? [] : sentences
  }
}
