#!/usr/bin/env python3
"""Compares promptls with the reference implementations on generated text.

    swift build -c release --product bench
    python3 differential.py TOKENIZER [--count 1000000] [--seed 1] [--bench PATH] [--vocab DIR]

TOKENIZER is gpt2, p50k_base, cl100k_base, o200k_base or bert-base-uncased.  The references are
tiktoken 0.14.0 and, for BERT, tokenizers 0.23.3 (`pip install tiktoken tokenizers`); DIR holds the
raw vocabularies under their usual names (default: ../shared/vocab beside the checkout).  Prints the
first differences and exits with 1 if there is any.
"""
import argparse, base64, os, random, struct, subprocess, sys, unicodedata

ROOT = os.path.dirname(os.path.abspath(__file__)) + "/../../.."


def rank_files(folder):
    def ranks(name, limit=None):
        table = {}
        for line in open(f"{folder}/{name}.tiktoken", "rb"):
            token, rank = line.split()
            if limit is None or int(rank) < limit:
                table[base64.b64decode(token)] = int(rank)
        return table
    return ranks


def tiktoken_reference(name, folder):
    import tiktoken, tiktoken_ext.openai_public as public
    gpt2 = public.r50k_pat_str
    ranks = rank_files(folder)
    end = "<|endoftext|>"
    cl100k = open(public.__file__).read()
    patterns = {"gpt2": gpt2, "p50k_base": gpt2}
    # The patterns are taken from the installed tiktoken, with the ranks from the folder.
    captured = {}
    public.load_tiktoken_bpe = lambda *a, **k: {}
    for constructor in ("cl100k_base", "o200k_base"):
        captured[constructor] = getattr(public, constructor)()
    patterns |= {k: v["pat_str"] for k, v in captured.items()}
    special = {"gpt2": {end: 50256}, "p50k_base": {end: 50256}}
    special |= {k: v["special_tokens"] for k, v in captured.items()}
    table = ranks("p50k_base", 50256) if name == "gpt2" else ranks(name)
    encoding = tiktoken.Encoding(
        name, pat_str=patterns[name], mergeable_ranks=table, special_tokens=special[name])
    return encoding.encode_ordinary, list(special[name])


def bert_reference(folder):
    from tokenizers import BertWordPieceTokenizer
    tokenizer = BertWordPieceTokenizer(f"{folder}/bert-base-uncased.vocab.txt")
    return (lambda text: tokenizer.encode(text, add_special_tokens=False).ids), ["[CLS]", "[MASK]"]


class Generator:
    """Short strings that put the seams of tokenizers side by side."""

    def __init__(self, seed, specials):
        self.random = random.Random(seed)
        self.specials = specials
        scalars = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000]
        by_category = {}
        for c in scalars:
            by_category.setdefault(unicodedata.category(chr(c)), []).append(chr(c))
        self.scalars = scalars
        self.categories = list(by_category.values())
        self.words = ("the quick Brown fox's DON'T We'll they've I'm HELLO wörld naïve straße İstanbul "
                      "हिन्दी ไทย 日本語 한국어 مرحبا Привет Ελληνικά ſ'ſ camelCase snake_case ǅungla"
                      " http:// ... --- //n ''' \"\" (){}[] <= >= != 123 4567 3.14 1,000").split(" ")
        self.spaces = [" ", "  ", "   ", "\n", "\r\n", "\n\n", "\t", "\t\t", "\u00a0", "\u3000",
                       "\u2003", "\u0085", "\x0b", "\x0c", "\x1c", "\u2028", " \n", "\n ", "\u200b"]
        self.endings = ["'s", "'S", "'t", "'ll", "'LL", "'Ve", "'re", "'d", "'M", "'ſ", "'", "’s"]

    def atom(self):
        r = self.random
        kind = r.random()
        if kind < .22: return r.choice(self.spaces)
        if kind < .40: return r.choice(self.words)
        if kind < .48: return r.choice(self.endings)
        if kind < .60: return "".join(r.choice("abcdefgxyzABCXYZ") for _ in range(r.randint(1, 6)))
        if kind < .66: return "".join(r.choice("0123456789٣½Ⅻ") for _ in range(r.randint(1, 5)))
        if kind < .74: return "".join(r.choice("!?.,;:-_+*/\\'\"#@&%") for _ in range(r.randint(1, 4)))
        if kind < .88: return r.choice(r.choice(self.categories))
        if kind < .93: return chr(r.choice(self.scalars))
        if kind < .97: return "".join(r.choice(["́", "̈", "ं", "ा", "्", "ำ", "⃣", "\u200d", "️"])
                                      for _ in range(r.randint(1, 3)))
        if kind < .99: return r.choice(["😀", "👩‍👩‍👧", "🇪🇺", "❤️", "中", "字", "カ", "각", "ﬁ", "Å"])
        return r.choice(self.specials)

    def text(self):
        return "".join(self.atom() for _ in range(self.random.choice((1, 2, 3, 4, 5, 6, 8, 12))))


def ours(bench, name, texts):
    stream = b"".join(struct.pack("<I", len(t)) + t for t in texts)
    # The reference for BERT always reads special tokens.
    command = [bench, "ids", name] + (["asTokens"] if name == "bert-base-uncased" else [])
    out = subprocess.run(command, input=stream, stdout=subprocess.PIPE, check=True).stdout
    words, place, answers = memoryview(out).cast("I"), 0, []
    for _ in texts:
        count = words[place]
        answers.append(words[place + 1:place + 1 + count].tolist())
        place += 1 + count
    return answers


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("tokenizer")
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--bench", default=f"{ROOT}/.build/release/bench")
    parser.add_argument("--vocab", default=f"{ROOT}/../shared/vocab")
    options = parser.parse_args()
    if options.tokenizer == "bert-base-uncased":
        encode, specials = bert_reference(options.vocab)
    else:
        encode, specials = tiktoken_reference(options.tokenizer, options.vocab)
    generator, different, done = Generator(options.seed, specials), 0, 0
    while done < options.count:
        texts = [generator.text() for _ in range(min(50_000, options.count - done))]
        for text, got in zip(texts, ours(options.bench, options.tokenizer, [t.encode() for t in texts])):
            want = encode(text)
            if got != want:
                different += 1
                if different <= 10:
                    print(repr(text), "\n  want", want, "\n  got ", got)
        done += len(texts)
    print(f"{options.tokenizer}: {done} texts, seed {options.seed}, {different} differences")
    sys.exit(different > 0)


if __name__ == "__main__":
    main()
