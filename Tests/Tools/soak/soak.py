#!/usr/bin/env python3
"""Types for hours in many documents of one promptls and holds it against fresh tokenization.

  soak.py PROMPTLS OUT.jsonl [--minutes 120] [--rate 64] [--vocabularies FOLDER]
          [--gguf MODEL.gguf] [--seed 1]

Four people type in six documents each: keys, pastes, undo, several cursors, documents closed and
opened; every edit is followed by a count, whose time is taken.  Beside that: what editors ask for,
suggestions, completions (half of them cancelled), changed settings, models loaded and unloaded.
Once a minute every document's text, counts, counts by line and ids in four vocabularies are held
against tiktoken's and tokenizers' of the text as this script has it.  A line of figures a minute
goes to OUT.jsonl, which plot.py draws.  `run` beside this installs the peers first.
"""
import argparse, collections, hashlib, json, multiprocessing, os, random, sys, time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import fresh, wire
from documents import Document, text as prose

LANGUAGES = (("prompt", "prompt"), ("markdown", "md"), ("plaintext", "txt"), ("swift", "swift"),
             ("prompt", "prompt"), ("json", "json"))
SIZES = (0, 300, 2_000, 8_000, 30_000, 120_000)
# Answers that an edit or a cancellation may bring about.
STALE = {-32800, -32801}


