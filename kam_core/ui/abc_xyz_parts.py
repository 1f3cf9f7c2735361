"""The parts of the page ABC-XYZ: the nine cells with their names, both methods of XYZ, and migration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pandas as pd
import streamlit as st

from kam_core.charts import abc_xyz as charts
from kam_core.i18n import Count, Message, msg, nmsg
from kam_core.metrics import Answer, abc_xyz_said, period
from kam_core.metrics.abc_xyz_words import ADVICE, DEMAND, REASONS, STATES
from kam_core.metrics.classes import ABC, BELOW
from kam_core.metrics.migration import MOVES, NONE, UNKNOWN
from kam_core.scope import Scope
from kam_core.ui.answers import ask, chart
from kam_core.ui.client_tables import answer_table, columns
from kam_core.ui.columns import Column
from kam_core.ui.empty import empty
from kam_core.ui.fragments import fragment
from kam_core.ui.notes import notes, thesis_line
from kam_core.ui.text import escape
from kam_core.ui.view import View

CLASSES: dict[str, Message] = {BELOW: msg("C− · below zero"), NONE: msg("—"), UNKNOWN: msg("not known")}
MARKS: dict[str, dict[str, Message]] = {
    "state": STATES, "demand": DEMAND, "reason": REASONS, "move": MOVES, "abc": CLASSES,
    "abc_before": CLASSES, "abc_now": CLASSES, "xyz_before": CLASSES, "xyz_now": CLASSES,
}
KINDS: dict[str, Message] = {"abc": msg("ABC"), "xyz": msg("XYZ")}
AGAINST: dict[str, Message] = {"year": msg("a year before"), "previous": msg("the period right before")}
PAIRS = (
    Column("before", msg("Class before"), "mark", marks=tuple(CLASSES.items())),
    Column("now", msg("Class now"), "mark", marks=tuple(CLASSES.items())),
    Column("clients", msg("Clients"), "count"),
    Column("share", msg("Of the class before"), "share"),
    Column("value_before", msg("Value before"), "money"),
    Column("value_now", msg("Value now"), "money"),
)


def marked(measure: str, keys: Sequence[str]) -> list[Column]:
    """Columns of a measure's rows with the words of this page."""
    return [
        replace(column, kind="mark", marks=tuple(MARKS[column.key].items())) if column.key in MARKS
        else replace(column, digits=2) if column.kind == "number" else column
        for column in columns(measure, list(dict.fromkeys(keys)))
    ]


def client_keys(answer: Answer) -> list[str]:
    """The columns of the table of names: the chosen base first."""
    base = answer.scope.base
    amounts = [base] if base != "contribution" else ["value"]
    return ["name", "cell", "abc", "state", *amounts, "share", "cumulative_share", "revenue", "margin", "active_months",
            "months", "cv", "xyz_cv", "demand", "purchases", "first_month", "last_month", "reason", "accounts", "manager",
            "region", "segment"]


def year_before(count: float | int | None) -> Message | None:
    """A count a year before, beside the one of now: of few clients a change in per cent says too much."""
    return None if count is None else msg("a year before: {n}", n=Count(int(count)))


def both(one: float | int | None, other: float | int | None) -> Message:
    """'5 · 12'; a dash for what is not known."""
    said = ["—" if value is None else Count(int(value)) for value in (one, other)]
    return msg("{one} · {other}", one=said[0], other=said[1])


def new_and_lost(view: View, answer: Answer) -> tuple[Message, Message, list[Message]]:
    """(new · lost, what is new, what is lost). Lost as on the page Retention: bought in the period compared with, not now.

    Those that were lost earlier still are named beside it. Where there is no earlier period, all are counted together.
    """
    new, lost = answer.summary["new"], answer.summary["lost"]
    fresh = msg("new: within {n} months", n=Count(int(view.settings.number("short_history_months"))))
    before, _ = period.windows(view.open_ledger, view.scope, view.settings)
    if lost is None:
        return both(new, None), fresh, []
    if before is None or before.start is None or view.scope.start is None:
        return both(new, lost), fresh, [msg("Lost are clients that bought before this period and not in it.")]
    last = pd.to_datetime(answer.rows["last_month"])
    gone = last < pd.Timestamp(view.scope.start)
    lately = gone & (last >= pd.Timestamp(before.start))
    said = nmsg("Lost are clients that bought in the period compared with and not in this one; {n} more bought last before "
                "both.", "Lost are clients that bought in the period compared with and not in this one; {n} more bought last "
                "before both.", int((gone & ~lately).sum()))
    return both(new, int(lately.sum())), fresh, [said]


