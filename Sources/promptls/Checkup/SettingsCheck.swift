import Files
import PromptServer

extension Checkup {
  /// The file of settings that holds for prompts in the current folder, and whether it can be heeded.
  static func settings(_ configuration: inout PromptServer.Configuration, _ library: Library)
    -> [Finding]
  {
    let name = FolderSettings.fileName
    guard let folder = SystemVariables.currentFolder,
      let found = FolderSettings.find(for: folder + "/prompt", File.contentsIfThere)
    else {
      return [.fine("settings", name, "none here or above; the defaults hold")]
    }
    if let problem = found.problem {
      return [
        .wrong(
          "settings", name, "\(found.path) is not JSON: \(problem)",
          advice: "mend it there; none of its settings hold until then")
      ]
    }
    let problems = configuration.take(found.settings, library)
    library.addModels(of: configuration)
    guard !problems.isEmpty else { return [.fine("settings", name, "\(found.path) holds here")] }
    return problems.map {
      .wrong(
        "settings", name, "\(found.path): \($0)",
        advice: "correct it; promptls schema says what each setting may be")
    }
  }
}
