import TestSupport
import Testing
import Tokenizers
import Vocabularies

@testable import PromptPictures

/// What every renderer owes to every text.
struct RendererTests {
  private func picture(
    _ text: [UInt8], _ tokenizers: [Tokenizer], lines: Range<Int>? = nil, losses: [PictureLoss] = []
  ) -> Picture {
    Picture(
      name: "", text: text, promptEnd: text.count, lines: lines,
      panels: tokenizers.map { tokenizer in
        let encoding = tokenizer.encoding(of: text.span)
        return PicturePanel(
          tokenizer: tokenizer.name,
          tokens: zip(encoding.ids, encoding.ranges).map { PictureToken(id: Int($0), range: $1) },
          seam: PictureSeam(
            stableEnd: encoding.ranges.last?.lowerBound ?? 0, covers: 2, crossing: 1),
          losses: losses)
      })
  }

  private func painted(_ picture: Picture, by make: (@escaping PictureSink) -> any PictureRenderer)
    -> String
  {
    var output = ""
    withoutActuallyEscaping({ output += $0 }) { sink in
      var renderer = make(sink)
      renderer.add(picture)
      renderer.finish()
    }
    return output
  }

  /// The rows between the head and the foot.
  private func rows(_ output: String, rowCount: Int? = nil) -> [Substring] {
    let parts = output.split(separator: "\n", omittingEmptySubsequences: false)
    let start = parts.firstIndex(of: "").map { $0 + 1 } ?? 0
    let end = parts[start...].firstIndex(of: "") ?? parts.endIndex
    return Array(parts[start..<end])
  }

  private static let tokenizers: [Tokenizer] = [.gpt2, .o200k, .bertBaseUncased]

  /// Whether all of a text is written from left to right.
  private func isLeftToRight(_ text: [UInt8]) -> Bool {
    String(decoding: text, as: UTF8.self).unicodeScalars.allSatisfy {
      !WritingOrder.isRightToLeft($0.value)
    }
  }

  @Test(arguments: tokenizers.indices)
  func `every byte is painted exactly once`(_ index: Int) throws {
    let tokenizer = Self.tokenizers[index]
    var texts = try GeneratedTexts()
    var random = SeededGenerator(seed: UInt64(index))
    for _ in 0..<400 {
      var text = texts.next()
      for _ in 0..<Int.random(in: 0...2, using: &random) {
        text.insert(
          UInt8.random(in: 0...255, using: &random),
          at: Int.random(in: 0...text.count, using: &random))
      }
      guard !text.isEmpty else { continue }
      let loss = PictureLoss(kind: "case", range: 0..<1, before: [65], after: [97])
      let picture = picture(text, [tokenizer], losses: [loss])
      let plain = painted(picture) { PlainRenderer(write: $0) }
      #expect(PaintedText.bytes(plain: rows(plain), gutter: TextGutter(picture).width) == text)
      for colors in [TerminalRenderer.Colors.indexed, .full] {
        let terminal = painted(picture) {
          TerminalRenderer(colors: colors, columns: 30, write: $0)
        }
        #expect(PaintedText.bytes(terminal: rows(terminal)) == text)
      }
      #expect(PaintedText.bytes(html: painted(picture) { HTMLRenderer(write: $0) }) == text)
      let drawing = PaintedText.bytes(
        svg: painted(picture) { SVGRenderer(columns: 40, write: $0) })
      // What is written from right to left is drawn from left to right.
      if isLeftToRight(text) { #expect(drawing == text) }
      #expect(drawing.sorted() == mirrored(text, drawing).sorted())
    }
  }

  /// Brackets are mirrored where text runs from right to left.
  private func mirrored(_ text: [UInt8], _ drawing: [UInt8]) -> [UInt8] {
    guard !isLeftToRight(text) else { return text }
    func plain(_ bytes: [UInt8]) -> Int { bytes.count { !"()[]{}<>".utf8.contains($0) } }
    return plain(text) == plain(drawing) && text.count == drawing.count ? drawing : text
  }
}
