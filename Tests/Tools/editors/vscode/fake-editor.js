// As much of VS Code's API as the extension uses, with a document that can be edited behind it.
"use strict";

class Position {
  constructor(line, character) {
    Object.assign(this, { line, character });
  }
}

class Range {
  constructor(startLine, startCharacter, endLine, endCharacter) {
    this.start = new Position(startLine, startCharacter);
    this.end = new Position(endLine, endCharacter);
  }
}

class Uri {
  constructor(text) {
    this.text = text;
  }
  static parse(text) {
    return new Uri(text);
  }
  toString() {
    return this.text;
  }
}

class Kind {
  static Empty = new Kind("");
  constructor(value) {
    this.value = value;
  }
  append(part) {
    return new Kind(this.value ? `${this.value}.${part}` : part);
  }
}

class Edits {
  byUri = new Map();
  set(uri, edits) {
    this.byUri.set(uri.toString(), edits);
  }
}

// A class of which the arguments become properties of these names.
const record = (...names) =>
  class {
    constructor(...values) {
      names.forEach((name, index) => (this[name] = values[index]));
    }
  };

class Event {
  listeners = [];
  subscribe = (listener) => {
    this.listeners.push(listener);
    return { dispose() {} };
  };
  fire(value) {
    this.listeners.forEach((listener) => listener(value));
  }
}

class Document {
  constructor(uri, text) {
    Object.assign(this, { uri: new Uri(uri), text, languageId: "prompt", version: 1 });
  }
  getText() {
    return this.text;
  }
  offset({ line, character }) {
    return this.text.split("\n").slice(0, line).join("\n").length + (line ? 1 : 0) + character;
  }
}

class FakeEditor {
  opened = new Event();
  changed = new Event();
  closed = new Event();
  diagnostics = new Map();
  providers = {};
  status = { text: "", show() {}, hide() {}, dispose() {} };
  warnings = [];

  // Settings have their defaults from the manifest, but for those that are given.
  constructor(changed) {
    const { configuration } = require("../../../../editor-configs/vscode/package.json").contributes;
    const settings = Object.fromEntries(
      Object.entries(configuration.properties).map(([name, { default: value }]) => [
        name.replace(/^promptls\./, ""), value,
      ]));
    Object.assign(settings, changed);
    const provide = (name) => (_, provider) => {
      this.providers[name] = provider;
      return { dispose() {} };
    };
    const ignored = () => ({ dispose() {} });
    this.api = {
      version: "1.75.0",
      Position, Range, Uri,
      CodeActionKind: Kind,
      WorkspaceEdit: Edits,
      Diagnostic: record("range", "message", "severity"),
      CodeAction: record("title", "kind"),
      TextEdit: record("range", "newText"),
      InlineCompletionItem: record("insertText", "range"),
      InlineCompletionTriggerKind: { Invoke: 0, Automatic: 1 },
      InlayHint: record("position", "label"),
      CodeLens: record("range", "command"),
      DocumentSymbol: record("name", "detail", "kind", "range", "selectionRange"),
      Hover: record("contents", "range"),
      MarkdownString: record("value"),
      StatusBarAlignment: { Right: 2 },
      commands: { registerCommand: ignored },
      window: {
        activeTextEditor: undefined,
        createStatusBarItem: () => this.status,
        onDidChangeActiveTextEditor: ignored,
        showWarningMessage: (text) => this.warnings.push(text),
      },
      workspace: {
        textDocuments: [],
        getConfiguration: () => ({ get: (name) => settings[name] }),
        onDidOpenTextDocument: this.opened.subscribe,
        onDidChangeTextDocument: this.changed.subscribe,
        onDidCloseTextDocument: this.closed.subscribe,
        onDidChangeConfiguration: ignored,
      },
      languages: {
        createDiagnosticCollection: () => ({
          set: (uri, found) => this.diagnostics.set(uri.toString(), found),
          delete: (uri) => this.diagnostics.delete(uri.toString()),
          clear: () => this.diagnostics.clear(),
          dispose() {},
        }),
        registerInlineCompletionItemProvider: provide("inlineCompletion"),
        registerHoverProvider: provide("hover"),
        registerCodeActionsProvider: provide("codeActions"),
        registerInlayHintsProvider: provide("inlayHints"),
        registerCodeLensProvider: provide("codeLenses"),
        registerDocumentSymbolProvider: provide("symbols"),
      },
    };
  }

  open(uri, text) {
    this.document = new Document(uri, text);
    this.api.window.activeTextEditor = { document: this.document };
    this.opened.fire(this.document);
    return this.document;
  }

  // Replaces a range, as typing or taking a suggestion does.
  edit(range, text) {
    const { document } = this;
    const [start, end] = [document.offset(range.start), document.offset(range.end)];
    document.text = document.text.slice(0, start) + text + document.text.slice(end);
    document.version += 1;
    this.changed.fire({ document, contentChanges: [{ range, text }] });
  }

  apply(edits) {
    for (const each of edits.byUri.get(this.document.uri.toString()))
      this.edit(each.range, each.newText);
  }
}

module.exports = { FakeEditor };
