"""JupyterLab with jupyterlab-lsp, in Chromium."""
import subprocess
import time
import urllib.error
import urllib.request

import browser
from stage import Editor, Failure, first_line, wait


def answers(address):
    try:
        return urllib.request.urlopen(address, timeout=2).status == 200
    except (urllib.error.URLError, OSError):
        return False


def drive(stage):
    from selenium.webdriver.common.keys import Keys

    stage.configure("jupyter_server_config.json", ".jupyter/jupyter_server_config.json")
    port = 8899
    log = (stage.folder / "jupyter.log").open("w")
    server = subprocess.Popen(
        [
            "jupyter-lab", "--allow-root", "--no-browser", f"--port={port}", "--ip=127.0.0.1",
            "--ServerApp.port_retries=0", "--IdentityProvider.token=",
        ],
        env=stage.environment, cwd=stage.prompt.parent, stdout=log, stderr=log,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        wait(lambda: answers(f"{address}/api"), 60, lambda: f"no server; see {log.name}")
        with browser.browser() as page:
            page.open(f"{address}/lab/tree/{stage.prompt.name}?reset")
            page.wait_for(".jp-FileEditor .cm-content", "Thank you")
            page.hover(page.wait_for(".cm-lintRange-warning"))
            page.wait_for(".cm-diagnostic", stage.expected.warning[:40])
            stage.passed("warning")
            last = page.find(".cm-line")[-1]
            page.hover(last, held=Keys.CONTROL)
            page.wait_for(".lsp-hover", f"of {stage.expected.document}")
            stage.passed("counts")
            last.click()
            page.press(Keys.END, held=Keys.CONTROL)
            page.press(Keys.BACKSPACE)
            time.sleep(1)  # JupyterLab tells the server of edits now and then.
            page.press(Keys.TAB)
            page.wait_for(".jp-Completer-item", stage.expected.completion.strip())
            page.press(Keys.ENTER)
            page.press("s", held=Keys.CONTROL)
            stage.completed()
    finally:
        server.terminate()
        server.wait(20)


EDITORS = [
    Editor(
        "jupyterlab", "jupyterlab", drive,
        lambda env: first_line(["jupyter-lab", "--version"], env=env),
        debian=browser.PACKAGES, pypi=["jupyterlab", "jupyterlab-lsp", "selenium"],
        cannot={"fix": "jupyterlab-lsp knows no code actions", "ghost text": "nor inline completion"},
        is_graphical=True, file="story.md", final_newline="",
    )
]
