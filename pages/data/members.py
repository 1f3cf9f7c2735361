"""Members: who may use this installation, as what, and who owns which client."""

from kam_core import ui

view = ui.guard("members")
ui.members_page(view)
