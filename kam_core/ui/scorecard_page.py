"""The page Scorecard: each manager's measures with their samples and intervals, beside load, dossiers and plans."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from functools import partial

import pandas as pd
import streamlit as st

from kam_core.book import Book
from kam_core.charts import scorecard as charts
from kam_core.errors import BookError, KamError
from kam_core.i18n import Message, Number, Share, msg, nmsg
from kam_core.metrics import Answer
from kam_core.metrics.scorecard_book import COLUMNS, KINDS, LOADS, Written, beside, thesis
from kam_core.ui import errors
from kam_core.ui.answers import ask, chart
from kam_core.ui.client_tables import KINDS as WRITERS
from kam_core.ui.client_tables import WIDTH, answer_table, columns
from kam_core.ui.columns import Column
from kam_core.ui.empty import empty
from kam_core.ui.headline import Figure, figures
from kam_core.ui.headline import thesis as headline
from kam_core.ui.kept import Kept
from kam_core.ui.notes import notes
from kam_core.ui.session import data_folder
from kam_core.ui.text import escape
from kam_core.ui.values import count, share
from kam_core.ui.view import View

FIRST = ("manager", "clients", "base_accounts", "kept_accounts", "logo_retention", "logo_low", "logo_high", "lost_accounts",
         "churn", "churn_low", "churn_high", "grr", "grr_low", "grr_high", "clients_to_date", "revenue_to_date",
         "median_to_date", "median_low", "median_high", "forecast_clients", "next_12", "eligible", "cross_sold",
         "cross_sell_rate", "cross_sell_rate_low", "cross_sell_rate_high", "upsell_base", "upsold", "upsell_rate",
         "upsell_rate_low", "upsell_rate_high", "answers", "nps", "nps_low", "nps_high", "requests", "median_hours",
         "hours_low", "hours_high",
         "within_of", "within", "within_low", "within_high", "rated", "csat", "csat_low", "csat_high")
HUNDREDTHS = ("nps", "nps_low", "nps_high")
SKETCH = msg("Here would stand, for each manager, retention, NPS, cross-sell and the other measures, each with its sample.")


@dataclass(frozen=True)
class ScoreView:
    """What the page shows. rows: of the measure, with the columns of the book where it could be read (told)

    wrong: why it could not
    """

    view: View
    answer: Answer
    rows: pd.DataFrame
    told: bool
    wrong: KamError | None = None


def scorecard(view: View) -> None:
    """The whole page."""
    found = score_view(view)
    said = thesis(found.rows, view.settings) if found.told else None
    headline(said or found.answer.thesis, view, nmsg("{n} manager, by name", "{n} managers, by name", len(found.rows)))
    if found.wrong is not None:
        errors.show(found.wrong)
    if found.rows.empty:
        empty(msg("No manager is named beside the clients."), SKETCH, link=view.viewer.sees_all)
        notes(found.answer.notes)
        return
    _figures(found)
    notes([*found.answer.notes, *_notes(found)])
    if found.told:
        st.subheader(str(msg("Load against the limits")))
        chart("load", view, partial(charts.load_of, found.rows, view.settings), _fingerprint(found))
        st.caption(escape(_limits(view)))
    _smalls(found)
    _table(found)


def score_view(view: View) -> ScoreView:
    """Ask the ledger and lay the book beside it. A book that cannot be read leaves the ledger's part as it is."""
    answer = ask("scorecard", view)
    if not view.may("dossiers"):
        return ScoreView(view, answer, answer.rows, False)
    try:
        book = view.book
        own = book.reach.own
        if own is not None:
            # the figures of all, and the dossiers of one's own alone: the others' rows would be half told
            return ScoreView(view, answer, answer.rows, False)
        return ScoreView(view, answer, _laid(view, book, answer), True)
    except BookError as error:
        return ScoreView(view, answer, answer.rows, False, error)


def _laid(view: View, book: Book, answer: Answer) -> pd.DataFrame:
    today = datetime.datetime.now().astimezone().date()
    key = (str(data_folder()), view.open_ledger.key, book.stamp(), replace(book.reach, again=None), view.scope, view.settings,
           today)

    def lay() -> pd.DataFrame:
        written = Written(book.keys.current().ids, book.records.of(KINDS), book.plans.all())
        return beside(answer.rows, answer.frames["clients"], written, view.settings, today)

    return _rows.get(key, lay).copy(deep=False)


_rows: Kept[pd.DataFrame] = Kept(50)


