import Daemon
import Foundation
import Synchronization
import Testing

struct MailboxTests {
  @Test func `holds no more than its capacity in messages and bytes, and keeps the order`() {
    let mailbox = Mailbox<Int>(capacity: .init(messages: 8, bytes: 100))
    let sent = Atomic(0)
    let sender = Thread {
      for message in 0..<2000 {
        mailbox.send(message, weight: message % 40)
        sent.store(message + 1, ordering: .releasing)
      }
    }
    sender.start()
    for message in 0..<2000 {
      #expect(mailbox.receive() == message)
      // The one that waits for room may have found it meanwhile.
      let count = sent.load(ordering: .acquiring)
      #expect(count <= message + 1 + 8 + 1)
    }
  }

  @Test func `takes one message of any weight, and the next when it is gone`() {
    let mailbox = Mailbox<Int>(capacity: .init(messages: 8, bytes: 100))
    mailbox.send(0, weight: 1000)
    let isSent = Atomic(false)
    let sender = Thread {
      mailbox.send(1, weight: 1)
      isSent.store(true, ordering: .releasing)
    }
    sender.start()
    usleep(50_000)
    let isEarly = isSent.load(ordering: .acquiring)
    #expect(!isEarly)
    #expect(mailbox.receive() == 0)
    #expect(mailbox.receive() == 1)
  }

  @Test func `nobody is left waiting when many send at once`() {
    let mailbox = Mailbox<Int>(capacity: .init(messages: 4, bytes: 50))
    for sender in 0..<8 {
      let thread = Thread {
        for message in 0..<500 { mailbox.send(message, weight: (message * sender) % 60) }
      }
      thread.start()
    }
    var sum = 0
    for _ in 0..<8 * 500 { sum += mailbox.receive() }
    #expect(sum == 8 * 500 * 499 / 2)
  }
}
