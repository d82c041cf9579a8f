"""Kakoune, by promptls's commands."""
import re

from stage import Editor, debian_version
from terminal import Terminal


def drive(stage):
    stage.configure("kakrc", ".config/kak/kakrc")
    expected = stage.expected
    with Terminal(stage, ["kak", stage.prompt]) as screen:
        screen.wait_for(r"1 warning\(s\)")
        command(screen, "lint-next-message")
        screen.wait_for(re.escape(expected.warning[:40]))
        stage.passed("warning")
        command(screen, "promptls-count")
        screen.wait_for(rf"gpt2 .*\b{expected.document}\b")
        stage.passed("counts")
        command(screen, "promptls-fix")
        screen.wait_gone(re.escape(expected.warning[:40]))
        stage.fixed()
        command(screen, "promptls-complete")
        screen.wait_for(re.escape(expected.completion.strip()))
        command(screen, "write")
        stage.completed()


def command(screen, name):
    screen.type(":" + name)
    screen.press("Enter")


EDITORS = [
    Editor(
        "kakoune", "kakoune", drive, lambda _: debian_version("kakoune"),
        debian=["tmux", "kakoune"],
        cannot={"ghost text": "no language client"},
    )
]
