package import PromptFormats
package import Text

extension PromptEnding {
  /// Where the prompt of a document ends that is one prompt, in bytes.
  package func promptEnd(of text: DocumentTree) -> Int {
    end(of: 0..<text.byteCount) { text[$0] }
  }
}
