import JSONRPC
package import Model

/// What the jobs of one lane work with; made and used on the lane's thread.
package final class Workbench {
  package let library: Library
  private let makeParallelism: () -> Parallelism
  /// Made with the first model: counting starts no threads.
  private lazy var parallelism = makeParallelism()

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

  /// Gives back what a model holds.
  func forget(_ name: String) {
    library.unload(model: name)
  }
}
