"""Tokenizes texts anew with tiktoken and tokenizers, and holds a server's answers against them."""
import base64, hashlib, os, re

TOKENIZERS = ("gpt2", "cl100k_base", "o200k_base", "bert-base-uncased")
encodings = {}


def load(folder):
    """Reads the vocabularies from a folder, or fetches those that it lacks."""
    import tiktoken
    import tiktoken_ext.openai_public as public
    from tokenizers import BertWordPieceTokenizer, Tokenizer
    os.nice(5)
    fetch = public.load_tiktoken_bpe

    def ranks(url, expected_hash=None):
        path = os.path.join(folder, os.path.basename(url))
        if not os.path.exists(path):
            return fetch(url, expected_hash)
        return {base64.b64decode(t): int(r) for t, r in map(bytes.split, open(path, "rb"))}
    public.load_tiktoken_bpe = ranks
    for name in TOKENIZERS[1:3]:
        encodings[name] = tiktoken.Encoding(**getattr(public, name)())
    # p50k is gpt2 with tokens for runs of spaces behind the first 50256.
    gpt2 = {t: r for t, r in ranks("p50k_base.tiktoken").items() if r < 50256} if os.path.exists(
        os.path.join(folder, "p50k_base.tiktoken")) else None
    encodings["gpt2"] = tiktoken.get_encoding("gpt2") if gpt2 is None else tiktoken.Encoding(
        "gpt2", pat_str=public.r50k_pat_str, mergeable_ranks=gpt2, special_tokens={})
    words = os.path.join(folder, "bert-base-uncased.vocab.txt")
    bert = (BertWordPieceTokenizer(words)._tokenizer if os.path.exists(words)
            else Tokenizer.from_pretrained("bert-base-uncased"))
    # Special tokens' texts are characters, as for tiktoken's encode_ordinary.
    bert.encode_special_tokens = True
    encodings["bert-base-uncased"] = bert


def ids(name, text):
    if name == "bert-base-uncased":
        return encodings[name].encode(text, add_special_tokens=False).ids
    return encodings[name].encode_ordinary(text)


def per_line(name, tokens, data):
    """The tokens that start in each line, with the line breaks of LSP."""
    ends = [match.end() for match in re.finditer(rb"\r\n|\n|\r", data)] + [len(data) + 1]
    counts, line, offset = [0] * len(ends), 0, 0
    for token in tokens:
        while offset >= ends[line]:
            line += 1
        counts[line] += 1
        offset += len(encodings[name].decode_single_token_bytes(token))
    return counts


def mismatches(text, answers):
    """What is wrong with a server's answers about that text, by the keys of `answers`."""
    data = text.encode()
    expected = {name: ids(name, text) for name in TOKENIZERS}
    wrong = []

    def expect(what, got, right):
        if got != right:
            wrong.append(f"{what}: {str(got)[:80]} instead of {str(right)[:80]}")
    for name in TOKENIZERS:
        if name in answers:
            expect(f"ids of {name}", answers[name]["ids"], expected[name])
    count = answers["count"]
    expect("bytes", count["bytes"], len(data))
    expect("characters", count["characters"], len(text))
    for entry in count["counts"]:
        name = entry["tokenizer"]
        expect(f"count of {name}", entry["tokens"], len(expected[name]))
        expect(f"sum of lines of {name}", sum(entry["perLine"]), entry["tokens"])
        if name != "bert-base-uncased":
            expect(f"lines of {name}", entry["perLine"], per_line(name, expected[name], data))
    expect("sha256", answers["verify"]["sha256"], hashlib.sha256(data).hexdigest())
    expect("ok", answers["verify"]["ok"], True)
    return wrong, len(data), sum(map(len, expected.values()))
