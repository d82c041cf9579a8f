"""A terminal of which the screen can be read: tmux, without anyone looking."""
import re
import subprocess
import uuid

from stage import Failure, wait


class Terminal:
    """An editor in a terminal of 140 columns and 45 lines."""

    def __init__(self, stage, command):
        self.socket = f"promptls-{uuid.uuid4().hex[:8]}"
        self.stage = stage
        self.tmux(
            "-f", "/dev/null", "-u", "new-session", "-d", "-x", "140", "-y", "45",
            "-c", str(stage.prompt.parent), *map(str, command),
        )

    def __enter__(self):
        self.tmux("set-option", "-g", "remain-on-exit", "on")
        self.tmux("set-option", "-s", "escape-time", "0")
        return self

    def __exit__(self, kind, error, trace):
        try:
            (self.stage.folder / "screen.txt").write_text(self.screen())
        finally:
            self.tmux("kill-server")

    def tmux(self, *arguments):
        done = subprocess.run(
            ["tmux", "-L", self.socket, *arguments], env=self.stage.environment,
            capture_output=True, text=True, check=False,
        )
        if done.returncode:
            raise Failure(f"tmux {arguments[0]}: {done.stderr.strip()}")
        return done.stdout

    def screen(self):
        """What the person sees."""
        return self.tmux("capture-pane", "-p")

    def press(self, *keys):
        """Presses keys by tmux's names (Escape, C-x, Enter)."""
        self.tmux("send-keys", *keys)

    def type(self, text):
        """Types text as it is."""
        self.tmux("send-keys", "-l", text)

    def sees(self, pattern):
        return re.search(pattern, self.screen()) is not None

    def wait_for(self, pattern, seconds=30):
        """Waits until a pattern is on the screen."""
        wait(
            lambda: self.sees(pattern), seconds,
            lambda: f"not on the screen: {pattern}\n{self.screen()}",
        )

    def wait_gone(self, pattern, seconds=30):
        """Waits until a pattern is off the screen."""
        wait(
            lambda: not self.sees(pattern), seconds,
            lambda: f"still on the screen: {pattern}\n{self.screen()}",
        )
