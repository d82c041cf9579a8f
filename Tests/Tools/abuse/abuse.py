#!/usr/bin/env python3
"""Treats a built promptls as no client should, in sizes that the tests leave out.

  abuse.py PROMPTLS [CASE...]

Prints what each case took, in time and memory, and fails where a response is missing, comes twice or
is wrong, where memory is not bounded, or where the process is not as good as new afterwards.
Python 3 alone.
"""
import hashlib, json, os, random, subprocess, sys, time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import wire

MEGA = 1 << 20
URI = "file:///abuse/a.prompt"
CASES = {}


def case(function):
    CASES[function.__name__.replace("_", "-")] = function
    return function


def serve(program, *arguments, **settings):
    server = wire.Server(program, *arguments, stderr=subprocess.DEVNULL)
    server.initialize(measure=False, **settings)
    return server


def expect(truth, text):
    if not truth:
        raise AssertionError(text)


def open_document(server, uri, text):
    server.notify("textDocument/didOpen", {"textDocument": {
        "uri": uri, "languageId": "plaintext", "version": 1, "text": text}})


def change(server, uri, version, start, end, text):
    place = lambda p: {"line": p[0], "character": p[1]}
    server.notify("textDocument/didChange", {
        "textDocument": {"uri": uri, "version": version},
        "contentChanges": [{"range": {"start": place(start), "end": place(end)}, "text": text}]})


def responses(server, ids, seconds=300):
    """The response to each id; fails on one that is missing, unknown or comes twice."""
    left, got, end = set(ids), {}, time.perf_counter() + seconds
    while left:
        expect(time.perf_counter() < end, f"{len(left)} responses are missing")
        for _, message in server.messages(min(end, time.perf_counter() + 1)):
            if "method" in message:
                continue
            expect(message["id"] in left, f"a response to {message['id']}, twice or to nothing")
            left.remove(message["id"])
            got[message["id"]] = message
    return got


def errors(got):
    codes = [m["error"]["code"] if "error" in m else 0 for m in got.values()]
    return {code: codes.count(code) for code in sorted(set(codes))}


def is_well(server):
    answer = server.answer("promptls/tokenize", {"text": "This is a ", "tokenizer": "gpt2"})
    expect(answer["result"]["ids"] == [1212, 318, 257, 220], "it tokenizes wrongly")


@case
def slow_bytes(server):
    """A message that comes one byte every millisecond."""
    body = json.dumps({"jsonrpc": "2.0", "id": "slow", "method": "promptls/count",
                       "params": {"text": "x" * 2000}}).encode()
    before = wire.processor_seconds(server.pid)
    for byte in b"Content-Length: %d\r\n\r\n" % len(body) + body:
        server.raw(bytes([byte]))
        time.sleep(0.001)
    responses(server, ["slow"])
    return f"{wire.processor_seconds(server.pid) - before:.2f} s of processor"


@case
def gigabyte(server):
    """A message of 1 GB, claimed and sent; then one of 10^15 bytes, claimed alone."""
    server.raw(b"Content-Length: %d\r\n\r\n" % (1 << 30))
    refusals, chunk, sent = 0, b"x" * MEGA, 0

    def take(until):
        return sum(m.get("error", {}).get("data", {}).get("code") == "message-too-large"
                   for _, m in server.messages(until))
    while sent < 1 << 30 or server.unsent:
        if sent < 1 << 30 and len(server.unsent) < 4:
            server.raw(chunk)
            sent += len(chunk)
        refusals += take(time.perf_counter() + (0.01 if server.unsent else 0))
    server.raw(b"Content-Length: 1000000000000000\r\n\r\n")
    end = time.perf_counter() + 20
    while refusals < 2 and time.perf_counter() < end:
        refusals += take(end)
    expect(refusals == 2, f"{refusals} refusals")


@case
def nested(server):
    """A million open brackets, and as many objects; 511 levels are read."""
    for text in ("[" * 1_000_000, '{"a":' * 1_000_000, '{"jsonrpc":"2.0","method":"x","params":'
                 + "[" * 1_000_000):
        server.raw(b"Content-Length: %d\r\n\r\n" % len(text) + text.encode())
    deep = '{"jsonrpc":"2.0","id":"deep","method":"promptls/tokenizers","params":{"x":' + "[" * 509 + "]" * 509 + "}}"
    server.raw(b"Content-Length: %d\r\n\r\n" % len(deep) + deep.encode())
    refused = 0
    while True:
        for _, message in server.messages(time.perf_counter() + 30):
            if message.get("id") == "deep":
                expect("result" in message, f"{message}")
                expect(refused == 3, f"{refused} refusals")
                return
            refused += message.get("error", {}).get("code") == -32700


