package import JSONCoding

/// Why a request was not answered with a result.
///
/// ``data`` always holds `code`, a kebab-case name that scripts can switch on without reading
/// prose, and whatever facts belong to it.
///
/// Source: JSON-RPC 2.0 section 5.1, LSP 3.18 `ResponseError` and `LSPErrorCodes`.
package struct ResponseError: Error, Hashable, Sendable, Codable {
  package var code: Int
  package var message: String
  package var data: JSON?

  package init(code: Int, message: String, data: JSON? = nil) {
    self.code = code
    self.message = message
    self.data = data
  }

  /// An error with a name for scripts.
  ///
  /// - Parameters:
  ///   - kind: The numeric code and what the protocol calls it.
  ///   - message: A clause that says what was wrong and where.
  ///   - name: The kebab-case name that goes to `data.code`; the kind's own where nil.
  ///   - facts: What else belongs into `data`.
  package init(
    _ kind: Kind, _ message: String, name: String? = nil, facts: [String: JSON] = [:]
  ) {
    var members = facts
    members["code"] = .string(name ?? kind.name)
    self.init(code: kind.rawValue, message: message, data: .object(members))
  }
}

extension ResponseError {
  /// The error codes of JSON-RPC and LSP.
  package enum Kind: Int, Sendable {
    case parseError = -32700
    case invalidRequest = -32600
    case methodNotFound = -32601
    case invalidParams = -32602
    case internalError = -32603
    case serverNotInitialized = -32002
    case requestFailed = -32803
    case serverCancelled = -32802
    case contentModified = -32801
    case requestCancelled = -32800

    /// The name that goes to `data.code` where none more exact is known.
    package var name: String {
      switch self {
      case .parseError: "parse-error"
      case .invalidRequest: "invalid-request"
      case .methodNotFound: "method-not-found"
      case .invalidParams: "invalid-params"
      case .internalError: "internal-error"
      case .serverNotInitialized: "server-not-initialized"
      case .requestFailed: "request-failed"
      case .serverCancelled: "server-cancelled"
      case .contentModified: "content-modified"
      case .requestCancelled: "request-cancelled"
      }
    }
  }
}
