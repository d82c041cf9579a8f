import Foundation

/// The proof's figures as a page, a picture and numbers.
struct ProofReport {
  let models: [(name: String, cuts: [HealingProof.Cut])]

  private static let uncut = 4

  var markdown: String {
    let parts = models.flatMap { name, cuts in Self.section(name, cuts) }
    return (Self.introduction + parts + [Self.reading]).joined(separator: "\n")
  }

  /// The means as JSON, for those who compare.
  func numbers() throws -> Data {
    let rows = models.flatMap { name, cuts in
      Self.groups(cuts).map { group in
        Row(
          model: name, kind: group.name, cuts: group.cuts.count,
          nextByteBits: Self.byTreatment { index in Self.mean(group.cuts) { $0.bits[index] } },
          nextSixteenBytesBits: Self.byTreatment { index in
            Self.mean(group.cuts) { $0.manyBits[index] }
          },
          totalVariation: Self.byTreatment { index in
            Self.mean(group.cuts) { $0.distances[index] }
          })
      }
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return try encoder.encode(rows) + Data("\n".utf8)
  }

  private struct Row: Codable {
    var model: String
    var kind: String
    var cuts: Int
    var nextByteBits: [String: Double]
    var nextSixteenBytesBits: [String: Double]
    var totalVariation: [String: Double]
  }

  private static func byTreatment(_ value: (Int) -> Double) -> [String: Double] {
    Dictionary(
      uniqueKeysWithValues: HealingProof.treatments.enumerated().map { index, name in
        (name, (value(index) * 1e6).rounded() / 1e6)
      })
  }

  /// All random cuts, and then all cuts of each kind.
  private static func groups(
    _ cuts: [HealingProof.Cut]
  ) -> [(name: String, cuts: [HealingProof.Cut])] {
    [("random cuts", cuts.filter(\.isRandom))]
      + CutPlaces.kinds.map { kind in (kind, cuts.filter { $0.kind == kind }) }
      .filter { !$0.1.isEmpty }
  }

  private static let introduction = [
    "# What a cut costs", "",
    "Held-out prose, code and JSON, cut at random characters with 40 to 500 bytes before. Made by",
    "`bench healing PAGE CUTS PROSE CODE JSON MODEL…`; the numbers are in `healing-proof.json`.",
    "",
    "![Bits of the true next byte by kind of cut and treatment](healing-proof.svg)", "",
  ]

  private static func section(_ name: String, _ cuts: [HealingProof.Cut]) -> [String] {
    let random = cuts.filter(\.isRandom)
    var lines = [
      "## \(name)", "",
      "| \(random.count) random cuts | bits of the next byte | of the next 16 bytes "
        + "| distance to the exact law | 95 % | cuts above 0.05 |",
      "| --- | --- | --- | --- | --- | --- |",
    ]
    for (index, treatment) in HealingProof.treatments.enumerated() {
      let distances = random.map { $0.distances[index] }
      lines.append(
        "| \(treatment) | \(format(mean(random) { $0.bits[index] })) "
          + "| \(format(mean(random) { $0.manyBits[index] })) | \(format(mean(distances))) "
          + "| \(format(quantile(distances, 0.95))) | \(distances.count { $0 > 0.05 }) |")
    }
    for (title, value) in [
      ("bits of the next byte", \HealingProof.Cut.bits),
      ("bits of the next 16 bytes", \.manyBits), ("distance to the exact law", \.distances),
    ] {
      lines += [
        "",
        "| \(title), by kind of cut | cuts | "
          + HealingProof.treatments.joined(separator: " | ") + " |",
        "| --- | --- |" + HealingProof.treatments.map { _ in " --- |" }.joined(),
      ]
      for group in groups(cuts).dropFirst() {
        let row = HealingProof.treatments.indices.map { index in
          format(mean(group.cuts) { $0[keyPath: value][index] }, 2)
        }
        lines.append("| \(group.name) | \(group.cuts.count) | \(row.joined(separator: " | ")) |")
      }
    }
    return lines + [""] + figures(random, cuts) + [""]
  }

  private static func figures(
    _ random: [HealingProof.Cut], _ cuts: [HealingProof.Cut]
  ) -> [String] {
    func penalty(_ treatment: Int, _ bits: KeyPath<HealingProof.Cut, [Double]>) -> Double {
      mean(random) { $0[keyPath: bits][treatment] - $0[keyPath: bits][uncut] }
    }
    let lines = [("byte", \HealingProof.Cut.bits), ("16 bytes", \.manyBits)].map { what, bits in
      "- Penalty of a random cut on the next \(what), against the uncut text: "
        + "\(format(penalty(0, bits))) bits unhealed, \(format(penalty(3, bits), 4)) healed exactly "
        + "(\(format(100 * penalty(3, bits) / penalty(0, bits), 2)) %)."
    }
    let contexts = random.map { Double($0.contexts) }
    let excess = cuts.map { $0.distances[0] - $0.harm - $0.leak }.max() ?? 0
    return lines + [
      "- Contexts that need logits: mean \(format(mean(contexts), 2)), "
        + "most \(Int(contexts.max() ?? 0)).",
      "- Distance of the unhealed law beyond H + leak: at most \(excess) over \(cuts.count) cuts; "
        + "\(cuts.count { $0.distances[0] > $0.harm + $0.leak + 1e-9 }) violations.",
    ]
  }

  private static let reading = """
    How to read it:

    - *No healing* takes the prompt's tokens as they are. *One token* takes the last one back and draws
      it again among the tokens that begin with its bytes. *Local masks* takes back what is unstable and
      draws token after token among those that agree with the bytes (`healing: "backup"`). *Exact* is the
      model's own law, given the bytes (`healing: "exact"`).
    - *Uncut text* is what the model charges the uncut text's own tokens for the same bytes. A token that
      the cut, or the end of the 16 bytes, falls into counts as all tokens that begin with its part, so
      that over all bytes of a text it adds up to the bits of the text's tokens: the loss the model was
      trained on. Exact healing charges the sum over all encodings, which is never more in all: its
      penalty over all cuts of a text is at most 0, and over some random cuts 0 but for their choice.
    - Distances are total variations between laws of the next byte; that of *uncut text* is of one who is
      told which tokens end before the cut.
    - A byte costs at most 40 bits here.
    - An earlier measurement of SmolLM2 gave 1.94 bits of the next byte (exact), 5.84 (no healing), 3.34
      (one token) and 2.15 (local masks): 310 cuts of English documentation, C and Python, and manual
      pages. Its texts and the lengths of its prompts are not known, so that it cannot be made again
      here. The treatments are defined alike, and stand in the same order here and there; how many bits
      a byte has is the text's.

    """

  private static func mean(_ values: [Double]) -> Double {
    values.reduce(0, +) / Double(max(values.count, 1))
  }

  private static func mean(
    _ cuts: [HealingProof.Cut], _ value: (HealingProof.Cut) -> Double
  ) -> Double { mean(cuts.map(value)) }

  private static func quantile(_ values: [Double], _ part: Double) -> Double {
    let sorted = values.sorted()
    return sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(part * Double(sorted.count)))]
  }

  private static func format(_ value: Double, _ digits: Int = 3) -> String {
    String(format: "%.\(digits)f", value)
  }

  /// Bars of bits by kind of cut and treatment, one column a model.
  var picture: String {
    let colors = ["#c0392b", "#e67e22", "#f1c40f", "#2e86c1", "#7f8c8d"]
    var body: [String] = []
    for (index, name) in HealingProof.treatments.enumerated() {
      body.append(
        "<rect x=\"\(8 + index * 140)\" y=\"14\" width=\"12\" height=\"12\" "
          + "fill=\"\(colors[index])\"/><text x=\"\(26 + index * 140)\" y=\"24\">\(name)</text>")
    }
    var rows = 0
    for (column, model) in models.enumerated() {
      let left = 8 + column * 620
      body.append("<text x=\"\(left)\" y=\"48\" font-weight=\"bold\">\(model.name)</text>")
      let groups = Self.groups(model.cuts)
      rows = max(rows, groups.count)
      let most =
        groups.flatMap { group in
          colors.indices.map { index in Self.mean(group.cuts) { $0.bits[index] } }
        }.max() ?? 1
      for (place, group) in groups.enumerated() {
        let top = 60 + place * 90
        body.append(
          "<text x=\"\(left)\" y=\"\(top + 38)\">\(group.name) (\(group.cuts.count))</text>")
        for (index, color) in colors.enumerated() {
          let value = Self.mean(group.cuts) { $0.bits[index] }
          let width = Self.format(value / most * 400, 1)
          let end = Self.format(Double(left + 156) + value / most * 400, 1)
          let y = top + index * 14
          body.append(
            "<rect x=\"\(left + 150)\" y=\"\(y)\" width=\"\(width)\" height=\"12\" "
              + "fill=\"\(color)\"/><text x=\"\(end)\" y=\"\(y + 10)\">\(Self.format(value, 2))</text>"
          )
        }
      }
    }
    return """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(8 + models.count * 620)" \
      height="\(60 + rows * 90)" font-family="sans-serif" \
      font-size="11"><title>Bits of the true next byte after a cut</title>
      \(body.joined(separator: "\n"))
      </svg>

      """
  }
}
