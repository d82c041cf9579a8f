#!/usr/bin/env python3
"""Writes what tiktoken says of the golden rows in p50k_base, which the golden file has no column for.

    pip install tiktoken==0.14.0
    python3 p50k_golden.py GOLDEN/tokenizers.jsonl VOCAB > Tests/Fixtures/tokens/p50k_golden.tsv

A line is a row's id, the number of its tokens, and the first 16 hexadecimal digits of the SHA-256 of
the ids with commas between them.
"""
import hashlib, json, sys

from differential import tiktoken_reference


def text_of(row):
    if "repeat" in row:
        unit, count = row["repeat"]
        return row.get("prefix", "") + unit * count + row.get("suffix", "")
    if "lcg" in row:
        state, alphabet, text = row["lcg"]["seed"], row["lcg"]["alphabet"], []
        for _ in range(row["lcg"]["n"]):
            state = (state * 1103515245 + 12345) % 2**31
            text.append(alphabet[(state >> 16) % len(alphabet)])
        return row.get("prefix", "") + "".join(text) + row.get("suffix", "")
    return row["text"]


encode, _ = tiktoken_reference("p50k_base", sys.argv[2])
for line in open(sys.argv[1], encoding="utf-8"):
    row = json.loads(line)
    ids = encode(text_of(row))
    digest = hashlib.sha256(",".join(map(str, ids)).encode()).hexdigest()[:16]
    print(row["id"], len(ids), digest, sep="\t")
