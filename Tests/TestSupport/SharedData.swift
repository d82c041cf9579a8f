package import Foundation

/// The test data that stands beside the checkout.
///
/// It is found by the environment variable `PROMPTLS_SHARED`, or else as `shared` beside the
/// checkout or beside any folder above it.
package enum SharedData {
  /// The folder.
  package static let folder: URL = {
    if let path = ProcessInfo.processInfo.environment["PROMPTLS_SHARED"] {
      return URL(filePath: path, directoryHint: .isDirectory)
    }
    var place = URL(filePath: #filePath)
    while place.path().count > 1 {
      place = place.deletingLastPathComponent()
      let candidate = place.appending(path: "shared", directoryHint: .isDirectory)
      if FileManager.default.fileExists(atPath: candidate.appending(path: "golden").path()) {
        return candidate
      }
    }
    return URL(filePath: "../shared", directoryHint: .isDirectory)
  }()

  /// The bytes of a file, by its path inside the folder.
  package static func bytes(_ path: String) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: folder.appending(path: path)))
  }

  /// The lines of a file of JSON objects, one a line.
  package static func objects(_ path: String) throws -> [[String: Any]] {
    try Data(contentsOf: folder.appending(path: path)).split(separator: UInt8(ascii: "\n")).map {
      try JSONSerialization.jsonObject(with: $0) as? [String: Any] ?? [:]
    }
  }
}
