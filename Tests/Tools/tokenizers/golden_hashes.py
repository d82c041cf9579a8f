#!/usr/bin/env python3
"""Writes the hashes that the tests hold 100,000 generated texts against, for every vocabulary.

    python3 golden_hashes.py [--vocab DIR]

Needs tiktoken 0.14.0 and tokenizers 0.23.3 (`pip install tiktoken tokenizers`); DIR holds the raw
vocabularies under their usual names (default: ../shared/vocab beside the checkout).  Into
Tests/Fixtures/tokens go

- atoms.json: what texts are made of, groups with a weight and a greatest number of repetitions; a
  group without atoms stands for all of Unicode,
- NAME.tsv: a line for each thousand texts with the first 16 digits of the SHA-256 of their ids, each
  text its number of ids and the ids in 4 bytes, lowest first,
- texts.tsv: the same of the texts, each its bytes and a zero byte, so that a difference between the
  two generators does not look like one of a tokenizer.

The texts are drawn as Tests/TestSupport/GeneratedTexts.swift draws them.
"""
import argparse, hashlib, importlib.metadata, json, os, platform, random, struct
from differential import Generator, bert_reference, tiktoken_reference

FOLDER = os.path.dirname(os.path.abspath(__file__)) + "/../../Fixtures/tokens"
SEED, COUNT, BLOCK = 2026, 100_000, 1000
LENGTHS = (1, 2, 3, 4, 5, 6, 8, 12)
MASK = (1 << 64) - 1


def groups():
    source = Generator(SEED, [])
    draw = source.random.choice
    # As many of each general category, however few it has.
    characters = [draw(category) for category in source.categories for _ in range(64)]
    marks = ["́", "̈", "ं", "ा", "्", "ำ", "⃣", "\u200d", "️"]
    clusters = ["😀", "👩‍👩‍👧", "🇪🇺", "❤️", "中", "字", "カ", "각", "ﬁ", "Å"]
    specials = ["<|endoftext|>", "<|im_start|>", "[CLS]", "[MASK]", "[UNK]", "##s"]
    rows = [(22, 1, source.spaces), (18, 1, source.words), (8, 1, source.endings),
            (12, 6, list("abcdefgxyzABCXYZ")), (6, 5, list("0123456789٣½Ⅻ")),
            (8, 4, list("!?.,;:-_+*/\\'\"#@&%")), (14, 1, characters), (5, 1, []), (4, 3, marks),
            (2, 1, clusters), (1, 1, specials)]
    return [{"weight": w, "repeat": r, "atoms": a} for w, r, a in rows]


class Texts:
    def __init__(self, groups):
        self.groups, self.state = groups, SEED
        self.total = sum(group["weight"] for group in groups)

    def below(self, bound):
        """SplitMix64, as Tests/TestSupport/SeededGenerator.swift."""
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        word = self.state
        word = (word ^ word >> 30) * 0xBF58476D1CE4E5B9 & MASK
        word = (word ^ word >> 27) * 0x94D049BB133111EB & MASK
        return (word ^ word >> 31) % bound

    def group(self):
        place = self.below(self.total)
        for group in self.groups:
            place -= group["weight"]
            if place < 0:
                return group

    def atom(self, group):
        if group["atoms"]:
            return group["atoms"][self.below(len(group["atoms"]))]
        scalar = self.below(0x110000 - 0x800)
        return chr(scalar if scalar < 0xD800 else scalar + 0x800)

    def text(self):
        parts = []
        for _ in range(LENGTHS[self.below(len(LENGTHS))]):
            group = self.group()
            parts += [self.atom(group) for _ in range(1 + self.below(group["repeat"]))]
        return "".join(parts)


def write(name, source, entries):
    with open(f"{FOLDER}/{name}.tsv", "w") as file:
        print(f"# golden_hashes.py, seed {SEED}, {source}", file=file)
        for start in range(0, len(entries), BLOCK):
            digest = hashlib.sha256(b"".join(entries[start:start + BLOCK])).hexdigest()
            print(start, digest[:16], sep="\t", file=file)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument(
        "--vocab", default=os.path.dirname(os.path.abspath(__file__)) + "/../../../../shared/vocab")
    folder = parser.parse_args().vocab
    material = groups()
    with open(f"{FOLDER}/atoms.json", "w") as file:
        rows = ",\n".join(json.dumps(group) for group in material)
        file.write(f"[\n{rows}\n]\n")
    generator = Texts(material)
    texts = [generator.text() for _ in range(COUNT)]
    write("texts", f"Unicode of Python {platform.python_version()}", [t.encode() + b"\0" for t in texts])
    for name in ("gpt2", "p50k_base", "cl100k_base", "o200k_base", "bert-base-uncased"):
        package = "tokenizers" if name == "bert-base-uncased" else "tiktoken"
        encode, _ = bert_reference(folder) if package == "tokenizers" else tiktoken_reference(name, folder)
        answers = [encode(text) for text in texts]
        words = [struct.pack(f"<{len(ids) + 1}I", len(ids), *ids) for ids in answers]
        write(name, f"{package} {importlib.metadata.version(package)}", words)


main()
