import JSONCoding

extension Command {
  static let doctor = Command(
    name: "doctor", summary: "looks whether all is in place here, and says what to do where not",
    operands: .none, options: [.model, .quantize, .repackCache, .tokenizerFile, .doctorJSON],
    examples: ["promptls doctor", "promptls doctor --json"]
  ) { (arguments) throws(UsageError) in
    guard arguments.names.isEmpty else {
      throw UsageError("doctor takes no names; \"\(arguments.names[0])\" is one")
    }
    let findings = try Checkup(arguments).findings()
    if arguments.has("--json") {
      Console.print(Checkup.json(findings).text + [UInt8(ascii: "\n")])
    } else {
      Checkup.print(findings)
    }
    return findings.contains { $0.state == .wrong } ? 1 : 0
  }
}

extension Option {
  fileprivate static let doctorJSON = Option("--json", nil, "print the same as one JSON object")
}
