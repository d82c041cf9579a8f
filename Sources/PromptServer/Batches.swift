import JSONCoding

/// Names a JSON-RPC batch within a session.
struct BatchID: Hashable {
  let number: Int
}

/// Batches whose responses are not complete yet.
///
/// Source: JSON-RPC 2.0 section 6: one array of responses, and nothing at all for a batch of
/// notifications.
struct Batches {
  private var waiting: [BatchID: (responses: [JSON], outstanding: Int)] = [:]
  private var count = 0

  /// Begins a batch; it waits for its own ``close(_:)`` and for one after each ``expect(_:)``.
  mutating func open() -> BatchID {
    count += 1
    let batch = BatchID(number: count)
    waiting[batch] = ([], 1)
    return batch
  }

  /// Notes that a response will come later.
  mutating func expect(_ batch: BatchID) { waiting[batch]?.outstanding += 1 }

  mutating func add(_ response: JSON, to batch: BatchID) {
    waiting[batch]?.responses.append(response)
  }

  /// Notes that one of the awaited things has come, and sends the batch after the last.
  mutating func close(_ batch: BatchID) -> [Effect] {
    waiting[batch]?.outstanding -= 1
    guard let state = waiting[batch], state.outstanding == 0 else { return [] }
    waiting[batch] = nil
    return state.responses.isEmpty ? [] : [.send(.array(state.responses))]
  }
}
