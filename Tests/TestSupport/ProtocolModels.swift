package import JSONCoding
package import ProtocolModel

/// What messages are held against.
package enum ProtocolModels {
  /// LSP's official model.
  package static let lsp: LanguageServerModel = {
    guard let bytes = try? SharedData.bytes("lsp/metaModel-3.18.0.json"),
      let model = try? JSON.parse(bytes)
    else { preconditionFailure("shared/lsp/metaModel-3.18.0.json cannot be read") }
    return LanguageServerModel(model)
  }()

  /// The requests that are our own.
  package static let own = PromptProtocol(PromptProtocol.embedded)

  /// A conversation that has not begun.
  ///
  /// - Parameter isClientHeld: Whether what the client sends has to be right, too; not where real
  ///   editors are replayed.
  /// - Returns: A conversation without messages.
  package static func conversation(isClientHeld: Bool = true) -> Conversation {
    Conversation(lsp: lsp, own: own, isClientHeld: isClientHeld)
  }

  /// The parameters of `initialize`, with all that LSP wants to be there.
  package static func initialize(
    _ capabilities: JSON = [:], processID: Int? = nil, options: JSON? = nil
  ) -> JSON {
    var params: [String: JSON] = [
      "processId": processID.map { .integer($0) } ?? .null, "rootUri": .null,
      "capabilities": capabilities,
    ]
    params["initializationOptions"] = options
    return .object(params)
  }
}
