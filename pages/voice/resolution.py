"""Time to resolution: how long requests take, open ones included, what is open past its limit, and for whom."""

from kam_core import ui

view = ui.guard("resolution")
answer = ui.ask("resolution", view)

ui.thesis(answer.thesis, view, ui.requests_counted(answer))
if answer.summary["n"] or answer.summary["backlog"]:
    ui.resolution_figures(answer)
    ui.notes(answer.notes)
    if answer.summary["n"]:
        ui.resolution_picture(view, answer)
    ui.resolution_months(view, answer)
    if answer.summary["n"]:
        ui.resolution_by(view)
    ui.open_requests(view, answer)
else:
    ui.without_requests(view)
    ui.notes(answer.notes)
