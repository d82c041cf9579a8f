// The VS Code extension in VS Code's editor core (Monaco) in a browser: what the extension provides goes
// there by HTTP, and what is typed there comes back as the events that the extension listens to.
//
// Run: PROMPTLS=… node monaco.js FOLDER-WITH-vs PROMPT      (prints the page's address)
"use strict";
const fs = require("node:fs");
const http = require("node:http");
const path = require("node:path");
const { pathToFileURL } = require("node:url");
const { FakeEditor } = require("./fake-editor.js");
const { loadExtension } = require("./load-extension.js");

const [library, prompt] = process.argv.slice(2);
const uri = pathToFileURL(prompt).href;
const editor = new FakeEditor({ command: [process.env.PROMPTLS, "--stdio"] });
const extension = loadExtension(editor);
const types = { ".js": "text/javascript", ".css": "text/css", ".html": "text/html; charset=utf-8" };

// What the page asks for, by name.
const answers = {
  text: () => editor.document.text,
  shown: () => ({ diagnostics: editor.diagnostics.get(uri) ?? [], status: editor.status.text }),
  change({ range, text }) {
    editor.edit(range, text);
  },
  // Writes what the extension takes for the document, so that a lost edit is seen.
  save: () => fs.writeFileSync(prompt, editor.document.text),
  provide: ({ provider, method, args }) => editor.providers[provider][method](editor.document, ...args),
};

function plain(name, value) {
  return value instanceof Map ? Object.fromEntries(value) : value;
}

function serveFile(response, file) {
  if (!fs.existsSync(file)) return response.writeHead(404).end();
  const type = types[path.extname(file)] ?? "application/octet-stream";
  response.writeHead(200, { "Content-Type": type }).end(fs.readFileSync(file));
}

const server = http.createServer(async (request, response) => {
  const { pathname } = new URL(request.url, "http://localhost");
  if (request.method === "GET" && pathname === "/")
    return serveFile(response, path.join(__dirname, "monaco.html"));
  if (request.method === "GET") return serveFile(response, path.join(library, pathname));
  let body = "";
  for await (const part of request) body += part;
  const value = await answers[pathname.slice(1)](body ? JSON.parse(body) : undefined);
  response.writeHead(200, { "Content-Type": "application/json" });
  response.end(JSON.stringify(value ?? null, plain));
});

extension.activate({ subscriptions: [] }).then(() => {
  editor.open(uri, fs.readFileSync(prompt, "utf8"));
  server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}/`));
});
process.on("SIGTERM", async () => {
  await extension.deactivate();
  process.exit(0);
});
