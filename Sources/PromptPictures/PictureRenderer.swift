/// Paints pictures for one kind of reader.
///
/// To add one: a file beside this one and what asks for it in `promptls/Commands/Show.swift`.
package protocol PictureRenderer {
  /// Paints a picture; what can be written at once is.
  mutating func add(_ picture: Picture)

  /// Writes what is written at the end.
  mutating func finish()
}

/// Takes what a renderer writes.
package typealias PictureSink = (String) -> Void
