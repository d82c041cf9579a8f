// A client of one language server: JSON-RPC with Content-Length headers over its stdin and stdout.
"use strict";
const { spawn } = require("node:child_process");

class Connection {
  // Notifications and the end of the server are told to `received(method, params)` and `ended(why)`.
  constructor([program, ...args], received, ended) {
    this.received = received;
    this.ended = ended;
    this.pending = new Map();
    this.lastId = 0;
    this.buffer = Buffer.alloc(0);
    this.process = spawn(program, args, { stdio: ["pipe", "pipe", "ignore"] });
    this.process.stdout.on("data", (data) => this.read(data));
    this.process.stdin.on("error", () => {}); // The exit says it.
    this.process.on("error", (error) => this.end(error.message));
    this.process.on("exit", (code, signal) => this.end(`ended with ${code ?? signal}`));
  }

  end(why) {
    if (this.isClosed) return;
    this.isClosed = true;
    for (const { reject } of this.pending.values()) reject(new Error(why));
    this.pending.clear();
    this.ended(why);
  }

  read(data) {
    this.buffer = Buffer.concat([this.buffer, data]);
    for (;;) {
      const head = this.buffer.indexOf("\r\n\r\n");
      if (head < 0) return;
      const length = Number(/content-length: *(\d+)/i.exec(this.buffer.toString("latin1", 0, head))[1]);
      const end = head + 4 + length;
      if (this.buffer.length < end) return;
      const message = JSON.parse(this.buffer.toString("utf8", head + 4, end));
      this.buffer = this.buffer.subarray(end);
      this.handle(message);
    }
  }

  handle({ id, method, params, result, error }) {
    if (method !== undefined) {
      if (id !== undefined) this.write({ id, result: null });
      this.received(method, params);
    } else if (this.pending.has(id)) {
      const { resolve, reject } = this.pending.get(id);
      this.pending.delete(id);
      if (error) reject(new Error(error.message));
      else resolve(result);
    }
  }

  write(message) {
    if (this.isClosed) return;
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    this.process.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  notify(method, params) {
    this.write({ method, params });
  }

  // Asks; a cancelled `token` is told to the server, which then answers with an error.
  request(method, params, token) {
    if (this.isClosed) return Promise.reject(new Error("promptls has ended"));
    const id = ++this.lastId;
    const answer = new Promise((resolve, reject) => this.pending.set(id, { resolve, reject }));
    this.write({ id, method, params });
    token?.onCancellationRequested?.(() => this.notify("$/cancelRequest", { id }));
    return answer;
  }
}

module.exports = { Connection };
