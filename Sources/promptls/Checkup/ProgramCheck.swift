#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import Model

extension Checkup {
  /// The program itself, and whether editors find it.
  static var program: Finding {
    let name = "promptls \(Promptls.version)"
    guard let found = SystemVariables.program("promptls") else {
      let own = ownPath.map { String($0[..<($0.lastIndex(of: "/") ?? $0.startIndex)]) }
      return .wrong(
        "program", name, "is not on the PATH, where editors look for it",
        advice: own.map { "export PATH=\"\($0):$PATH\" in your shell's profile" }
          ?? "put its folder on the PATH")
    }
    guard let own = ownPath, let real = realPath(found), real != own else {
      return .fine("program", name, found)
    }
    return .note(
      "program", name, "this is \(own), but the PATH has \(found)",
      advice: "if that is not the one you mean, remove it or change the PATH's order")
  }

  /// What the processor can do, and what of it models run on.
  var machine: [Finding] {
    let names = Kernels.all.map(\.name).joined(separator: ", ")
    let threads = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    let message = "\(Kernels.best.name) in use, of \(names); \(threads) threads"
    if let wanted = SystemVariables.value("PROMPTLS_KERNELS"), wanted != Kernels.best.name {
      return [
        .wrong(
          "machine", "kernels",
          "PROMPTLS_KERNELS is \"\(wanted)\", which does not run here; \(message)",
          advice: "unset PROMPTLS_KERNELS, or set it to one of \(names)")
      ]
    }
    return [.fine("machine", "kernels", message)]
  }

  private static var ownPath: String? { realPath("/proc/self/exe") }

  private static func realPath(_ path: String) -> String? {
    guard let resolved = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(resolved) }
    return unsafe String(cString: resolved)
  }
}
