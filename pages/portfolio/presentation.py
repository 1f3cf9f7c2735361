"""Presentation: a deck on the full screen, slide by slide."""

from kam_core import ui

view = ui.guard("presentation")
ui.presentation(view)
