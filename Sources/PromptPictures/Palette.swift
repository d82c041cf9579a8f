/// The colours of tokens: one after the other, so that neighbours differ for everyone.
///
/// Each two of a theme differ in OKLab by 0.1 or more for people with usual sight and with
/// protanopia, deuteranopia and tritanopia, and carry their text at a contrast of 7 or more.
package enum Palette {
  /// One red, green and blue, 8 bits each.
  package typealias Color = UInt32

  /// Colours of a background and what stands on it.
  package struct Theme: Sendable {
    /// Backgrounds of tokens, in the order they are used.
    package var tokens: [Color]
    package var text: Color
    /// Marks for what cannot be seen.
    package var marks: Color
    package var page: Color
    package var pageText: Color
    /// The seam, and what is lost.
    package var accent: Color
    /// What healing puts there.
    package var remedy: Color
  }

  /// On a bright page; terminals have it too, whatever stands behind.
  package static let light = Theme(
    tokens: [0xB7B7F3, 0xA2FAF9, 0x88D0B0, 0xF0ECA9, 0xE7B186], text: 0x1B1F24, marks: 0x3F464E,
    page: 0xFFFFFF, pageText: 0x1B1F24, accent: 0xB3003C, remedy: 0x2F6FB0)

  /// On a dark page.
  package static let dark = Theme(
    tokens: [0x0D556C, 0x572913, 0x29355F, 0x421325, 0x654617], text: 0xF0F3F6, marks: 0xB9C2CB,
    page: 0x0D1117, pageText: 0xE6EDF3, accent: 0xFF8FA8, remedy: 0x6FB2F2)

  /// The colours of ``light`` as near as terminals with 256 colours have them.
  package static let terminal: [UInt8] = [147, 159, 115, 229, 180]
}

extension Palette.Color {
  /// `#B7B7F3`.
  var hexadecimal: String {
    let digits = String(self, radix: 16, uppercase: true)
    return "#" + String(repeating: "0", count: Swift.max(0, 6 - digits.count)) + digits
  }

  /// `183;183;243`.
  var triple: String { "\(self >> 16 & 0xFF);\(self >> 8 & 0xFF);\(self & 0xFF)" }
}
