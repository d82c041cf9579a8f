import JSONRPC
package import Model

/// What the jobs of one lane work with; made and used on the lane's thread.
package final class Workbench {
  package let library: Library
  private let makeParallelism: () -> Parallelism
  /// Made with the first model: counting starts no threads.
  private(set) lazy var parallelism = makeParallelism()

  /// The places in use, the one used last at the end.
  private var contexts: [Place] = []

  private struct Place {
    var model: String
    var document: String?
    var context: InferenceContext
  }

  /// Enough for the documents that one person types in; each holds a window of keys and values.
  private static let maximumContexts = 4

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

  /// A model's place in a document, or in texts that are none.
  ///
  /// What it has read already need not be read again where the next prompt begins alike.
  func context(
    of loaded: Library.LoadedModel, named name: String, for document: String?
  ) -> InferenceContext {
    if let index = contexts.firstIndex(where: { $0.model == name && $0.document == document }) {
      contexts.append(contexts.remove(at: index))
    } else {
      if contexts.count == Self.maximumContexts { contexts.removeFirst() }
      let context = InferenceContext(model: loaded.model, parallelism: parallelism)
      contexts.append(Place(model: name, document: document, context: context))
    }
    return contexts[contexts.count - 1].context
  }

  /// Gives back what a model holds.
  func forget(_ name: String) {
    contexts.removeAll { $0.model == name }
    library.unload(model: name)
  }
}
