import JSONRPC
import LanguageServerProtocol

extension Method {
  /// `promptls/status`.
  static let status = Method.request(StatusRequest.self) { (session, _) in
    let process = session.environment.process()
    return StatusRequest.Result(
      version: session.environment.version, uptimeSeconds: process.uptimeSeconds,
      residentBytes: process.residentBytes, documents: session.documents.count,
      models: session.environment.library.models.filter(\.isLoaded).map(\.name),
      queue: session.queueLength, latency: session.latencies.report)
  }
}
