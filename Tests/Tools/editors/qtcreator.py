"""Qt Creator."""
from desktop import PACKAGES, Desktop
from stage import Editor, debian_version

# They load for a long time, or greet with a window of their own.
UNUSED = ["Welcome", "Android", "Ios", "Qnx", "ClangCodeModel", "UpdateInfo", "QmlDesigner"]


def drive(stage):
    stage.configure_by_copy("QtCreator.ini", ".config/QtProject/QtCreator.ini")
    options = [word for plugin in UNUSED for word in ("-noload", plugin)]
    with Desktop(stage, ["qtcreator", *options, stage.prompt]) as screen:
        screen.fill(screen.wait_for_window("story.prompt"))
        screen.wait_for("prompt ends in a space")
        stage.passed("warning")
        screen.click("Thank you")
        screen.press("ctrl+End", "Left")
        screen.wait_for(rf"User \({stage.expected.section} tokens\)")
        stage.passed("counts")
        screen.press("alt+Return")
        screen.click(stage.expected.fix)  # Qt Creator sorts what there is to do by name.
        screen.press("Return")
        # Saving would take the space away too.
        screen.wait_gone("prompt ends in a space")
        screen.press("ctrl+s")
        stage.fixed()
        screen.press("End", "ctrl+space")
        screen.wait_for(stage.expected.completion.strip())
        screen.press("Return", "ctrl+s")
        stage.completed()


EDITORS = [
    Editor(
        "qtcreator", "qtcreator", drive, lambda _: debian_version("qtcreator"),
        debian=["qtcreator", *PACKAGES], cannot={"ghost text": "the client has none"},
        is_graphical=True,
    )
]
