/// `promptls/status`: how the process is doing.
package enum StatusRequest: Request {
  package static let method = "promptls/status"
  package typealias Params = NoParams

  package struct Result: Encodable, Sendable {
    package var version: String
    package var uptimeSeconds: Double
    package var residentBytes: Int
    package var documents: Int
    package var models: [String]
    /// Requests that are not answered yet.
    package var queue: Int
    package var latency: [String: Latency]

    package init(
      version: String, uptimeSeconds: Double, residentBytes: Int, documents: Int,
      models: [String], queue: Int, latency: [String: Latency]
    ) {
      self.version = version
      self.uptimeSeconds = uptimeSeconds
      self.residentBytes = residentBytes
      self.documents = documents
      self.models = models
      self.queue = queue
      self.latency = latency
    }
  }

  /// How long answers of one method took, from read to sent.
  package struct Latency: Encodable, Sendable {
    package var count: Int
    /// Upper bounds of the buckets in milliseconds, each twice the one before; the last is open.
    package var bucketMilliseconds: [Double]
    package var buckets: [Int]

    package init(count: Int, bucketMilliseconds: [Double], buckets: [Int]) {
      self.count = count
      self.bucketMilliseconds = bucketMilliseconds
      self.buckets = buckets
    }
  }
}
