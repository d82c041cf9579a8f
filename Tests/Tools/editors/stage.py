"""What every driver has: a home folder of its own, the prompt, and what the person should see.

What should be seen is not written down here; promptls's own commands are asked, so that an editor is
held to what a shell shows.
"""
import dataclasses
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
CONFIGS = HERE.parents[2] / "editor-configs"

# Ends in a space, its own token; then the line break that editors add.
PROMPT = "# System\nYou tell stories.\n\n# User\nThank you for your "


class Failure(Exception):
    """What was not seen, and what was on the screen instead."""


@dataclasses.dataclass
class Editor:
    """An editor: what it is installed from, and what drives it.

    `cannot` says of columns that this editor has no place for why that is.
    """

    name: str
    folder: str
    drive: object
    version: object
    programs: list = dataclasses.field(default_factory=list)
    debian: list = dataclasses.field(default_factory=list)
    pypi: list = dataclasses.field(default_factory=list)
    cannot: dict = dataclasses.field(default_factory=dict)
    is_graphical: bool = False
    file: str = "story.prompt"
    final_newline: str = "\n"


class Expected:
    """What promptls says of a prompt on the command line."""

    def __init__(self, promptls):
        self.promptls = promptls
        findings = self.ask("lint", PROMPT)["findings"]
        self.warning = findings[0]["message"]
        self.fix = findings[0]["fixes"][0]["title"]
        self.fixed = PROMPT.rstrip(" ")
        self.completion = self.ask(
            "complete", self.fixed, "--max-tokens", "16", "--stop", "\n"
        )["text"]
        heading = PROMPT.index("# User")
        self.section = self.tokens(PROMPT[heading:] + "\n")
        self.document = self.tokens(PROMPT + "\n")
        assert self.warning and self.completion.strip()

    def ask(self, command, text, *options):
        done = subprocess.run(
            [self.promptls, command, "--json", *options],
            input=text.encode(), stdout=subprocess.PIPE, check=False,
        )
        return json.loads(done.stdout)

    def tokens(self, text):
        return self.ask("count", text, "--tokenizer", "gpt2")["counts"][0]["tokens"]


class Stage:
    """One editor's run."""

    def __init__(self, editor, expected, folder, environment):
        self.editor = editor
        self.expected = expected
        self.folder = folder
        self.home = folder / "home"
        self.seen = set()
        self.cannot = set(editor.cannot)
        self.started = time.monotonic()
        tools = folder / "bin"
        for new in (self.home / "prompts", self.home / ".config", folder / "run", tools):
            new.mkdir(parents=True)
        (folder / "run").chmod(0o700)
        self.log = folder / "messages.jsonl"
        self.prompt = self.write(f"prompts/{editor.file}", PROMPT + editor.final_newline)
        wrapper = tools / "promptls"
        wrapper.write_text(
            "#!/bin/sh\n"
            f'case "$1" in --stdio) exec {sys.executable} {HERE}/record.py {self.log} '
            f'{expected.promptls} "$@" ;; esac\n'
            f'exec {expected.promptls} "$@"\n'
        )
        wrapper.chmod(0o755)
        self.server = wrapper
        self.environment = {
            **environment,
            "HOME": str(self.home),
            "XDG_CONFIG_HOME": str(self.home / ".config"),
            "XDG_DATA_HOME": str(self.home / ".local/share"),
            "XDG_STATE_HOME": str(self.home / ".local/state"),
            "XDG_CACHE_HOME": str(self.home / ".cache"),
            "XDG_RUNTIME_DIR": str(folder / "run"),
            "PATH": f"{tools}:{environment['PATH']}",
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
            "TERM": "xterm-256color",
        }

    def write(self, path, text):
        """Writes a file below the home folder."""
        target = self.home / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
        return target

    def configure(self, source, target):
        """Puts the very file, or folder, of editor-configs where the editor looks for it."""
        link = self.home / target
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(CONFIGS / self.editor.folder / source)

    def configure_by_copy(self, source, target):
        """As ``configure``, for editors that write into their settings."""
        self.write(target, (CONFIGS / self.editor.folder / source).read_text())

    def passed(self, column):
        """Notes that a column was seen."""
        self.seen.add(column)

    def text(self):
        """The prompt as it is on disk, without the final line break."""
        return self.prompt.read_text().removesuffix("\n")

    def wait_for_text(self, wanted, seconds=10):
        """Waits until the saved prompt is what it should be."""
        wait(lambda: self.text() == wanted, seconds, lambda: f"saved {self.text()!r}, not {wanted!r}")

    def fixed(self):
        """The saved prompt ends without the space."""
        self.wait_for_text(self.expected.fixed)
        self.passed("fix")

    def completed(self):
        """The saved prompt goes on as the model goes on with it."""
        self.wait_for_text(self.expected.fixed + self.expected.completion)
        self.passed("completion")

    def leaves_nothing_behind(self):
        """The server ends with its editor, however that was ended."""
        wait(lambda: not self.servers(), 10, lambda: f"promptls runs on: {self.servers()}")

    def servers(self):
        """The processes that record the messages of this run; each ends when its server has."""
        found = []
        for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
            try:
                if str(self.log).encode() in path.read_bytes():
                    found.append(path.parent.name)
            except OSError:  # It ended meanwhile.
                pass
        return found


def wait(condition, seconds, otherwise):
    """Waits until a condition holds, else fails with what `otherwise` gives."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise Failure(otherwise())
        time.sleep(0.05)


def first_line(command, **options):
    """The first line that a command prints: most editors say their version there."""
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **options
    )
    return done.stdout.strip().splitlines()[0] if done.stdout.strip() else "?"


def debian_version(*packages):
    """What is installed: the upstream versions of packages, by name."""
    done = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Package} ${source:Upstream-Version}, ", *packages],
        stdout=subprocess.PIPE, text=True, check=False,
    )
    return done.stdout.removesuffix(", ")


def missing(programs):
    """Which programs are not on the path."""
    return [name for name in programs if not shutil.which(name)]
