/// An editor that has a folder in `editor-configs`, and how to tell whether it knows promptls.
///
/// To add one: a line in ``all``.
struct Editor: Sendable {
  let name: String
  /// Its page and files, in `editor-configs`.
  let folder: String
  let programs: [String]
  /// Where its configuration goes.
  ///
  /// `CONFIG` and `HOME` stand for the person's folders; one file that speaks of promptls is enough.
  let files: [String]
  /// What a file that speaks of promptls holds.
  var mark = "promptls"

  static let all = [
    Editor(
      name: "Neovim", folder: "neovim", programs: ["nvim"],
      files: ["CONFIG/nvim/plugin/promptls.lua", "CONFIG/nvim/init.lua", "CONFIG/nvim/init.vim"]),
    Editor(
      name: "Vim", folder: "vim-ale", programs: ["vim", "gvim"],
      files: ["HOME/.vim/ale_linters/prompt/promptls.vim", "HOME/.vimrc", "HOME/.vim/vimrc"]),
    Editor(
      name: "Emacs", folder: "emacs-eglot", programs: ["emacs"],
      files: ["HOME/.emacs.d/init.el", "HOME/.emacs", "CONFIG/emacs/init.el"]),
    Editor(
      name: "Kate", folder: "kate", programs: ["kate"],
      files: ["CONFIG/kate/lspclient/settings.json"]),
    Editor(
      name: "Qt Creator", folder: "qtcreator", programs: ["qtcreator"],
      files: ["CONFIG/QtProject/QtCreator.ini"], mark: #"p\0r\0o\0m\0p\0t\0l\0s"#),
    Editor(
      name: "VS Code", folder: "vscode", programs: ["code", "codium", "code-oss"],
      files: [
        "HOME/.vscode/extensions/promptls.promptls-\(Promptls.version)/package.json",
        "HOME/.vscode-oss/extensions/promptls.promptls-\(Promptls.version)/package.json",
      ]),
    Editor(
      name: "JupyterLab", folder: "jupyterlab", programs: ["jupyter-lab"],
      files: ["HOME/.jupyter/jupyter_server_config.json"]),
    Editor(
      name: "Kakoune", folder: "kakoune", programs: ["kak"], files: ["CONFIG/kak/kakrc"]),
    Editor(
      name: "micro", folder: "micro", programs: ["micro"], files: ["CONFIG/micro/init.lua"]),
    Editor(
      name: "Helix", folder: "helix", programs: ["hx", "helix"],
      files: ["CONFIG/helix/languages.toml"]),
    Editor(
      name: "Zed", folder: "zed", programs: ["zed", "zeditor"],
      files: ["HOME/.local/share/zed/extensions/installed/promptls/extension.toml"]),
    Editor(
      name: "Sublime Text", folder: "sublime", programs: ["subl"],
      files: [
        "CONFIG/sublime-text/Packages/User/LanguageServers.sublime-settings",
        "CONFIG/sublime-text/Packages/User/LSP.sublime-settings",
      ]),
  ]

  /// The paths of ``files`` for this person; none where there is no home.
  var paths: [String] {
    guard let home = SystemVariables.path("HOME") else { return [] }
    let config = SystemVariables.path("XDG_CONFIG_HOME") ?? home + "/.config"
    return files.map { file in
      file.hasPrefix("HOME") ? home + file.dropFirst(4) : config + file.dropFirst(6)
    }
  }
}
