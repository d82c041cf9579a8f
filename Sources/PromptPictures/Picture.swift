/// A text and how one vocabulary or more cut it into tokens, ready to be painted.
package struct Picture: Sendable {
  /// What the text is called.
  package var name: String
  package var text: [UInt8]
  /// Where the prompt ends: before a final newline that is the file's and not the prompt's.
  package var promptEnd: Int
  /// The lines that are painted, counted from 0; nil for all.
  package var lines: Range<Int>?
  /// The first is the one that others are compared with.
  package var panels: [PicturePanel]

  package init(
    name: String, text: [UInt8], promptEnd: Int, lines: Range<Int>? = nil, panels: [PicturePanel]
  ) {
    self.name = name
    self.text = text
    self.promptEnd = promptEnd
    self.lines = lines
    self.panels = panels
  }
}

/// A text in one vocabulary.
package struct PicturePanel: Sendable {
  package var tokenizer: String
  /// In the order of the text.
  package var tokens: [PictureToken]
  package var seam: PictureSeam?
  /// What does not come back from this vocabulary, in the order of the text.
  package var losses: [PictureLoss]
  /// What else a person should know, a sentence each.
  package var notes: [String]

  package init(
    tokenizer: String, tokens: [PictureToken], seam: PictureSeam? = nil,
    losses: [PictureLoss] = [], notes: [String] = []
  ) {
    self.tokenizer = tokenizer
    self.tokens = tokens
    self.seam = seam
    self.losses = losses
    self.notes = notes
  }
}

/// A token and the bytes that it stands for: part of a character, or none, or those of its
/// neighbour too.
package struct PictureToken: Sendable, Equatable {
  package var id: Int
  package var range: Range<Int>

  package init(id: Int, range: Range<Int>) {
    self.id = id
    self.range = range
  }
}

/// What is known of the place where the prompt ends.
package struct PictureSeam: Sendable {
  /// Where the bytes end whose tokens no continuation changes; healing takes back the rest.
  package var stableEnd: Int
  package var covers: Int
  /// Covers that reach past the prompt's end.
  package var crossing: Int
  package var cost: PictureCost?

  package init(stableEnd: Int, covers: Int, crossing: Int, cost: PictureCost? = nil) {
    self.stableEnd = stableEnd
    self.covers = covers
    self.crossing = crossing
    self.cost = cost
  }
}

/// What a model says of ending the prompt where it ends.
package struct PictureCost: Sendable {
  package var model: String
  package var bits: Double
  package var harm: Double
  package var isEstimate: Bool
  /// What healing would put in the tail's place, the likeliest first.
  package var alternatives: [(text: [UInt8], probability: Double)]

  package init(
    model: String, bits: Double, harm: Double, isEstimate: Bool,
    alternatives: [(text: [UInt8], probability: Double)]
  ) {
    self.model = model
    self.bits = bits
    self.harm = harm
    self.isEstimate = isEstimate
    self.alternatives = alternatives
  }
}

/// Something that a vocabulary does not carry, and where it stands.
package struct PictureLoss: Sendable, Equatable {
  package var kind: String
  /// Empty where something is put in.
  package var range: Range<Int>
  package var before: [UInt8]
  package var after: [UInt8]

  package init(kind: String, range: Range<Int>, before: [UInt8], after: [UInt8]) {
    self.kind = kind
    self.range = range
    self.before = before
    self.after = after
  }
}

extension Picture {
  /// The bytes that are painted, and how many lines stand before them.
  var painted: (range: Range<Int>, firstLine: Int) {
    guard let lines else { return (0..<text.count, 0) }
    var starts = (lower: lines.lowerBound == 0 ? 0 : text.count, upper: text.count)
    var line = 0
    for (place, byte) in text.enumerated() where byte == UInt8(ascii: "\n") {
      line += 1
      if line == lines.lowerBound { starts.lower = place + 1 }
      if line == lines.upperBound {
        starts.upper = place + 1
        break
      }
    }
    return (starts.lower..<max(starts.lower, starts.upper), lines.lowerBound)
  }
}
