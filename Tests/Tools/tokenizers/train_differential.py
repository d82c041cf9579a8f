"""Compares `promptls train tokenizer` with the trainers of tokenizers (Hugging Face).

Byte pairs must be equal: tokens, ids, merges, and the ids of the text by the file that promptls
wrote, read by tokenizers. Word pieces are compared as sets: the trainer there numbers the letters
within words in the order of a hash table, anew each run, so that ties fall otherwise each time.

    pip install tokenizers
    python Tests/Tools/tokenizers/train_differential.py PROMPTLS FILE ...
"""

import json
import subprocess
import sys
import tempfile

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

SPECIALS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def learn(program, name, path, *options):
    output = "%s/%s.json" % (tempfile.mkdtemp(), name)
    subprocess.run(
        [program, "train", "tokenizer", "--output", output, *options, path], check=True,
        stderr=subprocess.DEVNULL)
    return output


def check_byte_pairs(program, path, text, size, minimum, pattern):
    output = learn(program, "bpe", path, "--size", str(size), "--min-frequency", str(minimum),
                   "--pattern", pattern, "--special", "<|end|>")
    mine = Tokenizer.from_file(output)
    theirs = Tokenizer(models.BPE())
    theirs.pre_tokenizer = mine.pre_tokenizer
    theirs.train_from_iterator([text], trainers.BpeTrainer(
        vocab_size=size, min_frequency=minimum, special_tokens=["<|end|>"], show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    expected, got = json.loads(theirs.to_str())["model"], json.loads(mine.to_str())["model"]
    assert got["vocab"] == expected["vocab"], "tokens differ"
    assert got["merges"] == expected["merges"], "merges differ"
    assert mine.encode(text).ids == theirs.encode(text).ids, "encodings differ"
    assert mine.decode(mine.encode(text).ids, skip_special_tokens=False) == text, "decoding differs"
    ids = subprocess.run(
        [program, "tokenize", "--json", "--tokenizer-file", "mine=" + output, "--tokenizer", "mine",
         path], check=True, capture_output=True).stdout
    assert json.loads(ids)["ids"] == mine.encode(text).ids, "ids differ from promptls's own"
    return "%d tokens equal" % len(got["vocab"])


def check_word_pieces(program, path, text, size):
    output = learn(program, "wordpiece", path, "--size", str(size), "--kind", "wordpiece")
    mine = Tokenizer.from_file(output)
    theirs = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    theirs.normalizer = normalizers.BertNormalizer(lowercase=True)
    theirs.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    theirs.train_from_iterator([text], trainers.WordPieceTrainer(
        vocab_size=size, min_frequency=2, special_tokens=SPECIALS, show_progress=False))
    first, second = set(mine.get_vocab()), set(theirs.get_vocab())
    share = len(first & second) / len(first | second)
    assert share > 0.97, "word pieces differ: %.3f shared" % share
    ids = subprocess.run(
        [program, "tokenize", "--json", "--tokenizer-file", "mine=" + output, "--tokenizer", "mine",
         path], check=True, capture_output=True).stdout
    assert json.loads(ids)["ids"] == mine.encode(text, add_special_tokens=False).ids
    return "%.1f %% of %d word pieces shared" % (100 * share, len(first | second))


def main():
    program = sys.argv[1]
    for path in sys.argv[2:]:
        text = open(path, encoding="utf-8", newline="").read()
        for size, minimum, pattern in [
                (700, 2, "gpt2"), (3000, 1, "gpt2"), (3000, 2, "llama3"), (2000, 2, "o200k_base"),
                (2000, 2, "qwen2"), (2000, 3, "smollm")]:
            print(path, pattern, check_byte_pairs(program, path, text, size, minimum, pattern))
        print(path, check_word_pieces(program, path, text, 8000))


main()
