import JSONCoding
import LanguageServerProtocol
import Text

/// What is known of the editor at the other end.
struct Client {
  var positionEncoding = PositionEncoding.utf16
  /// Pulls diagnostics itself, so that pushing them would show each twice.
  var pullsDiagnostics = false

  init() {}

  /// Reads capabilities leniently: clients send null, absent-but-used and misspelt ones.
  ///
  /// - Parameters:
  ///   - capabilities: The client's, as they came.
  ///   - forcedEncoding: The position encoding to use whatever the client lists.
  init(capabilities: JSON?, forcedEncoding: PositionEncoding?) {
    pullsDiagnostics = capabilities?["textDocument"]?["diagnostic"]?.object != nil
    let offered = capabilities?["general"]?["positionEncodings"]?.array ?? []
    let preferred = offered.lazy.compactMap { $0.string.flatMap(PositionEncoding.init(rawValue:)) }
    positionEncoding = forcedEncoding ?? preferred.first ?? .utf16
  }
}
