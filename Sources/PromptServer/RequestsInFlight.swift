import JSONCoding
import JSONRPC

/// A request that is still to be answered.
struct Pending {
  var id: RequestID
  var batch: BatchID?
  var method: String
  /// When it came, in milliseconds.
  var received: Double
}

/// A request whose job is under way.
struct RequestInFlight {
  var pending: Pending
  var cancellation: Cancellation
  var progressToken: JSON?
  var workDoneToken: JSON?
  var document: String?
  var isSuggestion: Bool
  var answer: JobPlan.Answer?
}

/// The jobs whose requests are still to be answered.
///
/// Found by request and by document too: a hundred thousand may be waiting, and every message that
/// comes asks for some of them.
struct RequestsInFlight {
  private var entries: [JobID: RequestInFlight] = [:]
  private var byRequest: [RequestID: JobID] = [:]
  private var byDocument: [String: Set<JobID>] = [:]
  private var suggestions: Set<JobID> = []

  var count: Int { entries.count }
  var isEmpty: Bool { entries.isEmpty }

  /// All jobs, the oldest first.
  var all: [JobID] { entries.keys.sorted() }

  subscript(job: JobID) -> RequestInFlight? { entries[job] }

  /// The job of a request, if it is still to be answered.
  func job(of request: RequestID) -> JobID? { byRequest[request] }

  /// The jobs about a document, the oldest first.
  func jobs(of document: String) -> [JobID] { byDocument[document, default: []].sorted() }

  /// The jobs of suggestions that fit, the oldest first.
  func suggestions(where fits: (RequestInFlight) -> Bool) -> [JobID] {
    suggestions.filter { entries[$0].map(fits) ?? false }.sorted()
  }

  mutating func insert(_ job: JobID, _ request: RequestInFlight) {
    entries[job] = request
    byRequest[request.pending.id] = job
    if let document = request.document { byDocument[document, default: []].insert(job) }
    if request.isSuggestion { suggestions.insert(job) }
  }

  mutating func remove(_ job: JobID) -> RequestInFlight? {
    guard let request = entries.removeValue(forKey: job) else { return nil }
    byRequest[request.pending.id] = nil
    suggestions.remove(job)
    if let document = request.document {
      byDocument[document]?.remove(job)
      if byDocument[document]?.isEmpty == true { byDocument[document] = nil }
    }
    return request
  }

  /// Answers what its job says as it is, whatever was planned.
  mutating func dropAnswer(of job: JobID) { entries[job]?.answer = nil }
}
