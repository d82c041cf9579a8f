"""Judges models by held-out text, through the engine, all on the same pieces of it.

    python Tests/Tools/training/bits_per_byte.py PROMPTLS valid.jsonl [NAME=FILE.gguf ...] [--every=EVERY]
    python Tests/Tools/training/bits_per_byte.py PROMPTLS valid.jsonl --match

valid.jsonl has an object with "text" and "group" on each line. Documents are cut at white space into
pieces of about 1,500 bytes, which fit every context and are read without memory of what stands before;
one of EVERY (default 8) is judged. With --match it is the default model alone, on whole documents of 8 kB or
more, and beside it a mixture with a match model: it looks for the longest recent context of the
document that occurred before and foresees the token that followed there, with a confidence that
depends on the length of the match and is learned as the document goes on.
"""

import collections
import json
import math
import subprocess
import sys


class Engine:
    def __init__(self, program, models):
        arguments = [program, "serve", "--framing", "lines"]
        for model in models:
            arguments += ["--model", model]
        self.process = subprocess.Popen(
            arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def call(self, method, **params):
        request = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        return answer["result"]


def pieces(text, size=1500):
    while len(text) > size:
        cut = text.rfind(" ", size // 2, size)
        cut = size if cut < 0 else cut
        yield text[:cut]
        text = text[cut:]
    if text:
        yield text


def compare(engine, documents, names, every):
    for name in names:
        bits, sizes = collections.Counter(), collections.Counter()
        number = 0
        for document in documents:
            for piece in pieces(document["text"]):
                number += 1
                if number % every:
                    continue
                size = len(piece.encode())
                score = engine.call("promptls/score", text=piece, model=name)
                for group in document["group"], "all":
                    bits[group] += score["bitsPerByte"] * size
                    sizes[group] += size
        print(name, {group: round(bits[group] / sizes[group], 3) for group in sizes}, sizes["all"],
              "bytes", flush=True)


class MatchModel:
    """The token that followed the last occurrence of the longest context of up to 16 tokens."""

    def __init__(self, shortest=2, longest=16):
        self.orders = range(longest, shortest - 1, -1)
        self.places = {order: {} for order in self.orders}
        self.hits = {order: [1.0, 3.0] for order in self.orders}

    def foresee(self, tokens):
        for order in self.orders:
            if len(tokens) >= order:
                place = self.places[order].get(tuple(tokens[-order:]))
                if place is not None:
                    return tokens[place], order
        return None, None

    def learn(self, tokens, token, foreseen, order):
        if order:
            hits = self.hits[order]
            hits[0] += foreseen == token
            hits[1] += 1
        for size in self.orders:
            if len(tokens) >= size:
                self.places[size][tuple(tokens[-size:])] = len(tokens)


def match(engine, documents):
    plain, mixed, sizes = collections.Counter(), collections.Counter(), collections.Counter()
    for document in documents:
        size = len(document["text"].encode())
        if size < 8000:
            continue
        matcher, tokens, bits = MatchModel(), [], [0.0, 0.0]
        for piece in pieces(document["text"][:60000]):
            for token in engine.call("promptls/score", text=piece, detail=True)["perToken"]:
                foreseen, order = matcher.foresee(tokens)
                probability = math.exp(token["logprob"])
                bits[0] -= math.log2(probability)
                if order:
                    weight = matcher.hits[order][0] / matcher.hits[order][1]
                    probability = (1 - weight) * probability + weight * (foreseen == token["id"])
                bits[1] -= math.log2(probability)
                matcher.learn(tokens, token["id"], foreseen, order)
                tokens.append(token["id"])
        for group in document["group"], "all":
            plain[group] += bits[0]
            mixed[group] += bits[1]
            sizes[group] += len(document["text"][:60000].encode())
    for group in sizes:
        print("%s: %.3f bits a byte alone, %.3f with the match model, %d bytes" % (
            group, plain[group] / sizes[group], mixed[group] / sizes[group], sizes[group]))


def main():
    program, path, *rest = sys.argv[1:]
    documents = [json.loads(line) for line in open(path, encoding="utf-8")]
    models = [argument for argument in rest if "=" in argument and argument[0] != "-"]
    every = [int(argument[8:]) for argument in rest if argument.startswith("--every=")] or [8]
    engine = Engine(program, models)
    if "--match" in rest:
        match(engine, documents)
    else:
        compare(engine, documents, ["default"] + [model.split("=")[0] for model in models],
                every[0])


main()
