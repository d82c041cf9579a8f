#!/usr/bin/env python3
"""Measures the memory and processor time that reading large tokenizer files takes.

    python3 memory.py PROMPTLS FILE...

Each FILE is a `tokenizer.json`, or a `.tiktoken` file of ranks, which is read as it is and as the
`tokenizer.json` that says the same (to find its merges takes half a minute).  Prints the most memory of
five runs, also without the file's own size, and the least processor time.
"""
import base64, json, os, subprocess, sys, tempfile


def alphabet():
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in plain]
    return {byte: chr(byte) for byte in plain} | {byte: chr(256 + n) for n, byte in enumerate(others)}


def halves(ranks, token, rank):
    """What a token is merged of: merging its bytes with all earlier merges leaves two parts."""
    parts = [bytes([byte]) for byte in token]
    while len(parts) > 2:
        best = min((ranks.get(parts[i] + parts[i + 1], rank), i) for i in range(len(parts) - 1))
        if best[0] >= rank:
            return []
        parts[best[1] : best[1] + 2] = [parts[best[1]] + parts[best[1] + 1]]
    return parts


def write(source, path):
    lines = [line.split() for line in open(source)]
    ranks = {base64.b64decode(token): int(rank) for token, rank in lines}
    letters = alphabet()
    text = lambda token: "".join(letters[byte] for byte in token)
    ordered = sorted(ranks.items(), key=lambda entry: entry[1])
    pairs = [halves(ranks, token, rank) for token, rank in ordered if len(token) > 1]
    model = {
        "type": "BPE", "ignore_merges": True, "vocab": {text(token): rank for token, rank in ordered},
        "merges": [[text(part) for part in pair] for pair in pairs if len(pair) == 2],
    }
    with open(path, "w") as file:
        json.dump({"pre_tokenizer": {"type": "ByteLevel"}, "model": model}, file, ensure_ascii=False, indent=2)


def measure(program, path, prompt):
    child = subprocess.Popen(
        [program, "count", "--tokenizer", "measured", "--tokenizer-file", f"measured={path}", prompt],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        sys.exit(f"{program} does not read {path}")
    return usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime


def main():
    program, files = sys.argv[1], sys.argv[2:]
    with tempfile.TemporaryDirectory() as folder:
        for source in [path for path in files if path.endswith(".tiktoken")]:
            files.append(f"{folder}/{os.path.basename(source)}.json")
            # By another process: what starts a program counts as the program's memory.
            subprocess.run([sys.executable, __file__, "--write", source, files[-1]], check=True)
        prompt = f"{folder}/prompt.txt"
        with open(prompt, "w") as file:
            file.write("the quick brown fox\n")
        for path in files:
            size = os.path.getsize(path) / 2**20
            argument = f"{path},gpt2" if path.endswith(".tiktoken") else path
            runs = [measure(program, argument, prompt) for _ in range(5)]
            peak = max(run[0] for run in runs)
            print(f"{os.path.basename(path)} ({size:.1f} MB): {peak:.1f} MB, {peak - size:.1f} beside the file,"
                  f" {1000 * min(run[1] for run in runs):.0f} ms")


if sys.argv[1] == "--write":
    write(*sys.argv[2:])
else:
    main()
