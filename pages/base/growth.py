"""Growth: what clients could still buy, what they bought anew, why revenue changed, and where it is heading."""

from kam_core import ui
from kam_core.i18n import nmsg

view = ui.guard("growth")
answer = ui.ask("cross_sell", view)
found = answer.summary

ui.thesis(
    ui.growth_thesis(view, answer), view,
    nmsg("{n} client above zero", "{n} clients above zero", found["accounts"]),
)
if found["categories"]:
    ui.growth_figures(answer)
    ui.revenue_split(answer, view.open_ledger.info.currency)
ui.notes(ui.growth_notes(view, answer))

if found["categories"]:
    ui.white_cells(view)
elif found["accounts"]:
    ui.without_categories()

ui.why_revenue_changed(view)
ui.forecast_section(view)

if found["categories"]:
    ui.category_table(answer, view)
    ui.category_pairs(view)
