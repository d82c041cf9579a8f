"""A desktop without a display: an X server in memory, a D-Bus session, and the accessibility tree.

What a screen reader would read aloud is what these editors are asked for; their keys are pressed
through X. Runs under Debian's Python, which has the bindings (python3-pyatspi).
"""
