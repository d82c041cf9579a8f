"""A desktop that nobody looks at: an X server in memory, a D-Bus session, and a reader of the screen.

What is on the screen is read by tesseract from a screenshot at twice the size, so a pattern has to leave
room for letters that look alike. What is read can be clicked.
"""
import csv
import itertools
import os
import re
import signal
import subprocess
import time

from stage import Failure

PACKAGES = ["xvfb", "xdotool", "imagemagick", "tesseract-ocr", "dbus"]


class Desktop:
    """A graphical editor on a screen of its own."""

    def __init__(self, stage, command):
        self.stage = stage
        self.command = [str(word) for word in command]
        self.screenshot = stage.folder / "screen.png"

    def __enter__(self):
        read, write = os.pipe()
        log = (self.stage.folder / "desktop.log").open("w")
        # Without -noreset it starts anew when its last client goes, and turns away who comes then.
        self.server = subprocess.Popen(
            ["Xvfb", "-noreset", "-displayfd", str(write), "-screen", "0", "2000x1500x24"],
            pass_fds=[write], stdout=log, stderr=log,
        )
        os.close(write)
        with os.fdopen(read) as number:
            display = number.readline().strip()
        self.environment = {
            **self.stage.environment,
            "DISPLAY": f":{display}",
            "QT_QPA_PLATFORM": "xcb",
            "QT_SCALE_FACTOR": "2",
            "OMP_THREAD_LIMIT": "1",  # tesseract is faster so on a busy machine.
        }
        self.editor = subprocess.Popen(
            ["dbus-run-session", "--", *self.command], env=self.environment,
            cwd=self.stage.prompt.parent, stdout=log, stderr=log, start_new_session=True,
        )
        return self

    def __exit__(self, kind, error, trace):
        for process, end in ((self.editor, os.killpg), (self.server, os.kill)):
            try:
                end(process.pid, signal.SIGTERM)
                process.wait(5)
            except (ProcessLookupError, subprocess.TimeoutExpired):
                process.kill()
                process.wait()

    def run(self, *command):
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise Failure(f"{' '.join(map(str, command))}: {done.stderr.strip()}")
        return done.stdout

    def wait_for_window(self, name, seconds=30):
        """Waits until a window with such a title is there; gives its id."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            done = subprocess.run(
                ["xdotool", "search", "--onlyvisible", "--name", name],
                env=self.environment, capture_output=True, text=True, check=False,
            )
            if done.stdout.split():
                return done.stdout.split()[-1]
            time.sleep(0.1)
        self.words()
        raise Failure(f"there is no window {name}; see {self.screenshot}")

    def fill(self, window):
        """Makes a window as large as the screen and gives it the keyboard."""
        self.run("xdotool", "windowmove", window, "0", "0")
        self.run("xdotool", "windowsize", window, "2000", "1500")
        self.run("xdotool", "windowfocus", window)
        time.sleep(0.3)

    def press(self, *keys):
        """Presses keys by X's names (ctrl+s, Left)."""
        for key in keys:
            self.run("xdotool", "key", key)
            time.sleep(0.1)

    def type(self, text):
        self.run("xdotool", "type", "--delay", "60", text)

    def words(self, layout="3"):
        """The words on the screen in reading order, each with where it is: (text, x, y).

        `layout` is one of tesseract's page segmentation modes: 3 reads blocks, 11 what is scattered;
        each overlooks what the other sees.
        """
        self.run("import", "-window", "root", str(self.screenshot))
        table = self.run("tesseract", str(self.screenshot), "-", "--psm", layout, "tsv")
        rows = csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
        return [
            (
                row["text"],
                int(row["left"]) + int(row["width"]) // 2,
                int(row["top"]) + int(row["height"]) // 2,
            )
            for row in rows
            if row["text"] and row["text"].strip()
        ]

    def find(self, pattern, seconds):
        """Waits until the words of the screen, joined by spaces, match; gives the first's place."""
        end = time.monotonic() + seconds
        for layout in itertools.cycle(("3", "11")):
            words = self.words(layout)
            text, starts = "", []
            for word, _, _ in words:
                starts.append(len(text))
                text += word + " "
            found = re.search(pattern, text)
            if found:
                first = max(index for index, start in enumerate(starts) if start <= found.start())
                return words[first][1:]
            if time.monotonic() > end:
                raise Failure(f"not on the screen: {pattern}\n{text}\nsee {self.screenshot}")

    def wait_for(self, pattern, seconds=20):
        self.find(pattern, seconds)

    def wait_gone(self, pattern, seconds=20):
        end = time.monotonic() + seconds
        while re.search(pattern, " ".join(word for word, _, _ in self.words())):
            if time.monotonic() > end:
                raise Failure(f"still on the screen: {pattern}\nsee {self.screenshot}")

    def click(self, pattern, seconds=20, button="1"):
        x, y = self.find(pattern, seconds)
        self.run("xdotool", "mousemove", str(x), str(y), "click", button)
        time.sleep(0.3)
