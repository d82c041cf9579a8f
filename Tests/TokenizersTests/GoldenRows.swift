import Foundation
import TestSupport

/// The ids that the reference implementations give for 3,640 texts.
struct GoldenRow: Sendable {
  /// Expected ids: in full, or their number and a hash where there are many.
  enum Expectation: Sendable, Equatable {
    case ids([UInt32])
    case digest(count: Int, sha256: String)
  }

  let id: String
  let text: [UInt8]
  /// By column of the file, such as `gpt2` or `cl100k_base_special`.
  let columns: [String: Expectation]
  /// In Unicode scalars.
  let bertOffsets: [[Int]]?

  static let all: [GoldenRow] = {
    let objects = (try? SharedData.objects("golden/tokenizers.jsonl")) ?? []
    return objects.map(GoldenRow.init)
  }()

  private init(_ object: [String: Any]) {
    id = object["id"] as? String ?? ""
    text = Array(GoldenRow.text(object).utf8)
    bertOffsets = object["bert_offsets"] as? [[Int]]
    var columns: [String: Expectation] = [:]
    for (key, value) in object {
      if let ids = value as? [Int] {
        columns[key] = .ids(ids.map { UInt32($0) })
      } else if let digest = value as? [String: Any], let count = digest["n"] as? Int,
        let sha256 = digest["sha256"] as? String
      {
        columns[key] = .digest(count: count, sha256: sha256)
      }
    }
    self.columns = columns
  }

  private static func text(_ object: [String: Any]) -> String {
    if let text = object["text"] as? String { return text }
    let prefix = object["prefix"] as? String ?? ""
    let suffix = object["suffix"] as? String ?? ""
    if let parts = object["repeat"] as? [Any], let unit = parts[0] as? String,
      let count = parts[1] as? Int
    {
      return prefix + String(repeating: unit, count: count) + suffix
    }
    guard let generator = object["lcg"] as? [String: Any], var state = generator["seed"] as? Int,
      let count = generator["n"] as? Int, let alphabet = generator["alphabet"] as? String
    else { return "" }
    let scalars = Array(alphabet.unicodeScalars)
    var text = String.UnicodeScalarView()
    for _ in 0..<count {
      state = (state * 1_103_515_245 + 12345) % (1 << 31)
      text.append(scalars[(state >> 16) % scalars.count])
    }
    return prefix + String(text) + suffix
  }
}
