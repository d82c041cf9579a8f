#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import Files
import Folders
import PromptAnalysis

/// The page that diagnostics link to: what each rule means, as a file in the user's cache folder,
/// since an editor must be able to open it without a network.
///
/// It is written only when the user asks for it, as every file is.
enum RulePage {
  /// Writes the page and gives its path.
  static func install() throws(UsageError) -> String {
    guard let folder = SystemVariables.cacheFolder else {
      throw UsageError("there is no cache folder: HOME is not set", command: "rules")
    }
    let path = path(in: folder)
    do throws(FileError) {
      // A new home may have no folder of caches yet.
      try File.makeFolder(String(folder[..<(folder.lastIndex(of: "/") ?? folder.endIndex)]))
      try File.makeFolder(folder)
    } catch {
      throw UsageError("\(error)")
    }
    try Output.write(Array(markdown.utf8), to: path)
    return path
  }

  /// The URI of the page, to which `#CODE` is added for a rule; nil where this version's is not installed.
  ///
  /// It is looked for when the first finding is shown.
  static let installed: String? = {
    guard let path = SystemVariables.cacheFolder.map(path(in:)),
      File.contentsIfThere(path) == Array(markdown.utf8)
    else { return nil }
    return "file://" + uriPath(path)
  }()

  /// Whether the page was installed by another version, and not by this one.
  static var isOutdated: Bool {
    guard installed == nil, let folder = SystemVariables.cacheFolder else { return false }
    return FolderWalk.names(in: folder).contains { $0.hasPrefix("rules-") && $0.hasSuffix(".md") }
  }

  private static func path(in folder: String) -> String { "\(folder)/rules-\(Promptls.version).md" }

  /// What each rule means, as Markdown.
  static var markdown: String {
    let rules = Rule.all.map { "## \($0.code)\n\n\($0.summary)\n" }
    return "# Rules of promptls\n\n" + rules.joined(separator: "\n")
  }
}
