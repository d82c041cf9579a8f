#!/usr/bin/env python3
"""Times tiktoken on one whole document: what an editor pays that counts again after a keystroke.

    pip install tiktoken
    reencode.py FILE [ENCODING…]

Prints one line of JSON, seconds by encoding, the best of three. `bench edits` runs it beside its
own measurements. Where PROMPTLS_SHARED names the test data, the rank files come from there.
"""

import hashlib
import json
import os
import pathlib
import sys
import tempfile
import time

import tiktoken

ADDRESS = "https://openaipublic.blob.core.windows.net/"
FILES = {
    "gpt2.vocab.bpe": "gpt-2/encodings/main/vocab.bpe",
    "gpt2.encoder.json": "gpt-2/encodings/main/encoder.json",
    "cl100k_base.tiktoken": "encodings/cl100k_base.tiktoken",
    "o200k_base.tiktoken": "encodings/o200k_base.tiktoken",
}
if "PROMPTLS_SHARED" in os.environ:
    # tiktoken finds what it has fetched before under the hash of its address.
    cache = pathlib.Path(tempfile.mkdtemp())
    for file, path in FILES.items():
        name = hashlib.sha1((ADDRESS + path).encode()).hexdigest()
        (cache / name).symlink_to(pathlib.Path(os.environ["PROMPTLS_SHARED"], "vocab", file))
    os.environ["TIKTOKEN_CACHE_DIR"] = str(cache)

text = open(sys.argv[1], encoding="utf-8", newline="").read()
seconds = {}
for name in sys.argv[2:] or ["gpt2", "cl100k_base", "o200k_base"]:
    encoding = tiktoken.get_encoding(name)
    times = []
    for _ in range(3):
        start = time.perf_counter()
        encoding.encode_ordinary(text)
        times.append(time.perf_counter() - start)
    seconds[name] = min(times)
print(json.dumps(seconds))
