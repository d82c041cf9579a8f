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

  /// Makes the models of the command line known.
  ///
  /// - Parameter arguments: `--model` is `NAME=PATH`, a file or folder alone, or the name of a model
  ///   that is known; `--quantize` and `--repack-cache` hold for all files.
  /// - Returns: The name of the first, or nil where there is none.
  /// - Throws: ``UsageError`` where a name is missing or there is no file to quantize.
  func addModels(_ arguments: Arguments) throws(UsageError) -> String? {
    typealias Quantization = LanguageModel.LoadOptions.Quantization
    let quantization = arguments.last("--quantize").flatMap(Quantization.init(rawValue:))
    let repackCache = arguments.last("--repack-cache")
    var first: String?
    var hasFile = false
    for argument in arguments.all("--model") {
      let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
      let isFile = argument.contains("/") || argument.hasSuffix(".gguf")
      let name = parts.count == 2 ? parts[0] : isFile ? "model" : argument
      if parts.count == 2 || isFile {
        addModel(
          name: name,
          file: ModelFile(
            path: parts.count == 2 ? parts[1] : argument, quantization: quantization ?? .asStored,
            repackCache: repackCache))
        hasFile = true
      }
      first = first ?? name
    }
    guard hasFile || (quantization == nil && repackCache == nil) else {
      throw UsageError("--quantize and --repack-cache are about the file of a --model")
    }
    return first
  }
}

extension Environment {
  /// The environment of this process.
  ///
  /// - Parameters:
  ///   - library: The tokenizers and models.
  ///   - positionEncoding: The one to use whatever the client lists.
  ///   - readFile: Reads settings that lie beside prompts.
  ///   - ruleReference: Where a person reads about a rule.
  /// - Returns: The environment.
  static func process(
    library: Library, positionEncoding: PositionEncoding? = nil,
    readFile: (@Sendable (String) -> [UInt8]?)? = nil,
    ruleReference: @escaping @Sendable (String) -> String? = { _ in nil }
  ) -> Environment {
    let start = DispatchTime.now().uptimeNanoseconds
    return Environment(
      version: Promptls.version, library: library, positionEncoding: positionEncoding,
      readFile: readFile, ruleReference: ruleReference
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
  static var allProcessors: Parallelism { ComputePool(width: threadCount).parallelism }

  /// As many as there are processors, or fewer where the environment variable PROMPTLS_THREADS says so.
  private static var threadCount: Int {
    let processors = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    guard let wanted = unsafe getenv("PROMPTLS_THREADS"),
      let count = unsafe Int(String(cString: wanted)), count > 0
    else { return processors }
    return min(count, processors)
  }
}
