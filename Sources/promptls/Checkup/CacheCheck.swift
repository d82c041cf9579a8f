import Files
import Folders

extension Checkup {
  /// What is kept for this person besides the program.
  static var caches: [Finding] {
    guard let folder = SystemVariables.cacheFolder else {
      return [
        .note(
          "cache", "folder", "there is no HOME, so nothing can be kept",
          advice: "set HOME or XDG_CACHE_HOME if you want promptls rules --install")
      ]
    }
    guard Input.exists(folder) else {
      return [.fine("cache", "folder", "\(folder) is not there, and need not be")]
    }
    var sizes: [Int] = []
    FolderWalk.forEachFile(under: folder) { visit in
      if case .file(let path) = visit { sizes.append(File.size(path)) }
    }
    let total = sizes.reduce(0, +)
    let size = total < 1 << 20 ? "\((total + 1023) >> 10) KB" : "\(total >> 20) MB"
    let folderFinding = Finding.fine(
      "cache", "folder", "\(folder): \(sizes.count) files, \(size)")
    guard RulePage.isOutdated else { return [folderFinding] }
    return [
      folderFinding,
      .note(
        "cache", "rules", "the rules' page is another version's, so warnings link to nothing",
        advice: "promptls rules --install"),
    ]
  }
}
