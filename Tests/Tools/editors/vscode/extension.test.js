// The VS Code extension against the real server, in a fake editor: VS Code itself cannot be had here.
//
// Run: PROMPTLS=.build/release/promptls node --test Tests/Tools/editors/vscode/extension.test.js
"use strict";
const { test } = require("node:test");
const assert = require("node:assert");
const { spawnSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { FakeEditor } = require("./fake-editor.js");
const { folder, loadExtension } = require("./load-extension.js");

const promptls = path.resolve(process.env.PROMPTLS ?? ".build/release/promptls");
const uri = "file:///prompts/story.prompt";
const prompt = "# System\nYou tell stories.\n\n# User 😀\nThank you for your ";
const lastLine = prompt.trimEnd().split("\n").at(-1);

// What a command prints as JSON; lint ends with 1 where there is a warning.
const command = (name, input, ...options) =>
  JSON.parse(spawnSync(promptls, [name, "--json", ...options], { input }).stdout);

async function until(condition) {
  const end = Date.now() + 20_000;
  for (;;) {
    const value = await condition();
    if (value) return value;
    assert.ok(Date.now() < end, `waited too long: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test("a prompt that ends in a space is warned of, mended, counted and completed", async () => {
  const editor = new FakeEditor({ command: [promptls, "--stdio"], inlayHints: "low" });
  const extension = loadExtension(editor);
  await extension.activate({ subscriptions: [] });
  const document = editor.open(uri, prompt);
  const end = { line: 4, character: lastLine.length + 1 };
  const everywhere = new editor.api.Range(0, 0, end.line, end.character);

  const [expected] = command("lint", prompt).findings;
  const warning = await until(() => editor.diagnostics.get(uri)?.[0]);
  assert.ok(warning.message.startsWith(expected.message));
  assert.strictEqual(warning.severity, 1); // DiagnosticSeverity.Warning
  assert.deepStrictEqual(warning.range.end, new editor.api.Position(end.line, end.character));

  const total = command("count", prompt, "--tokenizer", "gpt2").counts[0].tokens;
  await until(() => editor.status.text === `${total} tokens`);
  const hints = await editor.providers.inlayHints.provideInlayHints(document, everywhere);
  assert.match(hints[0].label, /^\d+ tokens$/);
  const lenses = await editor.providers.codeLenses.provideCodeLenses(document);
  assert.match(lenses[0].command.title, new RegExp(`gpt2 ${total} `));
  const symbols = await editor.providers.symbols.provideDocumentSymbols(document);
  assert.match(symbols[1].name, /^User 😀 \(\d+ tokens\)$/);
  const hover = await editor.providers.hover.provideHover(document, { line: 1, character: 5 });
  assert.match(hover.contents.value, /gpt2.*tell/);

  const [fix] = await editor.providers.codeActions.provideCodeActions(document, warning.range, {});
  assert.strictEqual(fix.title, expected.fixes[0].title);
  assert.strictEqual(fix.kind.value, "quickfix");
  editor.apply(fix.edit);
  assert.strictEqual(document.text, prompt.trimEnd());
  await until(() => !editor.diagnostics.get(uri).some((each) => each.code === "trailing-space"));

  const at = { line: end.line, character: lastLine.length };
  const [ghost] = await editor.providers.inlineCompletion
    .provideInlineCompletionItems(document, at, { triggerKind: 1 });
  const completion = command("complete", prompt.trimEnd(), "--max-tokens", "16", "--stop", "\n").text;
  assert.strictEqual(ghost.insertText, completion);
  editor.edit(ghost.range, ghost.insertText);
  assert.strictEqual(document.text, prompt.trimEnd() + completion);

  await extension.deactivate();
  assert.deepStrictEqual(editor.warnings, []);
});

test("a server that cannot be started is said in the status bar", async () => {
  const editor = new FakeEditor({ command: ["/nowhere/promptls"] });
  const extension = loadExtension(editor);
  await assert.rejects(extension.activate({ subscriptions: [] }));
  assert.match(editor.status.text, /ENOENT/);
  await extension.deactivate();
});

test("the manifest is as VS Code wants it", () => {
  const manifest = JSON.parse(fs.readFileSync(path.join(folder, "package.json")));
  const source = fs.readFileSync(path.join(folder, "extension.js"), "utf8");
  assert.match(manifest.name, /^[a-z0-9][a-z0-9-]*$/);
  assert.match(manifest.publisher, /^[a-z0-9][a-z0-9-]*$/);
  assert.match(manifest.version, /^\d+\.\d+\.\d+$/);
  assert.match(manifest.engines.vscode, /^\^\d+\.\d+\.\d+$/);
  assert.ok(fs.existsSync(path.join(folder, manifest.main)));
  assert.strictEqual(manifest.dependencies, undefined);
  const { languages, commands, configuration } = manifest.contributes;
  for (const { id } of languages) assert.ok(manifest.activationEvents.includes(`onLanguage:${id}`));
  for (const { command } of commands) assert.ok(source.includes(`"${command}"`));
  for (const [name, setting] of Object.entries(configuration.properties)) {
    assert.ok(source.includes(`"${name.replace(/^promptls\./, "")}"`), `${name} is not read`);
    assert.ok(["string", "boolean", "array"].includes(setting.type));
    const isOfType = setting.type === "array" ? Array.isArray(setting.default) : typeof setting.default === setting.type;
    assert.ok(isOfType, `${name}: the default is no ${setting.type}`);
    if (setting.enum) assert.ok(setting.enum.includes(setting.default));
  }
});
