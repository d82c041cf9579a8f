#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import Files

/// A walk over the files in and below a folder, those left out by `.gitignore` files left out.
///
/// Inside a git repository the rules above the folder and those of `.git/info/exclude` hold too.
/// Symbolic links are not followed and `.git` is never entered. Names come in the order of their
/// bytes.
package struct FolderWalk {
  /// What was found at a path.
  package enum Visit {
    /// A regular file.
    case file(path: String)

    /// A folder that cannot be read, and the system's reason.
    case unreadable(path: String, reason: String)
  }

  /// The rules in force, those of the innermost folder last, and the names from their folder on to
  /// the one that is being read.
  private var levels: [(rules: IgnoreRules, names: [[UInt8]])] = []

  private init() {}

  /// Calls a closure with each file.
  ///
  /// - Parameters:
  ///   - path: A folder.
  ///   - visit: Receives paths that begin with that of the folder.
  package static func forEachFile(under path: String, _ visit: (Visit) -> Void) {
    var walk = FolderWalk()
    walk.takeRulesAbove(path)
    walk.read(path, visit)
  }

  private mutating func read(_ path: String, _ visit: (Visit) -> Void) {
    guard let directory = unsafe opendir(path) else {
      return visit(.unreadable(path: path, reason: unsafe String(cString: strerror(errno))))
    }
    let depth = levels.count
    takeRules(of: path, names: [])
    for (name, kind) in unsafe Self.entries(directory, path) {
      guard kind != .other, !ignores(name, isFolder: kind == .folder) else { continue }
      let child = (path.hasSuffix("/") ? path : path + "/") + String(decoding: name, as: UTF8.self)
      if kind == .file {
        visit(.file(path: child))
      } else if !name.elementsEqual(".git".utf8) {
        for level in levels.indices { levels[level].names.append(name) }
        read(child, visit)
        for level in levels.indices { levels[level].names.removeLast() }
      }
    }
    levels.removeSubrange(depth...)
  }

  /// Whether the innermost rule that fits leaves a name of the folder that is being read out.
  private func ignores(_ name: [UInt8], isFolder: Bool) -> Bool {
    for (rules, names) in levels.reversed() {
      if let ignores = rules.ignores(names + [name], isFolder: isFolder) { return ignores }
    }
    return false
  }

  private mutating func takeRules(
    of folder: String, names: [[UInt8]], file: String = ".gitignore"
  ) {
    guard let text = File.contentsIfThere(folder + "/" + file) else { return }
    levels.append((IgnoreRules(text), names))
  }

  /// Takes the rules of the folders around a path up to the repository they are in.
  private mutating func takeRulesAbove(_ path: String) {
    guard let resolved = unsafe realpath(path, nil) else { return }
    defer { unsafe free(resolved) }
    var names = unsafe String(cString: resolved).split(separator: "/").map { Array($0.utf8) }
    let all = names
    while File.kind(of: Self.path(names) + "/.git", followingLinks: false) == nil {
      // Outside a repository the rules are those in and below the folder.
      if names.isEmpty { return }
      names.removeLast()
    }
    takeRules(of: Self.path(names), names: Array(all[names.count...]), file: ".git/info/exclude")
    while names.count < all.count {
      takeRules(of: Self.path(names), names: Array(all[names.count...]))
      names.append(all[names.count])
    }
  }

  private static func path(_ names: [[UInt8]]) -> String {
    names.map { "/" + String(decoding: $0, as: UTF8.self) }.joined()
  }
}

extension FolderWalk {
  /// What is in a folder, in the order of bytes; nothing where it cannot be read.
  package static func names(in folder: String) -> [String] {
    guard let directory = unsafe opendir(folder) else { return [] }
    return unsafe entries(directory, folder).map { String(decoding: $0.0, as: UTF8.self) }
  }

  /// Reads and closes a directory.
  private static func entries(_ directory: OpaquePointer, _ path: String) -> [([UInt8], File.Kind)]
  {
    defer { unsafe closedir(directory) }
    var entries: [([UInt8], File.Kind)] = []
    while let entry = unsafe readdir(directory) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        unsafe tuple.withMemoryRebound(to: UInt8.self, capacity: 256) { bytes in
          unsafe Array(UnsafeBufferPointer(start: bytes, count: strnlen(bytes, 255)))
        }
      }
      if name.elementsEqual(".".utf8) || name.elementsEqual("..".utf8) { continue }
      let child = path + "/" + String(decoding: name, as: UTF8.self)
      entries.append((name, File.kind(of: child, followingLinks: false) ?? .other))
    }
    return entries.sorted { $0.0.lexicographicallyPrecedes($1.0) }
  }
}
