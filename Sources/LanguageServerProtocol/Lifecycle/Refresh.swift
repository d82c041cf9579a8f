/// Asks the client to ask again for what it shows of all documents.
package enum Refresh {
  package enum Diagnostics: Request {
    package static let method = "workspace/diagnostic/refresh"
    package typealias Params = NoParams
    package typealias Result = NoResult
  }

  package enum InlayHints: Request {
    package static let method = "workspace/inlayHint/refresh"
    package typealias Params = NoParams
    package typealias Result = NoResult
  }

  package enum CodeLenses: Request {
    package static let method = "workspace/codeLens/refresh"
    package typealias Params = NoParams
    package typealias Result = NoResult
  }

  package enum SemanticTokens: Request {
    package static let method = "workspace/semanticTokens/refresh"
    package typealias Params = NoParams
    package typealias Result = NoResult
  }
}
