"""The parts of the page Retention: figures with their intervals, the names behind each bar, cohorts, who is late."""

from __future__ import annotations

from functools import partial

import streamlit as st

from kam_core.charts import retention as charts
from kam_core.i18n import Count, Message, Share, msg, nmsg
from kam_core.metrics import Answer, period
from kam_core.metrics.late import STATES
from kam_core.metrics.retention import PARTS
from kam_core.ui.answers import ask, chart, grouped
from kam_core.ui.client_tables import answer_table, columns
from kam_core.ui.columns import Column
from kam_core.ui.fragments import fragment
from kam_core.ui.headline import Figure, figures
from kam_core.ui.notes import notes, thesis_line
from kam_core.ui.period import between
from kam_core.ui.values import count, number, out_of, share
from kam_core.ui.view import View

MOVED: dict[str, Message] = {
    "lost": msg("Lost"), "shrunk": msg("Bring less"), "grown": msg("Bring more"), "won_back": msg("Won back"),
    "new": msg("New"), "": msg("All clients"),
}
SPLITS: dict[str, Message] = {"segment": msg("By segment"), "manager": msg("By manager")}
SHOWN: dict[str, Message] = {"clients": msg("Clients that buy"), "money": msg("What they bring")}
WAITING: dict[str, Message] = {"late": msg("Late"), "inactive": msg("Inactive"), "lost": msg("Lost"), "": msg("All of them")}
LATE = ("name", "state", "stake", "days_since", "rhythm", "expected", "last_purchase", "purchase_days", "own", "manager",
        "region", "segment")


def followed(view: View, answer: Answer) -> Message | None:
    """Who is followed: the clients of which period; None where there is no earlier one."""
    before, _ = period.windows(view.open_ledger, view.scope, view.settings)
    base = int(answer.summary["base_accounts"] or 0)
    if before is None or before.start is None or before.end is None:
        return None
    return nmsg("{n} client that bought in {months}", "{n} clients that bought in {months}", base,
                months=between((before.start, before.end)))


def retention_figures(answer: Answer) -> None:
    """Who stayed, what left with those who did not, gross and net retention; counts where clients are few."""
    found = answer.summary
    few = found["logo_retention"] is None
    figures([
        Figure(msg("Clients that stayed"), out_of(found["kept_accounts"], found["base_accounts"]) if few
               else share(found["logo_retention"]), card="retention", of="logo_retention",
               note=None if few else _of(found["kept_accounts"], found["base_accounts"], found["logo_low"],
                                         found["logo_high"])),
        Figure(msg("Gone with lost clients"), count(found["clients_lost"]) if few else share(found["revenue_churn"]),
               of="revenue_churn",
               note=nmsg("{n} client lost", "{n} clients lost", int(found["clients_lost"] or 0))),
        Figure(msg("Gross retention"), share(found["grr"]), of="grr", note=_range(found["grr_low"], found["grr_high"])),
        Figure(msg("Net retention"), share(found["nrr"]), of="nrr", note=_range(found["nrr_low"], found["nrr_high"])),
    ])


def _range(low: float | None, high: float | None) -> Message | None:
    """How far chance alone may have moved a rate."""
    if low is None or high is None:
        return None
    return msg("95 % interval {low} – {high}", low=Share(low, 0), high=Share(high, 0))


def _of(some: float | None, whole: float | None, low: float | None, high: float | None) -> Message | None:
    counted = out_of(some, whole)
    if counted is None or low is None or high is None:
        return counted
    return msg("{counted} ({low} – {high})", counted=counted, low=Share(low, 0), high=Share(high, 0))


@fragment
def moved(view: View, answer: Answer) -> None:
    """The names behind a bar of the bridge. answer: ``retention`` under the view's scope"""
    parts = grouped(view, answer, "part")
    offered = [part for part in MOVED if not part or part in parts]
    part = st.segmented_control(
        str(msg("Which clients")), offered, default=offered[0], format_func=lambda key: str(MOVED[key]), key="moved_part",
        required=True, label_visibility="collapsed",
    )
    chosen = parts[part] if part else answer.rows
    wanted = ["name", "before", "now", "change", *(() if part else ("part",)), "manager", "region", "segment"]
    shown = [Column("part", column.label, "mark", marks=tuple(PARTS.items())) if column.key == "part" else column
             for column in columns("retention", wanted)]
    answer_table(chosen, shown, MOVED[part or ""], view, f"moved_{part or 'all'}")