@case
def queued(server):
    """10^5 completions at once, all but a hundred cancelled while they wait."""
    long = server.request("promptls/complete", {"text": "Once upon a time", "maxTokens": 200})
    ids = [server.request("promptls/complete", {"text": "a", "maxTokens": 1}) for _ in range(100_000)]
    status = server.request("promptls/status", {})
    for id in [long] + ids[100:]:
        server.notify("$/cancelRequest", {"id": id})
    got = responses(server, [long, status] + ids)
    expect(errors({i: got[i] for i in ids[:100]}) == {0: 100}, "those not cancelled have no result")
    return f"{got[status]['result']['queue']} waited at once; answers by code {errors(got)}"


@case
def answered(server):
    """10^5 counts, sent as fast as they are taken."""
    ids = [server.request("promptls/count", {"text": "This is a "}) for _ in range(100_000)]
    expect(errors(responses(server, ids)) == {0: 100_000}, "not all have a result")


@case
def cancel_storm(server):
    """10^5 cancellations of what runs, what is done and what never was."""
    ids = []
    for round in range(1000):
        ids.append(server.request("promptls/complete", {"text": f"Once {round}", "maxTokens": 50}))
        for target in [ids[-1], ids[0], -1, "x"] * 25:
            server.notify("$/cancelRequest", {"id": target})
    return f"answers by code {errors(responses(server, ids))}"


@case
def duplicate_ids(server):
    """10^4 requests with the id of one that runs: all refused, and the one answered."""
    id = server.request("promptls/complete", {"text": "Once upon a time", "maxTokens": 400})
    for _ in range(10_000):
        server.send({"id": id, "method": "promptls/count", "params": {"text": "a"}})
    server.notify("$/cancelRequest", {"id": id})
    codes, end = [], time.perf_counter() + 60
    while len(codes) < 10_001 and time.perf_counter() < end:
        codes += [m.get("error", {}).get("code", 0) for _, m in server.messages(end) if "method" not in m]
    kinds = {code: codes.count(code) for code in set(codes)}
    expect(len(codes) == 10_001, f"{len(codes)} answers")
    expect(kinds.get(-32600, 0) + kinds.get(0, 0) >= 10_000, f"{kinds}")
    return f"answers by code {kinds}"


