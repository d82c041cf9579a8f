import JSONCoding
import JSONRPC
import Testing

struct IncomingTests {
  private struct Params: Decodable {
    var text: String
    var tokenizers: [String]?
    var maximum: Int?
  }

  private func decode(_ message: String) -> Incoming? {
    guard case .single(let incoming) = Incoming.decode(Array(message.utf8)) else { return nil }
    return incoming
  }

  private func call(_ message: String) throws -> Call {
    guard case .request(_, let call) = decode(message) else {
      throw ResponseError(.internalError, "no request: \(message)")
    }
    return call
  }

  private func invalid(_ message: String) -> (RequestID, ResponseError)? {
    guard case .invalid(let id, let error) = decode(message) else { return nil }
    return (id, error)
  }

  @Test func `reads a request with its parameters`() throws {
    let call = try call(#"{"jsonrpc":"2.0","id":1,"method":"m","params":{"text":"é"}}"#)
    #expect(call.method == "m")
    #expect(try call.params(as: Params.self).text == "é")
  }

  @Test(arguments: [
    (#"7"#, RequestID.number(7)), (#"-3"#, .number(-3)), (#""7""#, .string("7")),
    (#"9007199254740993"#, .number(9_007_199_254_740_993)), (#"null"#, .null),
  ])
  func `keeps the type of an id`(_ text: String, _ expected: RequestID) {
    guard case .request(let id, _) = decode(#"{"jsonrpc":"2.0","id":\#(text),"method":"m"}"#)
    else {
      Issue.record("\(text) was not read as a request")
      return
    }
    #expect(id == expected)
  }

  @Test func `refuses a fractional id`() {
    let refusal = invalid(#"{"jsonrpc":"2.0","id":1.5,"method":"m"}"#)
    #expect(refusal?.0 == .null)
    #expect(refusal?.1.code == -32600)
  }

  @Test func `a message that is not JSON is a parse error without an id`() {
    let refusal = invalid(#"{"jsonrpc":"2.0","id":1,"#)
    #expect(refusal?.0 == .null)
    #expect(refusal?.1.code == -32700)
    #expect(refusal?.1.data?["code"] == "parse-error")
  }

  @Test func `a message without a version or method is an invalid request`() {
    #expect(invalid(#"{"id":1,"method":"m"}"#)?.1.code == -32600)
    #expect(invalid(#"{"jsonrpc":"2.0","id":1}"#)?.0 == .number(1))
    #expect(invalid("17")?.1.code == -32600)
  }

  @Test func `wrong parameters are named`() throws {
    func message(_ params: String) throws -> String {
      let call = try call(#"{"jsonrpc":"2.0","id":1,"method":"m","params":\#(params)}"#)
      do {
        _ = try call.params(as: Params.self)
        return "accepted"
      } catch {
        #expect(error.code == -32602)
        return error.message
      }
    }
    #expect(try message("{}") == "m: text is missing")
    #expect(try message(#"{"text":3}"#) == "m: text is not a string")
    #expect(try message(#"{"text":"","tokenizers":["a",1]}"#) == "m: tokenizers[1] is not a string")
    #expect(try message(#"{"text":"","maximum":1.5}"#) == "m: maximum is not an integer")
    #expect(try message("[1]") == "m: params is not an object")
  }

  @Test func `a lone surrogate costs one character and not the message`() throws {
    // The middle one is an escaped backslash before "ud83d", which is no escape of a surrogate.
    let call = try call(
      #"{"jsonrpc":"2.0","id":1,"method":"m","params":{"text":"a\ud83db\\ud83d\ude00\ud83d\ude00"}}"#
    )
    #expect(try call.params(as: Params.self).text == "a\u{FFFD}b\\ud83d\u{FFFD}\u{1F600}")
  }

  @Test func `nesting beyond the limit is an error`() {
    let deep = String(repeating: "[", count: 100_000)
    #expect(invalid(#"{"jsonrpc":"2.0","id":1,"method":"m","params":"# + deep)?.1.code == -32700)
  }

  @Test func `a batch is read member by member`() {
    guard
      case .batch(let batch) = Incoming.decode(
        Array(#" [{"jsonrpc":"2.0","id":1,"method":"m"}, 1]"#.utf8)),
      case .request(.number(1), _) = batch[0], case .invalid = batch[1]
    else {
      Issue.record("not read as a batch of two")
      return
    }
    #expect(batch.count == 2)
    #expect(invalid("[]")?.1.code == -32600)
  }
}
