import Completion
import JSONRPC
package import Model

/// What the jobs of one lane work with; made and used on the lane's thread.
package final class Workbench {
  package let library: Library
  private let makeParallelism: () -> Parallelism
  /// Made with the first model: counting starts no threads.
  private(set) lazy var parallelism = makeParallelism()

  /// What was read lately, by model.
  private var caches: [String: ContextCache] = [:]
  /// What was suggested last.
  var lastSuggestion: (job: CompletionJob, text: String)?
  /// Keys and values kept of one model: several windows of a small one.
  private static let contextBytes = 256 << 20

  /// Makes a workbench.
  ///
  /// - Parameters:
  ///   - library: Where models and tokenizers are found.
  ///   - parallelism: Makes what computes.
  package init(library: Library, parallelism: @escaping () -> Parallelism) {
    self.library = library
    makeParallelism = parallelism
  }

  /// A model, loaded now if it is not.
  func model(_ name: String) throws(ResponseError) -> Library.LoadedModel {
    try library.load(model: name, parallelism: parallelism)
  }

  /// The context that has read the most of a prompt.
  func context(
    of loaded: Library.LoadedModel, named name: String, for prompt: PreparedPrompt
  ) -> InferenceContext {
    let cache =
      caches[name]
      ?? ContextCache(
        model: loaded.model, byteLimit: Self.contextBytes, parallelism: parallelism)
    caches[name] = cache
    let capacity = loaded.model.configuration.contextLength
    return cache.context(for: prompt.prefix(capacity: capacity))
  }

  /// A model file, loaded now and known by a name from then on; nothing changes where it fails.
  func load(_ name: String, file: Library.ModelFile) throws(ResponseError) {
    let before = try? library.entry(ofModel: name).file
    _ = try library.load(model: name, file: file, parallelism: parallelism)
    if before != file {
      dropCaches(of: name)
      FreedMemory.giveBack()
    }
  }

  /// Gives back what a model holds.
  func forget(_ name: String) {
    dropCaches(of: name)
    library.unload(model: name)
    FreedMemory.giveBack()
  }

  private func dropCaches(of name: String) {
    caches[name] = nil
    lastSuggestion = nil
  }
}
