"""One character typed, eight healed tokens wanted: promptls beside llama.cpp with a prefix cache.

Both read the same text, which grows by a character a turn, and take turns at it. llama.cpp keeps the
keys and values of what it has read, takes the prompt's last token back, lets the first new one be the
most probable whose text begins with what was taken back, and goes on greedily. (Of healing that is
the simplest; promptls heals exactly.) llama.cpp runs with and without flash attention; the better
median counts. What is typed is this repository's README.

Run: keystrokes.py MODEL.gguf PROMPTLS [KEYSTROKES] with the interpreter that `llama-build` prints.
PROMPTLS is the release build's program. Prints medians in milliseconds and their ratio for prompts of
128 and 512 tokens.
"""
import ctypes
import json
import pathlib
import statistics
import subprocess
import sys
import time

import llama_cpp as llama
import numpy

TOKENS = 8
THREADS = 2


@llama.llama_log_callback
def quiet(level, text, data):
    pass


class Daemon:
    def __init__(self, program, model):
        self.process = subprocess.Popen(
            [program, "serve", "--model", f"m={model}"], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.count = 0

    def complete(self, text):
        self.count += 1
        request = {
            "jsonrpc": "2.0", "id": self.count, "method": "promptls/complete",
            "params": {"text": text, "model": "m", "maxTokens": TOKENS}}
        self.process.stdin.write(json.dumps(request).encode() + b"\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())["result"]["text"]


class Peer:
    def __init__(self, model, vocabulary, pieces, flash):
        parameters = llama.llama_context_default_params()
        parameters.n_ctx, parameters.n_batch, parameters.n_ubatch = 1024, 1024, 512
        parameters.n_threads = parameters.n_threads_batch = THREADS
        parameters.flash_attn_type = flash
        self.context = llama.llama_init_from_model(model, parameters)
        self.memory = llama.llama_get_memory(self.context)
        self.vocabulary, self.pieces, self.held = vocabulary, pieces, []

    def tokenize(self, text):
        data = text.encode()
        ids = (llama.llama_token * (len(data) + 8))()
        count = llama.llama_tokenize(
            self.vocabulary, data, len(data), ids, len(ids), False, False)
        return list(ids[:count])

    def read(self, ids):
        same = 0
        while same < min(len(ids) - 1, len(self.held)) and ids[same] == self.held[same]:
            same += 1
        llama.llama_memory_seq_rm(self.memory, 0, same, -1)
        rest = ids[same:]
        array = (llama.llama_token * len(rest))(*rest)
        assert llama.llama_decode(self.context, llama.llama_batch_get_one(array, len(rest))) == 0
        self.held = list(ids)
        logits = llama.llama_get_logits_ith(self.context, -1)
        return numpy.ctypeslib.as_array(logits, shape=(len(self.pieces),))

    def complete(self, text):
        ids = self.tokenize(text)
        taken = self.pieces[ids[-1]]
        logits = self.read(ids[:-1])
        allowed = [i for i, piece in enumerate(self.pieces) if piece.startswith(taken)]
        next_id = allowed[int(logits[allowed].argmax())]
        ids[-1:] = [next_id]
        out = self.pieces[next_id]
        for _ in range(TOKENS - 1):
            next_id = int(self.read(ids).argmax())
            ids.append(next_id)
            out += self.pieces[next_id]
        return out[len(taken):].decode(errors="replace")


def main():
    path, program = sys.argv[1], sys.argv[2]
    keystrokes = int(sys.argv[3]) if len(sys.argv) > 3 else 24
    llama.llama_log_set(quiet, ctypes.c_void_p(0))
    llama.llama_backend_init()
    model = llama.llama_model_load_from_file(path.encode(), llama.llama_model_default_params())
    vocabulary = llama.llama_model_get_vocab(model)
    pieces, buffer = [], ctypes.create_string_buffer(512)
    for token in range(llama.llama_vocab_n_tokens(vocabulary)):
        size = llama.llama_token_to_piece(vocabulary, token, buffer, len(buffer), 0, False)
        pieces.append(buffer.raw[: max(size, 0)])
    peers = [Peer(model, vocabulary, pieces, flash) for flash in (0, 1)]
    daemon = Daemon(program, path)
    text = (pathlib.Path(__file__).parents[3] / "README.md").read_text()
    for context in (128, 512):
        end = len(text) - keystrokes
        while len(peers[0].tokenize(text[:end])) > context:
            end -= 16
        engines = [daemon, *peers]
        times = [[] for _ in engines]
        for engine in engines:
            engine.complete(text[:end])
        for typed in range(1, keystrokes + 1):
            for engine, mine in zip(engines, times):
                start = time.perf_counter()
                engine.complete(text[: end + typed])
                mine.append((time.perf_counter() - start) * 1000)
        own, *others = map(statistics.median, times)
        print(
            f"{context} tokens: promptls {own:.1f} ms, llama.cpp {others[0]:.1f}, "
            f"with flash attention {others[1]:.1f}; ratio {own / min(others):.2f}", flush=True)


main()
