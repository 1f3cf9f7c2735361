"""The forecast against the plan, and what clients brought to date: sections that pages place where they belong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from kam_core.charts import forecast as charts
from kam_core.i18n import Message, Share, msg
from kam_core.metrics.answer import Figure as Known
from kam_core.metrics.forecast.words import METHODS, REASONS
from kam_core.ui.answers import ask, chart
from kam_core.ui.client_tables import answer_table, columns
from kam_core.ui.columns import Column
from kam_core.ui.empty import empty
from kam_core.ui.fragments import fragment
from kam_core.ui.headline import Figure, figures
from kam_core.ui.notes import notes, thesis_line
from kam_core.ui.values import count, money, share
from kam_core.ui.view import View

PARTS: dict[str, Message] = {
    "months": msg("By month"), "managers": msg("By manager"), "units": msg("By business unit"), "past": msg("Months before"),
}
LIFETIME = ("name", "revenue_to_date", "margin_to_date", "since", "months", "last_12", "next_12", "next_12_low",
            "next_12_high", "method", "reason", "manager", "segment")


def forecast_section(view: View) -> None:
    """Heading, sentence, figures, the picture of months, and a table by month, manager or business unit."""
    answer = ask("forecast", view)
    found, currency = answer.summary, view.open_ledger.info.currency
    st.subheader(str(msg("Forecast against the plan")))
    thesis_line(answer.thesis)
    if found["next_12"] is None:
        empty(answer.notes[-1] if len(answer.notes) == 1 else msg("Nothing is forecast here."),
              msg("Here would stand the months to come with their interval, beside the plan."), link=False)
        notes(answer.notes)
        return
    figures([
        Figure(msg("Next 12 months"), money(found["next_12"], currency), note=_between(found, currency), card="forecast",
               of="next_12"),
        Figure(msg("Last 12 months"), money(found["last_12"], currency), of="last_12"),
        *_against_plan(found, currency),
    ])
    chart("forecast", view, partial(charts.forecast_of, answer, currency))
    _tables(view)
    notes(answer.notes)


def _between(found: dict[str, Known], currency: str) -> Message | None:
    low, high = money(found["next_12_low"], currency), money(found["next_12_high"], currency)
    return None if low is None or high is None else msg("{low} – {high}", low=low, high=high)


def _against_plan(found: dict[str, Known], currency: str) -> list[Figure]:
    """Plan and gap of the months ahead; where they have none, how the forecast did in the past."""
    if found["plan_12"] is None:
        return [Figure(msg("Error in the past"), share(_error(found)), note=_beside(found),
                       of="error_theta" if found["theta_won"] else "error_ltm")]
    months = count(found["planned_months"])
    return [
        Figure(msg("Plan of these months"), money(found["plan_12"], currency),
               note=msg("months with a plan: {months}", months=months), of="plan_12"),
        Figure(msg("Forecast less plan"), money(found["gap"], currency), of="gap"),
    ]


@fragment
def _tables(view: View) -> None:
    answer = ask("forecast", view)
    offered = ["months", *(name for name in ("managers", "units") if not answer.frames[name].empty), "past"]
    chosen = st.segmented_control(
        str(msg("Forecast by")), offered, default="months", format_func=lambda name: str(PARTS[name]), key="forecast_by",
        required=True, label_visibility="collapsed",
    ) or "months"
    ahead = answer.rows["forecast"].notna()
    if chosen == "months":
        keys = ("month", "forecast", "low", "high", "plan", "gap")
        answer_table(answer.rows[ahead].reset_index(drop=True), columns("forecast", keys),
                     msg("Forecast by month"), view, "forecast_months", search=None)
        return
    if chosen == "past":
        answer_table(answer.rows[~ahead].iloc[::-1].reset_index(drop=True),
                     columns("forecast", ("month", "actual", "plan", "gap")), msg("Months before"), view, "forecast_past",
                     search=None)
        return
    rows = answer.frames[chosen]
    first, title = (msg("Manager"), msg("Forecast by manager")) if chosen == "managers" else \
        (msg("Business unit"), msg("Forecast by business unit"))
    answer_table(rows.assign(part=rows["part"].fillna(str(msg("not named")))), _part_columns(first), title, view,
                 f"forecast_{chosen}", search=None)


def _part_columns(first: Message) -> list[Column]:
    return [
        Column("part", first), Column("last_12", msg("Last 12 full months"), "money"),
        Column("next_12", msg("Forecast, next 12 months"), "money"), Column("next_12_low", msg("Forecast, low"), "money"),
        Column("next_12_high", msg("Forecast, high"), "money"),
        Column("plan_12", msg("Plan of the months that have one"), "money"),
        Column("gap", msg("Gap to the plan"), "money"), Column("method", msg("Method"), "mark", marks=tuple(METHODS.items())),
        Column("reason", msg("Why this method, or none"), "mark", marks=tuple(REASONS.items())),
    ]


def lifetime_section(view: View) -> None:
    """Heading, sentence, figures and the table of clients: to date, and apart from it the forecast."""
    answer = ask("lifetime", view)
    found, currency = answer.summary, view.open_ledger.info.currency
    st.subheader(str(msg("Lifetime of clients")))
    thesis_line(answer.thesis)
    if not found["clients"]:
        return
    figures([
        Figure(msg("Revenue to date"), money(found["revenue_to_date"], currency), card="lifetime", of="revenue_to_date"),
        Figure(msg("Margin to date"), money(found["margin_to_date"], currency), of="margin_to_date"),
        Figure(msg("Next 12 months"), money(found["next_12"], currency),
               note=msg("clients with a forecast: {clients}", clients=count(found["forecast_clients"])), of="next_12"),
        Figure(msg("Error in the past"), share(_error(found)), note=_beside(found),
               of="error_theta" if found["theta_won"] else "error_ltm"),
    ])
    answer_table(answer.rows, _lifetime_columns(LIFETIME), msg("Clients to date and ahead"), view, "lifetime")
    notes(answer.notes)
    _long_tail(view)


@fragment
def _long_tail(view: View) -> None:
    """Fitted when it is opened, not before: a model of a large base takes seconds."""
    with st.expander(str(msg("The long tail of clients: a model of the whole base")), key="long_tail",
                     on_change="rerun") as opened:
        if not opened.open:
            return
        answer = ask("long_tail", view)
        thesis_line(answer.thesis)
        if not answer.rows.empty:
            keys = ("name", "purchases_12", "revenue_12", "spend", "alive")
            answer_table(answer.rows, columns("long_tail", keys), msg("Expected of each client in twelve months"), view,
                         "long_tail")
        notes(answer.notes)


def _error(found: dict[str, Known]) -> Known:
    return found["error_theta"] if found["theta_won"] else found["error_ltm"]


def _beside(found: dict[str, Known]) -> Message | None:
    other = found["error_ltm"] if found["theta_won"] else found["error_theta"]
    if other is None:
        return None
    return msg("last twelve months: {share}", share=Share(other)) if found["theta_won"] else \
        msg("Theta: {share}", share=Share(other))


def _lifetime_columns(keys: Sequence[str]) -> list[Column]:
    marks = {"method": METHODS, "reason": REASONS}
    return [
        replace(column, kind="mark", marks=tuple(marks[column.key].items())) if column.key in marks else column
        for column in columns("lifetime", keys)
    ]
