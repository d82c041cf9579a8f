#!/usr/bin/env python3
"""Times other tokenizers for `bench tokenizers`, one request a line on standard input.

A request is {"tool", "tokenizer", "corpus", "fresh"}; the answer {"seconds", "tokens"} of one pass,
in CPU time of this process, or {"error"}.  "fresh" makes a new instance first, so that its caches
are cold.  Texts are cut into documents of about 8 KB at line ends.  {"text": [unit, count]} instead
of a corpus times one document of that many repetitions.
"""
import base64, json, os, sys, time

FOLDER = sys.argv[1]
documents, instances = {}, {}


def cut(path):
    if path not in documents:
        parts, size = [[]], 0
        for line in open(path, "rb").read().splitlines(keepends=True):
            parts[-1].append(line)
            size += len(line)
            if size >= 8192:
                parts.append([])
                size = 0
        documents[path] = [b"".join(p).decode() for p in parts if p]
    return documents[path]


def ranks(name):
    limit, file = (50256, "p50k_base") if name == "gpt2" else (1 << 30, name)
    table = {}
    for line in open(f"{FOLDER}/{file}.tiktoken", "rb"):
        token, rank = line.split()
        if int(rank) < limit:
            table[base64.b64decode(token)] = int(rank)
    return table


def patterns():
    import tiktoken_ext.openai_public as public
    public.load_tiktoken_bpe = lambda *a, **k: {}
    made = {n: getattr(public, n)()["pat_str"] for n in ("cl100k_base", "o200k_base")}
    return made | {"gpt2": public.r50k_pat_str, "p50k_base": public.r50k_pat_str}


def make_tiktoken(name):
    import tiktoken
    return tiktoken.Encoding(
        name, pat_str=patterns()[name], mergeable_ranks=ranks(name), special_tokens={}).encode_ordinary


def make_hf(name):
    from tokenizers import BertWordPieceTokenizer
    encode = BertWordPieceTokenizer(f"{FOLDER}/bert-base-uncased.vocab.txt").encode
    return lambda text: encode(text, add_special_tokens=False).ids


def make_splintr(name):
    import splintr
    return splintr.Tokenizer.from_pretrained(name).encode


def make_toktok(name):
    # It counts and gives no ids; its caches, if it has any, are the process's.
    import toktok
    return lambda text: range(toktok.batch_count([text], name, threads=1)[0])


def make_gigatoken(name):
    import gigatoken, tempfile
    if name != "gpt2":
        return gigatoken.Tokenizer.from_tiktoken(f"{FOLDER}/{name}.tiktoken").encode
    with tempfile.NamedTemporaryFile(suffix=".tiktoken") as file:
        file.writelines(open(f"{FOLDER}/p50k_base.tiktoken", "rb").readlines()[:50256])
        file.flush()
        return gigatoken.Tokenizer.from_tiktoken(file.name, pretokenizer="gpt2").encode


def make_quicktok(name):
    import quicktok
    return quicktok.get_encoding(name).encode_ordinary


def make_nanotoken(name):
    import nanotoken
    tokenizer = nanotoken.Tokenizer.from_vocab(f"{FOLDER}/{name}.vocab.txt")
    tokenizer.clear_cache()
    return lambda text: tokenizer.encode(text, add_special_tokens=False)


MAKERS = {"tiktoken": make_tiktoken, "hf": make_hf, "splintr": make_splintr, "toktok": make_toktok,
          "quicktok": make_quicktok, "nanotoken": make_nanotoken, "gigatoken": make_gigatoken}

for line in sys.stdin:
    request = json.loads(line)
    try:
        key = request["tool"], request["tokenizer"]
        if request.get("fresh") or key not in instances:
            instances[key] = MAKERS[key[0]](key[1])
            instances[key]("warm the library")
        texts = cut(request["corpus"]) if "corpus" in request else [request["text"][0] * request["text"][1]]
        encode, tokens = instances[key], 0
        start = time.process_time()
        for text in texts:
            tokens += len(encode(text))
        answer = {"seconds": time.process_time() - start, "tokens": tokens}
    except BaseException as error:
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
