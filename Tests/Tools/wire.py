"""A client of a built promptls over two pipes, for the scripts beside this file."""
import collections, json, os, select, subprocess, time


class Server:
    """A running `promptls serve` behind LSP's headers."""

    def __init__(self, program, *arguments, **options):
        self.process = subprocess.Popen(
            [program, "serve", "--stdio", "--log", "error", *arguments],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0, **options)
        self.pid = self.process.pid
        self.next = 0
        self.received = bytearray()
        self.unsent = collections.deque()
        os.set_blocking(self.process.stdin.fileno(), False)

    def send(self, message):
        """Queues a message and writes what the pipe takes."""
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.raw(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def raw(self, data):
        self.unsent.append(memoryview(data))
        self.flush()

    def flush(self):
        while self.unsent:
            try:
                written = os.write(self.process.stdin.fileno(), self.unsent[0][:1 << 16])
            except BlockingIOError:
                return
            rest = self.unsent[0][written:]
            if rest:
                self.unsent[0] = rest
            else:
                self.unsent.popleft()

    def notify(self, method, params):
        self.send({"method": method, "params": params})

    def request(self, method, params):
        self.next += 1
        self.send({"id": self.next, "method": method, "params": params})
        return self.next

    def messages(self, until):
        """What arrives until that time (of `time.perf_counter`), each with the time it came."""
        streams = [self.process.stdin] if self.unsent else []
        left = max(0, until - time.perf_counter())
        readable, writable, _ = select.select([self.process.stdout], streams, [], left)
        if writable:
            self.flush()
        if not readable:
            return
        part = os.read(self.process.stdout.fileno(), 1 << 18)
        now = time.perf_counter()
        if not part:
            raise EOFError("the server has gone")
        self.received += part
        while (head := self.received.find(b"\r\n\r\n")) >= 0:
            length = int(self.received[:head].rpartition(b":")[2])
            if len(self.received) < head + 4 + length:
                return
            body = bytes(self.received[head + 4:head + 4 + length])
            del self.received[:head + 4 + length]
            yield now, json.loads(body)

    def answer(self, method, params, seconds=60):
        """Asks and waits for the answer; passes over what comes before it."""
        return self.response(self.request(method, params), seconds)

    def response(self, id, seconds=60):
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            for _, message in self.messages(end):
                if message.get("id") == id and "method" not in message:
                    return message
        raise TimeoutError(f"no answer to {id}")

    def initialize(self, **settings):
        answer = self.answer("initialize", {
            "processId": os.getpid(), "rootUri": None, "capabilities": {},
            "initializationOptions": settings})
        self.notify("initialized", {})
        return answer


def memory(pid):
    """Resident, anonymous and file-backed kilobytes, the most resident ever, and threads."""
    wanted = {"VmRSS": "rss", "RssAnon": "anon", "RssFile": "file", "VmHWM": "peak",
              "Threads": "threads"}
    lines = (line.split(":") for line in open(f"/proc/{pid}/status") if ":" in line)
    return {wanted[key]: int(value.split()[0]) for key, value, *_ in lines if key in wanted}


def processor_seconds(pid):
    fields = open(f"/proc/{pid}/stat").read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
