"""Settings: every threshold and limit, its value in force, and what was changed when and by whom."""

from kam_core import ui

view = ui.guard("settings")
ui.settings_page(view)
