"""Contacts, deals, contracts: lists into the dossiers from files, and out of them."""

from kam_core import ui

view = ui.guard("lists")
ui.lists_page(view)
