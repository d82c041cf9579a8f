// promptls in VS Code: what its language client would do, without packages.
"use strict";
const vscode = require("vscode");
const { Connection } = require("./connection.js");

const languages = ["prompt", "markdown", "plaintext"];
const serverSettings = ["tokenizer", "model", "inlayHints", "measure"];
let connection, diagnostics, status;

const position = ({ line, character }) => ({ line, character });
const range = ({ start, end }) => ({ start: position(start), end: position(end) });
const editorRange = ({ start, end }) =>
  new vscode.Range(start.line, start.character, end.line, end.character);
const named = (document) => ({ textDocument: { uri: document.uri.toString() } });
const isPrompt = (document) => languages.includes(document.languageId);

function settings() {
  const all = vscode.workspace.getConfiguration("promptls");
  return Object.fromEntries(serverSettings.map((name) => [name, all.get(name)]));
}

// What the server is asked about a document; null where it cannot say, or no longer.
async function ask(method, document, params, token) {
  try {
    return await connection.request(method, { ...named(document), ...params }, token);
  } catch {
    return null;
  }
}

async function start() {
  const command = vscode.workspace.getConfiguration("promptls").get("command");
  connection = new Connection(command, received, (why) => {
    diagnostics.clear();
    status.text = `promptls: ${why}`;
    status.show();
  });
  await connection.request("initialize", {
    processId: process.pid,
    rootUri: null,
    clientInfo: { name: "Visual Studio Code", version: vscode.version },
    initializationOptions: settings(),
    capabilities: { general: { positionEncodings: ["utf-16"] } },
  });
  connection.notify("initialized", {});
  vscode.workspace.textDocuments.forEach(open);
}

async function stop() {
  if (connection.isClosed) return;
  const tooLong = new Promise((resolve) => setTimeout(resolve, 1000));
  await Promise.race([connection.request("shutdown").catch(() => {}), tooLong]);
  connection.notify("exit");
}

function open(document) {
  if (!isPrompt(document)) return;
  const { languageId, version } = document;
  const textDocument = { ...named(document).textDocument, languageId, version, text: document.getText() };
  connection.notify("textDocument/didOpen", { textDocument });
}

function change({ document, contentChanges }) {
  if (!isPrompt(document) || contentChanges.length === 0) return;
  connection.notify("textDocument/didChange", {
    textDocument: { ...named(document).textDocument, version: document.version },
    contentChanges: contentChanges.map((each) => ({ range: range(each.range), text: each.text })),
  });
}

function close(document) {
  if (!isPrompt(document)) return;
  connection.notify("textDocument/didClose", named(document));
  diagnostics.delete(document.uri);
}

function received(method, params) {
  if (method === "window/showMessage") vscode.window.showWarningMessage(params.message);
  if (method !== "textDocument/publishDiagnostics") return;
  diagnostics.set(vscode.Uri.parse(params.uri), params.diagnostics.map(diagnostic));
  showCount();
}

function diagnostic({ range, message, severity, code, codeDescription }) {
  const shown = new vscode.Diagnostic(editorRange(range), message, severity - 1);
  shown.source = "promptls";
  shown.code = codeDescription
    ? { value: code, target: vscode.Uri.parse(codeDescription.href) }
    : code;
  return shown;
}

// The document's tokens, in the status bar.
async function showCount() {
  const document = vscode.window.activeTextEditor?.document;
  if (!document || !isPrompt(document)) return status.hide();
  const tokenizer = settings().tokenizer;
  const counted = await ask("promptls/count", document, { tokenizers: [tokenizer] });
  if (!counted) return;
  status.text = `${counted.counts[0].tokens} tokens`;
  status.tooltip = tokenizer;
  status.show();
}

const inlineCompletion = {
  async provideInlineCompletionItems(document, at, context, token) {
    const triggerKind = context.triggerKind === vscode.InlineCompletionTriggerKind.Invoke ? 1 : 2;
    const params = { position: position(at), context: { triggerKind } };
    const found = await ask("textDocument/inlineCompletion", document, params, token);
    return found?.items.map(
      (item) => new vscode.InlineCompletionItem(item.insertText, item.range && editorRange(item.range)));
  },
};

const hover = {
  async provideHover(document, at, token) {
    const found = await ask("textDocument/hover", document, { position: position(at) }, token);
    return found &&
      new vscode.Hover(new vscode.MarkdownString(found.contents.value), found.range && editorRange(found.range));
  },
};

const codeActions = {
  async provideCodeActions(document, where, context, token) {
    const params = { range: range(where), context: { diagnostics: [] } };
    const found = await ask("textDocument/codeAction", document, params, token);
    return found?.filter(({ edit }) => edit).map(({ title, kind, isPreferred, edit }) => {
      const action = new vscode.CodeAction(title, vscode.CodeActionKind.Empty.append(kind));
      action.isPreferred = isPreferred;
      action.edit = new vscode.WorkspaceEdit();
      for (const [uri, edits] of Object.entries(edit.changes))
        action.edit.set(
          vscode.Uri.parse(uri),
          edits.map((each) => new vscode.TextEdit(editorRange(each.range), each.newText)));
      return action;
    });
  },
};

const inlayHints = {
  async provideInlayHints(document, where, token) {
    const found = await ask("textDocument/inlayHint", document, { range: range(where) }, token);
    return found?.map(({ position: at, label }) => {
      const hint = new vscode.InlayHint(new vscode.Position(at.line, at.character), label);
      hint.paddingLeft = true;
      return hint;
    });
  },
};

const codeLenses = {
  async provideCodeLenses(document, token) {
    const found = await ask("textDocument/codeLens", document, {}, token);
    return found?.map(({ range, command }) => new vscode.CodeLens(editorRange(range), command));
  },
};

const symbols = {
  async provideDocumentSymbols(document, token) {
    const convert = ({ name, kind, range, selectionRange, children }) => {
      const symbol = new vscode.DocumentSymbol(
        name, "", kind - 1, editorRange(range), editorRange(selectionRange));
      symbol.children = (children ?? []).map(convert);
      return symbol;
    };
    return (await ask("textDocument/documentSymbol", document, {}, token))?.map(convert);
  },
};

async function activate(context) {
  diagnostics = vscode.languages.createDiagnosticCollection("promptls");
  status = vscode.window.createStatusBarItem(vscode.StatusBarAlignment.Right, 100);
  const register = vscode.languages;
  context.subscriptions.push(
    diagnostics,
    status,
    vscode.workspace.onDidOpenTextDocument(open),
    vscode.workspace.onDidChangeTextDocument(change),
    vscode.workspace.onDidCloseTextDocument(close),
    vscode.workspace.onDidChangeConfiguration(() =>
      connection.notify("workspace/didChangeConfiguration", { settings: settings() })),
    vscode.window.onDidChangeActiveTextEditor(showCount),
    vscode.commands.registerCommand("promptls.restart", async () => {
      await stop();
      await start();
    }),
    register.registerInlineCompletionItemProvider(languages, inlineCompletion),
    register.registerHoverProvider(languages, hover),
    register.registerCodeActionsProvider(languages, codeActions),
    register.registerInlayHintsProvider(languages, inlayHints),
    register.registerCodeLensProvider(languages, codeLenses),
    register.registerDocumentSymbolProvider(languages, symbols));
  await start();
}

module.exports = { activate, deactivate: stop };
