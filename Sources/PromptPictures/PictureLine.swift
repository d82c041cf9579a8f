/// A run of glyphs of one piece, in one line.
struct Run {
  /// Nil for the seam's own mark, which stands for no bytes.
  var piece: Piece?
  var glyphs: [PaintedGlyph]
  /// Whether it is part of what healing takes back.
  var isTail = false
}

/// A glyph and what is lost of it.
struct PaintedGlyph {
  var glyph: Glyph
  /// Places in the panel's losses.
  var losses: Range<Int> = 0..<0
}

/// Reads a panel line by line, so that nothing is held longer than it is painted.
struct LineReader {
  private let text: [UInt8]
  private let panel: PicturePanel
  private let promptEnd: Int
  private let pieces: [Piece]
  private var next = 0
  /// What of the next piece belongs to lines to come.
  private var rest: (piece: Piece, glyphs: ArraySlice<Glyph>)?
  private var nextLoss = 0
  private var hasSeam: Bool

  init(_ panel: PicturePanel, in picture: Picture, part: Range<Int>) {
    text = picture.text
    self.panel = panel
    promptEnd = picture.promptEnd
    pieces = Piece.pieces(of: panel.tokens, in: part)
    hasSeam =
      panel.seam.map { part.lowerBound <= $0.stableEnd && $0.stableEnd < picture.promptEnd }
      ?? false
  }

  /// The runs of the next line, its line feed included; nil at the end.
  mutating func nextLine() -> [Run]? {
    var runs: [Run] = []
    while let (piece, glyphs) = takePiece() {
      if hasSeam, let seam = panel.seam, seam.stableEnd <= piece.range.lowerBound {
        hasSeam = false
        runs.append(Run(piece: nil, glyphs: []))
      }
      let end = glyphs.firstIndex { $0.shape == .lineFeed }.map { $0 + 1 } ?? glyphs.endIndex
      let isTail =
        panel.seam.map {
          $0.stableEnd <= piece.range.lowerBound && piece.range.upperBound <= promptEnd
        } ?? false
      runs.append(
        Run(piece: piece, glyphs: glyphs[..<end].map { painted($0) }, isTail: isTail))
      if end < glyphs.endIndex { rest = (piece, glyphs[end...]) }
      if glyphs[..<end].last?.shape == .lineFeed { return runs }
    }
    return runs.isEmpty ? nil : runs
  }

  private mutating func takePiece() -> (Piece, ArraySlice<Glyph>)? {
    if let rest {
      self.rest = nil
      return rest
    }
    guard next < pieces.count else { return nil }
    let piece = pieces[next]
    next += 1
    guard !piece.range.isEmpty else {
      let ids = piece.tokens.map { panel.tokens[$0].id }
      return (piece, ids.map { Glyph(range: piece.range, shape: .empty(id: $0)) }[...])
    }
    return (piece, Glyph.glyphs(of: piece.range, in: text[...])[...])
  }

  private mutating func painted(_ glyph: Glyph) -> PaintedGlyph {
    let losses = panel.losses
    while nextLoss < losses.count, losses[nextLoss].range.upperBound <= glyph.range.lowerBound,
      losses[nextLoss].range != glyph.range.lowerBound..<glyph.range.lowerBound
    {
      nextLoss += 1
    }
    var end = nextLoss
    while end < losses.count, losses[end].range.lowerBound < glyph.range.upperBound { end += 1 }
    return PaintedGlyph(glyph: glyph, losses: nextLoss..<end)
  }
}
