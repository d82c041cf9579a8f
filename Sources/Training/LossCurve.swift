/// The losses of a run as a picture.
package struct LossCurve {
  private let points: [(tokens: Double, loss: Double)]
  private let tokens: Double

  private static let (width, height, margin) = (720.0, 400.0, 48.0)
  /// More points than this are averaged: a step's loss alone is mostly noise.
  private static let mostPoints = 240

  /// Prepares the curve of a run.
  ///
  /// - Parameters:
  ///   - losses: Nats a token of each step.
  ///   - tokensPerStep: Tokens of a step, for the axis.
  package init(losses: [Float], tokensPerStep: Int) {
    let group = max(1, (losses.count + Self.mostPoints - 1) / Self.mostPoints)
    points = stride(from: 0, to: losses.count, by: group).map { start in
      let part = losses[start..<min(start + group, losses.count)]
      let mean = part.reduce(0) { $0 + Double($1) } / Double(part.count)
      return ((Double(start) + Double(part.count) / 2) * Double(tokensPerStep), mean)
    }
    tokens = Double(losses.count * tokensPerStep)
  }

  /// The picture as SVG; bright and dark backgrounds both do.
  package var svg: String {
    let low = (points.map(\.loss).min() ?? 0).rounded(.down)
    let high = max(low + 1, (points.map(\.loss).max() ?? 1).rounded(.up))
    func x(_ value: Double) -> Double {
      Self.margin + value / max(1, tokens) * (Self.width - 2 * Self.margin)
    }
    func y(_ value: Double) -> Double {
      Self.margin + (high - value) / (high - low) * (Self.height - 2 * Self.margin)
    }
    var lines = [
      """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(Self.width)) \(Int(Self.height))" \
      font-family="sans-serif" font-size="12" fill="gray" stroke="none">
      """
    ]
    for nats in stride(from: low, through: high, by: 1) {
      lines.append(
        """
        <path d="M\(text(x(0))) \(text(y(nats)))H\(text(x(tokens)))" stroke="gray" \
        stroke-opacity="0.3"/><text x="\(text(x(0) - 8))" y="\(text(y(nats) + 4))" \
        text-anchor="end">\(Int(nats))</text>
        """)
    }
    for quarter in 0...4 {
      let value = tokens * Double(quarter) / 4
      lines.append(
        """
        <text x="\(text(x(value)))" y="\(text(Self.height - Self.margin + 20))" \
        text-anchor="middle">\(text(value / 1e6)) M</text>
        """)
    }
    let path = points.map { "\(text(x($0.tokens))) \(text(y($0.loss)))" }.joined(separator: "L")
    lines.append("<text x=\"8\" y=\"20\">nats a token, by tokens read</text>")
    if !path.isEmpty {
      lines.append("<path d=\"M\(path)\" fill=\"none\" stroke=\"#2a7de1\" stroke-width=\"1.5\"/>")
    }
    return (lines + ["</svg>", ""]).joined(separator: "\n")
  }

  private func text(_ value: Double) -> String {
    TrainingDriver.Progress.rounded(max(0, value), 1)
  }
}
