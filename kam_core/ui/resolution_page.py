"""Parts of the page Time to resolution: figures, the curve, months, backlog, parts of the company, the slowest open ones."""

from __future__ import annotations

from functools import partial

import streamlit as st

from kam_core.charts import resolution as charts
from kam_core.i18n import Message, Share, msg, nmsg
from kam_core.metrics import Answer
from kam_core.metrics.answer import Figure as Known
from kam_core.metrics.resolution_said import Hours, known
from kam_core.ui.answers import ask, chart
from kam_core.ui.client_tables import answer_table, columns
from kam_core.ui.columns import Column
from kam_core.ui.empty import empty
from kam_core.ui.fragments import fragment
from kam_core.ui.headline import Figure, figures
from kam_core.ui.text import escape
from kam_core.ui.values import count, points_between, ratio_between, share
from kam_core.ui.view import View

PICTURES: dict[str, Message] = {"curve": msg("Share not resolved yet"), "histogram": msg("How many took how long")}
SPLITS: dict[str, tuple[Message, Message]] = {
    "priority": (msg("By priority"), msg("Priority of the request")),
    "category": (msg("By kind"), msg("Kind of request")),
    "client": (msg("By client"), msg("Client")),
    "manager": (msg("By manager"), msg("Manager")),
}
OPEN = ("name", "ticket_id", "opened_at", "waited_hours", "limit_hours", "over_hours", "late", "answered", "priority",
        "category", "status", "reopened", "manager")


def requests_counted(answer: Answer) -> Message | None:
    """Who is counted: so many requests, so many of them resolved."""
    n = int(answer.summary["n"] or 0)
    if not n:
        return None
    return nmsg("{n} request opened, {resolved} resolved", "{n} requests opened, {resolved} resolved", n,
                resolved=count(answer.summary["resolved"]))


def resolution_figures(answer: Answer) -> None:
    """How long half and nine in ten take, the share within the limit, what is open now; first responses below."""
    found = answer.summary
    business = answer.settings.text("resolution_clock") == "business"
    figures([
        Figure(msg("Half are resolved in"), known(found["median_hours"], found["median_above_hours"]),
               ratio_between(found["median_hours"], found["median_before_hours"]), good="down", card="resolution",
               of="median_hours", note=_other(found, "median", business)),
        Figure(msg("Nine in ten in"), known(found["p90_hours"], found["p90_above_hours"]),
               ratio_between(found["p90_hours"], found["p90_before_hours"]), good="down", of="p90_hours",
               note=_other(found, "p90", business)),
        Figure(msg("Within the limit"), share(found["within_limit"]),
               points_between(found["within_limit"], found["within_before"]), of="within_limit",
               note=_range(found["within_limit_low"], found["within_limit_high"], found["within_before"] is not None)),
        Figure(msg("Open now"), count(found["backlog"]), of="backlog", good=None,
               note=nmsg("{n} past the limit", "{n} past the limit", int(found["backlog_late"] or 0)) if found["backlog"]
               else None),
    ])
    _first_response(found, answer.settings.number("response_limit_hours"))


def _first_response(found: dict[str, Known], limit: float) -> None:
    """First responses, in a sentence."""
    median = known(found["response_median_hours"], found["response_median_above_hours"])
    p90 = known(found["response_p90_hours"], found["response_p90_above_hours"])
    if median is None or p90 is None or found["response_within"] is None:
        return
    st.markdown(escape(msg(
        "First response: half of the requests have one in {median}, nine in ten in {p90}; {share} within the limit of {limit} "
        "(95 % interval {low} – {high}).", median=median, p90=p90, share=Share(found["response_within"]),
        limit=Hours(limit), low=Share(found["response_within_low"] or 0.0, 0),
        high=Share(found["response_within_high"] or 0.0, 0),
    )))


