"""What pages are made of. A page calls ``guard`` first, asks, and shows; it holds no SQL, no arithmetic and no HTML."""

from kam_core.ui.abc_xyz_parts import migration, new_and_lost, nine_cells, two_methods, year_before
from kam_core.ui.answers import ask, chart, show_chart
from kam_core.ui.before import ask_year_before
from kam_core.ui.cards import card, measure_card, setting_value
from kam_core.ui.client_tables import (
    answer_table,
    apart,
    columns,
    concentration_keys,
    with_share,
    without_share,
)
from kam_core.ui.columns import Column
from kam_core.ui.data_page import importer
from kam_core.ui.decks_page import decks_page
from kam_core.ui.definitions import definition, found_measures, found_settings, settings_table
from kam_core.ui.dependence import ladders
from kam_core.ui.dossier import dossier_head, dossier_part, dossier_view
from kam_core.ui.downloads import download_xlsx
from kam_core.ui.drop_section import drop_section
from kam_core.ui.empty import empty
from kam_core.ui.errors import shown
from kam_core.ui.forecast_section import forecast_section, lifetime_section
from kam_core.ui.growth_parts import (
    category_pairs,
    category_table,
    growth_figures,
    growth_notes,
    growth_thesis,
    revenue_split,
    white_cells,
    why_revenue_changed,
    without_categories,
)
from kam_core.ui.headline import Figure, figures, thesis
from kam_core.ui.health_desk import health_desk
from kam_core.ui.health_parts import health_figures, health_map, health_months, health_proof, health_table, rated
from kam_core.ui.health_view import health_view
from kam_core.ui.heard import changes_heard
from kam_core.ui.key_desk import key_desk, key_undo
from kam_core.ui.key_tables import key_log, key_rules, key_table
from kam_core.ui.key_view import key_chart, key_view
from kam_core.ui.links import page_link
from kam_core.ui.lists_page import lists_page
from kam_core.ui.log_page import log_page
from kam_core.ui.matrix_page import matrix_page
from kam_core.ui.members_page import members_page
from kam_core.ui.notes import notes, thesis_line
from kam_core.ui.nps_page import (
    answered,
    detractors,
    nps_by,
    nps_clients,
    nps_figures,
    silent,
    without_answers,
    words,
)
from kam_core.ui.presentation_page import presentation
from kam_core.ui.profit_page import (
    PROFIT,
    debts,
    losing,
    loss_note,
    profit_columns,
    serve_label,
    without_costs,
)
from kam_core.ui.registry import PAGES, Page
from kam_core.ui.resolution_page import (
    open_requests,
    requests_counted,
    resolution_by,
    resolution_figures,
    resolution_months,
    resolution_picture,
    without_requests,
)
from kam_core.ui.retention_parts import cohorts, followed, late, moved, retention_by, retention_figures
from kam_core.ui.rfm_section import rfm_section
from kam_core.ui.scorecard_page import scorecard
from kam_core.ui.session import speak
from kam_core.ui.settings_page import settings_page
from kam_core.ui.shell import ICON, NAME, before_serving, navigation
from kam_core.ui.tables import table
from kam_core.ui.text import escape
from kam_core.ui.today_list import today_list
from kam_core.ui.today_parts import today_controls, today_empty, today_hidden, today_managers, today_missing
from kam_core.ui.today_view import as_of, today_said, today_view
from kam_core.ui.values import (
    count,
    key_band,
    margin_label,
    money,
    number,
    out_of,
    pareto_label,
    points,
    points_between,
    ratio,
    ratio_between,
    share,
    spark,
)
from kam_core.ui.view import View, guard
from kam_core.ui.what_changed import what_changed
from kam_core.ui.what_if_form import what_if, year_loss

__all__ = [
    "ICON",
    "NAME",
    "PAGES",
    "PROFIT",
    "Column",
    "Figure",
    "Page",
    "View",
    "answer_table",
    "answered",
    "apart",
    "as_of",
    "ask",
    "ask_year_before",
    "before_serving",
    "card",
    "category_pairs",
    "category_table",
    "changes_heard",
    "chart",
    "cohorts",
    "columns",
    "concentration_keys",
    "count",
    "debts",
    "decks_page",
    "definition",
    "detractors",
    "dossier_head",
    "dossier_part",
    "dossier_view",
    "download_xlsx",
    "drop_section",
    "empty",
    "escape",
    "figures",
    "followed",
    "forecast_section",
    "found_measures",
    "found_settings",
    "growth_figures",
    "growth_notes",
    "growth_thesis",
    "guard",
    "health_desk",
    "health_figures",
    "health_map",
    "health_months",
    "health_proof",
    "health_table",
    "health_view",
    "importer",
    "key_band",
    "key_chart",
    "key_desk",
    "key_log",
    "key_rules",
    "key_table",
    "key_undo",
    "key_view",
    "ladders",
    "late",
    "lifetime_section",
    "lists_page",
    "log_page",
    "losing",
    "loss_note",
    "margin_label",
    "matrix_page",
    "measure_card",
    "members_page",
    "migration",
    "money",
    "moved",
    "navigation",
    "new_and_lost",
    "nine_cells",
    "notes",
    "nps_by",
    "nps_clients",
    "nps_figures",
    "number",
    "open_requests",
    "out_of",
    "page_link",
    "pareto_label",
    "points",
    "points_between",
    "presentation",
    "profit_columns",
    "rated",
    "ratio",
    "ratio_between",
    "requests_counted",
    "resolution_by",
    "resolution_figures",
    "resolution_months",
    "resolution_picture",
    "retention_by",
    "retention_figures",
    "revenue_split",
    "rfm_section",
    "scorecard",
    "serve_label",
    "setting_value",
    "settings_page",
    "settings_table",
    "share",
    "show_chart",
    "shown",
    "silent",
    "spark",
    "speak",
    "table",
    "thesis",
    "thesis_line",
    "today_controls",
    "today_empty",
    "today_hidden",
    "today_list",
    "today_managers",
    "today_missing",
    "today_said",
    "today_view",
    "two_methods",
    "what_changed",
    "what_if",
    "white_cells",
    "why_revenue_changed",
    "with_share",
    "without_answers",
    "without_categories",
    "without_costs",
    "without_requests",
    "without_share",
    "words",
    "year_before",
    "year_loss",
]
