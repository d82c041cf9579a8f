#!/usr/bin/env python3
"""Writes the Unicode tables of the general path from what the reference engines do.

    pip install tiktoken==0.14.0 tokenizers==0.23.3
    python3 unicode_tables.py > Sources/UnicodeTables/Generated/GeneralTables.swift

General categories, `\\w` and scripts are dumped from the regular-expression engine of tokenizers
(Oniguruma, Unicode 16.0), decompositions and compositions from its normalizers, combining classes from
the order in which its NFD puts marks.  The output depends on nothing else.
"""
import sys, unicodedata
from tokenizers import Regex, normalizers, pre_tokenizers

CATEGORIES = ("Cn Lu Ll Lt Lm Lo Mn Mc Me Nd Nl No Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So Zs Zl Zp Cc Cf Co "
              ).split()
SCRIPTS = ("Arabic Armenian Bengali Bopomofo Cyrillic Devanagari Ethiopic Georgian Greek Gujarati "
           "Gurmukhi Han Hangul Hebrew Hiragana Kannada Katakana Khmer Lao Latin Malayalam Myanmar "
           "Sinhala Tamil Telugu Thai Tibetan").split()
SCALARS = [chr(c) for c in range(0x110000) if not 0xD800 <= c < 0xE000]


def members(pattern):
    remove, found = normalizers.Replace(Regex(pattern), ""), set()
    for start in range(0, len(SCALARS), 20000):
        part = SCALARS[start:start + 20000]
        found |= set(part) - set(remove.normalize_str("".join(part)))
    return found


def two_stages(entries):
    numbers, stage1, stage2 = {}, [], []
    for start in range(0, len(entries), 128):
        block = tuple(entries[start:start + 128])
        if block not in numbers:
            numbers[block] = len(numbers)
            stage2 += block
        stage1.append(numbers[block])
    return stage1, stage2


def literal(text):
    lines = [text[i:i + 88] for i in range(0, len(text), 88)]
    return '#"""\n' + "\\#\n".join("    " + line for line in lines) + '\n    """#'


def digits(number, count):
    return "".join(chr(0x30 + (number >> 6 * place & 63)) for place in reversed(range(count)))


def ranges(characters):
    found = []
    for code in sorted(map(ord, characters)):
        if found and found[-1][1] == code - 1:
            found[-1][1] = code
        else:
            found.append([code, code])
    return "".join(digits(first, 4) + digits(last, 4) for first, last in found)


def punctuation():
    """The characters that the pretokenizer of that name isolates, whose tables are of their own."""
    found = set()
    for start in range(0, len(SCALARS), 20000):
        text = "".join("a" + c for c in SCALARS[start:start + 20000])
        found |= {piece for piece, _ in pre_tokenizers.Punctuation().pre_tokenize_str(text)
                  if len(piece) == 1 and piece != "a"}
    return found


def combining_classes(nfd):
    """The classes by which NFD sorts: Python's, held against the order that the normalizer gives."""
    classes = {c: unicodedata.combining(c) for c in SCALARS if unicodedata.combining(c)}
    # One mark of each class is the yardstick for the others.
    yardstick = {}
    for mark, number in sorted(classes.items()):
        if number not in yardstick and nfd.normalize_str(mark) == mark and ord(mark) < 0x1000:
            yardstick[number] = mark
    known = sorted(yardstick)
    for mark in list(classes):
        if nfd.normalize_str(mark) != mark:
            del classes[mark]
            continue
        # The class is above that of a mark which moves before it, and not below one that does not.
        moved = [n for n in known if nfd.normalize_str("a" + mark + yardstick[n]) == "a" + yardstick[n] + mark
                 and yardstick[n] != mark]
        held = [n for n in known if nfd.normalize_str("a" + yardstick[n] + mark) == "a" + mark + yardstick[n]
                and yardstick[n] != mark]
        if not moved and not held:
            del classes[mark]  # newer than the normalizer's tables
            continue
        assert all(n < classes[mark] for n in moved), (hex(ord(mark)), classes[mark], moved)
        assert all(n > classes[mark] for n in held), (hex(ord(mark)), classes[mark], held)
    return classes


