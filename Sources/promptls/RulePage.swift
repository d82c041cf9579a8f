#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import Daemon
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
    unsafe mkdir(folder, 0o755)
    // Another process may write the same: whoever is last replaces the whole file.
    let draft = "\(path).\(getpid())"
    let file = unsafe open(draft, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    let isWritten = file >= 0 && StandardStreams.write(file, Array(markdown.utf8))
    if file >= 0 { close(file) }
    guard isWritten, unsafe rename(draft, path) == 0 else {
      let reason = unsafe String(cString: strerror(errno))
      unsafe unlink(draft)
      throw UsageError("the page cannot be written to \(path): \(reason)", command: "rules")
    }
    return path
  }

  /// The URI of the page, to which `#CODE` is added for a rule; nil where this version's is not installed.
  static var installed: String? {
    guard let path = cacheFolder.map(path(in:)),
      Input.contentsIfThere(path) == Array(markdown.utf8)
    else { return nil }
    return "file://" + escaped(path)
  }

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

  /// A path as it stands in a URI (RFC 3986 section 2.1).
  private static func escaped(_ path: String) -> String {
    var escaped = ""
    for byte in path.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x2F, 0x5F, 0x7E:
        escaped.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        escaped += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    return escaped
  }
}