def _other(found: dict[str, Known], which: str, business: bool) -> Message | None:
    """The same by the other clock."""
    hours = found[f"{which}_calendar_hours" if business else f"{which}_business_hours"]
    if hours is None:
        return None if found["n"] is None or found[f"{which}_hours"] is not None else msg("too few requests for more")
    if business:
        return msg("{hours} of the calendar", hours=Hours(hours))
    return msg("{hours} working", hours=Hours(hours))


def _range(low: Known, high: Known, short: bool) -> Message | None:
    """The interval of a share; short where it stands beside a change."""
    if low is None or high is None:
        return None
    bounds = {"low": Share(low, 0), "high": Share(high, 0)}
    return msg("{low} – {high}", **bounds) if short else msg("95 % interval {low} – {high}", **bounds)


def without_requests(view: View) -> None:
    """What is missing where no request was opened."""
    if view.open_ledger.info.rows.get("tickets"):
        empty(msg("No request was opened in this period and this scope."), link=False)
        return
    empty(msg("No requests were brought in, so it is not known how fast they are resolved."),
          msg("Here would stand how long requests take, open ones included, what is open past its limit, and for whom."))


@fragment
def resolution_picture(view: View, answer: Answer) -> None:
    """The curve of requests not resolved yet, or how many took how long. answer: ``resolution`` under the view's scope"""
    st.subheader(str(msg("How long requests stay unresolved")))
    shown = st.segmented_control(
        str(msg("What is shown")), list(PICTURES), default="curve", format_func=lambda key: str(PICTURES[key]),
        key="resolution_picture", required=True, label_visibility="collapsed",
    )
    if shown == "histogram":
        chart("resolution_histogram", view, partial(charts.histogram_of, answer))
    else:
        chart("resolution_curve", view, partial(charts.curve_of, answer))


def resolution_months(view: View, answer: Answer) -> None:
    """Beside each other: how the median and the 90th percentile moved, and the backlog with its age."""
    with st.grid(2, min_column_width=330, gap="medium"):
        with st.container():
            st.subheader(str(msg("By month of opening")))
            chart("resolution_trend", view, partial(charts.trend_of, answer))
        with st.container():
            st.subheader(str(msg("Open at the end of each month")))
            chart("resolution_backlog", view, partial(charts.backlog_of, answer))


@fragment
def resolution_by(view: View) -> None:
    """The same figures by priority, kind, client or manager."""
    kind = st.segmented_control(
        str(msg("Times by")), list(SPLITS), default="priority", format_func=lambda key: str(SPLITS[key][0]),
        key="resolution_by", required=True, label_visibility="collapsed",
    ) or "priority"
    title, label = SPLITS[kind]
    rows = ask("resolution_by", view, by=kind).rows
    rows["part"] = rows["part"].fillna(str(msg("not named")))
    chosen = [Column("part", label, width=230), *_times()]
    answer_table(rows, chosen, title, view, f"resolution_{kind}", search="part", fixed=True)


def _times() -> list[Column]:
    """The columns of a group of requests."""
    hint = msg("Given instead where too few requests were still open after that time.")
    return [
        Column("n", msg("Opened"), "count"), Column("resolved", msg("Resolved"), "count"), Column("open", msg("Open"), "count"),
        Column("late", msg("Open past the limit"), "count"),
        Column("median", msg("Half in, h"), "number", digits=1), Column("median_above", msg("half: more than, h"), "number",
                                                                        digits=1, help=hint),
        Column("p90", msg("Nine in ten in, h"), "number", digits=1),
        Column("p90_above", msg("nine in ten: more than, h"), "number", digits=1, help=hint),
        Column("within", msg("Within the limit"), "share"),
        Column("low", msg("from"), "share", help=msg("Within these bounds chance alone may move it, in 19 of 20 cases.")),
        Column("high", msg("to"), "share"), Column("within_of", msg("of"), "count"),
    ]


def open_requests(view: View, answer: Answer) -> None:
    """Every request that is open now, the slowest first."""
    if not answer.rows.empty:
        answer_table(answer.rows, columns("resolution", OPEN), msg("Open now, the slowest first"), view, "open_requests",
                     fixed=True)
