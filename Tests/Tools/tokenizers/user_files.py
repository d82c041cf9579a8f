#!/usr/bin/env python3
"""Compares tokenizers that promptls reads from files with Hugging Face's own reading of them.

    pip install tokenizers==0.23.3 tiktoken==0.14.0
    python3 user_files.py [--count 2000] [--seed 1] [--promptls PATH] [--corpus FILE] [NAME …]

Small tokenizers of many shapes are trained on FILE and saved as people save them; texts are generated
as differential.py does, with runs and real lines beside them.  Prints a line for each shape and the
first differences, and exits with 1 if there is any.
"""
import argparse, json, os, random, subprocess, sys, tempfile

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from differential import Generator, ROOT

GPT2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
LLAMA3 = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
          r"|\s*[\r\n]+|\s+(?!\S)|\s+")
QWEN2 = LLAMA3.replace("{1,3}", "")
TEKKEN = (r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+|[^\r\n\p{L}\p{N}]?"
          r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*"
          r"|\s*[\r\n]+|\s+(?!\S)|\s+")
DEEPSEEK = (r"[!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+"
            r"| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")
KIMI = (r"[\p{Han}]+|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]*[\p{Ll}\p{Lm}\p{Lo}\p{M}&&"
        r"[^\p{Han}]]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")


def byte_level(prefix=False, regex=True):
    return pre_tokenizers.ByteLevel(add_prefix_space=prefix, use_regex=regex)


def split(pattern, behavior="isolated", invert=False):
    return pre_tokenizers.Split(Regex(pattern), behavior, invert)


def before(*steps):
    return pre_tokenizers.Sequence([*steps, byte_level(regex=False)])


SHAPES = {
    "gpt2": dict(pre=byte_level()),
    "gpt2-prefix": dict(pre=byte_level(prefix=True)),
    "no-regex": dict(pre=byte_level(regex=False)),
    "smollm": dict(pre=pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True), byte_level()])),
    "digits": dict(pre=pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=False), byte_level()])),
    "punctuation": dict(pre=pre_tokenizers.Sequence([pre_tokenizers.Punctuation("contiguous"), byte_level()])),
    "whitespace": dict(pre=before(pre_tokenizers.Whitespace())),
    "whitespace-split": dict(pre=before(pre_tokenizers.WhitespaceSplit())),
    "literal": dict(pre=before(pre_tokenizers.Split(" ", "merged_with_next"))),
    "llama3": dict(pre=before(split(LLAMA3)), template=True, ignore_merges=True),
    "qwen2": dict(pre=before(split(QWEN2)), norm=normalizers.NFC()),
    "tekken": dict(pre=before(split(TEKKEN))),
    "deepseek": dict(pre=before(split(r"\p{N}{1,3}"), split(r"[一-龥぀-ゟ゠-ヿ]+"), split(DEEPSEEK))),
    "kimi": dict(pre=before(split(KIMI))),
    "removed-inverted": dict(pre=before(split(r"\w+|[^\w\s]+", "removed", True))),
    "numbers-right": dict(pre=before(split(r"\d", "merged_with_previous"), split(GPT2))),
    "nfd": dict(pre=byte_level(), norm=normalizers.NFD()),
    "nfkc": dict(pre=byte_level(), norm=normalizers.NFKC()),
    "nfkd-lower-strip": dict(pre=byte_level(), norm=normalizers.Sequence(
        [normalizers.NFKD(), normalizers.StripAccents(), normalizers.Lowercase(), normalizers.Strip()])),
    "replace": dict(pre=byte_level(), norm=normalizers.Sequence(
        [normalizers.Replace(Regex(r"\s+"), " "), normalizers.Prepend("_")])),
    "roberta": dict(pre=byte_level(), roberta=True),
    "added": dict(pre=byte_level(), added=True),
    "bert": dict(wordpiece=True, lowercase=True),
    "bert-cased": dict(wordpiece=True, lowercase=False),
}


