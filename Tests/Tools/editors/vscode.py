"""The VS Code extension, in a fake editor: no package registry at hand has VS Code itself."""
import subprocess

from stage import HERE, Editor, Failure, first_line


def drive(stage):
    done = subprocess.run(
        ["node", "--test", HERE / "vscode/extension.test.js"], capture_output=True, text=True, check=False,
        env={**stage.environment, "PROMPTLS": str(stage.expected.promptls)},
    )
    if done.returncode:
        raise Failure(done.stdout + done.stderr)
    for column in ("warning", "fix", "counts", "ghost text"):
        stage.passed(column)


EDITORS = [
    Editor(
        "vscode-extension", "vscode", drive,
        lambda env: "node " + first_line(["node", "--version"]), programs=["node"],
        cannot={"completion": "ghost text takes its place"},
    )
]
