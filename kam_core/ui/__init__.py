"""What pages are made of. A page calls ``guard`` first, asks, and shows; it holds no SQL, no arithmetic and no HTML."""

from kam_core.ui.answers import ask, chart, show_chart
from kam_core.ui.cards import card, measure_card, setting_value
from kam_core.ui.columns import Column
from kam_core.ui.definitions import definition, found_measures, found_settings, settings_table
from kam_core.ui.downloads import download_xlsx
from kam_core.ui.empty import empty
from kam_core.ui.errors import shown
from kam_core.ui.headline import Figure, figures, thesis
from kam_core.ui.links import page_link
from kam_core.ui.registry import PAGES, Page
from kam_core.ui.session import speak
from kam_core.ui.shell import NAME, navigation
from kam_core.ui.tables import table
from kam_core.ui.text import escape
from kam_core.ui.view import View, guard

__all__ = [
    "NAME", "PAGES", "Column", "Figure", "Page", "View", "ask", "card", "chart", "definition", "download_xlsx", "empty",
    "escape", "figures", "found_measures", "found_settings", "guard", "measure_card", "navigation", "page_link",
    "setting_value", "settings_table", "show_chart", "shown", "speak", "table", "thesis",
]
