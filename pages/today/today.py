"""Today: which clients need somebody now, why, what to do first, and what became of it."""

from kam_core import ui
from kam_core.i18n import msg

view = ui.guard("today")
found = ui.today_view(view)
summary = found.desk.summary

ui.thesis(found.desk.thesis, view, ui.as_of(view))
ui.figures([
    ui.Figure(msg("Clients that need somebody"), ui.count(summary["clients"]), card="attention", of="clients"),
    ui.Figure(msg("Money at stake"), ui.money(summary["stake"], view.open_ledger.info.currency), of="stake",
              note=msg("each client once")),
    ui.Figure(msg("Reasons"), ui.count(summary["items"]), of="items"),
    ui.Figure(msg("Out of sight"), ui.count(summary["hidden"]), note=msg("done, later or not relevant")),
])
ui.today_controls(found)
ui.today_said(found)

if summary["clients"]:
    ui.today_list(found)
else:
    ui.today_empty(found)
ui.today_hidden(found)
ui.today_managers(found)
ui.today_missing(found)
