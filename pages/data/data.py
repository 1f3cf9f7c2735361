"""Data: bring files in, see what was understood and what came of it, go back."""

from kam_core import ui

view = ui.guard("data")
ui.importer(view)
