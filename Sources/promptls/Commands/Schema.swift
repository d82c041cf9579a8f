import JSONCoding
import ProtocolModel

extension Command {
  static let schema = Command(
    name: "schema", summary: "prints the JSON schema of the settings", operands: .none,
    options: [
      Option("--protocol", nil, "print the OpenRPC document of all requests, errors and settings")
    ],
    examples: [
      "promptls schema > promptls.schema.json"
    ]
  ) { (arguments) throws(UsageError) in
    guard arguments.names.isEmpty else {
      throw UsageError("schema takes no names; \"\(arguments.names[0])\" is one")
    }
    let document = PromptProtocol.embedded
    let schema =
      arguments.has("--protocol") ? document : PromptProtocol(document).settingsSchema
    Console.print(schema.indentedText)
    return 0
  }
}
