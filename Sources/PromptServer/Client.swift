import JSONCoding
import LanguageServerProtocol
import Text

/// What is known of the editor at the other end.
struct Client {
  var positionEncoding = PositionEncoding.utf16
  /// Pulls diagnostics itself, so that pushing them would show each twice.
  var pullsDiagnostics = false
  /// Answers `workspace/configuration`.
  var answersConfiguration = false
  /// Tells of changed files that it was asked to watch.
  var registersWatchedFiles = false
  /// Tells of settings where it was asked to.
  var registersConfiguration = false
  /// Takes edits from the server.
  var appliesEdits = false
  /// Shows places that have to do with a diagnostic.
  var showsRelatedInformation = false
  /// What it asks for again when it is asked to.
  var refreshes: Set<Refreshable> = []

  /// What editors show of documents and keep.
  enum Refreshable: String, CaseIterable {
    case diagnostics
    case inlayHints = "inlayHint"
    case codeLenses = "codeLens"
    case semanticTokens
  }

  init() {}

  /// Reads capabilities leniently: clients send null, absent-but-used and misspelt ones.
  ///
  /// - Parameters:
  ///   - capabilities: The client's, as they came.
  ///   - forcedEncoding: The position encoding to use whatever the client lists.
  init(capabilities: JSON?, forcedEncoding: PositionEncoding?) {
    pullsDiagnostics = capabilities?["textDocument"]?["diagnostic"]?.object != nil
    showsRelatedInformation =
      [
        capabilities?["textDocument"]?["publishDiagnostics"],
        capabilities?["textDocument"]?["diagnostic"],
      ].contains { $0?["relatedInformation"] == true }
    let workspace = capabilities?["workspace"]
    answersConfiguration = workspace?["configuration"] == true
    registersWatchedFiles = workspace?["didChangeWatchedFiles"]?["dynamicRegistration"] == true
    registersConfiguration = workspace?["didChangeConfiguration"]?["dynamicRegistration"] == true
    appliesEdits = workspace?["applyEdit"] == true
    refreshes = Set(
      Refreshable.allCases.filter { workspace?[$0.rawValue]?["refreshSupport"] == true })
    let offered = capabilities?["general"]?["positionEncodings"]?.array ?? []
    let preferred = offered.lazy.compactMap { $0.string.flatMap(PositionEncoding.init(rawValue:)) }
    positionEncoding = forcedEncoding ?? preferred.first ?? .utf16
  }
}
