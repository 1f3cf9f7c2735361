"""Key clients: one list for all. Size nominates, a decision with a reason appoints."""

from kam_core import ui
from kam_core.i18n import msg

view = ui.guard("key_clients")
keys = ui.key_view(view)
found = keys.summary

ui.thesis(keys.found.thesis, keys.view)
ui.figures([
    ui.Figure(msg("On the list"), ui.count(found["listed"]), note=msg("of {cap} at most", cap=found["cap"]),
              card="key_clients"),
    ui.Figure(msg("Their share"), ui.share(found["listed_share"]), note=ui.key_band(view.settings)),
    ui.Figure(msg("Await a decision"), ui.count(found["awaiting"]), note=msg("pass a limit by size"), of="candidates"),
    ui.Figure(msg("Without consent"), ui.count(found["without_consent"]), note=msg("of those on the list")),
])
ui.notes(keys.notes)

if keys.rows.empty:
    ui.empty(
        msg("Nobody is on the list, and nobody passes a limit by size."),
        msg("Here would stand the list of key clients, those who await a decision, and what speaks for each."), link=False,
    )
else:
    ui.key_chart(keys)
    ui.key_table(keys)

ui.key_desk(keys)
ui.key_undo(keys)
ui.key_log(keys)
ui.key_rules(keys)
