#!/usr/bin/env python3
"""Compares promptls/boundary with the readable oracle, over hard endings and all four byte-pair vocabularies.

  differential.py PROMPTLS SHARED [CASES] [SEED]

SHARED is the folder with vocab/ and healing/oracle.py. The oracle is made for gpt2; here it gets the
other vocabularies, their patterns and more ways to write on. Compared are the ids, the stable tokens,
the tail and the numbers of leaves and of those that cross the end; the examples must be leaves.
Needs the package regex (pip install regex).
"""
import base64, codecs, functools, json, pathlib, random, subprocess, sys

PATTERNS = {
    "cl100k_base": r"""'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s""",
    "o200k_base": "|".join([
        r"""[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?""",
        r"""[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?""",
        r"""\p{N}{1,3}""", r""" ?[^\s\p{L}\p{N}]+[\r\n/]*""", r"""\s*[\r\n]+""", r"""\s+(?!\S)""", r"""\s+"""]),
}
SINGLE = ["!", "a", " ", "\n", "A", "1", "/", "'", "\r", "\t", "あ", "ʰ", "\u0301", "ǅ", "\u00a0", "\x01",
          "s", "t", "m", "d", "re", "ve", "ll", "e", "l"]
WITNESSES = [""] + SINGLE + [a + b for a in (" ", "\n", "\r", "\t", "\u00a0", "A", "a", "1", "'", "!", "/")
                             for b in ("a", "!", "\n", " ", "A", "1", "s", "/", "あ", "\x01")]

HARD = ["", " ", "a", "\n", "'", "1", "x  ", "x   ", "x \t", "\n\n", "a\n\n", "a\n\n\n", "a\r\n", "a \n ", "if x:\n    ",
        "if x:\n        ", "They'", "They'r", "THEY'R", "They'l", "don'", "don't", "It'S", "12", "123", "1234", "2024-1",
        "3.14", "1,000", "http:", "https://", "a/", "a//", "[", " [", "==", "====", "-----", "AbC", "camelCase", "HTTPServer",
        "<|endoftext|>", "<|endof", "Hello<|", "<|", "é", "e\u0301", "日本", "日本語", "เขียน", "한국", "Привет", "🙂", "👩‍👩‍👧",
        "a\u00a0", "\u3000", "a\u2028", "ǅ", "ʰ", "x²", "½", "hahahahaha", "a" * 40, " " * 20, "the ", "The quick bro"]


class Ranks:
    """Merges of a .tiktoken vocabulary: a pair's rank is that of the token it makes."""
    def __init__(self, ranks):
        self.ranks = ranks

    def get(self, pair, default):
        return self.ranks.get(pair[0] + pair[1], default)


def tokenizer(name, oracle, shared):
    vocabulary = shared / "vocab"
    gpt2 = oracle.gpt2(str(vocabulary))
    if name == "gpt2":
        made = gpt2
    else:
        lines = (vocabulary / f"{name}.tiktoken").read_text().split("\n")
        ranks = {base64.b64decode(a): int(b) for a, b in (line.split() for line in lines if line)}
        made = oracle.Tokenizer({i: b for b, i in ranks.items()}, Ranks(ranks),
                                PATTERNS.get(name, oracle.GPT2_PAT), [""], -1)
        if name == "p50k_base":
            made.merges = Ranks(ranks)
    return made


def widen(oracle):
    """Lets the oracle try every way to write on, whatever the pattern."""
    import regex
    kinds = regex.compile(r"(\s)|(\p{Lu})|(\p{Lt})|(\p{Ll})|(\p{Lm})|(\p{Lo})|(\p{M})|(\p{N})|(.)", regex.S)

    @functools.lru_cache(None)
    def class_reps():
        out = {}
        for code in list(range(0x80, 0xD800)) + list(range(0xE000, 0x110000)):
            text = chr(code).encode()
            kind = kinds.match(chr(code)).lastindex
            for n in range(1, len(text)):
                out.setdefault(text[:n], {}).setdefault(kind, chr(code))
        return {r: list(d.values()) for r, d in out.items()}

    oracle.class_reps = class_reps
    plain = oracle.Tokenizer.prefix_canonical

    def prefix_canonical(self, t, depth=0):
        if t in self._canon:
            return self._canon[t]
        text = self.D(t)
        if oracle.utf8_tail(text) == b"":
            q = text.decode()
            self._canon[t] = any(self.E(q + w)[:len(t)] == t for w in WITNESSES)
            return self._canon[t]
        return plain(self, t, depth)

    oracle.Tokenizer.prefix_canonical = prefix_canonical

    def safe_cut(self, p):
        r = oracle.utf8_tail(p)
        spans = [m.group().encode() for m in self.pat.finditer(p[:len(p) - len(r)].decode())]
        head = spans[:-4]
        return tuple(t for x in head for t in self.bpe(x)), sum(map(len, head))

    oracle.Tokenizer.safe_cut = safe_cut


def prompts(count, seed):
    generator = random.Random(seed)
    for text in HARD:
        yield text.encode()
    for text in ("é", "日", "🙂", "a\u00a0", "हि", "か\u3099", "한"):
        whole = ("x " + text).encode()
        for cut in range(1, 4):
            if len(text.encode()) > cut:
                yield whole[:-cut]
    for _ in range(count):
        text = "".join(generator.choice(HARD[1:]) for _ in range(generator.randrange(1, 4))).encode()
        cut = generator.randrange(0, min(4, len(text)))
        yield text[:len(text) - cut] if cut else text


def main():
    program, shared = sys.argv[1], pathlib.Path(sys.argv[2])
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 40
    seed = int(sys.argv[4]) if len(sys.argv) > 4 else 1
    sys.path.insert(0, str(shared / "healing"))
    import oracle
    widen(oracle)
    server = subprocess.Popen([program, "serve", "--framing", "lines"], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, text=True)
    wrong = 0
    for name in ["gpt2", "p50k_base", "cl100k_base", "o200k_base"]:
        made, cases = tokenizer(name, oracle, shared), 0
        for prompt in dict.fromkeys(prompts(count, seed)):
            if oracle.utf8_tail(prompt) is None:
                continue
            request = {"jsonrpc": "2.0", "id": 1, "method": "promptls/boundary",
                       "params": {"bytes": base64.b64encode(prompt).decode(), "tokenizer": name}}
            server.stdin.write(json.dumps(request) + "\n")
            server.stdin.flush()
            answer = json.loads(server.stdout.readline())["result"]
            want = oracle.Boundary(made, prompt)
            leaves = set(want.leaves)
            got = (answer["ids"], answer["stableTokens"], answer["tail"]["start"],
                   answer["covers"]["leaves"], answer["covers"]["crossing"])
            expected = (list(want.naive), len(want.stable), want.off,
                        len(leaves), len(leaves) - len(want.exact))
            examples = all(tuple(e["ids"]) in leaves for e in answer["covers"]["examples"])
            cases += 1
            if got != expected or not examples:
                wrong += 1
                print(name, repr(prompt), "got", got, "expected", expected, examples, flush=True)
            made._canon.clear()
        print(f"{name}: {cases} prompts", flush=True)
    print(f"{wrong} differences")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
