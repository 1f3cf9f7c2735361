"""Health: which clients are well and which are not, why, what their managers think, and whether the score warned before."""

from kam_core import ui
from kam_core.i18n import msg

view = ui.guard("health")
health = ui.health_view(view)

ui.thesis(health.answer.thesis, view, ui.rated(health))
if health.answer.summary["clients"]:
    ui.health_figures(health)
    ui.notes(health.answer.notes)
    ui.health_map(health)
    ui.health_table(health)
    ui.health_desk(health)
    ui.health_months(health)
    ui.health_proof(health)
else:
    ui.empty(msg("There is no client to rate."), view.page.sketch)
    ui.notes(health.answer.notes)
