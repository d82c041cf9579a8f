import Dispatch
import Synchronization

/// A first-in, first-out queue that many threads fill and one empties.
package final class Mailbox<Message: Sendable>: Sendable {
  private let messages = Mutex<Queue<Message>>(Queue())
  private let available = DispatchSemaphore(value: 0)
  /// Counts free places; nil where the queue may grow without bound.
  private let places: DispatchSemaphore?

  /// Makes an empty queue.
  ///
  /// - Parameter capacity: How many messages it holds before ``send(_:)`` waits.
  package init(capacity: Int? = nil) {
    places = capacity.map { DispatchSemaphore(value: $0) }
  }

  /// Adds a message, and waits for a place where the queue is full.
  package func send(_ message: Message) {
    places?.wait()
    messages.withLock { $0.append(message) }
    available.signal()
  }

  /// Waits for the next message.
  package func receive() -> Message {
    while true {
      available.wait()
      if let message = messages.withLock({ $0.popFirst() }) {
        places?.signal()
        return message
      }
    }
  }
}

/// A queue that takes from the front in constant time.
private struct Queue<Element> {
  private var elements: [Element?] = []
  private var head = 0

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
