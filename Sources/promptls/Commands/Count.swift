import JSONCoding

extension Command {
  static let count = Command(
    name: "count", summary: "counts tokens, bytes, characters, words and lines",
    operands: "[FILE or FOLDER …]",
    options: [
      Option("--tokenizer", "NAME", "count with this vocabulary only; may be repeated"),
      Option("--units", nil, "compare what words, tokens, characters and bytes cost a model"),
      .model, .tokenizerFile, .specialTokens, .json,
    ],
    example: "promptls count --tokenizer cl100k_base prompt.md"
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
    let status = try command.run { input, result in
      let counts = result["counts"]?.array ?? []
      if rows.isEmpty {
        rows.append(
          ["bytes", "characters", "words", "lines"]
            + counts.map { $0["tokenizer"]?.string ?? "" } + [""])
      }
      let statistics = ["bytes", "characters", "words", "lines"].map { result[$0]?.integer ?? 0 }
      let tokens = counts.map { $0["tokens"]?.integer ?? 0 }
      rows.append((statistics + tokens).map(String.init) + [input.name == "-" ? "" : input.name])
    }
    if rows.count > 2 { rows.append(total(of: rows)) }
    if !rows.isEmpty { Console.print(table(rows)) }
    return status
  }

  /// The sums of the columns of numbers, under their head.
  private static func total(of rows: [[String]]) -> [String] {
    (0..<rows[0].count - 1).map { column in
      String(rows.dropFirst().reduce(0) { $0 + (Int($1[column]) ?? 0) })
    } + ["total"]
  }

  /// What each unit costs, a row each.
  private static func unitTable(_ units: [JSON]) -> String {
    let head = ["length", "vocabulary", "table", "unknown", "of context", "unit"]
    let rows = units.map { unit in
      let bytes = unit["embeddingBytes"]?.integer ?? 0
      let share = Int(((unit["contextShare"]?.double ?? 0) * 100).rounded())
      return [
        "\(unit["tokens"]?.integer ?? 0)", "\(unit["vocabularySize"]?.integer ?? 0)",
        bytes < 1 << 20 ? "\((bytes + 1023) >> 10) KB" : "\(bytes >> 20) MB",
        unit["unknown"]?.integer.map(String.init) ?? "-", "\(share) %",
        (unit["unit"]?.string ?? "") + (unit["tokenizer"]?.string.map { " " + $0 } ?? ""),
      ]
    }
    return table([head] + rows)
  }

  /// Columns aligned right, but for the last.
  private static func table(_ rows: [[String]]) -> String {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      var cells = zip(row, widths).map { $0.leftPadded(to: $1) }
      cells[columns - 1] = row[columns - 1]
      let line = cells.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
    .joined(separator: "\n")
  }
}
