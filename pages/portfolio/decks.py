"""Decks: made for the board or of a client, kept as they were, taken away as PowerPoint, PDF or workbook."""

from kam_core import ui

view = ui.guard("decks")
ui.decks_page(view)
