"""ABC-XYZ: how large and how regular the clients are, what to do with each cell, and how they move."""

from kam_core import ui
from kam_core.i18n import msg, nmsg

view = ui.guard("abc_xyz")
answer = ui.ask("abc_xyz", view)
before = ui.ask_year_before("abc_xyz", view)
found = answer.summary
moved, fresh, lost = ui.new_and_lost(view, answer)

ui.thesis(answer.thesis, view, nmsg("{n} client with a class", "{n} clients with a class", found["clients"]))
ui.figures([
    ui.Figure(msg("Class A"), ui.out_of(found["a"], found["clients"]), note=ui.year_before(before.get("a")), good=None,
              card="abc_xyz", of="a"),
    ui.Figure(msg("Buy often (X)"), ui.count(found["x"]), note=ui.year_before(before.get("x")), of="x"),
    ui.Figure(msg("Large and irregular (AZ)"), ui.count(found["AZ"]), note=ui.year_before(before.get("AZ")), of="AZ"),
    ui.Figure(msg("New · lost clients"), moved, note=fresh, of="new"),
])
ui.notes([*lost, *answer.notes])

if not answer.rows.empty:
    ui.nine_cells(view, answer)
    ui.two_methods(view, answer)
    ui.migration(view)
    ui.rfm_section(view)
else:
    ui.empty(
        msg("There are no classes to show."),
        msg("Here would stand the nine cells of ABC-XYZ with the names behind each, and how clients move between them."),
    )