@case
def huge_document(server):
    """A document of 100 MB, opened empty and filled by ten edits; typed in, counted and closed."""
    line = "The quick brown fox jumps over the lazy dog, 1234 times; größer als 天地玄黄 👍🏽. "
    part = (line * 120 + "\n") * (10 * MEGA // len((line * 120).encode() + b"\n") + 1)
    text, times = "", []
    open_document(server, URI, "")
    lines = part.count("\n")
    for number in range(10):
        change(server, URI, number + 2, (number * lines, 0), (number * lines, 0), part)
    text = part * 10
    for key in range(50):
        start = time.perf_counter()
        change(server, URI, key + 20, (key * 97 % (10 * lines), 5), (key * 97 % (10 * lines), 5), "")
        server.answer("promptls/count", {"textDocument": {"uri": URI}, "tokenizers": ["gpt2"]}, 120)
        times.append(time.perf_counter() - start)
    digest = server.answer("promptls/verifyDocument", {"textDocument": {"uri": URI}}, 120)["result"]
    expect(digest["sha256"] == hashlib.sha256(text.encode()).hexdigest(), "the text is another")
    server.answer("textDocument/hover", {"textDocument": {"uri": URI}, "position": {"line": 5, "character": 9}})
    server.notify("textDocument/didClose", {"textDocument": {"uri": URI}})
    times.sort()
    return (f"{len(text.encode()) / MEGA:.0f} MiB; an edit and its count took {times[25] * 1000:.1f} ms, "
            f"at most {times[-2] * 1000:.1f}, the first {times[-1]:.1f} s")


@case
def thousand_documents(server):
    """1,000 documents of 10 KB, each edited ten times, with settings changed in between."""
    text = "The quick brown fox jumps over the lazy dog.\n" * 230
    uris = [f"file:///abuse/{number}.prompt" for number in range(1000)]
    for uri in uris:
        open_document(server, uri, text)
    ids, version = [], 1
    for name in ("gpt2", "o200k_base"):
        server.notify("workspace/didChangeConfiguration", {"settings": {"tokenizer": name, "measure": False}})
        for _ in range(5):
            version += 1
            for uri in uris:
                change(server, uri, version, (version, 3), (version, 4), "é")
                ids.append(server.request("promptls/count", {"textDocument": {"uri": uri}}))
    got = responses(server, ids)
    expect(errors(got) == {0: len(ids)}, f"{errors(got)}")
    expect(len({str(got[i]["result"]["counts"]) for i in ids[-1000:]}) == 1, "same texts, other counts")
    for uri in uris:
        server.notify("textDocument/didClose", {"textDocument": {"uri": uri}})


@case
def wrong_edits(server):
    """10^5 edits out of range, backwards, of wrong kinds and of documents that are not open."""
    generator = random.Random(1)
    open_document(server, URI, "one\ntwo 👍🏽\r\nthree")
    for number in range(100_000):
        kind = number % 5
        n = lambda: generator.choice((0, 1, 2, 3, 6, 7, 1000, 2**31, 2**53, -1, 2**63))
        uri = "file:///abuse/closed" if kind == 0 else URI
        if kind == 4:
            wrong = generator.choice((None, 5, "x", [], {}, [None], [{"range": 5}], [{"text": 5}], [{"range": {}, "text": ""}]))
            server.notify("textDocument/didChange", {"textDocument": {"uri": uri, "version": number}, "contentChanges": wrong})
        else:
            text = generator.choice(("", "", "x", "\r", "\n", "é👍"))
            change(server, uri, number, (n(), n()), (n(), n()), text)
        list(server.messages(0)) if number % 100 == 0 else None
    count = server.answer("promptls/count", {"textDocument": {"uri": URI}})["result"]
    digest = server.answer("promptls/verifyDocument", {"textDocument": {"uri": URI}})["result"]
    expect(count["bytes"] == digest["length"], "its own length is not clear")
    server.notify("textDocument/didChange", {"textDocument": {"uri": URI, "version": 1},
                                             "contentChanges": [{"text": "whole"}]})
    digest = server.answer("promptls/verifyDocument", {"textDocument": {"uri": URI}})["result"]
    expect(digest["sha256"] == hashlib.sha256(b"whole").hexdigest(), "the full text did not mend it")
    server.notify("textDocument/didClose", {"textDocument": {"uri": URI}})


def stopped(server, total, params):
    """Sends and does not read until nothing more is taken; then reads all."""
    ids = [server.request("promptls/tokenize", params) for _ in range(total)]
    still, before = 0, None
    while server.unsent and still < 20:
        server.flush()
        still = still + 1 if len(server.unsent) == before else 0
        before = len(server.unsent)
        time.sleep(0.1)
    stuck, at_rest = len(server.unsent), wire.memory(server.pid)["rss"] / 1024
    got = responses(server, ids)
    expect(errors(got) == {0: total}, f"{errors(got)}")
    return f"{stuck} of {total} requests waited with the client, {at_rest:.0f} MiB resident meanwhile"


@case
def stopped_reader(server):
    """10^5 requests from a client that does not read before nothing more is taken."""
    return stopped(server, 100_000, {"text": "This is a sentence. " * 20, "tokenizer": "gpt2"})


@case
def stopped_reader_of_long_answers(server):
    """The same with 600 texts of a megabyte."""
    return stopped(server, 600, {"text": "This is a sentence. " * 50_000, "tokenizer": "gpt2"})


def run(program, name):
    server = serve(program)
    open_document(server, "file:///abuse/other.prompt", "The other document ")
    server.notify("textDocument/didClose", {"textDocument": {"uri": "file:///abuse/other.prompt"}})
    is_well(server)
    before, start = wire.memory(server.pid)["rss"] / 1024, time.perf_counter()
    try:
        facts = CASES[name](server)
        seconds = time.perf_counter() - start
        is_well(server)
        memory = wire.memory(server.pid)
        print(f"{name}: {seconds:.1f} s; {before:.0f} MiB before, {memory['peak'] / 1024:.0f} at most, "
              f"{memory['rss'] / 1024:.0f} after{'; ' + facts if facts else ''}", flush=True)
        return True
    except (AssertionError, EOFError, TimeoutError, OSError) as problem:
        print(f"{name}: FAILED: {type(problem).__name__} {problem}", flush=True)
        return False
    finally:
        server.process.kill()
        server.process.wait()


if __name__ == "__main__":
    names = sys.argv[2:] or list(CASES)
    if len(sys.argv) < 2 or not set(names) <= set(CASES):
        sys.exit(__doc__ + "\nCases: " + " ".join(CASES))
    sys.exit(not all([run(sys.argv[1], name) for name in names]))