def main():
    category = {}
    for index, name in enumerate(CATEGORIES):
        for character in members(r"\p{%s}" % name):
            category[ord(character)] = index
    stage1, stage2 = two_stages([category.get(c, 0) for c in range(0x110000)])
    word = members(r"\w")
    alphabetic = members(r"\p{Alphabetic}")
    scripts = {name: ranges(members(r"\p{%s}" % name)) for name in SCRIPTS}

    lower_case = normalizers.Lowercase()
    lower = ""
    for character in SCALARS:
        text = lower_case.normalize_str(character)
        if text != character:
            lower += digits(ord(character), 4) + digits(len(text), 1) + "".join(digits(ord(c), 4) for c in text)

    nfd, nfkd, nfc = normalizers.NFD(), normalizers.NFKD(), normalizers.NFC()
    hangul = range(0xAC00, 0xAC00 + 11172)
    canonical, compatible, pairs = "", "", ""
    for character in SCALARS:
        if ord(character) in hangul:
            continue
        first, second = nfd.normalize_str(character), nfkd.normalize_str(character)
        code = digits(ord(character), 4)
        if first != character:
            canonical += code + digits(len(first), 1) + "".join(digits(ord(c), 4) for c in first)
            # A pair composes where NFC puts the character together again.
            if nfc.normalize_str(first) == character and len(first) > 1:
                head = nfc.normalize_str(first[:-1])
                if len(head) == 1 and nfc.normalize_str(head + first[-1]) == character:
                    pairs += digits(ord(head), 4) + digits(ord(first[-1]), 4) + code
        if second != first:
            compatible += code + digits(len(second), 1) + "".join(digits(ord(c), 4) for c in second)
    classes = combining_classes(nfd)
    order = ""
    for character, number in sorted(classes.items()):
        order += digits(ord(character), 4) + digits(number, 2)

    print("// Written by `Tests/Tools/tokenizers/unicode_tables.py`; do not edit.")
    print("// What the engines inside tokenizers 0.23.3 know of characters.\n")
    print("// swift-format-ignore-file\n")
    print("/// Numbers are written in base 64, the digits being the characters from \"0\" on.")
    print("enum GeneralTables {")
    tables = [
        ("stage1", "For each block of 128 scalars the number of its block in `stage2`, two digits.",
         "".join(digits(n, 2) for n in stage1)),
        ("stage2", "The general category of each scalar of the distinct blocks, one digit.",
         "".join(digits(n, 1) for n in stage2)),
        ("word", "What `\\\\w` matches: the first and the last of each range, four digits each.",
         ranges(word)),
        ("alphabetic", "What `\\\\p{Alphabetic}` matches, likewise.", ranges(alphabetic)),
        ("punctuation", "What the pretokenizer Punctuation isolates, likewise.", ranges(punctuation())),
        ("lower", "A scalar (4 digits), the length of its lower case (1), and that.", lower),
        ("canonical", "A scalar (4 digits), the length of its full canonical decomposition (1), and that.",
         canonical),
        ("compatible", "Likewise for those whose compatibility decomposition is another.", compatible),
        ("compositions", "Two scalars and what they compose to, four digits each.", pairs),
        ("combining", "A scalar (4 digits) and its combining class (2), where that is not 0.", order),
    ]
    for name, comment, text in tables:
        print(f"  /// {comment}")
        print(f"  static var {name}: StaticString {{\n    {literal(text)}\n  }}\n")
    print("  /// The ranges of scripts, four digits each end.")
    print("  static func script(_ name: String) -> StaticString? {\n    switch name {")
    for name, text in scripts.items():
        print(f'    case "{name}":\n    {literal(text)}')
    print("    default: nil\n    }\n  }\n}")


if __name__ == "__main__":
    main()
