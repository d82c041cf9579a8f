import JSONCoding
import JSONRPC
import LanguageServerProtocol
import Model
import Tokenizers
import WordVectors

extension Method {
  /// `promptls/neighbors`: of a model's tokens by a job on its lane, of a file's items by one that
  /// waits for no model.
  static let neighbors = Method.job(NeighborsRequest.self) {
    (session, params) throws(ResponseError) -> JobPlan in
    let count = params.k ?? 10
    guard count > 0 else {
      throw ResponseError(.invalidParams, "promptls/neighbors: k is not above 0")
    }
    if let path = params.embeddings {
      return JobPlan(lane: .text) { workbench, _ in
        Result { () throws(ResponseError) in
          let table = try workbench.library.vectorTables.table(path)
          let item = try table.item(params.token)
          return JSON(
            encoding: NeighborsRequest.Result(neighbors: table.neighbors(of: item, count: count)))
        }
      }
    }
    let name = params.model ?? session.configuration.model
    _ = try session.environment.library.entry(ofModel: name)
    return JobPlan(lane: .model) { workbench, _ in
      Result { () throws(ResponseError) in
        let loaded = try workbench.model(name)
        let token = try loaded.token(params.token)
        return JSON(
          encoding: NeighborsRequest.Result(
            neighbors: try loaded.neighbors(of: token, count: count, workbench)))
      }
    }
  }
}

extension VectorTable {
  /// The item that a request names; words were learned without capitals.
  fileprivate func item(_ value: JSON) throws(ResponseError) -> Int {
    if let number = value.integer, names.indices.contains(number) { return number }
    let name = value.string ?? value.integer.map(String.init) ?? ""
    guard let number = number(of: name) ?? number(of: name.lowercased()) else {
      throw ResponseError(
        .requestFailed, "there is no vector of \"\(name)\"", name: "unknown-item",
        facts: ["item": value])
    }
    return number
  }

  fileprivate func neighbors(of item: Int, count: Int) -> [NeighborsRequest.Neighbor] {
    neighbors(of: [item], count: count).map { neighbor in
      NeighborsRequest.Neighbor(
        id: UInt32(neighbor.number), text: names[neighbor.number],
        cosine: Double(neighbor.cosine))
    }
  }
}

extension Library.LoadedModel {
  /// The token that a request names by id or by text that is one token.
  fileprivate func token(_ value: JSON) throws(ResponseError) -> TokenID {
    if let id = value.integer.flatMap(TokenID.init(exactly:)) { return id }
    guard let text = value.string else {
      throw ResponseError(.invalidParams, "promptls/neighbors: token is neither a text nor an id")
    }
    let ids = tokenizer.encode(Array(text.utf8).span)
    guard ids.count == 1 else {
      throw ResponseError(
        .requestFailed, "\"\(text)\" is \(ids.count) tokens of \(tokenizer.name), not one",
        name: "not-one-token")
    }
    return ids[0]
  }

  fileprivate func neighbors(
    of token: TokenID, count: Int, _ workbench: Workbench
  ) throws(ResponseError) -> [NeighborsRequest.Neighbor] {
    do throws(ModelError) {
      let vector = try model.staticVector(of: token)
      // One more, since the token is its own nearest neighbor.
      let wanted = min(count, model.configuration.vocabularySize - 1) + 1
      return model.neighbors(of: vector, count: wanted, parallelism: workbench.parallelism)
        .filter { $0.id != token }.prefix(count)
        .map { neighbor in
          NeighborsRequest.Neighbor(
            id: neighbor.id,
            text: String(decoding: tokenizer.bytes(of: neighbor.id) ?? [], as: UTF8.self),
            cosine: Double(neighbor.cosine))
        }
    } catch {
      throw ResponseError(embedding: error)
    }
  }
}
