import Dispatch
import Synchronization

/// A first-in, first-out queue that many threads fill and one empties.
package final class Mailbox<Message: Sendable>: Sendable {
  /// When a sender has to wait.
  package struct Capacity: Sendable {
    /// Messages that the queue holds.
    package var messages: Int
    /// What they weigh together, in bytes; one message alone may weigh more.
    package var bytes: Int

    package init(messages: Int, bytes: Int) {
      self.messages = messages
      self.bytes = bytes
    }
  }

  private struct State {
    var queue = Queue<(message: Message, weight: Int)>()
    /// What the messages in the queue weigh together.
    var weight = 0
    /// Senders that wait for room.
    var waiting = 0
  }

  private let state = Mutex(State())
  private let available = DispatchSemaphore(value: 0)
  private let room = DispatchSemaphore(value: 0)
  private let capacity: Capacity?

  /// Makes an empty queue.
  ///
  /// - Parameter capacity: What it holds before ``send(_:weight:)`` waits; nil where it may grow
  ///   without bound.
  package init(capacity: Capacity? = nil) { self.capacity = capacity }

  /// Adds a message, and waits for room where the queue is full.
  ///
  /// - Parameters:
  ///   - message: The message.
  ///   - weight: About what it takes of memory, in bytes.
  package func send(_ message: Message, weight: Int = 0) {
    while true {
      let isSent = state.withLock { state in
        guard hasRoom(for: weight, state) else {
          state.waiting += 1
          return false
        }
        state.queue.append((message, weight))
        state.weight += weight
        return true
      }
      if isSent { break }
      room.wait()
    }
    available.signal()
  }

  private func hasRoom(for weight: Int, _ state: borrowing State) -> Bool {
    guard let capacity, state.queue.count > 0 else { return true }
    return state.queue.count < capacity.messages && state.weight + weight <= capacity.bytes
  }

  /// Waits for the next message.
  package func receive() -> Message {
    while true {
      available.wait()
      let (message, waiting) = state.withLock { state in
        let first = state.queue.popFirst()
        state.weight -= first?.weight ?? 0
        // All look again: which of them fits now depends on what they bring.
        defer { state.waiting = 0 }
        return (first?.message, state.waiting)
      }
      for _ in 0..<waiting { room.signal() }
      if let message { return message }
    }
  }
}

/// A queue that takes from the front in constant time.
private struct Queue<Element> {
  private var elements: [Element?] = []
  private var head = 0

  var count: Int { elements.count - head }

  mutating func append(_ element: Element) { elements.append(element) }

  mutating func popFirst() -> Element? {
    guard head < elements.count else { return nil }
    let first = elements[head]
    elements[head] = nil
    head += 1
    if head == elements.count {
      elements.removeAll(keepingCapacity: head < 1024)
      head = 0
    } else if head > 1024, head * 2 > elements.count {
      elements.removeFirst(head)
      head = 0
    }
    return first
  }
}
