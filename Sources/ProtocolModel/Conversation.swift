package import JSONCoding

/// Messages between a client and a server, held against LSP's model and ours as they come.
///
/// What a client sends may be wrong where a test means it so; then the server has to say that it is:
/// a request that breaks the model and is answered with a result is a problem.
package struct Conversation {
  private let lsp: LanguageServerModel
  private let own: PromptProtocol
  private let isClientHeld: Bool
  private var asked: [JSON: Asked] = [:]
  private var askedByServer: [JSON: String] = [:]
  /// The methods whose parts come under a progress token.
  private var partTokens: [JSON: String] = [:]

  private struct Asked {
    var method: String
    var problems: [String]
  }

  /// Begins a conversation.
  ///
  /// - Parameters:
  ///   - lsp: LSP's model.
  ///   - own: Ours.
  ///   - isClientHeld: Whether what the client sends has to be right, too.
  package init(lsp: LanguageServerModel, own: PromptProtocol, isClientHeld: Bool = true) {
    self.lsp = lsp
    self.own = own
    self.isClientHeld = isClientHeld
  }

  /// Notes what the client sends.
  ///
  /// - Returns: What is wrong with it, for a notification or a response. What is wrong with a request
  ///   is kept until its answer.
  package mutating func client(_ message: JSON) -> [String] {
    guard let method = message["method"]?.string else {
      guard let id = message["id"], let asked = askedByServer.removeValue(forKey: id),
        let result = message["result"]
      else { return [] }
      return lsp.problems(ofResult: result, asked)
    }
    let id = message["id"]
    let problems = problems(of: message, method, isRequest: id != nil, fromClient: true)
    guard let id else { return problems }
    asked[id] = Asked(method: method, problems: problems)
    if let token = message["params"]?["partialResultToken"] { partTokens[token] = method }
    return []
  }

  /// Notes what the server sends.
  ///
  /// - Returns: What is wrong with it, or with the request that it answers.
  package mutating func server(_ message: JSON) -> [String] {
    if let members = message.array { return members.flatMap { server($0) } }
    guard message["jsonrpc"] == "2.0" else { return ["jsonrpc is not \"2.0\""] }
    if let method = message["method"]?.string { return server(message, method) }
    guard let id = message["id"] else { return ["a response without an id"] }
    let asked = asked.removeValue(forKey: id)
    if let error = message["error"] { return own.problems(ofError: error) }
    guard let result = message["result"] else { return ["a response without result and error"] }
    guard let asked else { return ["a response to nothing: \(id)"] }
    let isLSP = lsp.has(asked.method)
    return asked.problems.map { "accepted although \($0)" }
      + (isLSP
        ? lsp.problems(ofResult: result, asked.method)
        : own.problems(ofResult: result, asked.method))
  }

  private mutating func server(_ message: JSON, _ method: String) -> [String] {
    let id = message["id"]
    if let id { askedByServer[id] = method }
    if method == "$/progress", let token = message["params"]?["token"],
      let asked = partTokens[token], !lsp.has(asked), let part = message["params"]?["value"]
    {
      return own.problems(ofPart: part, asked)
    }
    return problems(of: message, method, isRequest: id != nil, fromClient: false)
  }

  private func problems(
    of message: JSON, _ method: String, isRequest: Bool, fromClient: Bool
  ) -> [String] {
    let params = message["params"]
    if fromClient && !isClientHeld { return [] }
    // Whoever does not know one passes it over.
    if method.hasPrefix("$/"), !lsp.has(method), !isRequest { return [] }
    if lsp.has(method) {
      return lsp.problems(
        ofParams: params, method, isRequest: isRequest, fromClient: fromClient)
    }
    return own.problems(ofParams: params, method, isRequest: isRequest)
  }
}
