import JSONCoding

extension Command {
  static let count = Command(
    name: "count", summary: "counts tokens, bytes, characters, words and lines",
    operands: .textsAndFolders,
    options: [
      Option(
        "--tokenizer", "NAME", "count with this vocabulary only", .tokenizers, repeats: true),
      Option("--units", nil, "compare what words, tokens, characters and bytes cost a model"),
      .model, .tokenizerFile, .specialTokens, .json,
    ],
    examples: [
      "promptls count prompt.md",
      "promptls count --tokenizer cl100k_base prompts/",
      "promptls count --units prompt.md",
    ]
  ) { (arguments) throws(UsageError) in
    var command = TextCommand(method: "promptls/count", arguments: arguments)
    let names = arguments.all("--tokenizer")
    if !names.isEmpty { command.params["tokenizers"] = .array(names.map { .string($0) }) }
    if arguments.has("--special-tokens") { command.params["specialTokens"] = "asTokens" }
    if arguments.has("--units") {
      command.params["units"] = true
      return try command.run { input, result in
        if input.name != "-" { Console.print("\(input.name):") }
        Console.print(unitTable(result["units"]?.array ?? []))
      }
    }
    var rows: [[String]] = []
    var heads: [String] = []
    let status = try command.run { input, result in
      let counts = result["counts"]?.array ?? []
      let units = ["bytes", "characters", "words", "lines"]
      if heads.isEmpty { heads = units + counts.map { $0["tokenizer"]?.string ?? "" } + [""] }
      let numbers =
        units.map { result[$0]?.integer ?? 0 } + counts.map { $0["tokens"]?.integer ?? 0 }
      rows.append(numbers.map(String.init) + [input.name == "-" ? "" : input.name])
    }
    guard !rows.isEmpty else { return status }
    var table = Table(heads: heads, words: [heads.count - 1])
    for row in rows { table.add(row) }
    if rows.count > 1 { table.add(total(of: rows)) }
    Console.print(table)
    return status
  }

  /// The sums of the columns of numbers.
  private static func total(of rows: [[String]]) -> [String] {
    (0..<rows[0].count - 1).map { column in
      String(rows.reduce(0) { $0 + (column < $1.count ? Int($1[column]) ?? 0 : 0) })
    } + ["total"]
  }

  /// What each unit costs, a row each.
  private static func unitTable(_ units: [JSON]) -> Table {
    var table = Table(
      heads: ["length", "vocabulary", "table", "unknown", "of context", "unit"], words: [5])
    for unit in units {
      let bytes = unit["embeddingBytes"]?.integer ?? 0
      let share = Int(((unit["contextShare"]?.double ?? 0) * 100).rounded())
      table.add([
        "\(unit["tokens"]?.integer ?? 0)", "\(unit["vocabularySize"]?.integer ?? 0)",
        bytes < 1 << 20 ? "\((bytes + 1023) >> 10) KB" : "\(bytes >> 20) MB",
        unit["unknown"]?.integer.map(String.init) ?? "-", "\(share) %",
        (unit["unit"]?.string ?? "") + (unit["tokenizer"]?.string.map { " " + $0 } ?? ""),
      ])
    }
    return table
  }
}
