"""micro, by promptls's commands."""
import re

from stage import Editor, debian_version
from terminal import Terminal


def drive(stage):
    stage.configure("init.lua", ".config/micro/init.lua")
    stage.configure("prompt.yaml", ".config/micro/syntax/prompt.yaml")
    expected = stage.expected
    with Terminal(stage, ["micro", stage.prompt]) as screen:
        screen.wait_for("story.prompt")
        screen.press("C-s")
        screen.wait_for(">>")
        screen.press("M-t")
        screen.wait_for(rf"gpt2 .*\b{expected.document}\b")
        stage.passed("counts")
        screen.press("C-End", "Up", "End")
        screen.wait_for(re.escape(expected.warning[:40]))
        stage.passed("warning")
        screen.press("M-f")
        stage.fixed()
        screen.press("C-s")
        screen.wait_gone(">>")
        screen.press("M-c")
        screen.wait_for(re.escape(expected.completion.strip()))
        screen.press("C-s")
        stage.completed()


EDITORS = [
    Editor(
        "micro", "micro", drive, lambda _: debian_version("micro"),
        debian=["tmux", "micro"],
        cannot={"ghost text": "no language client"},
    )
]
