#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What the person and the system have set for programs, and where they keep things.
enum SystemVariables {
  /// A variable of the environment; nil where it is not set.
  static func value(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    return unsafe String(cString: value)
  }

  /// A variable that is an absolute path.
  ///
  /// The XDG Base Directory Specification has others passed over.
  static func path(_ name: String) -> String? {
    value(name).flatMap { $0.hasPrefix("/") ? $0 : nil }
  }

  /// Where this person's caches of promptls are; nil where there is no home.
  ///
  /// Source: XDG Base Directory Specification 0.8.
  static var cacheFolder: String? {
    if let folder = path("XDG_CACHE_HOME") { return folder + "/promptls" }
    return path("HOME").map { $0 + "/.cache/promptls" }
  }

  /// The folder that names without a slash before them begin in.
  static var currentFolder: String? {
    guard let folder = unsafe getcwd(nil, 0) else { return nil }
    defer { unsafe free(folder) }
    return unsafe String(cString: folder)
  }

  /// The program that a name without a slash runs, as a shell would find it.
  static func program(_ name: String) -> String? {
    for folder in (value("PATH") ?? "").split(separator: ":") {
      let path = "\(folder)/\(name)"
      if unsafe access(path, X_OK) == 0 { return path }
    }
    return nil
  }
}