@fragment
def nine_cells(view: View, answer: Answer) -> None:
    """The matrix, the choice of a cell and of a state, what to do with the cell, and the names in it."""
    st.subheader(str(msg("The nine cells") if len(answer.frames["cells"]) else msg("The three classes")))
    cells = answer.frames["cells"]
    offered = cells["cell"].tolist() if len(cells) else list(ABC)
    if answer.summary["net_negative"]:
        offered.append(BELOW)
    chosen = st.pills(
        str(msg("Show the clients of")), offered, key="abc_xyz_cell",
        format_func=lambda name: str(CLASSES.get(name, name)),
    )
    cell = chosen if chosen in offered else None
    chart("cells", view, partial(charts.cells_of, answer, view.open_ledger.info.currency, cell), cell)
    notes(abc_xyz_said.rules(answer.summary, view.settings))
    if cell in ADVICE:
        st.markdown(f"**{escape(cell)}.** {escape(ADVICE[cell])}")
    states = answer.frames["states"]
    held = states.loc[states["clients"] > 0, "state"].tolist()
    state = st.segmented_control(
        str(msg("Only those who are")), held, key="abc_xyz_state", format_func=lambda name: str(STATES[name]),
    ) if len(held) > 1 else None
    rows = _picked(answer.rows, cell, state if state in held else None)
    title = msg("Clients by class") if cell is None else msg("Clients of {cell}", cell=CLASSES.get(cell, cell))
    if rows.empty:
        st.caption(escape(msg("No client is in this cell and state.")))
    else:
        answer_table(rows, marked("abc_xyz", client_keys(answer)), title, view, "abc_xyz_clients",
                     fixed=cell is None and state is None)


def _picked(rows: pd.DataFrame, cell: str | None, state: str | None) -> pd.DataFrame:
    if cell is not None:
        rows = rows[rows["abc" if len(cell) == 1 or cell == BELOW else "cell"] == cell]
    return rows if state is None else rows[rows["state"] == state]


def two_methods(view: View, answer: Answer) -> None:
    """Frequency and variation side by side, and the clients on which they disagree."""
    said = abc_xyz_said.methods(answer.summary)
    if said is None:
        return
    st.subheader(str(msg("Two methods of XYZ")))
    thesis_line(said)
    left, right = st.columns([2, 3], gap="large")
    with left:
        st.caption(escape(msg("Down: by how often they buy. Across: by how much their months differ.")))
        chart("methods", view, partial(charts.methods_of, answer))
    apart = answer.frames["apart"]
    with right:
        if not apart.empty:
            shown = marked("abc_xyz", [str(key) for key in apart])
            answer_table(apart, shown, msg("Where they disagree"), view, "abc_xyz_apart", fixed=True)


def _before(view: View, against: str) -> Scope | None:
    """The period that the scope would be compared with under this choice of AGAINST; None where there is none."""
    return period.windows(view.open_ledger, view.scope, view.settings.with_(compare_with=against))[0]


@fragment
def migration(view: View) -> None:
    """The flow between the classes of two periods, its table of counts and money, and the clients that moved."""
    st.subheader(str(msg("Migration between two periods")))
    controls = st.container(horizontal=True, gap="medium")
    against = view.settings.text("compare_with")
    if view.scope.months is not None and view.scope.months < 12 and any(_before(view, each) for each in AGAINST):
        against = controls.segmented_control(
            str(msg("Compared with")), list(AGAINST), default=against, key="migration_against", required=True,
            format_func=lambda name: str(AGAINST[name]),
        )
    before = _before(view, str(against))
    kind = "abc" if before is None else controls.segmented_control(
        str(msg("Classes")), list(KINDS), default="abc", key="migration_kind", required=True,
        format_func=lambda name: str(KINDS[name]),
    )
    asked = replace(view, settings=view.settings.with_(compare_with=str(against)))
    found = ask("migration", asked)
    thesis_line(found.thesis)
    notes(found.notes)
    pairs = found.frames[str(kind)]
    if before is None or pairs.empty:
        empty(msg("There are no two periods to compare."),
              msg("Here would stand how many clients moved from class to class, with their money, the new and the lost."))
        return
    currency = view.open_ledger.info.currency
    chart("flow", asked, partial(charts.flow_of, found, before, currency, str(kind)), kind)
    answer_table(pairs, PAIRS, msg("From class to class"), asked, f"migration_{kind}", search=None)
    held = [name for name in MOVES if found.summary.get(name)]
    move = st.segmented_control(
        str(msg("Only those who")), held, key="migration_move", format_func=lambda name: str(MOVES[name]),
    )
    rows = found.rows[found.rows["move"] == move] if move in held else found.rows
    keys = ["name", "move", f"{kind}_before", f"{kind}_now", "value_before", "value_now", "change", "manager", "region",
            "segment"]
    answer_table(rows, marked("migration", keys), msg("Clients that moved, by money"), asked, "migration_clients",
                 fixed=move is None and kind == "abc")