def _fingerprint(found: ScoreView) -> tuple[object, ...]:
    """What the book adds to a picture, as plain values."""
    kept = [name for name in COLUMNS if name in found.rows]
    return tuple(str(value) for value in found.rows[["manager", *kept]].to_numpy().ravel())


def _figures(found: ScoreView) -> None:
    rows = found.rows
    if found.told:
        dossiers, plans = int(rows["dossiers"].sum()), int(rows["plans"].sum())
        told = int(rows["contacts_told"].sum())
        items = [
            Figure(msg("Over a full load"), count(int((rows["load_state"] == "over").sum())), card="scorecard",
                   note=nmsg("{n} is near it", "{n} are near it", int((rows["load_state"] == "near").sum()))),
            Figure(msg("Dossiers in time"), _part(int(rows["dossiers_good"].sum()), dossiers),
                   note=nmsg("of {n} to keep", "of {n} to keep", dossiers)),
            Figure(msg("Plans approved"), _part(int(rows["plans_approved"].sum()), plans),
                   note=nmsg("of {n} to have", "of {n} to have", plans)),
            Figure(msg("Contacts begun by us"), share(rows["contacts_ours"].sum() / told) if told else None,
                   note=nmsg("of {n} contact of a year", "of {n} contacts of a year", told)),
        ]
    else:
        items = [
            Figure(msg("Managers"), count(len(rows)), card="scorecard", of="managers",
                   note=nmsg("{n} client that buys", "{n} clients that buy", int(found.answer.summary["clients"] or 0))),
            Figure(msg("Answers"), count(int(rows["answers"].sum())), of="answers"),
            Figure(msg("Requests"), count(int(rows["requests"].sum())), of="requests"),
        ]
    figures(items)


def _part(some: int, of: int) -> object | None:
    return count(some) if of else None


def _notes(found: ScoreView) -> list[Message]:
    said = [msg("Rows stand by name; there is no rank and no total, for clients and samples differ. Where intervals overlap, "
                "the difference may be chance.")]
    if not found.told and found.wrong is None:
        said.append(msg("Load, goals of clients, contacts, dossiers and plans are shown to whoever may read the dossiers of "
                        "all these clients."))
    if len(found.rows) > charts.MOST:
        said.append(msg("The pictures show the first {n} managers by name, the table all.", n=charts.MOST))
    return said


def _limits(view: View) -> Message:
    def number(setting: str) -> Number:
        value = view.settings.number(setting)
        return Number(value, 0 if float(value).is_integer() else 1)

    return msg("A key client counts {key}, another with a dossier {dossier}, the rest {other}; {all} is a full load, amber "
               "from {amber} of it, red above it. More than {strategic} key clients is amber too.",
               key=number("load_key_weight"), dossier=number("load_dossier_weight"), other=number("load_other_weight"),
               all=number("load_all"),
               amber=Share(view.settings.number("load_amber"), 0), strategic=number("load_key"))


def _smalls(found: ScoreView) -> None:
    st.subheader(str(msg("Each measure by itself")))
    st.caption(escape(msg("A point is the measure, the line its 95 % interval, n its sample.")))
    currency = found.view.open_ledger.info.currency
    fingerprint = _fingerprint(found)
    with st.grid(2, min_column_width=300, gap="medium"):
        for small in charts.SMALLS:
            if small.of in found.rows:
                with st.container():
                    st.markdown(f"**{escape(small.label)}**")
                    chart(f"small_{small.of}", found.view, partial(charts.small_of, small, found.rows, currency), fingerprint)


def _table(found: ScoreView) -> None:
    rows = found.rows.copy()
    rows[list(HUNDREDTHS)] = 100 * rows[list(HUNDREDTHS)]
    shown = [_plain(column) for column in columns("scorecard", FIRST)]
    if found.told:
        added = [_book_column(key) for key in COLUMNS]
        shown = [shown[0], *added[:6], *shown[1:], *added[6:]]
    answer_table(rows, shown, msg("Managers and their measures"), found.view, "scorecard", search="manager")


def _plain(column: Column) -> Column:
    if column.key == "manager":
        return replace(column, width=WIDTH)
    if column.key in HUNDREDTHS:
        words = {"nps": msg("NPS"), "nps_low": msg("NPS, lower bound"), "nps_high": msg("NPS, upper bound")}
        return Column(column.key, words[column.key], "number", digits=0)
    return column


def _book_column(key: str) -> Column:
    name = COLUMNS[key]
    if key == "load_state":
        return Column(key, msg("Against the limits"), "mark", marks=tuple(LOADS.items()))
    kind = WRITERS[name.unit]
    return Column(key, name.label, kind, digits=1 if kind == "number" else 2)