def build(shape, corpus):
    specials = ["<unk>", "<s>", "</s>", "<mask>"]
    if shape.get("wordpiece"):
        from tokenizers import BertWordPieceTokenizer
        tokenizer = BertWordPieceTokenizer(lowercase=shape["lowercase"])
        tokenizer.train_from_iterator(corpus, vocab_size=1500, show_progress=False)
        return tokenizer._tokenizer
    tokenizer = Tokenizer(models.BPE(ignore_merges=shape.get("ignore_merges", False)))
    tokenizer.pre_tokenizer = shape["pre"]
    if "norm" in shape:
        tokenizer.normalizer = shape["norm"]
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(corpus, trainers.BpeTrainer(
        vocab_size=2000, special_tokens=specials, show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    if shape.get("template"):
        tokenizer.post_processor = processors.Sequence([
            processors.ByteLevel(trim_offsets=False),
            processors.TemplateProcessing(single="<s> $A", special_tokens=[("<s>", 1)])])
    if shape.get("roberta"):
        tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 1))
    if shape.get("added"):
        from tokenizers import AddedToken
        tokenizer.add_tokens([AddedToken("  ", normalized=False), AddedToken("fox's", single_word=True),
                              AddedToken("snake", lstrip=True), AddedToken("camel", rstrip=True)])
    return tokenizer


def ours(promptls, path, texts, template):
    requests = "".join(json.dumps({"jsonrpc": "2.0", "id": i, "method": "promptls/tokenize", "params": {
        "text": text, "tokenizer": "mine", "specialTokens": "asTokens", "addSpecialTokens": template}}) + "\n"
        for i, text in enumerate(texts))
    out = subprocess.run([promptls, "serve", "--framing", "lines", "--tokenizer-file", f"mine={path}"],
                         input=requests.encode(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    answers = {}
    for line in out.stdout.decode().splitlines():
        answer = json.loads(line)
        answers[answer["id"]] = answer.get("result", {}).get("ids", answer.get("error"))
    if not answers:
        return out.stderr.decode().strip()
    return [answers.get(i) for i in range(len(texts))]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*")
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--promptls", default=f"{ROOT}/.build/debug/promptls")
    parser.add_argument("--corpus", default=f"{ROOT}/../shared/corpus/multilingual.txt")
    options = parser.parse_args()
    lines = open(options.corpus, encoding="utf-8").read().splitlines(True)
    corpus = lines[:3000] + ["The quick Brown fox's 12345 café don't  do that\n"] * 50
    generator = Generator(options.seed, ["<s>", "<mask>", "  "])
    chance = random.Random(options.seed)
    failed = False
    for name, shape in SHAPES.items():
        if options.names and name not in options.names:
            continue
        tokenizer = build(shape, corpus)
        texts = [generator.text() for _ in range(options.count)]
        texts += [chance.choice(lines) for _ in range(options.count // 10)]
        texts += [chance.choice("aé中😀 \n1-") * chance.randint(1, 300) for _ in range(50)]
        with tempfile.TemporaryDirectory() as folder:
            path = f"{folder}/tokenizer.json"
            tokenizer.save(path)
            different, total = [], 0
            for template in (False, True):
                got = ours(options.promptls, path, texts, template)
                if isinstance(got, str):
                    different.append(("load", got, ""))
                    break
                for text, mine in zip(texts, got):
                    want = tokenizer.encode(text, add_special_tokens=template).ids
                    total += 1
                    if mine != want:
                        different.append((text, want, mine))
        print(f"{name}: {total} encodings, {len(different)} differences", flush=True)
        for text, want, mine in different[:4]:
            print("  ", repr(text)[:300], "\n     want", str(want)[:200], "\n     got ", str(mine)[:200])
        failed = failed or bool(different)
    sys.exit(failed)


if __name__ == "__main__":
    main()
