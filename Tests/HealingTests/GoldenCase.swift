import Foundation
import Testing
import TestSupport

/// A record of the golden cases: a prompt and what an independent oracle says of its end.
struct GoldenCase: Decodable, CustomTestStringConvertible {
  struct Segment: Decodable {
    var hex: String?
    var special: UInt32?
  }
  struct TokenSet: Decodable {
    var count: Int
    var sha256: String
  }
  struct Cover: Decodable {
    var leaves: Int
    var crossing: Int
    var exact: [[UInt32]]
    var inner: [[UInt32]]
    var contexts: [Int]
    var sha256: String
  }
  struct AfterExact: Decodable {
    var leaf: [UInt32]
    var count: Int
    var sha256: String
    var eot: Bool
  }
  struct Law: Decodable {
    var next: [[Double]]
    var eot: Double
    var log2_cover: Double
    var leak: Double
    var crossing: Double
    var harm: Double
    var tv_naive: Double
  }

  var id: String
  var name: String
  var segments: [Segment]
  var before: [UInt32]
  var naive: [UInt32]
  var stable: [UInt32]
  var stable_bytes: Int
  var backup: Int
  var unhealed_tail_hex: String
  var first: TokenSet
  var cover: Cover
  var after_exact: [AfterExact]
  var lint: [String]
  var lm: [String: Law]

  var testDescription: String { "\(id) \(name)" }

  /// The bytes of the last text, empty after a special token.
  var prompt: [UInt8] { segments.last?.hex.map(Self.bytes) ?? [] }

  static func bytes(ofHex hex: String) -> [UInt8] {
    let digits = Array(hex.utf8)
    return stride(from: 0, to: digits.count, by: 2).compactMap {
      UInt8(String(decoding: digits[$0...$0 + 1], as: UTF8.self), radix: 16)
    }
  }

  static let all: [GoldenCase] = {
    guard let bytes = try? SharedData.bytes("healing/cases.jsonl") else { return [] }
    return bytes.split(separator: UInt8(ascii: "\n")).compactMap {
      try? JSONDecoder().decode(GoldenCase.self, from: Data($0))
    }
  }()
}
