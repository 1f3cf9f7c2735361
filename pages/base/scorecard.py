"""Scorecard: the measures of each manager, with sample and interval; load, dossiers in time, plans. No league table."""

from kam_core import ui

view = ui.guard("scorecard")
ui.scorecard(view)
