"""The VS Code extension in Monaco, VS Code's editor core, in Chromium."""
import importlib.util
import pathlib
import subprocess

import browser
from stage import HERE, Editor, wait


def drive(stage):
    from selenium.webdriver.common.keys import Keys

    library = pathlib.Path(importlib.util.find_spec("rocher").origin).parent
    bridge = subprocess.Popen(
        ["node", HERE / "vscode/monaco.js", library, stage.prompt],
        env={**stage.environment, "PROMPTLS": str(stage.server)}, stdout=subprocess.PIPE, text=True,
    )
    try:
        address = bridge.stdout.readline().strip()
        with browser.browser() as page:
            page.open(address)
            page.wait_for(".view-line", "Thank")
            page.wait_for(".squiggly-warning")
            run(page, "editor.setPosition({lineNumber: 5, column: 20}); editor.focus()")
            action(page, "editor.action.marker.next")
            page.wait_for(".marker-widget", stage.expected.warning[:40])
            stage.passed("warning")
            document = stage.expected.document
            page.wait_for(".codelens-decoration", f"gpt2 {document} ")
            page.wait_for("#status", f"{document} tokens")
            stage.passed("counts")
            page.press(Keys.ESCAPE)
            action(page, "editor.action.quickFix")
            page.wait_for(".action-widget", stage.expected.fix)
            page.press(Keys.ENTER)
            wait(
                lambda: run(page, "return editor.getValue()") == stage.expected.fixed + "\n", 10,
                lambda: run(page, "return editor.getValue()"),
            )
            run(page, "return save()")
            stage.fixed()
            action(page, "editor.action.inlineSuggest.trigger")
            page.wait_for(".ghost-text-decoration", stage.expected.completion.strip())
            page.press(Keys.TAB)
            wait(
                lambda: run(page, "return editor.getValue()").endswith(
                    stage.expected.completion + "\n"), 10,
                lambda: run(page, "return editor.getValue()"),
            )
            run(page, "return save()")
            stage.wait_for_text(stage.expected.fixed + stage.expected.completion)
            stage.passed("ghost text")
    finally:
        bridge.terminate()
        bridge.wait(10)


def run(page, script):
    return page.driver.execute_script(script)


def action(page, name):
    run(page, f"editor.trigger('test', '{name}')")


EDITORS = [
    Editor(
        "vscode-monaco", "vscode", drive, lambda _: "Monaco 0.55.1", programs=["node"],
        debian=browser.PACKAGES, pypi=["rocher==0.55.1", "selenium"], is_graphical=True,
        cannot={"completion": "ghost text takes its place"},
    )
]
