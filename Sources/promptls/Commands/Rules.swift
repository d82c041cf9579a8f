extension Command {
  static let rules = Command(
    name: "rules", summary: "prints what each rule of lint means", operands: .none,
    options: [
      Option(
        "--install", nil, "keep the page in your cache folder instead, where diagnostics link to it"
      )
    ],
    examples: [
      "promptls rules --install"
    ]
  ) { (arguments) throws(UsageError) in
    guard arguments.names.isEmpty else {
      throw UsageError("rules takes no names; \"\(arguments.names[0])\" is one")
    }
    Console.print(arguments.has("--install") ? try RulePage.install() : RulePage.markdown)
    return 0
  }
}
