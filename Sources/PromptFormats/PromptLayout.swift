/// The prompts of a document and where they stand.
///
/// Tolerant: a text that is half typed has fewer parts and is no error.
package struct PromptLayout: Equatable, Sendable {
  package var format: PromptFormat
  /// What stands before the prompt and is no part of it.
  package var frontMatter: Range<Int>?
  /// In the order of the document.
  package var parts: [PromptPart]
  /// Where parts meet that are encoded apart.
  package var seams: [PartSeam] = []
  /// Values that front matter gives for template holes, as samples or defaults.
  package var samples: [String: [UInt8]] = [:]

  /// Reads a document.
  ///
  /// - Parameters:
  ///   - bytes: The whole text.
  ///   - format: How it holds prompts.
  ///   - ending: What counts as the end of a prompt that ends with the file.
  /// - Complexity: O(*n*), one pass.
  package init(of bytes: [UInt8], format: PromptFormat, ending: PromptEnding) {
    self.format = format
    parts = []
    switch format {
    case .text, .markdown:
      self = PromptLayout(
        ofOnePrompt: 0..<ending.end(of: 0..<bytes.count) { bytes[$0] }, format: format)
    case .frontMatter:
      let matter = FrontMatter(of: bytes)
      frontMatter = matter.range
      samples = matter.samples
      parts = RoleReader.parts(in: bytes, from: matter.bodyStart, ending)
    case .chatML:
      parts = ChatMLReader.parts(in: bytes, ending)
    case .json:
      var reader = ChatJSONReader(bytes)
      reader.read(0..<bytes.count)
      (parts, seams) = (reader.parts, reader.seams)
    case .jsonLines:
      var reader = ChatJSONReader(bytes)
      for line in LineRanges(of: bytes, from: 0) { reader.read(line) }
      (parts, seams) = (reader.parts, reader.seams)
    }
  }

  /// The layout of a document that is one prompt behind front matter.
  ///
  /// - Parameters:
  ///   - head: The document's beginning, with all of its front matter.
  ///   - end: Where the prompt ends.
  package init(behindFrontMatterOf head: [UInt8], end: Int) {
    let matter = FrontMatter(of: head)
    self.init(ofOnePrompt: matter.bodyStart..<max(matter.bodyStart, end), format: .frontMatter)
    frontMatter = matter.range
    samples = matter.samples
  }

  /// The layout of a document that is one prompt.
  ///
  /// - Parameters:
  ///   - range: The prompt, without what its ending leaves out.
  ///   - format: That of the document.
  package init(ofOnePrompt range: Range<Int>, format: PromptFormat) {
    self.format = format
    let text = MappedText(verbatim: range)
    parts = [PromptPart(name: "", outline: range, text: text, isOpen: true)]
  }
}

/// The lines of a text, without their line feeds.
struct LineRanges: Sequence, IteratorProtocol {
  private let bytes: [UInt8]
  private var start: Int
  private var isDone: Bool

  init(of bytes: [UInt8], from start: Int) {
    self.bytes = bytes
    self.start = start
    isDone = start >= bytes.count
  }

  mutating func next() -> Range<Int>? {
    guard !isDone else { return nil }
    var end = start
    while end < bytes.count, bytes[end] != 0x0A { end += 1 }
    defer {
      start = end + 1
      isDone = start >= bytes.count
    }
    return start..<end
  }
}
