"""The story of a client on one screen: its figures, its months with what happened in them, what changed, what to do now."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Literal

import pandas as pd
import streamlit as st

from kam_core.book import Change, Record
from kam_core.book.kinds import SINGLE, kind
from kam_core.charts.client import client_months
from kam_core.i18n import Day, Message, Money, Number, Signed, msg, nmsg
from kam_core.metrics import Answer, client_events, people
from kam_core.metrics.abc_xyz_words import STATES
from kam_core.metrics.client_now import WRITTEN, Now, now
from kam_core.metrics.dossier import clock
from kam_core.metrics.health_score import BANDS
from kam_core.metrics.late import STATES as LATE
from kam_core.scope import Scope, add_months
from kam_core.ui.answers import MANY, ask, asked, chart
from kam_core.ui.client_tables import LADDER
from kam_core.ui.columns import Column
from kam_core.ui.dossier_brief import brief_button
from kam_core.ui.dossier_shelves import today
from kam_core.ui.dossier_view import DossierView
from kam_core.ui.headline import Figure, figures
from kam_core.ui.links import page_link
from kam_core.ui.notes import notes, thesis_line
from kam_core.ui.record_words import ACTIONS, title, when
from kam_core.ui.tables import table
from kam_core.ui.text import escape
from kam_core.ui.values import money, points_between, ratio, share

MOST = 6
"""So many changes of the book, and things to do, are listed."""
MARKED = ("visit", "promise", "event", "contract", "tender")
"""Kinds of records that stand among the events."""
BAND_COLOURS: dict[str, Literal["red", "orange", "green"]] = {"red": "red", "amber": "orange", "green": "green"}
DOING: dict[str, Message] = {
    "promise": msg("promise"), "claim": msg("claim"), "visit": msg("visit or call"), "next": msg("next step"),
    "contract": msg("contract"), "task": msg("task"), "action": msg("action of the plan"),
}
ICONS = {"good": ":material/trending_up:", "bad": ":material/trending_down:", "": ":material/trending_flat:"}


def story(found: DossierView) -> None:
    """The part of the dossier that is read before a call."""
    answer = facts(found)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        badges(found, answer)
        brief_button(found, answer)
    thesis_line(answer.thesis)
    _figures(found, answer)
    records = found.book.records.of([*dict.fromkeys((*MARKED, *WRITTEN))], found.client_id)
    _months(found, records)
    left, right = st.columns(2, gap="large")
    with right:
        _changed(found)
    with left:  # last: what asks for attention is asked of all clients, and takes longest where nobody has asked yet today
        _doing(found, records)
    notes(answer.notes)


def facts(found: DossierView, other: str | None = None) -> Answer:
    """The measure ``client`` of this client, or another; a decision maker who has left counts in its health, as on its page."""
    client, records = other or found.client_id, found.book.records
    positions = records.of("position", client)
    seats = people.seats(records.many(each.parent or "" for each in positions), positions)
    return ask("client", found.view, whole(found), client=client,
               lost=tuple(sorted(people.deciders_lost(seats, today(), "group"))))


def whole(found: DossierView) -> Scope:
    """The period and the base that are looked at, of everything that is seen: a dossier has no filters."""
    return replace(found.view.scope, level="group", where=(), only=None)


def badges(found: DossierView, answer: Answer) -> None:
    """Class, ladder, health, state, manager, and whether it is a key client and why."""
    row = answer.rows.iloc[0]
    with st.container(horizontal=True, gap="small", vertical_alignment="center", width="content"):
        cell = "".join(str(row[key]) for key in ("abc", "xyz") if isinstance(row[key], str))
        if cell:
            st.badge(escape(msg("class {cell}", cell=cell)), color="blue", help=str(msg("ABC by size, XYZ by regularity.")))
        if row["ladder_revenue"] is not None:
            st.badge(escape(dict(LADDER)[row["ladder_revenue"]]), color="orange", icon=":material/stairs:",
                     help=escape(msg("By its share of the revenue: {share}.", share=share(row["share_revenue"]))))
        if row["band"] in BAND_COLOURS:
            st.badge(escape(msg("health: {band}", band=BANDS[row["band"]])), color=BAND_COLOURS[row["band"]],
                     icon=":material/ecg_heart:")
        if row["late"] in LATE:
            st.badge(escape(msg("{state} by its own rhythm", state=LATE[row["late"]])), color="orange",
                     icon=":material/schedule:")
        if row["state"] in STATES and row["state"] != "active":
            st.badge(escape(STATES[row["state"]]), color="gray")
        entry = next((each for each in found.book.keys.current().entries if each.client_id == found.client_id), None)
        if entry is not None:
            why = msg("Since {day}: {why}", day=Day(entry.since.date()), why=entry.why) if entry.why else msg(
                "Since {day}.", day=Day(entry.since.date()))
            st.badge(str(msg("on the list of key clients")), color="violet", icon=":material/star:", help=escape(why))
        if found.client.manager:
            st.badge(escape(found.client.manager), color="gray", icon=":material/person:")


def _figures(found: DossierView, answer: Answer) -> None:
    facts_, currency = answer.summary, found.currency
    score = None if facts_["score"] is None else Number(facts_["score"])
    moved = facts_["score_change"]
    since = None
    if facts_["days_since"] is not None:
        since = nmsg("bought {n} day ago", "bought {n} days ago", int(facts_["days_since"]))
        if facts_["rhythm"] is not None:
            since = msg("{since}, usually every {days}", since=since, days=Number(facts_["rhythm"]))
    owed = None
    if facts_["overdue"]:
        owed = nmsg("for {n} day", "for {n} days", int(facts_["oldest"] or 0))
    elif facts_["receivables"] is not None:
        owed = msg("of {amount} owed", amount=Money(facts_["receivables"], currency))
    figures([
        Figure(msg("Revenue"), money(facts_["revenue"], currency), ratio(facts_["revenue_change"]), card="client", of="revenue",
               note=None if facts_["revenue_change"] is not None else since),
        Figure(msg("Margin"), money(facts_["margin"], currency), points_between(
            facts_["margin_rate"], facts_["margin_rate_before"]), note=None if facts_["margin_rate"] is None else msg(
            "{rate} of the revenue", rate=share(facts_["margin_rate"])), of="margin"),
        Figure(msg("Health"), score, note=since if moved is None else msg(
            "{change} in a month", change=Signed(moved)), of="score"),
        Figure(msg("Overdue"), money(facts_["overdue"], currency), note=owed or msg("not known"), of="overdue"),
    ])


def _months(found: DossierView, records: Sequence[Record]) -> None:
    answer = ask("client_months", found.view, whole(found), client=found.client_id)
    if answer.rows.empty:
        st.caption(escape(answer.thesis or ""))
        return
    written = client_events.written(each for each in records if each.kind in MARKED)
    events = client_events.together(answer.frames["events"], written)
    first = pd.Timestamp(answer.rows["month"].iloc[0])
    events = events[events["date"] >= first].reset_index(drop=True)
    chart("client_months", found.view, partial(client_months, answer.rows, events, found.currency), found.client_id,
          tuple((each.id, each.version) for each in records))
    with st.expander(str(nmsg("{n} event", "{n} events", len(events))), icon=":material/event_note:", on_change="rerun",
                     key="client_events") as opened:
        if opened.open:
            shown = events.iloc[::-1].assign(text=[str(text) for text in events["text"].iloc[::-1]])
            table(shown.reset_index(drop=True), [
                Column("date", msg("Date"), "day"),
                Column("kind", msg("What"), "mark", marks=tuple(client_events.KINDS.items())),
                Column("text", msg("In words"), width="large"),
            ], "client_events_list", alt=msg("What happened with the client, the latest first"))
    notes(answer.notes)


def _doing(found: DossierView, records: Sequence[Record]) -> None:
    """What needs doing now."""
    st.subheader(str(msg("What needs doing now")), anchor=False)
    rows = _attention(found)
    items = now(records, pd.DataFrame() if rows is None else rows, today(), found.view.settings)
    if rows is None:
        st.caption(str(msg("What asks for attention among all clients was not counted yet: that takes long here.")))
        page_link("today", msg("Count it on Today"))
    if not items and rows is not None:
        st.caption(str(msg("Nothing is overdue, and nothing is due soon.")))
    with st.container(gap="xsmall"):
        for item in items[:MOST]:
            st.markdown(_item(item, found.currency))
    if len(items) > MOST:
        st.caption(str(nmsg("and {n} more, in the journal", "and {n} more, in the journal", len(items) - MOST)))


def _attention(found: DossierView) -> pd.DataFrame | None:
    """What asks for attention with this client; None where more clients would have to be counted than anybody waits for."""
    view = found.view
    if view.open_ledger.info.rows.get("account_dim", 0) >= MANY and not asked("attention", view, whole(found)):
        return None
    rows = ask("attention", view, whole(found)).rows
    return rows[rows["account_id"] == found.client_id] if len(rows) else rows


def _item(item: Now, currency: str) -> str:
    """A thing to do in two lines: what, and why with its day."""
    icon = ":red[:material/error:]" if item.overdue else ":orange[:material/priority_high:]" if item.kind == "attention" \
        else ":gray[:material/radio_button_unchecked:]"
    kind = "" if item.kind == "attention" else f" :gray[({escape(DOING[item.kind])})]"
    about: list[object] = []
    if item.due is not None:
        about.append(msg("was due on {day}", day=Day(item.due)) if item.overdue else msg("by {day}", day=Day(item.due)))
    about += [part for part in (item.why, item.owner) if part]
    if item.stake:
        about.append(msg("{amount} at stake", amount=Money(item.stake, currency)))
    second = " · ".join(escape(part) for part in about)
    return f"{icon} {escape(item.text)}{kind}" + (f"  \n:small[:gray[{second}]]" if second else "")


def _changed(found: DossierView) -> None:
    """What changed since the last revision, in the figures and in what people wrote."""
    revised = clock(found.dossier, found.view.settings).revised
    since = revised or add_months(today(), -3)
    st.subheader(str(msg("Since the last revision, {day}", day=Day(since)) if revised else msg("In the last three months")),
                 anchor=False)
    answer = ask("client_since", found.view, whole(found), client=found.client_id, since=since)
    lines = _written(found, since)
    with st.container(gap="xsmall"):
        for row in answer.rows.itertuples(index=False):
            st.markdown(f"{ICONS[str(row.tone)]} {escape(row.text)}")
        for line in lines[:MOST]:
            st.markdown(f":material/edit_note: {line}")
    if len(lines) > MOST:
        st.caption(str(nmsg("and {n} more entry in the dossier", "and {n} more entries in the dossier", len(lines) - MOST)))
    if answer.rows.empty and not lines:
        st.caption(escape(answer.thesis or ""))
    notes(answer.notes)


def _written(found: DossierView, since: datetime.date) -> list[str]:
    """One line for each record that somebody changed since, the latest first. Markdown"""
    latest: dict[str, Change] = {}
    for change in found.book.changes("record", found.client_id):
        if change.at.astimezone().date() >= since and change.redacted_by is None:
            latest[change.item] = change
    known = found.book.records.many(latest)
    return [
        f"{escape(_name(known[item]))} :gray[{escape(_by(change))}]"
        for item, change in sorted(latest.items(), key=lambda pair: pair[1].id, reverse=True) if item in known
    ]


def _name(record: Record) -> str:
    label = kind(record.kind).label
    return str(label) if record.kind in SINGLE else f"{label}: {title(record)[:80]}"


def _by(change: Change) -> Message:
    return msg("{action}: {who}, {when}", action=ACTIONS.get(change.action, msg("changed")), who=change.who,
               when=when(change.at))
