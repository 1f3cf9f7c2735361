"""Parts of the page Growth: white cells, why revenue changed, categories, and pairs of them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from kam_core.charts import growth as charts
from kam_core.i18n import Message, Money, Share, msg, nmsg
from kam_core.metrics import Answer
from kam_core.metrics.cross_sell import FEW
from kam_core.metrics.price_volume_mix import BARS, STATES
from kam_core.metrics.whitespace import CATEGORIES, CLIENTS, SIMILAR_BY
from kam_core.ui.answers import ask, chart
from kam_core.ui.client_tables import answer_table, columns
from kam_core.ui.columns import Column
from kam_core.ui.empty import empty
from kam_core.ui.fragments import fragment
from kam_core.ui.headline import Figure, figures
from kam_core.ui.notes import notes, thesis_line
from kam_core.ui.text import escape
from kam_core.ui.values import count, number, out_of, share
from kam_core.ui.view import View

WHITE = ("name", "category", "low", "mid", "high", "probability", "similar", "peers", "similar_by", "lapsed", "spend",
         "client_revenue", "segment", "region", "manager")
WHICH: dict[str, Message] = {
    "all": msg("All"), "never": msg("Never bought"), "lapsed": msg("Bought before the period"),
}
CATEGORY = ("category", "penetration", "holders", "revenue", "share", "revenue_before", "cross_rate", "cross_sold", "eligible",
            "cross_revenue")
PRODUCT = ("label", "category", "state", "change", "price_effect", "quantity_effect", "revenue_before", "revenue",
           "price_before", "price", "quantity_before", "quantity", "product")
WITHIN: dict[str, Message] = {"all": msg("All products together"), "category": msg("Within each category")}
TABLES: dict[str, Message] = {"products": msg("By product"), "categories": msg("By category")}
PAIR = ("first", "second", "lift", "linked", "both", "only_first", "only_second", "confidence_first", "confidence_second",
        "support", "q")
WIDTH = 200
"""Pixels for a name of a product or a category."""


def growth_thesis(view: View, answer: Answer) -> Message | None:
    """What the page says first: of categories; where there are none, why revenue changed. answer: ``cross_sell``"""
    if answer.summary["categories"] or not answer.summary["accounts"]:
        return answer.thesis
    changed = ask("price_volume_mix", view)
    return answer.thesis if changed.summary["total"] is None else changed.thesis


def growth_notes(view: View, answer: Answer) -> list[Message]:
    """What must be known to read the page. answer: ``cross_sell``"""
    if view.scope.base == "revenue":
        return answer.notes
    return [msg("This page is of revenue, whatever the base."), *answer.notes]


def growth_figures(answer: Answer) -> None:
    """Cross-sell and upsell with their counts and intervals, categories of a client, penetration. answer: ``cross_sell``"""
    found = answer.summary
    categories = found["categories"]
    figures([
        _rate(answer, msg("Cross-sell rate"), "cross_sell_rate", "cross_sold", "eligible", "cross_sell"),
        _rate(answer, msg("Upsell rate"), "upsell_rate", "upsold", "upsell_base", None),
        Figure(msg("Categories per client"), number(found["categories_mean"]), of="categories_mean",
               note=None if categories is None else msg("of {all} on average", all=count(categories))),
        Figure(msg("Mean penetration"), share(found["penetration"]), of="penetration",
               note=nmsg("{n} active client", "{n} active clients", int(found["accounts"] or 0))),
    ])


def _rate(answer: Answer, label: Message, key: str, some: str, of: str, card: str | None) -> Figure:
    found = answer.summary
    rate, low, high = found[key], found[f"{key}_low"], found[f"{key}_high"]
    counted = out_of(found[some], found[of])
    if rate is None or low is None or high is None or (found[of] or 0) < FEW:
        return Figure(label, counted, card=card, of=key)
    return Figure(label, share(rate), card=card, of=key, note=msg(
        "{counted} ({low} – {high})", counted=counted, low=Share(low, 0), high=Share(high, 0)))


def revenue_split(answer: Answer, currency: str) -> None:
    """Where the revenue of the period comes from, in one sentence that adds up. answer: ``cross_sell``"""
    found = answer.summary
    if found["revenue_held"] is None:
        return
    rest = (found["revenue_no_category"] or 0.0) + (found["revenue_unassigned"] or 0.0)
    values = {
        "whole": Money(found["revenue"] or 0.0, currency), "held": Money(found["revenue_held"], currency),
        "cross": Money(found["revenue_cross_sell"] or 0.0, currency),
        "new": Money(found["revenue_new_clients"] or 0.0, currency),
    }
    said = msg("Of {whole}: {held} in categories that clients held before, {cross} in categories new to them, {new} from new "
               "clients.", **values)
    if rest:
        said = msg("Of {whole}: {held} in categories that clients held before, {cross} in categories new to them, {new} from "
                   "new clients, {rest} on lines without a client or a category.", **values, rest=Money(rest, currency))
    st.markdown(escape(said))


@fragment
def white_cells(view: View) -> None:
    """What clients do not buy and similar ones do: the matrix of the largest, and the best white cells of all."""
    answer = ask("whitespace", view)
    found, currency = answer.summary, view.open_ledger.info.currency
    st.subheader(str(msg("What clients do not buy and similar ones do")))
    thesis_line(answer.thesis)
    if not found["cells"]:
        return
    chart("white_cells", view, partial(charts.white_cells_of, answer, currency))
    if int(found["accounts"] or 0) > CLIENTS or int(found["categories"] or 0) > CATEGORIES:
        st.caption(escape(msg("The picture shows the {clients} largest clients and the {categories} largest categories at "
                              "most; the table is of all.", clients=count(CLIENTS), categories=count(CATEGORIES))))
    above = {str(note) for note in growth_notes(view, ask("cross_sell", view))}
    notes([note for note in answer.notes if str(note) not in above])
    if answer.rows.empty:
        return
    which = st.segmented_control(
        str(msg("Which white cells")), list(WHICH), default="all", format_func=lambda key: str(WHICH[key]), key="white_which",
        required=True, label_visibility="collapsed",
    ) or "all"
    lapsed = answer.rows["lapsed"].astype(bool)
    rows = answer.rows if which == "all" else answer.rows[lapsed if which == "lapsed" else ~lapsed].reset_index(drop=True)
    shown = [replace(column, kind="mark", marks=tuple(SIMILAR_BY.items())) if column.key == "similar_by"
             else replace(column, width=WIDTH) if column.key == "category" else column
             for column in columns("whitespace", WHITE)]
    answer_table(rows, shown, msg("The best white cells"), view, f"white_{which}")


@fragment
def why_revenue_changed(view: View) -> None:
    """Price, volume, mix, new and lost products, over all products or within categories, and the names behind them."""
    st.subheader(str(msg("Why revenue changed")))
    if ask("price_volume_mix", view).summary["total"] is None:
        notes(ask("price_volume_mix", view).notes)
        return
    inside = st.segmented_control(
        str(msg("Volume and mix")), list(WITHIN), default=view.settings.text("mix_within"),
        format_func=lambda key: str(WITHIN[key]), key="mix_within", required=True, label_visibility="collapsed",
    ) or "all"
    answer = ask("price_volume_mix", replace(view, settings=view.settings.with_(mix_within=inside)))
    currency = view.open_ledger.info.currency
    if answer.summary["total"] is None:
        notes(answer.notes)
        return
    thesis_line(answer.thesis)
    chart("five_bars", view, partial(charts.five_bars_of, answer, currency), inside)
    notes(answer.notes)
    by = st.segmented_control(
        str(msg("Table")), list(TABLES), default="products", format_func=lambda key: str(TABLES[key]), key="mix_table",
        required=True, label_visibility="collapsed",
    ) or "products"
    if by == "categories":
        unnamed = str(msg("not named"))
        rows = answer.frames["categories"].assign(category=answer.frames["categories"]["category"].fillna(unnamed))
        chosen = [Column("category", msg("Category"), width=WIDTH), Column("total", msg("Change"), "money"),
                  *(Column(key, label, "money") for key, label in BARS.items())]
        answer_table(rows, chosen, msg("Within categories"), view, "mix_categories", search="category")
        return
    shown = [replace(column, kind="mark", marks=tuple(STATES.items())) if column.key == "state"
             else replace(column, width=WIDTH) if column.key == "label" else column
             for column in columns("price_volume_mix", PRODUCT)]
    answer_table(answer.rows, shown, msg("Products"), view, "mix_products", search="label")


def category_table(answer: Answer, view: View) -> None:
    """Who buys which category, and who came to it in the period. answer: ``cross_sell``"""
    shown = [replace(column, width=WIDTH) if column.key == "category" else column for column in columns("cross_sell", CATEGORY)]
    answer_table(answer.rows, shown, msg("Categories"), view, "categories", search="category")


def category_pairs(view: View) -> None:
    """Categories that go together at clients."""
    answer = ask("pairs", view)
    st.subheader(str(msg("Categories that go together")))
    thesis_line(answer.thesis)
    notes(answer.notes)
    if answer.rows.empty:
        return
    digits = {"lift": 2, "q": 3}
    shown = [replace(column, width=WIDTH) if column.key in ("first", "second")
             else replace(column, digits=digits[column.key]) if column.key in digits else column
             for column in columns("pairs", PAIR)]
    answer_table(answer.rows, shown, msg("Pairs of categories"), view, "pairs", search="first")


def without_categories() -> None:
    """What is missing where sales name no category."""
    empty(msg("The sales name no categories."),
          msg("Here would stand what clients do not buy and similar ones do, who bought something new, and what goes "
              "together."))
