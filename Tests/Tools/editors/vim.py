"""Vim with ALE."""
import time

from stage import Editor, debian_version
from terminal import Terminal


def drive(stage):
    stage.configure("plugin", ".vim/plugin")
    stage.configure("ale_linters", ".vim/ale_linters")
    stage.write(".vimrc", "filetype plugin on\npackadd! ale\n")
    expected = stage.expected
    with Terminal(stage, ["vim", stage.prompt]) as screen:
        screen.press("G", "$")
        screen.wait_for(expected.warning[:40])
        stage.passed("warning")
        screen.type("K")
        screen.wait_for(rf"token \d+ of {expected.document}")
        stage.passed("counts")
        screen.type(":pclose")
        screen.press("Enter")
        screen.type(":ALECodeAction")
        screen.press("Enter")
        if screen.sees("Press ENTER"):
            screen.press("Enter")
        screen.wait_for(expected.fix)
        screen.press("1", "Enter")
        screen.wait_gone(expected.warning[:40])
        save(screen)
        stage.fixed()
        # ALE tells of the edit 200 ms after it; if it does so while Vim asks for completions, with the
        # word at the cursor taken out, there are none.
        time.sleep(0.5)
        screen.press("A", "C-x", "C-o")
        screen.wait_for(expected.completion.strip())
        screen.press("C-y", "Escape")
        save(screen)
        stage.completed()


def save(screen):
    screen.type(":w")
    screen.press("Enter")


EDITORS = [
    Editor(
        "vim-ale", "vim-ale", drive, lambda _: debian_version("vim-nox", "vim-ale"),
        debian=["tmux", "vim-nox", "vim-ale"], cannot={"ghost text": "ALE has none"},
    )
]
