import JSONCoding
import PromptServer
import ProtocolModel
import TestSupport
import Testing

/// `protocol/promptls.openrpc.json` and the program say the same.
struct ProtocolTests {
  private static let model = ProtocolModels.own

  @Test func `every request that is announced is described, and no other`() {
    var harness = SessionHarness()
    let announced = harness.result("initialize", ProtocolModels.initialize())["capabilities"]?[
      "experimental"]?["promptls"]?["methods"]?.array?.compactMap(\.string)
    #expect(Set(announced ?? []) == Set(Self.model.methods.map(\.name)))
  }

  @Test(
    arguments: model.methods.flatMap { method in method.examples.map { (method.name, $0.name) } })
  func `examples are what is answered`(_ method: String, _ name: String) throws {
    let example = try #require(
      Self.model.method(method)?.examples.first { $0.name == name })
    var harness = SessionHarness()
    #expect(harness.result(method, example.params) == example.result)
  }

  @Test func `settings are those of the schema, with their defaults`() throws {
    let described = try #require(Self.model.settings["properties"]?.object)
    let settings = Setting.all
    #expect(Set(settings.map(\.name)) == Set(described.keys))
    for setting in settings {
      #expect(setting.byDefault == described[setting.name]?["default"], "\(setting.name)")
    }
  }

  @Test func `every schema that is referred to is there`() {
    func references(_ value: JSON) -> [String] {
      (SchemaChecker.name(ofReference: value).map { [$0] } ?? [])
        + (value.array ?? []).flatMap(references)
        + (value.object ?? [:]).values.flatMap(references)
    }
    let components = PromptProtocol.embedded["components"]?.object ?? [:]
    let known = components.values.flatMap { ($0.object ?? [:]).keys }
    #expect(Set(references(PromptProtocol.embedded)).isSubset(of: known))
  }
}
