/// How messages are told apart on a stream.
package enum Framing: String, Sendable {
  /// One JSON value a line, for shell pipes.
  case lines
  /// LSP's header part with `Content-Length`, for editors.
  case headers

  /// Puts one outgoing message into its frame.
  package func frame(_ message: [UInt8]) -> [UInt8] {
    switch self {
    case .lines: message + [UInt8(ascii: "\n")]
    case .headers: Array("Content-Length: \(message.count)\r\n\r\n".utf8) + message
    }
  }
}

/// What a stream of bytes holds, frame by frame.
package enum Frame: Equatable, Sendable {
  /// The bytes of one message, whatever they are.
  case message([UInt8])
  /// Bytes that are no frame; the reader has gone on to the next good header.
  case malformed(reason: String)
  /// A message larger than the limit; its bytes are passed over, not kept.
  case oversized(bytes: Int, limit: Int)
}

/// What a peer may send before it is refused.
package struct FramingLimits: Sendable {
  /// Bytes of a header part.
  package var headerBytes = 8 * 1024
  /// Bytes of one message.
  package var messageBytes = 64 * 1024 * 1024

  package init() {}
}
