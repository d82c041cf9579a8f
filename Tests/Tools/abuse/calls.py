#!/usr/bin/env python3
"""Runs a built promptls under strace: no network, no other program, no file written unasked.

  calls.py PROMPTLS [--gguf MODEL.gguf]

An editor's session that asks for everything, then every command that reads; then what is asked to
write, which may write there and nowhere else.  Installs strace from Debian where it is missing.
"""
import argparse, json, os, re, shutil, subprocess, sys, tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import wire

TRACED = ("%network,%process,open,openat,openat2,creat,truncate,rename,renameat,renameat2,unlink,unlinkat,"
          "mkdir,mkdirat,rmdir,link,linkat,symlink,symlinkat,mknod,mknodat,chmod,fchmodat,chown,fchownat,"
          "utimensat,setxattr,io_uring_setup,memfd_create,ptrace,kill,tgkill")
WRITES = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND|O_TMPFILE")
READS = re.compile(r"^(open|openat|openat2)\(")
# Threads, the end, a look whether the parent lives.
HARMLESS = re.compile(r"^(clone3?\(.*CLONE_THREAD|exit|exit_group|wait4|waitid|kill\(\d+, 0\)|\+\+\+|---|<\.\.\.|"
                      r"rt_sig|set_tid_address|set_robust_list)")


def broken(trace, allowed):
    """The calls of a trace that nothing asked for, and the number of all."""
    found, started, count = [], False, 0
    for line in open(trace):
        call = line.split(maxsplit=1)[1].strip()
        count += 1
        if call.startswith("execve(") and not started:
            started = True
            continue
        if HARMLESS.match(call):
            continue
        if READS.match(call) and not WRITES.search(call):
            continue
        paths = re.findall(r'"([^"]*)"', call)
        if allowed and paths and all(os.path.abspath(p).startswith(allowed) for p in paths):
            continue
        found.append(call)
    return found, count


def strace(folder, program):
    trace = os.path.join(folder, "trace")
    return trace, ["strace", "-f", "-qq", "-s", "4096", "-o", trace, "-e", f"trace={TRACED}", program]


def session(program, folder, gguf):
    """An editor's session; everything that can be asked is."""
    trace, command = strace(folder, program)
    wrapper = os.path.join(folder, "traced")
    with open(wrapper, "w") as script:
        script.write("#!/bin/sh\nexec " + " ".join(f"'{word}'" for word in command) + ' "$@"\n')
    os.chmod(wrapper, 0o755)
    with open(os.path.join(folder, ".promptls.json"), "w") as settings:
        settings.write('{"tokenizer": "o200k_base"}')
    server = wire.Server(wrapper, stderr=subprocess.DEVNULL, cwd=folder)
    server.initialize()
    uri = f"file://{folder}/a.prompt"
    server.notify("textDocument/didOpen", {"textDocument": {
        "uri": uri, "languageId": "prompt", "version": 1, "text": "# One\n\nThis is {{a}} test of "}})
    document = {"textDocument": {"uri": uri}}
    place = {**document, "position": {"line": 2, "character": 20}}
    whole = {**document, "range": {"start": {"line": 0, "character": 0}, "end": {"line": 2, "character": 9}}}
    server.notify("textDocument/didChange", {"textDocument": {"uri": uri, "version": 2}, "contentChanges": [
        {"range": whole["range"], "text": "é👍"}]})
    asked = [("textDocument/" + name, params) for name, params in (
        ("hover", place), ("completion", place), ("documentSymbol", document), ("codeLens", document),
        ("inlayHint", whole), ("semanticTokens/full", document), ("documentHighlight", place),
        ("diagnostic", document), ("codeAction", {**whole, "context": {"diagnostics": []}}),
        ("selectionRange", {**document, "positions": [place["position"]]}),
        ("inlineCompletion", {**place, "context": {"triggerKind": 2}}))]
    text = {"text": "Once upon a ti"}
    asked += [("promptls/" + name, params) for name, params in (
        ("tokenizers", {}), ("count", document), ("count", {**text, "units": True}), ("tokenize", text),
        ("detokenize", {"ids": [1, 2, 3]}), ("boundary", {**text, "measure": True}), ("lint", document),
        ("translate", {**text, "from": "gpt2", "to": "bert-base-uncased"}), ("complete", text), ("score", text),
        ("embed", text), ("similarity", {**text, "others": ["a"]}), ("neighbors", {"token": " the"}),
        ("models", {}), ("status", {}), ("verifyDocument", document), ("unloadModel", {"name": "default"}),
        ("loadModel", {"name": "none", "path": "/nowhere.gguf"}))]
    if gguf:
        asked += [("promptls/loadModel", {"name": "big", "path": gguf}),
                  ("promptls/complete", {**text, "model": "big", "maxTokens": 3})]
    asked.append(("workspace/executeCommand", {"command": "promptls.score", "arguments": [{"uri": uri}]}))
    for method, params in asked:
        answer = server.answer(method, params, 120)
        if "error" in answer and params.get("name") != "none":
            raise SystemExit(f"{method}: {answer['error']}")
    server.notify("textDocument/didSave", document)
    server.notify("textDocument/didClose", document)
    server.answer("shutdown", None)
    server.notify("exit", None)
    server.process.wait(30)
    return trace


def run(program, folder, words, text="This is a "):
    trace, command = strace(folder, program)
    result = subprocess.run(command + words, input=text.encode(), capture_output=True, cwd=folder,
                            env={**os.environ, "XDG_CACHE_HOME": os.path.join(folder, "asked")})
    if result.returncode not in (0, 1):
        raise SystemExit(f"{words}: status {result.returncode}: {result.stderr.decode()[:300]}")
    return trace


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--gguf", default="")
    options = parser.parse_args()
    program, failed = os.path.abspath(options.program), False
    if not shutil.which("strace"):
        subprocess.run(["apt-get", "install", "-y", "-qq", "strace"], check=True)
    with tempfile.TemporaryDirectory() as folder:
        folder = os.path.realpath(folder)
        asked = os.path.join(folder, "asked")

        def report(name, trace, allowed=None):
            nonlocal failed
            calls, count = broken(trace, allowed)
            failed = failed or bool(calls)
            print(f"{name}: {count} calls traced, {len(calls)} that nobody asked for" + "".join(
                f"\n  {call[:200]}" for call in calls))
        report("an editor's session", session(program, folder, options.gguf))
        prompt = os.path.join(folder, "b.prompt")
        with open(prompt, "w") as file:
            file.write("This is a \n")
        os.mkdir(asked)
        for words in (["count"], ["tokenize"], ["boundary"], ["lint", "b.prompt"], ["lint", "."], ["complete"],
                      ["score"], ["translate", "--to", "o200k_base"], ["embed"], ["models"], ["schema"], ["rules"],
                      ["help"], ["version"]):
            report("promptls " + " ".join(words), run(program, folder, words))
        report("promptls rules --install, in the cache", run(program, folder, ["rules", "--install"]), asked)
        report("promptls lint --fix, in its file", run(program, folder, ["lint", "--fix", prompt]), prompt)
    return failed


if __name__ == "__main__":
    sys.exit(main())
