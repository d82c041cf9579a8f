#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import Files
import PromptAnalysis

/// The page that diagnostics link to: what each rule means, as a file in the user's cache folder,
/// since an editor must be able to open it without a network.
///
/// It is written only when the user asks for it, as every file is.
enum RulePage {
  /// Writes the page and gives its path.
  static func install() throws(UsageError) -> String {
    guard let folder = cacheFolder else {
      throw UsageError("there is no cache folder: HOME is not set", command: "rules")
    }
    let path = path(in: folder)
    do throws(FileError) { try File.makeFolder(folder) } catch { throw UsageError("\(error)") }
    try Output.write(Array(markdown.utf8), to: path)
    return path
  }

  /// The URI of the page, to which `#CODE` is added for a rule; nil where this version's is not installed.
  ///
  /// It is looked for when the first finding is shown.
  static let installed: String? = {
    guard let path = cacheFolder.map(path(in:)),
      File.contentsIfThere(path) == Array(markdown.utf8)
    else { return nil }
    return "file://" + uriPath(path)
  }()

  private static func path(in folder: String) -> String { "\(folder)/rules-\(Promptls.version).md" }

  /// What each rule means, as Markdown.
  static var markdown: String {
    let rules = Rule.all.map { "## \($0.code)\n\n\($0.summary)\n" }
    return "# Rules of promptls\n\n" + rules.joined(separator: "\n")
  }

  /// Source: XDG Base Directory Specification 0.8.
  private static var cacheFolder: String? {
    if let folder = variable("XDG_CACHE_HOME") { return folder + "/promptls" }
    return variable("HOME").map { $0 + "/.cache/promptls" }
  }

  private static func variable(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    let text = unsafe String(cString: value)
    return text.hasPrefix("/") ? text : nil
  }
}
