"""Log: who changed, exported or looked at what, and when."""

from kam_core import ui

view = ui.guard("log")
ui.log_page(view)
