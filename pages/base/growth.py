"""Growth: what clients could still buy, what they bought anew, and why revenue changed."""

from kam_core import ui
from kam_core.i18n import nmsg

view = ui.guard("growth")
answer = ui.ask("cross_sell", view)
found = answer.summary

ui.thesis(
    answer.thesis, view,
    nmsg("{n} client above zero", "{n} clients above zero", found["accounts"]),
)
ui.growth_figures(answer)
ui.revenue_split(answer, view.open_ledger.info.currency)
ui.notes(answer.notes)

if found["categories"]:
    ui.white_cells(view)
else:
    ui.without_categories()

ui.why_revenue_changed(view)
ui.forecast_section(view)

if found["categories"]:
    ui.category_table(answer, view)
    ui.category_pairs(view)

ui.forecast_section(view)