@fragment
def retention_by(view: View, answer: Answer) -> None:
    """Rates by segment or by manager, with their counts. answer: ``retention`` under the view's scope"""
    offered = [field for field in SPLITS if answer.frames[f"by_{field}"]["part"].notna().any()]
    if not offered:
        return
    field = st.segmented_control(
        str(msg("Retention by")), offered, default=offered[0], format_func=lambda key: str(SPLITS[key]), key="retention_by",
        required=True, label_visibility="collapsed",
    ) or offered[0]
    rows = answer.frames[f"by_{field}"]
    names = {"segment": msg("Segment"), "manager": msg("Manager")}
    chosen = [
        Column("part", names[field], width=230), Column("base_accounts", msg("Clients before"), "count"),
        Column("lost_accounts", msg("Lost"), "count"), Column("logo_retention", msg("Stayed"), "share"),
        Column("logo_low", msg("from"), "share", help=msg("Within these bounds chance alone may move it, in 19 of 20 cases.")),
        Column("logo_high", msg("to"), "share"), Column("grr", msg("Gross retention"), "share"),
        Column("grr_low", msg("gross, from"), "share"), Column("grr_high", msg("gross, to"), "share"),
        Column("nrr", msg("Net retention"), "share"), Column("nrr_low", msg("net, from"), "share"),
        Column("nrr_high", msg("net, to"), "share"), Column("base_value", msg("Brought before"), "money"),
        Column("base_value_now", msg("The same clients now"), "money"),
    ]
    unnamed = str(msg("not named"))
    answer_table(rows.assign(part=rows["part"].fillna(unnamed)), chosen, SPLITS[field], view, f"retention_{field}",
                 search="part")
    least = int(view.settings.number("retention_min_clients"))
    if (rows["base_accounts"] < least).any():
        notes([nmsg("Below {n} client in the period before a part has counts only.",
                    "Below {n} clients in the period before a part has counts only.", least)])


@fragment
def cohorts(view: View) -> None:
    """The triangle of cohorts: the share that buys, or what they bring."""
    answer = ask("cohorts", view)
    st.subheader(str(msg("Who still buys, by the quarter of the first purchase")))
    thesis_line(answer.thesis)
    if answer.rows.empty:
        return
    what = st.segmented_control(
        str(msg("What is shown")), list(SHOWN), default="clients", format_func=lambda key: str(SHOWN[key]), key="cohorts_shown",
        required=True, label_visibility="collapsed",
    )
    money, least = what == "money", int(view.settings.number("retention_min_clients"))
    currency = view.open_ledger.info.currency
    chart("cohorts", view, partial(charts.cohorts_of, answer, money, least, currency), money)
    said = [msg("Per cent of the first quarter's sum. Dark cells are at 100 % and above.") if money else
            msg("Per cent of the clients of the cohort; the number beside the quarter is how many they are.")]
    notes([*said, *answer.notes])


@fragment
def late(view: View) -> None:
    """Who has not bought for longer than usual, and what that has been worth in the past."""
    answer = ask("rhythm", view)
    found, rows = answer.summary, answer.rows
    st.subheader(str(msg("Late by their own rhythm")))
    thesis_line(answer.thesis)
    if not found["clients"]:
        return
    if rows.empty and found["precision"] is None:
        notes(answer.notes)
        return
    figures([
        Figure(msg("Late"), count(found["late"]), card="rhythm", of="late"),
        Figure(msg("Inactive"), count(found["inactive"]), of="inactive"),
        Figure(msg("Of 100 late, stopped"), per_hundred(found["precision"]), of="precision",
               note=_against(found["base_rate"])),
        Figure(msg("Late anew in a month"), number(found["alerts_monthly"], 0), of="alerts_monthly",
               note=_caught(found["recall"])),
    ])
    notes(answer.notes)
    states = grouped(view, answer, "state")
    offered = [state for state in WAITING if not state or state in states]
    if rows.empty:
        return
    state = st.segmented_control(
        str(msg("Which of them")), offered, default=offered[0], format_func=lambda key: str(WAITING[key]), key="late_state",
        required=True, label_visibility="collapsed",
    )
    chosen = states[state] if state else rows
    wanted = [key for key in LATE if key != "state" or not state]
    shown = [Column("state", column.label, "mark", marks=tuple(STATES.items())) if column.key == "state" else column
             for column in columns("rhythm", wanted)]
    answer_table(chosen, shown, WAITING[state or ""], view, f"late_{state or 'all'}")


def per_hundred(part: float | None) -> Count | None:
    """A share (0-1) as a count of a hundred."""
    return None if part is None else Count(round(100 * part))


def _against(base: float | None) -> Message | None:
    return None if base is None else msg("of 100 of any kind {usual}", usual=Count(round(100 * base)))


def _caught(recall: float | None) -> Message | None:
    return None if recall is None else msg("finds {share} of those that stop", share=Share(recall, 0))
