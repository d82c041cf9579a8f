#!/usr/bin/env python3
"""Kills the client of a built promptls at random moments and looks for who is left.

  ends.py PROMPTLS [TIMES] [--gguf MODEL.gguf] [--seed N]

Each time a client process starts a server, has it do something (nothing yet, start, tokenize 20 MB,
load a model, read a long prompt, complete, answer ten thousand requests that nobody reads) and is
ended after a random time: by SIGKILL; by closing the server's input and living on; or by SIGKILL while
somebody else holds the pipes open, so that only `processId` tells.  Fails where a server is alive a second later.
Python 3 alone.
"""
import argparse, json, os, random, signal, subprocess, sys, time


def frame(message):
    body = json.dumps({"jsonrpc": "2.0", **message}).encode()
    return b"Content-Length: %d\r\n\r\n" % len(body) + body


def request(id, method, params):
    return frame({"id": id, "method": method, "params": params})


def open_document(text):
    return frame({"method": "textDocument/didOpen", "params": {"textDocument": {
        "uri": "file:///a.prompt", "languageId": "plaintext", "version": 1, "text": text}}})


def work(kind, gguf):
    """What the server is given to do, and how long that takes at least, in seconds."""
    words = "the quick brown fox jumps over the lazy dog 123 "
    document = {"textDocument": {"uri": "file:///a.prompt"}}
    if kind == "idle":
        return b"", 0.3
    if kind == "tokenize":
        return open_document(words * 400_000) + request(2, "promptls/count", document), 1.5
    if kind == "load":
        return b"".join(request(2 * n, "promptls/loadModel", {"name": "m", "path": gguf})
                        + request(2 * n + 1, "promptls/unloadModel", {"name": "m"}) for n in range(1, 40)), 2
    if kind == "prompt":
        return request(2, "promptls/score", {"text": words * 90}), 1
    if kind == "complete":
        return request(2, "promptls/complete", {"text": "Once", "maxTokens": 100_000, "partialResultToken": 1}), 1.5
    return b"".join(request(n, "promptls/tokenize", {"text": words * 100}) for n in range(2, 10_000)), 1.5


def client(options):
    """The process that is killed: starts a server, says its number, and feeds it."""
    server = subprocess.Popen([options.program, "serve", "--stdio"], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def close(*_):
        os.close(server.stdin.fileno())
        time.sleep(60)
    signal.signal(signal.SIGTERM, close)
    keeper = subprocess.Popen(
        ["sleep", "6"], stdin=server.stdout, stdout=server.stdin, stderr=server.stdin) if options.how == "held" else None
    print(server.pid, keeper.pid if keeper else 0, flush=True)
    server.stdin.write(request(1, "initialize", {
        "processId": os.getpid(), "rootUri": None, "capabilities": {}, "initializationOptions": {"measure": False}}))
    server.stdin.write(frame({"method": "initialized", "params": {}}) + work(options.client, options.gguf)[0])
    server.stdin.flush()
    if options.client == "flood":
        time.sleep(60)
    while os.read(server.stdout.fileno(), 1 << 16):
        pass


def is_alive(pid):
    try:
        return open(f"/proc/{pid}/stat").read().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def one(options, generator, number):
    kinds = ["start", "idle", "tokenize", "prompt", "complete", "flood"] + ["load"] * bool(options.gguf)
    kind, how = kinds[number % len(kinds)], ("killed", "closed", "held")[number // len(kinds) % 3]
    arguments = [sys.executable, __file__, options.program, "--client", "idle" if kind == "start" else kind,
                 "--how", how, "--gguf", options.gguf]
    child = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)
    server, keeper = map(int, child.stdout.readline().split())
    # A server that has not read `initialize` cannot know whose process to watch.
    least = 0.15 if how == "held" else 0
    time.sleep(least + generator.random() * (0.02 if kind == "start" else work(kind, options.gguf)[1]))
    was_alive = is_alive(server)
    child.send_signal(signal.SIGTERM if how == "closed" else signal.SIGKILL)
    start = time.perf_counter()
    if how != "closed":
        child.wait()
    while is_alive(server) and time.perf_counter() - start < 5:
        time.sleep(0.005)
    seconds = time.perf_counter() - start
    left = is_alive(server)
    for pid in [server] * left + [keeper] * bool(keeper):
        os.kill(pid, signal.SIGKILL)
    child.kill()
    child.wait()
    return kind, how, was_alive, seconds


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("times", nargs="?", type=int, default=100)
    for name, default in (("gguf", ""), ("client", ""), ("how", "")):
        parser.add_argument(f"--{name}", default=default)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if options.client:
        return client(options)
    generator, rows = random.Random(options.seed), {}
    for number in range(options.times):
        kind, how, was_alive, seconds = one(options, generator, number)
        if not was_alive:
            print(f"{kind}, {how}: had ended by itself")
        rows.setdefault((kind, how), []).append(seconds)
    for (kind, how), times in sorted(rows.items()):
        print(f"{kind}, {how}: {len(times)} times, gone after {max(times):.2f} s at most")
    late = sum(t > 1 for times in rows.values() for t in times)
    print(f"{options.times} clients ended, {late} servers alive after 1 s, "
          f"the last after {max(t for times in rows.values() for t in times):.2f} s")
    return late > 0


if __name__ == "__main__":
    sys.exit(main())
