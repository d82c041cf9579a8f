import Foundation
import JSONCoding
import Testing

/// `promptls doctor`: what is in place is said to be, what is wrong comes with what to do.
struct DoctorTests {
  private static let configurations = URL(filePath: #filePath)
    .appending(path: "../../../editor-configs").standardized

  /// What it says of an area, by name.
  private func findings(
    _ shell: ShellRun, _ area: String, prefix: String = ""
  ) throws -> (list: [String: JSON], status: Int32) {
    let outcome = try shell.run("\(prefix) promptls doctor --json")
    let report = try JSON.parse(Array(outcome.output.utf8))
    let all = report["findings"]?.array ?? []
    for finding in all where finding["state"] == "wrong" {
      #expect(finding["advice"]?.string?.isEmpty == false, "\(finding)")
    }
    let isWrong = all.contains { $0["state"] == "wrong" }
    #expect(outcome.status == (isWrong ? 1 : 0))
    let own = all.filter { $0["area"]?.string == area }
    return (
      Dictionary(own.map { ($0["name"]?.string ?? "", $0) }) { first, _ in first }, outcome.status
    )
  }

  @Test func `where all is in place it says so`() throws {
    let shell = try ShellRun()
    defer { shell.remove() }
    let tokenizers = try findings(shell, "tokenizer")
    #expect(tokenizers.status == 0)
    #expect(tokenizers.list["gpt2"]?["state"] == "ok")
    #expect(tokenizers.list["bert-base-uncased"]?["state"] == "ok")
    let models = try findings(shell, "model").list
    #expect(models["default"]?["message"]?.string?.contains("as built") == true)
    let people = try shell.run("promptls doctor")
    #expect(people.output.hasSuffix("nothing is wrong\n"))
    #expect(people.status == 0)
  }

  @Test func `settings that cannot be heeded are named`() throws {
    let shell = try ShellRun(files: [".promptls.json": #"{"tokenizer": "gtp2"}"#])
    defer { shell.remove() }
    let found = try findings(shell, "settings")
    #expect(found.status == 1)
    #expect(
      found.list[".promptls.json"]?["message"]?.string?.contains(
        "the setting \"tokenizer\" should be one of gpt2") == true)
    try shell.write("{", to: ".promptls.json")
    #expect(try findings(shell, "settings").status == 1)
    try shell.write(#"{"model": "mine", "models": {"mine": "nowhere.gguf"}}"#, to: ".promptls.json")
    #expect(try findings(shell, "settings").list[".promptls.json"]?["state"] == "ok")
    #expect(try findings(shell, "model").list["mine"]?["state"] == "wrong")
    try shell.write(#"{"model": "mine"}"#, to: ".promptls.json")
    #expect(try findings(shell, "model").list["mine"]?["state"] == "wrong")
  }

  @Test func `an instruction set that is not here, and a program that nobody finds`() throws {
    let shell = try ShellRun()
    defer { shell.remove() }
    let kernels = try findings(shell, "machine", prefix: "PROMPTLS_KERNELS=mmx")
    #expect(kernels.list["kernels"]?["state"] == "wrong")
    #expect(try findings(shell, "machine", prefix: "PROMPTLS_KERNELS=scalar").status == 0)
    let hidden = try shell.run("program=$(command -v promptls); PATH=/nowhere \"$program\" doctor")
    #expect(hidden.status == 1)
    #expect(hidden.output.contains("is not on the PATH"))
  }

  /// Where each folder's page has its files copied to.
  private static let homes: [(folder: String, editor: String, copies: [(String, String)])] = [
    ("neovim", "Neovim", [("plugin/promptls.lua", ".config/nvim/plugin/promptls.lua")]),
    ("neovim-0.7", "Neovim", [("plugin/promptls.lua", ".config/nvim/plugin/promptls.lua")]),
    (
      "vim-ale", "Vim",
      [("ale_linters/prompt/promptls.vim", ".vim/ale_linters/prompt/promptls.vim")]
    ),
    ("emacs-eglot", "Emacs", [("init.el", ".emacs.d/init.el")]),
    ("emacs-lsp-mode", "Emacs", [("init.el", ".emacs.d/init.el")]),
    ("kate", "Kate", [("settings.json", ".config/kate/lspclient/settings.json")]),
    ("qtcreator", "Qt Creator", [("QtCreator.ini", ".config/QtProject/QtCreator.ini")]),
    (
      "vscode", "VS Code",
      [("package.json", ".vscode/extensions/promptls.promptls-0.1.0/package.json")]
    ),
    (
      "jupyterlab", "JupyterLab",
      [("jupyter_server_config.json", ".jupyter/jupyter_server_config.json")]
    ),
    ("kakoune", "Kakoune", [("kakrc", ".config/kak/kakrc")]),
    ("micro", "micro", [("init.lua", ".config/micro/init.lua")]),
    ("helix", "Helix", [("languages.toml", ".config/helix/languages.toml")]),
    (
      "zed", "Zed",
      [("extension.toml", ".local/share/zed/extensions/installed/promptls/extension.toml")]
    ),
    (
      "sublime", "Sublime Text",
      [
        (
          "LanguageServers.sublime-settings",
          ".config/sublime-text/Packages/User/LanguageServers.sublime-settings"
        )
      ]
    ),
  ]

  @Test func `every folder of configurations is known`() throws {
    let folders = try FileManager.default.contentsOfDirectory(atPath: Self.configurations.path())
      .filter { !$0.contains(".md") }
    #expect(Set(folders) == Set(Self.homes.map(\.folder)))
  }

  @Test(arguments: homes.indices)
  func `an editor's files are found where its page puts them`(_ index: Int) throws {
    let (folder, editor, copies) = Self.homes[index]
    let shell = try ShellRun()
    defer { shell.remove() }
    #expect(try findings(shell, "editor").list[editor]?["state"] != "ok")
    for (source, target) in copies {
      let file = Self.configurations.appending(path: "\(folder)/\(source)")
      try shell.write(try String(contentsOf: file, encoding: .utf8), to: "home/\(target)")
    }
    #expect(try findings(shell, "editor").list[editor]?["state"] == "ok")
  }

  @Test func `a configuration that runs what is not there is wrong`() throws {
    let shell = try ShellRun()
    defer { shell.remove() }
    let place = "home/.config/helix/languages.toml"
    try shell.write("command = \"/nowhere/bin/promptls\"\n", to: place)
    let found = try findings(shell, "editor")
    #expect(found.list["Helix"]?["state"] == "wrong" && found.status == 1)
    try shell.write("command = \"\(RunningDaemon.program.path())\"\n", to: place)
    #expect(try findings(shell, "editor").list["Helix"]?["state"] == "ok")
  }
}
