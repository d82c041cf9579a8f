extension Command {
  static let version = Command(
    name: "version", summary: "prints the version", operands: "", options: [],
    example: "promptls version"
  ) { _ in
    Console.print("promptls \(Promptls.version)")
    return 0
  }
}
