#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The process's own input and output, kept apart from what a stray `print` would write to.
package enum StandardStreams {
  /// Takes standard output away from everyone else: what is printed from now on goes to standard
  /// error, so that stdout carries messages and nothing else, ever.
  ///
  /// - Returns: The descriptor that leads to where standard output did.
  package static func claimOutput() -> Int32 {
    let output = dup(STDOUT_FILENO)
    dup2(STDERR_FILENO, STDOUT_FILENO)
    return output
  }
}
