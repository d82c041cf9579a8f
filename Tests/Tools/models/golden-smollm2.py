"""Writes Tests/Fixtures/model/smollm2.txt: what llama.cpp makes of ten prompts with SmolLM2.

For each prompt three lines: its token ids, the 32 ids of llama.cpp's greedy continuation, and the
logits of ids 0, 1000, 2000 ... after the prompt.

Run: python3 golden-smollm2.py MODEL.gguf, with llama-cpp-python (built from its PyPI source) and
numpy installed. One thread, token by token after the prompt, flash attention off.
"""
import pathlib
import sys

import llama_cpp
import numpy

PROMPTS = [
    "The capital of France is",
    "Once upon a time, in a small village by the sea,",
    "def fibonacci(n):\n    ",
    "The url of Google is http:",
    "Water boils at",
    "Dear Sir or Madam,\n\nI am writing to",
    "1, 2, 3, 4, 5,",
    "The quick brown fox",
    "In machine learning, a neural network is",
    "<|im_start|>user\nWhat is gravity?<|im_end|>\n<|im_start|>assistant\n",
]


def main():
    model = llama_cpp.Llama(
        sys.argv[1], n_ctx=512, n_threads=1, n_threads_batch=1, logits_all=True, verbose=False,
        flash_attn=False)
    lines = [f"llama-cpp-python {llama_cpp.__version__}"]
    for prompt in PROMPTS:
        ids = model.tokenize(prompt.encode(), add_bos=False, special=True)
        model.reset()
        model.eval(ids)
        first = numpy.array(model.scores[len(ids) - 1])
        continuation = []
        for _ in range(32):
            token = int(numpy.array(model.scores[model.n_tokens - 1]).argmax())
            continuation.append(token)
            model.eval([token])
        lines.append(" ".join(map(str, ids)))
        lines.append(" ".join(map(str, continuation)))
        lines.append(" ".join(f"{x:.4f}" for x in first[::1000]))
    fixture = pathlib.Path(__file__).parents[2] / "Fixtures" / "model" / "smollm2.txt"
    fixture.write_text("\n".join(lines) + "\n")


main()
