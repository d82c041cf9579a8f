#!/usr/bin/env python3
"""Asks a built promptls the same on one thread and on all, with every set of kernels that the machine
has, and compares the answers byte by byte.

  determinism.py PROMPTLS [--gguf MODEL.gguf]

Requests of every kind, seeded sampling, streamed parts and vectors included; only times and memory are
left out.  With a model file also as that is held in 8 and 4 bits.  Python 3 alone.
"""
import argparse, json, os, re, subprocess, sys

TEXTS = ["Once upon a ti", "def main(args):\n    ret", "Größe: 天地玄黄 👩‍👩‍👧 e\u0301 ", "", "a" * 100, "The answer is "]
# What a run takes and when it is asked differs by nature.
BY_NATURE = {"milliseconds", "uptimeSeconds", "residentBytes", "bytesResident", "bytesMapped", "latency", "queue"}


def questions(gguf):
    """Pairs of a method and its parameters, in order."""
    models = ["default"]
    if gguf:
        for name, quantize in (("file", "none"), ("q8", "q8"), ("q4", "q4")):
            models.append(name)
            yield "promptls/loadModel", {"name": name, "path": gguf, "quantize": quantize}
    for text in TEXTS:
        source = {"text": text}
        yield "promptls/count", {**source, "perLine": True, "units": True}
        for name in ("gpt2", "cl100k_base", "o200k_base", "bert-base-uncased"):
            yield "promptls/tokenize", {**source, "tokenizer": name, "detail": "tokens"}
        yield "promptls/boundary", source
        yield "promptls/lint", source
        yield "promptls/translate", {**source, "from": "gpt2", "to": "bert-base-uncased"}
        for model in models:
            by = {**source, "model": model}
            for more in ({}, {"temperature": 1, "seed": 7}, {"temperature": 0.8, "topK": 40, "topP": 0.9, "minP": 0.01,
                         "repetitionPenalty": 1.2, "seed": 3, "logprobs": True, "partialResultToken": "p"},
                         {"healing": "backup"}, {"healing": "off"}):
                yield "promptls/complete", {**by, "maxTokens": 8, **more}
            yield "promptls/boundary", {**by, "measure": True}
            yield "promptls/lint", {**by, "measure": True}
            if text:
                yield "promptls/score", {**by, "detail": True, "top": 3}
            for layer in ("static", "contextual"):
                yield "promptls/embed", {**by, "layer": layer}
                yield "promptls/similarity", {**by, "layer": layer, "others": TEXTS}
    for model in models:
        yield "promptls/neighbors", {"token": " the", "model": model}
        yield "promptls/score", {"text": "The quick brown fox jumps over the lazy dog. " * 30, "model": model}
    yield "promptls/detokenize", {"ids": [1212, 318, 257, 220]}
    yield "promptls/tokenizers", {}
    yield "promptls/models", {}


def without_nature(value):
    if isinstance(value, dict):
        return {key: without_nature(part) for key, part in value.items() if key not in BY_NATURE}
    return [without_nature(part) for part in value] if isinstance(value, list) else value


def answers(program, threads, kernels, gguf):
    """What is answered to each question, with the parts that came before; and the kernels in use."""
    process = subprocess.Popen(
        [program, "serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env={**os.environ, "PROMPTLS_THREADS": str(threads), **({"PROMPTLS_KERNELS": kernels} if kernels else {})})
    found = []
    for id, (method, params) in enumerate(questions(gguf)):
        process.stdin.write(json.dumps({"jsonrpc": "2.0", "id": id, "method": method, "params": params}).encode() + b"\n")
        process.stdin.flush()
        parts = []
        while True:
            line = process.stdout.readline()
            if not line:
                raise SystemExit(f"the server has gone at {method} {params}")
            message = json.loads(line)
            parts.append(json.dumps(without_nature(message), ensure_ascii=False))
            if message.get("id") == id:
                break
        found.append(("\n".join(parts), "error" in message))
    process.stdin.close()
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--gguf", default="")
    options = parser.parse_args()
    features = open("/proc/cpuinfo").read() if os.path.exists("/proc/cpuinfo") else ""
    sets = ["scalar"] + ["avx2"] * bool(re.search(r"\bavx2\b", features)) \
        + ["avx512"] * bool(re.search(r"\bavx512_vnni\b", features))
    asked, failed = list(questions(options.gguf)), False
    reference = answers(options.program, 1, None, options.gguf)
    errors = sum(error for _, error in reference)
    print(f"{len(asked)} requests, {sum(len(text) for text, _ in reference)} bytes of answers, {errors} of them errors")
    for kernels in sets:
        for threads in (1, os.cpu_count()):
            got = answers(options.program, threads, kernels, options.gguf)
            wrong = [n for n in range(len(asked)) if got[n] != reference[n]]
            failed = failed or bool(wrong)
            print(f"{kernels}, {threads} threads: {len(wrong)} answers differ", flush=True)
            for n in wrong[:3]:
                print(f"  {asked[n]}\n    {reference[n][0][:300]}\n    {got[n][0][:300]}")
    return failed or errors > 0


if __name__ == "__main__":
    sys.exit(main())
