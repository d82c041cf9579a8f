package import JSONCoding

/// A remark about a stretch of a document.
///
/// Source: LSP 3.18 `Diagnostic`.
package struct Diagnostic: Hashable, Codable, Sendable {
  package var range: PositionRange
  package var severity: Severity?
  package var code: String?
  package var codeDescription: CodeDescription?
  package var source: String?
  package var message: String
  package var relatedInformation: [Related]?
  package var data: JSON?

  package enum Severity: Int, Codable, Sendable {
    case error = 1
    case warning
    case information
    case hint
  }

  package struct CodeDescription: Hashable, Codable, Sendable {
    package var href: String

    package init(href: String) {
      self.href = href
    }
  }

  /// Another place that has to do with it.
  ///
  /// Source: LSP 3.18 `DiagnosticRelatedInformation`.
  package struct Related: Hashable, Codable, Sendable {
    package var location: Location
    package var message: String

    package init(location: Location, message: String) {
      self.location = location
      self.message = message
    }
  }

  package init(
    range: PositionRange, severity: Severity?, code: String?, source: String?, message: String,
    codeDescription: CodeDescription? = nil, data: JSON? = nil
  ) {
    self.range = range
    self.severity = severity
    self.code = code
    self.codeDescription = codeDescription
    self.source = source
    self.message = message
    self.data = data
  }
}

/// `textDocument/publishDiagnostics`.
package enum PublishDiagnostics: Notification {
  package static let method = "textDocument/publishDiagnostics"

  package struct Params: Codable, Sendable {
    package var uri: String
    package var version: Int?
    package var diagnostics: [Diagnostic]

    package init(uri: String, version: Int?, diagnostics: [Diagnostic]) {
      self.uri = uri
      self.version = version
      self.diagnostics = diagnostics
    }
  }
}
