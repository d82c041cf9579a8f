// Loads the extension with another editor's API for VS Code's.
"use strict";
const Module = require("node:module");
const path = require("node:path");

const folder = path.resolve(__dirname, "../../../../editor-configs/vscode");

function loadExtension(editor) {
  const load = Module._load;
  Module._load = (name, ...rest) => (name === "vscode" ? editor.api : load(name, ...rest));
  const file = path.join(folder, "extension.js");
  delete require.cache[file];
  try {
    return require(file);
  } finally {
    Module._load = load;
  }
}

module.exports = { folder, loadExtension };
