"""The dossier of one client: what the ledger and people know of it; without a client, all dossiers by their age."""

from kam_core import ui

view = ui.guard("dossier")
found = ui.dossier_view(view)
ui.dossier_head(found)
ui.dossier_part(found)
