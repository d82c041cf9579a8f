import JSONCoding
import PromptPictures

extension Picture {
  /// A picture from what requests answered.
  ///
  /// - Parameters:
  ///   - input: The prompt, whose final newline may have been taken off.
  ///   - result: What ``ShowRequests`` asked for.
  ///   - lines: The lines to paint; nil for all.
  init(_ input: Input, _ result: JSON, lines: Range<Int>?) {
    var panels: [PicturePanel] = []
    let places = OffsetsOfRepaired(input.bytes)
    for answer in result.array ?? [] {
      if let problem = answer["error"]?.string {
        panels[max(0, panels.count - 1)].notes.append(problem)
      }
      guard let answer = answer["result"] else { continue }
      let name = answer["tokenizer"]?.string ?? answer["to"]?["tokenizer"]?.string ?? ""
      if panels.last?.tokenizer != name { panels.append(PicturePanel(tokenizer: name, tokens: [])) }
      let last = panels.count - 1
      if let tokens = answer["tokens"]?.array {
        panels[last].tokens = tokens.map(PictureToken.init)
      }
      if answer["tail"] != nil { panels[last].seam = PictureSeam(answer) }
      if let losses = answer["losses"]?.array {
        panels[last].losses = losses.map { PictureLoss($0, places) }
      }
    }
    let text = input.bytes + input.finalNewline
    let lineCount = text.count { $0 == UInt8(ascii: "\n") } + 1
    self.init(
      name: input.name == "-" ? "" : input.name, text: text, promptEnd: input.bytes.count,
      lines: lines.map { min($0.lowerBound, lineCount)..<min($0.upperBound, lineCount) },
      panels: panels)
  }
}

extension PictureToken {
  fileprivate init(_ token: JSON) {
    let start = token["start"]?.integer ?? 0
    self.init(
      id: token["id"]?.integer ?? 0, range: start..<max(start, token["end"]?.integer ?? 0))
  }
}

extension PictureSeam {
  fileprivate init(_ boundary: JSON) {
    self.init(
      stableEnd: boundary["stableBytes"]?.integer ?? 0,
      covers: boundary["covers"]?["leaves"]?.integer ?? 0,
      crossing: boundary["covers"]?["crossing"]?.integer ?? 0,
      cost: boundary["mass"].map(PictureCost.init))
  }
}

extension PictureCost {
  fileprivate init(_ mass: JSON) {
    self.init(
      model: mass["model"]?.string ?? "", bits: mass["bits"]?.double ?? 0,
      harm: mass["harm"]?.double ?? 0, isEstimate: mass["estimate"] == true,
      alternatives: (mass["alternatives"]?.array ?? []).map { alternative in
        (
          Array((alternative["text"]?.string ?? "").utf8),
          alternative["probability"]?.double ?? 0
        )
      })
  }
}

extension PictureLoss {
  fileprivate init(_ loss: JSON, _ places: OffsetsOfRepaired) {
    let start = places.original(loss["start"]?.integer ?? 0)
    self.init(
      kind: loss["kind"]?.string ?? "",
      range: start..<max(start, places.original(loss["end"]?.integer ?? 0)),
      before: Array((loss["before"]?.string ?? "").utf8),
      after: Array((loss["after"]?.string ?? "").utf8))
  }
}

/// Where the bytes of a text stand that was repaired to be UTF-8, as translations read it.
private struct OffsetsOfRepaired {
  /// Places after a repair, each with what to add to it and what follows; in order.
  private var changes: [(repaired: Int, original: Int)] = [(0, 0)]

  init(_ bytes: [UInt8]) {
    guard String(validating: bytes, as: UTF8.self) == nil else { return }
    var parser = Unicode.UTF8.ForwardParser()
    var iterator = bytes.makeIterator()
    var (repaired, original) = (0, 0)
    while true {
      switch parser.parseScalar(from: &iterator) {
      case .valid(let scalar):
        repaired += scalar.count
        original += scalar.count
      case .error(let length):
        // U+FFFD is three bytes long.
        repaired += 3
        original += length
        changes.append((repaired, original))
      case .emptyInput: return
      }
    }
  }

  /// - Complexity: logarithmic in the repairs.
  func original(_ place: Int) -> Int {
    var (low, high) = (0, changes.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      (low, high) = changes[middle].repaired <= place ? (middle, high) : (low, middle)
    }
    let next = low + 1 < changes.count ? changes[low + 1].original : Int.max
    return min(changes[low].original + place - changes[low].repaired, next)
  }
}
