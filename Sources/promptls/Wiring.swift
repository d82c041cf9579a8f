#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import Daemon
import DefaultModel
import Dispatch
import Model
import PromptServer
import Text
import Vocabularies

extension Library {
  /// The vocabularies and the model inside the executable.
  static var builtIn: Library {
    let library = Library(tokenizers: Vocabularies.all)
    library.addModel(name: "default") { () throws(ModelError) in try LanguageModel.builtIn() }
    return library
  }

  /// Makes models of the command line known.
  ///
  /// - Parameter arguments: `NAME=PATH`, a file alone, or the name of a model that is known.
  /// - Returns: The name of the first, or nil where there is none.
  /// - Throws: ``UsageError`` where a name is missing.
  func addModels(_ arguments: [String]) throws(UsageError) -> String? {
    var first: String?
    for argument in arguments {
      let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
      let name: String
      if parts.count == 2 {
        name = parts[0]
        addModel(name: name, path: parts[1])
      } else if argument.contains("/") || argument.hasSuffix(".gguf") {
        name = "model"
        addModel(name: name, path: argument)
      } else {
        name = argument
      }
      first = first ?? name
    }
    return first
  }
}

extension Environment {
  /// The environment of this process.
  static func process(library: Library, positionEncoding: PositionEncoding? = nil) -> Environment {
    let start = DispatchTime.now().uptimeNanoseconds
    return Environment(
      version: Promptls.version, library: library, positionEncoding: positionEncoding
    ) {
      ProcessStatus(
        uptimeSeconds: Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9,
        residentBytes: residentBytes())
    }
  }

  /// The pages of the process that are in memory, from the kernel's own count.
  private static func residentBytes() -> Int {
    guard let file = unsafe fopen("/proc/self/statm", "r") else { return 0 }
    defer { unsafe fclose(file) }
    var total = 0
    var resident = 0
    let count = unsafe withUnsafeMutablePointer(to: &total) { total in
      unsafe withUnsafeMutablePointer(to: &resident) { resident in
        unsafe withVaList([total, resident]) { unsafe vfscanf(file, "%ld %ld", $0) }
      }
    }
    return count == 2 ? resident * Int(getpagesize()) : 0
  }
}

extension Parallelism {
  /// Threads on all processors that the system lets this process use.
  static var allProcessors: Parallelism {
    ComputePool(width: max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))).parallelism
  }
}
