import Healing
import TestSupport
import Tokenizers

extension Healer {
  /// The events after a boundary under an integer model, whose contexts are asked one by one.
  func firstEvents(
    after boundary: Boundary, model: some IntegerModel, before: [TokenID]
  ) -> FirstEvents {
    let contexts = boundary.tree.contexts.indices
    return firstEvents(
      after: boundary,
      distributions: contexts.map {
        model.distribution(after: before + boundary.tree.path(of: $0))
      },
      ends: [model.end],
      followers: Dictionary(
        uniqueKeysWithValues: boundary.exactContexts.map { ($0, followers(of: $0, in: boundary)) }))
  }
}

/// Half the sum of the differences.
func totalVariation(_ one: NextBytes, _ other: NextBytes) -> Double {
  one.totalVariation(to: other)
}
