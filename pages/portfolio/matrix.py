"""Portfolio matrix: how attractive clients are and how strong we are there; criteria and weights fixed and in sight."""

from kam_core import ui

view = ui.guard("matrix")
ui.matrix_page(view)
