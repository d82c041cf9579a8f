#!/usr/bin/env python3
"""Runs a language server and writes down what passes between it and the editor.

Each message becomes a line of JSON: {"at": seconds since the epoch, "from": "editor" | "server",
"message": …}. The bytes themselves go through unchanged, whatever they are.

Run: record.py LOG COMMAND [ARGUMENT …]      (as the server's command in an editor)
"""
import json
import os
import subprocess
import sys
import threading
import time


def messages(buffer):
    """Cuts whole messages off the front of a buffer; gives what is left with them."""
    found = []
    while (end := buffer.find(b"\r\n\r\n")) >= 0:
        length = next(
            int(line.split(b":")[1])
            for line in buffer[:end].lower().split(b"\r\n")
            if line.startswith(b"content-length")
        )
        body = buffer[end + 4 : end + 4 + length]
        if len(body) < length:
            break
        found.append(json.loads(body))
        buffer = buffer[end + 4 + length :]
    return found, buffer


def write_all(target, data):
    """Writes everything; false where nobody reads any more."""
    try:
        while data:
            data = data[os.write(target, data) :]
        return True
    except BrokenPipeError:
        return False


def copy(source, target, sender, log, lock):
    """Copies until the end of input, then closes the other side."""
    buffer = b""
    while chunk := os.read(source, 1 << 16):
        found, buffer = messages(buffer + chunk)
        with lock:
            for message in found:
                entry = {"at": time.time(), "from": sender, "message": message}
                log.write(json.dumps(entry, ensure_ascii=False) + "\n")
            log.flush()
        if not write_all(target, chunk):
            break
    os.close(target)


def main():
    path, command = sys.argv[1], sys.argv[2:]
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    lock = threading.Lock()
    with open(path, "a", encoding="utf-8") as log:
        streams = [(0, server.stdin.fileno(), "editor"), (server.stdout.fileno(), 1, "server")]
        threads = [
            threading.Thread(target=copy, args=(*stream, log, lock), daemon=True)
            for stream in streams
        ]
        for thread in threads:
            thread.start()
        status = server.wait()
        threads[1].join()
    os._exit(status)


main()
