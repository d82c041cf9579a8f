#!/usr/bin/env python3
"""Times what a person at an editor waits for, over the pipe, against a built promptls.

  keystrokes.py PROMPTLS diagnostics            keystroke -> diagnostics and counts of a 1 MB prompt
  keystrokes.py PROMPTLS ghost [MODEL.gguf]     keystroke -> ghost text of 8 tokens, and typing along
  keystrokes.py PROMPTLS typing [MODEL.gguf]    20 keys a second for a minute
  keystrokes.py PROMPTLS measured [MODEL.gguf]  keystroke -> measured lint of a 1 MB prompt

Python 3 alone; run it on a machine that does nothing else.
"""
import json, os, random, select, subprocess, sys, time

URI = "file:///tmp/keystrokes.prompt"
WORDS = ("the quick brown fox jumps over a lazy dog while people write long prompts for "
         "models that read them token by token and go on with what is likely").split()


class Server:
    def __init__(self, program, *arguments):
        self.process = subprocess.Popen(
            [program, "serve", "--stdio", "--log", "error", *arguments],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
        self.buffer = b""
        self.next = 0
        self.seen = []

    def write(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        data = b"Content-Length: %d\r\n\r\n" % len(body) + body
        while data:
            data = data[os.write(self.process.stdin.fileno(), data):]

    def notify(self, method, params):
        self.write({"method": method, "params": params})

    def request(self, method, params):
        self.next += 1
        self.write({"id": self.next, "method": method, "params": params})
        return self.next

    def message(self, timeout=None):
        """The next message, or None where none comes in time."""
        while True:
            head, found, rest = self.buffer.partition(b"\r\n\r\n")
            if found:
                length = int(head.split(b":")[1])
                if len(rest) >= length:
                    self.buffer = rest[length:]
                    return json.loads(rest[:length])
            if timeout is not None and not select.select([self.process.stdout], [], [], timeout)[0]:
                return None
            part = os.read(self.process.stdout.fileno(), 1 << 16)
            if not part:
                sys.exit("the server has gone")
            self.buffer += part

    def wait(self, *fits):
        """Reads until each predicate has held of a message; gives those messages in order."""
        found = [None] * len(fits)
        while None in found:
            message = self.message()
            self.seen.append(message)
            for index, fit in enumerate(fits):
                if found[index] is None and fit(message):
                    found[index] = message
        return found

    def answer(self, method, params):
        id = self.request(method, params)
        return self.wait(lambda m: m.get("id") == id and "method" not in m)[0]

    def open(self, text, settings):
        self.answer("initialize", {"processId": None, "rootUri": None, "capabilities": {},
                                   "initializationOptions": settings})
        self.notify("initialized", {})
        self.notify("textDocument/didOpen", {"textDocument": {
            "uri": URI, "languageId": "prompt", "version": 1, "text": text}})
        self.wait(lambda m: m.get("method") == "textDocument/publishDiagnostics")

    def insert(self, line, column, text, version):
        place = {"line": line, "character": column}
        self.notify("textDocument/didChange", {
            "textDocument": {"uri": URI, "version": version},
            "contentChanges": [{"range": {"start": place, "end": place}, "text": text}]})

    def resident(self):
        return self.answer("promptls/status", {})["result"]["residentBytes"] / 1e6


def prose(size, generator):
    lines, total = [], 0
    while total < size:
        line = " ".join(generator.choice(WORDS) for _ in range(12))
        lines.append(line)
        total += len(line) + 1
    return lines


def report(name, seconds):
    ordered = sorted(seconds)
    at = lambda part: ordered[min(len(ordered) - 1, int(len(ordered) * part))] * 1000
    print(f"{name}: median {at(.5):.2f} ms, p90 {at(.9):.2f}, p99 {at(.99):.2f}, "
          f"most {at(1):.2f} ({len(ordered)} times)")


def diagnostics(program, _):
    generator = random.Random(1)
    server = Server(program)
    lines = prose(1_000_000, generator)
    server.open("\n".join(lines), {"tokenizers": ["gpt2", "cl100k_base", "o200k_base"]})
    count = {"textDocument": {"uri": URI}}
    server.answer("promptls/count", count)
    long = {"text": "Once upon a time", "maxTokens": 200, "temperature": 1}
    for busy in (False, True):
        times = []
        running = server.request("promptls/complete", long) if busy else None
        server.seen.clear()
        for key in range(600):
            line = generator.randrange(len(lines)) if key % 2 else len(lines) - 1
            version = key + 2 + busy * 1000
            start = time.perf_counter()
            server.insert(line, generator.randrange(20), generator.choice("abc ."), version)
            id = server.request("promptls/count", count)
            server.wait(
                lambda m: m.get("method") == "textDocument/publishDiagnostics"
                and m["params"].get("version") == version,
                lambda m: m.get("id") == id)
            times.append(time.perf_counter() - start)
            while True:
                message = server.message(timeout=0.02)
                if message is None:
                    break
                server.seen.append(message)
            if busy and any(m.get("id") == running for m in server.seen):
                running = server.request("promptls/complete", long)
            server.seen.clear()
        report(f"1 MB, {'a completion running' if busy else 'idle'}", times)


def model_arguments(model):
    return ["--model", f"m={model}"] if model else []


def settings(model, **more):
    return {"completionTokens": 8, **({"model": "m"} if model else {}), **more}


def suggest(server, line, column):
    return server.request("textDocument/inlineCompletion", {
        "textDocument": {"uri": URI}, "position": {"line": line, "character": column},
        "context": {"triggerKind": 2}})


def ghost(program, model):
    generator = random.Random(2)
    server = Server(program, *model_arguments(model))
    lines = prose(1000, generator) + ["Write a short story about "]
    server.open("\n".join(lines), settings(model))
    line, column, version = len(lines) - 1, len(lines[-1]), 1
    fresh, along, shown, tokens = [], [], "", []
    typed = "a dragon who guards the old library and reads every book in it twice a year. " * 3

    def key(character):
        nonlocal column, version
        version += 1
        start = time.perf_counter()
        server.insert(line, column, character, version)
        column += 1
        id = suggest(server, line, column)
        answer = server.wait(lambda m: m.get("id") == id)[0]
        items = (answer.get("result") or {}).get("items") or []
        return time.perf_counter() - start, items[0]["insertText"] if items else ""

    for character in typed:
        rest = shown[1:] if shown.startswith(character) else None
        seconds, shown = key(character)
        if rest:
            assert shown == rest, (shown, rest)
            along.append(seconds)
        else:
            fresh.append(seconds)
        time.sleep(0.12)
        server.seen.clear()
    for _ in range(60):
        if not shown:
            _, shown = key(generator.choice("aeiou "))
            continue
        rest = shown[1:]
        seconds, shown = key(shown[0])
        if rest:
            assert shown == rest, (shown, rest)
            along.append(seconds)
    report("ghost text", fresh[2:])
    report("typed as suggested", along)


def typing(program, model):
    server = Server(program, *model_arguments(model))
    server.open("", settings(model))
    text = " ".join(WORDS * 60)[:1200]
    asked, answered, shown, stale = {}, 0, 0, 0
    before = None

    def take(message):
        nonlocal answered, shown, stale
        if message.get("id") in asked and "method" not in message:
            answered += 1
            if ((message.get("result") or {}).get("items") or []):
                shown += 1
                stale += asked[message["id"]] != version
    start = time.perf_counter()
    for key, character in enumerate(text):
        version = key + 2
        server.insert(0, key, character, version)
        asked[suggest(server, 0, key + 1)] = version
        due = start + (key + 1) * 0.05
        while (left := due - time.perf_counter()) > 0:
            message = server.message(timeout=left)
            if message is not None:
                take(message)
        if key == 200:
            before = server.resident()
            for message in server.seen:
                take(message)
            server.seen.clear()
    while answered < len(asked):
        message = server.message(timeout=5)
        if message is None:
            break
        take(message)
    print(f"{len(asked)} keys: {answered} answers, {shown} shown, {stale} that a key overtook on the "
          f"way; resident {before:.1f} MB after 10 s, {server.resident():.1f} MB after 60 s")


def measured(program, model):
    # In the model's own vocabulary harm is measured, in another one estimated.
    vocabularies = [("measured", "m"), ("estimated for gpt2", "gpt2")]
    for name, vocabulary in vocabularies if model else [("measured", "gpt2")]:
        measured_in(program, model, name, vocabulary)


def measured_in(program, model, name, vocabulary):
    generator = random.Random(3)
    server = Server(program, *model_arguments(model))
    lines = prose(1_000_000, generator) + ["Write a short story about"]
    server.open("\n".join(lines), settings(model, measure=False))
    line, column = len(lines) - 1, len(lines[-1])
    typed = " a dragon, who guards the old library: it reads (twice a year) 12 books.  " * 2
    params = {"textDocument": {"uri": URI}, "measure": True, "tokenizers": [vocabulary]}
    start = time.perf_counter()
    server.answer("promptls/lint", params)
    print(f"{name}, first answer: {(time.perf_counter() - start) * 1000:.0f} ms")
    harmful, harmless, worst = [], [], []
    for key, character in enumerate(typed):
        start = time.perf_counter()
        server.insert(line, column + key, character, key + 2)
        answer = server.answer("promptls/lint", params)
        seconds = time.perf_counter() - start
        found = [f for f in answer["result"]["findings"] if f.get("data", {}).get("harm", 0) > 0.05]
        (harmful if found else harmless).append(seconds)
        worst.append((seconds, typed[:key + 1][-12:]))
        server.seen.clear()
    report(f"{name}, harmless end", harmless)
    report(f"{name}, harmful end, with the smallest edit", harmful)
    print(f"{name}, slowest ends:",
          ", ".join(f"{end!r} {seconds * 1000:.0f}" for seconds, end in sorted(worst)[:-6:-1]))


if __name__ == "__main__":
    commands = {
        "diagnostics": diagnostics, "ghost": ghost, "typing": typing, "measured": measured}
    if len(sys.argv) < 3 or sys.argv[2] not in commands:
        sys.exit(__doc__)
    commands[sys.argv[2]](sys.argv[1], sys.argv[3] if len(sys.argv) > 3 else None)
