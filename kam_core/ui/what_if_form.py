"""What if: the controls of the page Concentration that choose what is lost, and what comes of it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from kam_core.charts import concentration as charts
from kam_core.i18n import Message, Share, msg
from kam_core.metrics import Answer
from kam_core.ui.answers import ask, chart
from kam_core.ui.client_tables import answer_table
from kam_core.ui.columns import Column
from kam_core.ui.fragments import fragment
from kam_core.ui.headline import Figure, figures
from kam_core.ui.notes import notes, thesis_line
from kam_core.ui.text import escape
from kam_core.ui.values import money, months, points_between, ratio_between, share
from kam_core.ui.view import View

OFFERED = 500
"""How many clients can be chosen from, the largest first."""
MOST = 8
"""How many can be cut at once."""

OF_ALL = msg("Of all lines, those of clients below zero and without a client too; the ladder shares out only what "
             "clients above zero bring.")
STRESS = (
    Column("by", msg("Largest by"), "mark", marks=(
        ("revenue", msg("Revenue")), ("margin", msg("Margin")), ("contribution", msg("Contribution")))),
    Column("count", msg("Clients lost"), "count"),
    Column("revenue", msg("Revenue lost"), "money"),
    Column("revenue_share", msg("Of all revenue"), "share", help=OF_ALL),
    Column("margin", msg("Margin lost"), "money"),
    Column("margin_share", msg("Of all margin"), "share", help=OF_ALL),
    Column("months_to_replace", msg("Months to replace"), "number", digits=1),
)


@fragment
def what_if(view: View, clients: Answer) -> None:
    """Clients to lose or cut, and revenue, margin, the new ladder and the months to replace them.

    clients: the answer of ``concentration`` under the view's scope
    """
    cuts = _choose(clients)
    found = ask("what_if", view, losses=cuts)
    currency, had = view.open_ledger.info.currency, found.summary
    thesis_line(found.thesis)
    _after(found, currency)
    left, right = st.columns([2, 3], gap="large")
    with left:
        chart("before_after", view, partial(charts.before_after_of, found, currency), _key(cuts))
        notes(found.notes)
    with right:
        if had["largest_share_after"] is None:
            st.caption(escape(msg("No client would be left with a share.")))
        else:
            chart("ladder_after", view, partial(charts.ladder_after, found), _key(cuts))
    answer_table(found.frames["stress"], STRESS, msg("If the largest were lost"), view, "stress", search=None)


def _choose(clients: Answer) -> dict[str, float]:
    """The clients that are chosen, with the share of each that goes (0-1)."""
    offered = clients.rows[clients.rows["revenue"] > 0].head(OFFERED)
    named = dict(zip(offered["account_id"], offered["name"], strict=True))
    level = clients.scope.level
    chosen = st.multiselect(
        str(msg("Clients to lose or to cut")), list(named), list(named)[:1], format_func=lambda key: str(named[key]),
        key=f"what_if_{level}", max_selections=MOST, placeholder=str(msg("Choose clients")),
    )
    if not chosen:
        return {}
    with st.grid(4, min_column_width=220):
        return {
            client: st.slider(
                escape(named[client]), 0, 100, 100, 5, format="−%d %%", key=f"cut_{level}_{client}",
                help=str(msg("How much of the client's business goes.")),
            ) / 100
            for client in chosen
        }


def _key(cuts: dict[str, float]) -> tuple[tuple[str, float], ...]:
    return tuple(sorted(cuts.items()))


def _after(found: Answer, currency: str) -> None:
    had, beside = found.summary, msg("to now")
    replaced = None if had["months_to_replace"] is None else msg("at the rate of new business")
    figures([
        Figure(msg("Revenue then"), money(had["revenue_after"], currency),
               ratio_between(had["revenue_after"], had["revenue"]), note=beside, card="what_if", of="revenue_after"),
        Figure(msg("Margin then"), money(had["margin_after"], currency),
               ratio_between(had["margin_after"], had["margin"]), note=None if had["margin_after"] is None else beside,
               of="margin_after"),
        Figure(msg("Largest share then"), share(had["largest_share_after"]),
               points_between(had["largest_share_after"], had["largest_share"]), good="down", note=beside,
               of="largest_share_after"),
        Figure(msg("Months to replace"), months(had["months_to_replace"]), note=replaced, of="months_to_replace"),
    ])


@fragment
def year_loss(view: View) -> None:
    """The distribution of a year's loss for a yearly probability that the reader sets."""
    percent = st.number_input(
        str(msg("Yearly probability of losing a client, %")), 1, 99,
        round(100 * view.settings.number("loss_probability")) or 1, key="loss_probability", width=320,
    )
    settings = view.settings.with_(loss_probability=percent / 100)
    found = ask("losses", replace(view, settings=settings))
    currency, had = view.open_ledger.info.currency, found.summary
    thesis_line(found.thesis)
    figures([
        Figure(msg("Mean loss"), money(had["mean"], currency), note=_of_all(had["mean_share"]), card="losses", of="mean"),
        Figure(msg("Standard deviation"), money(had["sd"], currency), note=_of_all(had["sd_share"]), of="sd"),
        Figure(msg("Not more in {share} of years", share=Share(0.95, 0)), money(had["q95"], currency), of="q95"),
        Figure(msg("Not more in {share} of years", share=Share(0.99, 0)), money(had["q99"], currency), of="q99"),
    ])
    chart("losses", view, partial(charts.losses_of, found, currency), percent)
    notes(found.notes)


def _of_all(part: float | int | None) -> Message | None:
    return None if part is None else msg("{share} of all", share=Share(part))
