"""Kate."""
import time

from desktop import PACKAGES, Desktop
from stage import Editor, debian_version


def drive(stage):
    stage.configure("settings.json", ".config/kate/lspclient/settings.json")
    stage.write(".config/katerc", "[KTextEditor Document]\nRemove Spaces=0\n")
    with Desktop(stage, ["kate", "-n", "-b", stage.prompt]) as screen:
        screen.wait_for_window("LSP server start")
        time.sleep(0.5)
        screen.press("alt+y")
        screen.fill(screen.wait_for_window("story.prompt"))
        screen.press("ctrl+End", "Left")
        screen.wait_for(rf"User \({stage.expected.section} tokens\)")
        stage.passed("counts")
        screen.click("LSP Client")
        screen.press("d")  # Switch to Diagnostics Tab
        screen.wait_for("prompt ends in a space")
        stage.passed("warning")
        screen.click("Thank you")
        screen.press("ctrl+End", "Left", "ctrl+period")
        screen.press("ctrl+s")
        stage.fixed()
        screen.press("ctrl+space")
        screen.wait_for(stage.expected.completion.strip())
        screen.press("Return", "ctrl+s")
        stage.completed()


EDITORS = [
    Editor(
        "kate", "kate", drive, lambda _: debian_version("kate"),
        debian=["kate", *PACKAGES], cannot={"ghost text": "the client has none"},
        is_graphical=True,
    )
]
