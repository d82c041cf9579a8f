import JSONCoding
import JSONRPC
import LanguageServerProtocol

/// Names a time that a session waits for; never used twice.
package struct TimerID: Hashable, Sendable {
  let number: Int
}

/// What a session waits for from outside, besides jobs: times, and answers of the client.
struct Expectations {
  var timers: [TimerID: Reaction] = [:]
  var timerCount = 0
  var answers: [RequestID: AnswerReaction] = [:]
  var requestCount = 0

  /// What is done when a time has come.
  typealias Reaction = @Sendable (inout Session) -> [Effect]
  /// What is done with the client's answer; nil where it was an error.
  typealias AnswerReaction = @Sendable (inout Session, JSON?) -> [Effect]
}

// MARK: Times

extension Session {
  /// Has something done later, unless it is called off by ``callOff(_:)``.
  mutating func wake(
    after milliseconds: Double, _ react: @escaping Expectations.Reaction
  ) -> (TimerID, Effect) {
    expectations.timerCount += 1
    let timer = TimerID(number: expectations.timerCount)
    expectations.timers[timer] = react
    return (timer, .wake(timer, after: milliseconds))
  }

  /// How many times are waited for.
  package var waitingTimers: Int { expectations.timers.count }

  /// Has nothing done when a time has come.
  mutating func callOff(_ timer: TimerID) { expectations.timers[timer] = nil }

  mutating func woke(_ timer: TimerID) -> [Effect] {
    expectations.timers.removeValue(forKey: timer)?(&self) ?? []
  }
}

// MARK: Requests of ours

extension Session {
  /// Asks the client; some never answer, and nothing may depend on it.
  mutating func ask<R: Request>(
    _: R.Type, _ params: JSON, then react: @escaping Expectations.AnswerReaction = { _, _ in [] }
  ) -> Effect {
    expectations.requestCount += 1
    let id = RequestID.string("promptls/\(expectations.requestCount)")
    expectations.answers[id] = react
    return .send(Outgoing.request(id, R.method, params))
  }

  mutating func takeAnswer(_ id: RequestID, _ result: JSON?) -> [Effect] {
    expectations.answers.removeValue(forKey: id)?(&self, result) ?? []
  }

  /// A sentence for the person.
  func message(_ kind: ShowMessage.Kind, _ text: String) -> Effect {
    let params = ShowMessage.Params(type: kind, message: text)
    return .send(Outgoing.notification(ShowMessage.method, JSON(encoding: params)))
  }
}
