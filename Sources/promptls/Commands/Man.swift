extension Command {
  static let man = Command(
    name: "man", summary: "prints the manual page", operands: .none, options: [],
    examples: ["promptls man | man -l -"]
  ) { (arguments) throws(UsageError) in
    guard arguments.names.isEmpty else {
      throw UsageError(
        "man takes no names; of one command tells: promptls help \(arguments.names[0])")
    }
    Console.print(ManualPage.text(all))
    return 0
  }
}