class Soak:
    def __init__(self, options):
        self.options, self.random = options, random.Random(options.seed)
        arguments = ["--model", f"big={options.gguf}"] if options.gguf else []
        self.server = wire.Server(options.program, *arguments)
        self.server.initialize(model="default", measure=False)
        self.people = [[self.document(person, place) for place in range(6)] for person in range(4)]
        self.documents = [document for person in self.people for document in person]
        self.current = [person[0] for person in self.people]
        self.pending, self.checks = {}, []
        self.total, self.minute = collections.Counter(), collections.Counter()
        self.keys, self.others = [], []
        self.pool = multiprocessing.Pool(1, fresh.load, (options.vocabularies,))
        for document in self.documents:
            self.open(document)

    def document(self, person, place):
        language, suffix = LANGUAGES[(person + place) % 6]
        eol = ("\n", "\r\n", "\n", "\r")[person]
        return Document(f"file:///soak/{person}/{place}.{suffix}", language, eol,
                        SIZES[(person * 2 + place) % 6], self.options.seed * 100 + person * 6 + place)

    def open(self, document):
        self.server.notify("textDocument/didOpen", {"textDocument": {
            "uri": document.uri, "languageId": document.language, "version": document.version,
            "text": document.text}})

    def ask(self, method, params, take=None, allowed=STALE):
        """Asks; `take` gets the answer's result and the seconds that it took."""
        id = self.server.request(method, params)
        self.pending[id] = (f"{id} {method} {json.dumps(params)[:2000]}", time.perf_counter(), take, allowed)
        self.minute["requests"] += 1
        return id

    def take(self, now, message):
        if "method" in message:
            if "id" in message:
                self.server.send({"id": message["id"], "result": None})
            return
        if message.get("id") not in self.pending:
            return self.complain(f"an answer to nothing: {str(message)[:200]}")
        method, start, take, allowed = self.pending.pop(message["id"])
        error = message.get("error")
        if error:
            self.minute["errors"] += 1
            if error["code"] not in allowed:
                self.complain(f"{method}: {error}")
        elif take:
            take(message["result"], now - start)

    def complain(self, text):
        self.minute["complaints"] += 1
        print(f"{time.strftime('%H:%M:%S')} {text[:600]}", flush=True)

    # What people do

    def edit(self, tick):
        person = tick % len(self.people)
        if self.random.random() < 1 / 150:
            self.current[person] = self.random.choice(self.people[person])
        document = self.current[person]
        kind, changes = document.step()
        self.server.notify("textDocument/didChange", {
            "textDocument": {"uri": document.uri, "version": document.version},
            "contentChanges": changes})
        self.minute["edits"] += 1
        times = self.keys if kind == "key" else self.others
        self.ask("promptls/count", {"textDocument": {"uri": document.uri}},
                 lambda _, seconds: times.append(seconds))

    def look(self):
        """Asks for what an editor shows."""
        document = self.random.choice(self.current)
        place = {"textDocument": {"uri": document.uri},
                 "position": document.position(document.whole(self.random.randrange(len(document.text) + 1)))}
        whole = {"textDocument": place["textDocument"]}
        end = document.whole(min(len(document.text), 3000))
        part = {**whole, "range": {"start": document.position(0), "end": document.position(end)}}
        method, params = self.random.choice([
            ("textDocument/hover", place), ("textDocument/codeLens", whole),
            ("textDocument/documentSymbol", whole), ("textDocument/inlayHint", part),
            ("textDocument/semanticTokens/full", whole), ("textDocument/semanticTokens/range", part),
            ("textDocument/selectionRange", {**whole, "positions": [place["position"]]}),
            ("textDocument/documentHighlight", place), ("textDocument/diagnostic", whole),
            ("textDocument/codeAction", {**part, "context": {"diagnostics": []}}),
            ("promptls/boundary", place), ("promptls/lint", part),
            ("promptls/translate", {**part, "from": "gpt2", "to": "bert-base-uncased"}),
            ("promptls/detokenize", {"ids": [self.random.randrange(50000) for _ in range(50)], "tokenizer": "gpt2"}),
            ("promptls/tokenizers", {}), ("promptls/models", {}), ("promptls/status", {})])
        self.ask(method, params)

    def model(self):
        """Has the built-in model work; half of the time, thinks better of it."""
        document = self.random.choice(self.current)
        place = {"textDocument": {"uri": document.uri}, "position": document.position(document.cursor)}
        text = prose(self.random, 60, "\n")
        method, params = self.random.choice([
            ("textDocument/inlineCompletion", {**place, "context": {"triggerKind": 2}}),
            ("promptls/complete", {"text": text, "maxTokens": 12, "temperature": 1, "seed": 7}),
            ("promptls/complete", {**place, "maxTokens": 4}),
            ("promptls/score", {"text": text}), ("promptls/embed", {"text": text, "pooling": "mean"}),
            ("promptls/boundary", {"text": text, "measure": True})])
        overflow = STALE | {-32803} if method != "promptls/complete" else STALE
        id = self.ask(method, params, allowed=overflow)
        if self.random.random() < 0.5:
            self.server.notify("$/cancelRequest", {"id": id})

    def settings(self):
        names = self.random.sample(fresh.TOKENIZERS, self.random.randrange(1, 5))
        self.server.notify("workspace/didChangeConfiguration", {"settings": {"promptls": {
            "model": "default", "tokenizers": names, "tokenizer": self.random.choice(fresh.TOKENIZERS[:3]),
            "inlayHints": self.random.choice(("off", "low", "full")),
            "measure": self.random.random() < 0.3, "semanticTokens": self.random.choice(("on", "auto"))}}})

    def reopen(self):
        document = self.random.choice(self.documents)
        self.server.notify("textDocument/didClose", {"textDocument": {"uri": document.uri}})
        document.refill()
        self.open(document)

    def load_models(self):
        """Loads models, asks them, cancels, and gives them back."""
        if self.options.gguf:
            self.ask("promptls/loadModel", {"name": "big", "path": self.options.gguf})
            self.ask("promptls/complete", {"model": "big", "text": "Once upon a time ", "maxTokens": 3})
            self.ask("promptls/unloadModel", {"name": "big"})
        self.ask("promptls/unloadModel", {"name": "default"})
        self.ask("promptls/loadModel", {"name": "nothing", "path": "/nowhere"}, allowed={-32803})
        self.minute["loads"] += 1

    # What is checked

    def check(self, document):
        """Asks for all that is known of a document; a process of its own compares it."""
        text, uri, answers = document.text, {"uri": document.uri}, {}
        whole = {"start": {"line": 0, "character": 0}, "end": document.position(len(text))}
        wanted = 2 + len(fresh.TOKENIZERS)

        def keep(key):
            def take(result, _):
                answers[key] = result
                if len(answers) == wanted:
                    self.checks.append((document.uri, self.pool.apply_async(fresh.mismatches, (text, answers))))
            return take
        self.ask("promptls/count", {"textDocument": uri, "perLine": True, "tokenizers": list(fresh.TOKENIZERS)},
                 keep("count"), allowed=set())
        self.ask("promptls/verifyDocument", {
            "textDocument": uri, "sha256": hashlib.sha256(text.encode()).hexdigest()},
            keep("verify"), allowed=set())
        for name in fresh.TOKENIZERS:
            self.ask("promptls/tokenize", {"textDocument": uri, "range": whole, "tokenizer": name},
                     keep(name), allowed=STALE)

    def collect(self):
        waiting = []
        for uri, result in self.checks:
            if not result.ready():
                waiting.append((uri, result))
                continue
            wrong, size, tokens = result.get()
            self.minute["checked"] += 1
            self.minute["checked_bytes"] += size
            self.minute["checked_tokens"] += tokens
            self.minute["mismatches"] += len(wrong)
            for line in wrong:
                self.complain(f"{uri}: {line}")
        self.checks = waiting

    # Time

    def run(self):
        rate, per_minute = self.options.rate, self.options.rate * 60
        step = per_minute // len(self.documents)
        self.started = start = time.perf_counter()
        processor, own = wire.processor_seconds(self.server.pid), time.process_time()
        for tick in range(self.options.minutes * per_minute):
            self.edit(tick)
            if tick % step == 0:
                self.check(self.documents[tick // step % len(self.documents)])
            if tick % (rate * 2 // 3) == 7:
                self.look()
            if tick % (rate * 8) == 11:
                self.model()
            if tick % (rate * 20) == 13:
                self.settings()
            if tick % (rate * 10) == 17:
                self.reopen()
            if tick % (per_minute * 3) == per_minute // 3:
                self.load_models()
            due = start + (tick + 1) / rate
            while True:
                for now, message in self.server.messages(due):
                    self.take(now, message)
                if time.perf_counter() >= due:
                    break
            if (tick + 1) % per_minute == 0:
                self.collect()
                seconds = wire.processor_seconds(self.server.pid), time.process_time()
                self.record((tick + 1) // per_minute, seconds[0] - processor, seconds[1] - own)
                processor, own = seconds
        return self.finish()

    def record(self, number, processor, own):
        def at(times, part):
            ordered = sorted(times) or [0]
            return round(ordered[min(len(ordered) - 1, int(len(ordered) * part))] * 1000, 3)
        line = {
            "minute": number, "seconds": round(time.perf_counter() - self.started, 1), **wire.memory(self.server.pid),
            "fds": len(os.listdir(f"/proc/{self.server.pid}/fd")),
            "key_p50": at(self.keys, .5), "key_p99": at(self.keys, .99), "key_max": at(self.keys, 1),
            "other_p50": at(self.others, .5), "other_p99": at(self.others, .99), "other_max": at(self.others, 1),
            "keys": len(self.keys), "load": os.getloadavg()[0], "processor": round(processor, 2),
            "client_processor": round(own, 2), "pending": len(self.pending),
            "document_bytes": sum(len(d.text.encode()) for d in self.documents),
            **{k: self.minute[k] for k in ("edits", "requests", "errors", "complaints", "loads", "checked",
                                           "checked_bytes", "checked_tokens", "mismatches")}}
        self.total.update({k: v for k, v in line.items() if isinstance(v, int)})
        with open(self.options.out, "a") as out:
            out.write(json.dumps(line) + "\n")
        self.minute, self.keys, self.others = collections.Counter(), [], []

    def finish(self):
        """Waits for what is still owed and ends the server; gives the exit status."""
        end = time.perf_counter() + 60
        while (self.pending or self.checks) and time.perf_counter() < end:
            for now, message in self.server.messages(time.perf_counter() + 0.2):
                self.take(now, message)
            self.collect()
        for method, *_ in self.pending.values():
            self.complain(f"never answered: {method}")
        self.server.answer("shutdown", None)
        self.server.notify("exit", None)
        status = self.server.process.wait(10)
        self.pool.terminate()
        total = {k: self.total[k] + self.minute[k] for k in (
            "edits", "requests", "checked", "checked_bytes", "checked_tokens", "mismatches", "complaints")}
        print(json.dumps({**total, "lost": len(self.pending), "status": status}))
        return status or (1 if total["complaints"] else 0)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("out")
    for name, kind, default in (("minutes", int, 120), ("rate", int, 64), ("vocabularies", str, ""),
                                ("gguf", str, ""), ("seed", int, 1)):
        parser.add_argument(f"--{name}", type=kind, default=default)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(Soak(arguments()).run())
