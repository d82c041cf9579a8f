extension Command {
  static let version = Command(
    name: "version", summary: "prints the version", operands: .none, options: [],
    examples: [
      "promptls version"
    ]
  ) { _ in
    Console.print("promptls \(Promptls.version)")
    return 0
  }
}
