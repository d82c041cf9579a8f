import Foundation

/// The proof's figures as a page and a picture.
struct ProofReport {
  let model: String
  let cuts: [HealingProof.Cut]

  private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
  private func quantile(_ values: [Double], _ part: Double) -> Double {
    let sorted = values.sorted()
    return sorted[min(sorted.count - 1, Int(part * Double(sorted.count)))]
  }
  private func format(_ value: Double, _ digits: Int = 3) -> String {
    String(format: "%.\(digits)f", value)
  }

  private func bits(_ treatment: Int, _ some: [HealingProof.Cut]) -> Double {
    mean(some.map { $0.bits[treatment] })
  }

  /// The kinds of cut, the most frequent first.
  private var kinds: [(name: String, cuts: [HealingProof.Cut])] {
    Dictionary(grouping: cuts, by: \.kind).map { ($0.key, $0.value) }
      .sorted { $0.cuts.count > $1.cuts.count }
  }

  var markdown: String {
    var lines = [
      "# What a cut costs", "",
      "\(cuts.count) random cuts of held-out text, \(model), next byte. Made by `bench healing`; the",
      "picture beside this page shows the bits by kind of cut.", "",
      "| treatment | bits of the true next byte | mean distance to the exact law | 95 % | cuts above 0.05 |",
      "| --- | --- | --- | --- | --- |",
    ]
    for (index, name) in HealingProof.treatments.enumerated() {
      let distances = cuts.map { $0.distances[index] }
      lines.append(
        "| \(name) | \(format(bits(index, cuts))) | \(format(mean(distances))) "
          + "| \(format(quantile(distances, 0.95))) | \(distances.count { $0 > 0.05 }) |")
    }
    lines += [
      "", "| kind of cut | cuts | " + HealingProof.treatments.joined(separator: " | ") + " |",
    ]
    lines.append("| --- | --- |" + HealingProof.treatments.map { _ in " --- |" }.joined())
    for (name, some) in kinds {
      let row = HealingProof.treatments.indices.map { format(bits($0, some), 2) }
      lines.append("| \(name) | \(some.count) | " + row.joined(separator: " | ") + " |")
    }
    return (lines + [""] + figures).joined(separator: "\n") + "\n"
  }

  private var figures: [String] {
    let penalty = bits(0, cuts) - bits(4, cuts)
    let healed = bits(3, cuts) - bits(4, cuts)
    let contexts = cuts.map { Double($0.contexts) }
    let worst = cuts.map { $0.distances[0] - $0.harm - $0.leak }.max() ?? 0
    return [
      "- Penalty of a cut against being told the tokens: \(format(penalty)) bits unhealed, "
        + "\(format(healed)) healed exactly (\(format(100 * healed / penalty, 1)) %).",
      "- Contexts that need logits: mean \(format(mean(contexts), 2)), "
        + "most \(Int(contexts.max() ?? 0)).",
      "- Distance of the unhealed law beyond H + leak: at most \(worst); "
        + "\(cuts.count { $0.distances[0] > $0.harm + $0.leak + 1e-6 }) violations.",
      "- Time to the first token, nothing cached, exact over unhealed: median "
        + "\(format(quantile(cuts.map { $0.first.exact / $0.first.plain }, 0.5), 2)), 95 % "
        + "\(format(quantile(cuts.map { $0.first.exact / $0.first.plain }, 0.95), 2)); medians "
        + "\(format(quantile(cuts.map(\.first.exact), 0.5), 1)) and "
        + "\(format(quantile(cuts.map(\.first.plain), 0.5), 1)) ms.",
    ]
  }

  /// Bars of bits by kind of cut and treatment.
  var picture: String {
    let colors = ["#c0392b", "#e67e22", "#f1c40f", "#2e86c1", "#7f8c8d"]
    let groups = [("all", cuts)] + kinds.filter { $0.cuts.count >= 10 }
    let most = groups.flatMap { group in colors.indices.map { bits($0, group.1) } }.max() ?? 1
    var body: [String] = []
    for (place, group) in groups.enumerated() {
      let top = 50 + place * 90
      body.append("<text x=\"8\" y=\"\(top + 38)\">\(group.0) (\(group.1.count))</text>")
      for (index, color) in colors.enumerated() {
        let value = bits(index, group.1)
        let y = top + index * 14
        body.append(
          "<rect x=\"170\" y=\"\(y)\" width=\"\(format(value / most * 480, 1))\" height=\"12\" "
            + "fill=\"\(color)\"/><text x=\"\(format(176 + value / most * 480, 1))\" "
            + "y=\"\(y + 10)\">\(format(value, 2))</text>")
      }
    }
    for (index, name) in HealingProof.treatments.enumerated() {
      body.append(
        "<rect x=\"\(8 + index * 140)\" y=\"14\" width=\"12\" height=\"12\" "
          + "fill=\"\(colors[index])\"/><text x=\"\(26 + index * 140)\" y=\"24\">\(name)</text>")
    }
    let height = 50 + groups.count * 90
    return """
      <svg xmlns="http://www.w3.org/2000/svg" width="720" height="\(height)" font-family="sans-serif" \
      font-size="11"><title>Bits of the true next byte after a cut</title>
      \(body.joined(separator: "\n"))
      </svg>

      """
  }
}
