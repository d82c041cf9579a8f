import Foundation
import Testing

@testable import PromptPictures

/// Neighbours differ and text can be read, whoever looks.
struct PaletteTests {
  /// Kinds of sight, as what they make of linear red, green and blue.
  ///
  /// Source: Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color
  /// Vision Deficiency", 2009, severity 1.0.
  private static let sights: [[[Double]]] = [
    [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    [
      [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
      [-0.003882, -0.048116, 1.051998],
    ],
    [
      [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
      [-0.011820, 0.042940, 0.968881],
    ],
    [
      [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
      [0.004733, 0.691367, 0.303900],
    ],
  ]

  private static func linear(_ color: Palette.Color) -> [Double] {
    [16, 8, 0].map { shift in
      let part = Double(color >> UInt32(shift) & 0xFF) / 255
      return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
    }
  }

  private static func times(_ matrix: [[Double]], _ vector: [Double]) -> [Double] {
    matrix.map { zip($0, vector).map(*).reduce(0, +) }
  }

  /// Source: Björn Ottosson, "A perceptual color space for image processing", 2020.
  private static func oklab(_ linear: [Double]) -> [Double] {
    let cones = times(
      [
        [0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
      ], linear.map { min(1, max(0, $0)) }
    ).map { cbrt($0) }
    return times(
      [
        [0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
      ], cones)
  }

  /// How far apart two colours are for those who can tell them worst.
  private static func distance(_ first: Palette.Color, _ second: Palette.Color) -> Double {
    sights.map { sight in
      let (a, b) = (oklab(times(sight, linear(first))), oklab(times(sight, linear(second))))
      return zip(a, b).map { ($0 - $1) * ($0 - $1) }.reduce(0, +).squareRoot()
    }.min() ?? 0
  }

  /// Source: WCAG 2.2, relative luminance and contrast ratio.
  private static func contrast(_ first: Palette.Color, _ second: Palette.Color) -> Double {
    let light = [first, second].map { color in
      zip(linear(color), [0.2126, 0.7152, 0.0722]).map(*).reduce(0.05, +)
    }
    return max(light[0], light[1]) / min(light[0], light[1])
  }

  /// The colours of the cube of terminals with 256 colours.
  private static func color(indexed index: UInt8) -> Palette.Color {
    if index >= 232 { return (8 + 10 * UInt32(index - 232)) * 0x010101 }
    let levels: [UInt32] = [0, 95, 135, 175, 215, 255]
    let place = Int(index) - 16
    return levels[place / 36] << 16 | levels[place / 6 % 6] << 8 | levels[place % 6]
  }

  @Test func `neighbours differ for everyone`() {
    let palettes = [
      Palette.light.tokens, Palette.dark.tokens, Palette.terminal.map(Self.color(indexed:)),
    ]
    for palette in palettes {
      for (index, color) in palette.enumerated() {
        #expect(Self.distance(color, palette[(index + 1) % palette.count]) > 0.09)
      }
    }
  }

  @Test func `text can be read on every token, and marks as well`() {
    for theme in [Palette.light, Palette.dark] {
      for token in theme.tokens {
        #expect(Self.contrast(token, theme.text) >= 7)
        #expect(Self.contrast(token, theme.marks) >= 4.5)
      }
      #expect(Self.contrast(theme.page, theme.pageText) >= 7)
      #expect(Self.contrast(theme.page, theme.accent) >= 4.5)
      #expect(Self.contrast(theme.page, theme.remedy) >= 4.5)
    }
    for token in Palette.terminal.map(Self.color(indexed:)) {
      #expect(Self.contrast(token, Self.color(indexed: 234)) >= 7)
      #expect(Self.contrast(token, Self.color(indexed: 240)) >= 3)
    }
  }
}
