import Text

extension Rule {
  /// The prompt is no UTF-8, so that no text begins with it.
  static let invalidText = Rule(
    code: "invalid-utf8", summary: "The prompt holds bytes that are no UTF-8."
  ) { input in
    guard case .notText(let offset) = input.ending else { return [] }
    return [
      Finding(
        code: "invalid-utf8", severity: .error,
        message: "the byte 0x\(String(input.text[offset], radix: 16, uppercase: true)) at "
          + "\(offset) is no UTF-8; no text can go on from here",
        range: offset..<offset + 1)
    ]
  }
}
