"""What a request waits for that comes after one nobody wants, and what an idle server takes.

Twelve times a prompt of about 900 tokens is sent and cancelled 30 ms later, and a prompt of one
token is sent at once: the time to its answer is printed, beside the same on an idle
server. Then the server is left alone for a minute, the model warm, and its clock ticks are counted.

Run: python3 waits.py MODEL.gguf PROMPTLS. PROMPTLS is the release build's program.
"""
import json
import pathlib
import statistics
import subprocess
import sys
import time

COMPLETE = "promptls/complete"


class Server:
    def __init__(self, program, model):
        self.process = subprocess.Popen(
            [program, "serve", "--model", f"m={model}"], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.count = 0

    def send(self, method, params, **members):
        message = {"jsonrpc": "2.0", "method": method, "params": params, **members}
        self.process.stdin.write(json.dumps(message).encode() + b"\n")
        self.process.stdin.flush()

    def begin(self, text, tokens):
        self.count += 1
        self.send(COMPLETE, {"text": text, "model": "m", "maxTokens": tokens}, id=self.count)
        return self.count

    def end(self, wanted):
        while json.loads(self.process.stdout.readline()).get("id") != wanted:
            pass

    def milliseconds(self, text):
        start = time.perf_counter()
        self.end(self.begin(text, 1))
        return (time.perf_counter() - start) * 1000

    def ticks(self):
        line = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text()
        fields = line.rsplit(")", 1)[1].split()
        return int(fields[11]) + int(fields[12])


def main():
    server = Server(sys.argv[2], sys.argv[1])
    tools = pathlib.Path(__file__).resolve().parents[3]
    text = (tools / "protocol" / "README.md").read_text()
    server.milliseconds("Hello wor")
    idle, after = [], []
    for turn in range(12):
        idle.append(server.milliseconds(f"Hello there {turn} wor"))
        superseded = server.begin(text[turn * 3000 : turn * 3000 + 3200], 8)
        time.sleep(0.03)
        server.send("$/cancelRequest", {"id": superseded})
        after.append(server.milliseconds(f"Good morning {turn} frie"))
    print(
        f"after a cancelled request {statistics.median(after):.1f} ms, at most {max(after):.1f}; "
        f"on an idle server {statistics.median(idle):.1f} ms", flush=True)
    time.sleep(1)
    before = server.ticks()
    time.sleep(60)
    print(f"idle for 60 s: {server.ticks() - before} ticks")
    server.process.kill()


main()
