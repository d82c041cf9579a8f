"""Emacs with eglot and with lsp-mode."""
from stage import Editor, debian_version
from terminal import Terminal


def command(screen, name):
    screen.press("M-x")
    screen.type(name)
    screen.press("Enter")


def start(stage):
    stage.configure("init.el", ".emacs.d/init.el")
    # Debian's Emacs compiles its packages in a new home and shows what it thinks of them.
    quiet = "(setq native-comp-async-report-warnings-errors nil)"
    stage.write(".emacs.d/early-init.el", quiet)
    return Terminal(stage, ["emacs", "-nw", stage.prompt])


def see_warning(stage, screen):
    screen.wait_for(r"Flymake\[0 1")
    command(screen, "flymake-goto-next-error")
    screen.wait_for(stage.expected.warning[:40])
    stage.passed("warning")


def drive_eglot(stage):
    expected = stage.expected
    with start(stage) as screen:
        see_warning(stage, screen)
        command(screen, "imenu")
        screen.type("String")  # The kind of symbol.
        screen.press("Enter", "Tab")
        screen.wait_for(rf"User.\({expected.section}.tokens\)")
        stage.passed("counts")
        screen.press("C-g")
        screen.press("M->", "C-b")
        command(screen, "eglot-code-actions")
        screen.wait_for(stage.expected.fix)
        screen.press("Enter")
        save(screen)
        stage.fixed()
        take_completion(stage, screen)


def drive_lsp_mode(stage):
    with start(stage) as screen:
        see_warning(stage, screen)
        screen.wait_for(rf"User \({stage.expected.section} tokens\)")
        stage.passed("counts")
        screen.press("M->", "C-b")
        command(screen, "lsp-execute-code-action")  # Does the only one there is at once.
        screen.wait_for("Applying 1 edits")
        save(screen)
        stage.fixed()
        take_completion(stage, screen)


def take_completion(stage, screen):
    screen.press("M->", "C-b", "C-M-i")
    screen.wait_for(stage.expected.completion.strip())
    save(screen)
    stage.completed()


def save(screen):
    screen.press("C-x", "C-s")


NO_GHOST = {"ghost text": "the client has none"}
EDITORS = [
    Editor(
        "emacs-eglot", "emacs-eglot", drive_eglot,
        lambda _: debian_version("emacs-nox", "elpa-eglot"),
        debian=["tmux", "emacs-nox", "elpa-eglot"], cannot=NO_GHOST,
    ),
    Editor(
        "emacs-lsp-mode", "emacs-lsp-mode", drive_lsp_mode,
        lambda _: debian_version("emacs-nox", "elpa-lsp-mode"),
        debian=["tmux", "emacs-nox", "elpa-lsp-mode"], cannot=NO_GHOST,
    ),
]
