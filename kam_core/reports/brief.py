"""A brief for a meeting: what is known of a client on one page, as PDF. From answers and records that were read before."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from kam_core.book import Record
from kam_core.book.kinds import kind
from kam_core.i18n import Day, Message, Money, Month, current_language, msg, nmsg
from kam_core.metrics import dossier_journal
from kam_core.metrics.answer import Answer
from kam_core.metrics.dossier_questions import Question
from kam_core.metrics.people import Seat
from kam_core.reports import brief_words as words
from kam_core.reports.brief_words import Item, cut
from kam_core.reports.typeset import typeset

MONTHS = 24
ITEMS = 12
"""Of each list so many are handed to the page, which shows those that fit."""
ASKED = ("needs", "trends", "value", "competitors", "insight", "else")
"""Groups of questions that are put to a client; the others we answer ourselves."""
TEMPLATE = Path(__file__).with_name("brief.typ")


@dataclass(frozen=True)
class Brief:
    """What is known. client: of the measure ``client``; months: rows of ``client_months``; requests: those that are open

    seats: of its people; visits, promises: records of those kinds; asks: questions without an answer
    dossier: what was written in its sections; revised: the day of its oldest section, None where one was never written
    currency: of the ledger; made: the day its version was made; internal: whether it stays in the company
    """

    client: Answer
    months: pd.DataFrame
    requests: pd.DataFrame
    dossier: Record | None
    revised: datetime.date | None
    seats: Sequence[Seat]
    visits: Sequence[Record]
    promises: Sequence[Record]
    asks: Sequence[Question]
    currency: str
    made: datetime.date
    today: datetime.date
    internal: bool


def pdf(brief: Brief) -> bytes:
    """The page, in the current language."""
    return typeset(TEMPLATE, told(brief), "pdf")[0]


def picture(brief: Brief, ppi: float = 110) -> bytes:
    """The same page as PNG."""
    return typeset(TEMPLATE, told(brief), "png", ppi)[0]


def told(brief: Brief) -> dict[str, Any]:
    """Everything the page says, as texts in the current language.

    For the client, what we wrote about it and its people, what we think and what we earn are not in it at all.
    """
    row: dict[Any, Any] = brief.client.rows.iloc[0].to_dict()
    people = _part(msg("People to meet"), msg("Nobody is written down yet."), _people(brief))
    contacts = _part(msg("Last contacts"), msg("No contact is written down yet."), _contacts(brief))
    promises = _part(msg("Open promises and claims"), msg("None is open."), _promises(brief))
    requests = _part(msg("Open requests"), msg("None is open."), _requests(brief))
    asks = _part(msg("What to ask"), msg("Every question has an answer."), _asks(brief))
    description, aim = (_written(brief, field) if brief.internal else "" for field in ("description", "aim"))
    return {
        "lang": current_language(), "internal": brief.internal, "name": cut(row["name"], 70),
        "badge": str(msg("Internal") if brief.internal else msg("For the client")),
        "line": words.line(row, brief.client.frames["entities"], brief.today, brief.internal),
        "who": cut(description, 420),
        "aim": {"title": str(msg("Our aim")) if aim else "", "text": cut(aim, 220)},
        "figures": words.figures(row, brief.currency, brief.internal),
        "chart": _chart(brief),
        "left": [people, contacts], "right": [promises, requests, *([asks] if brief.internal else [])],
        "more": str(msg("and {n} more", n="#")), "footer": _footer(brief),
    }


def _written(brief: Brief, field: str) -> str:
    """A text of the dossier; never one that is confidential."""
    if brief.dossier is None or kind("dossier").field(field).confidential:
        return ""
    return str(brief.dossier.get(field) or "")


def _part(title: Message, none: Message, items: Iterable[Item]) -> dict[str, Any]:
    found = list(items)
    return {"title": str(title), "none": str(none), "items": [each.plain() for each in found[:ITEMS]],
            "more": max(0, len(found) - ITEMS)}


def _people(brief: Brief) -> Iterable[Item]:
    """Those who decide first, then by influence."""
    shape = kind("position")
    order = {"high": 0, "middle": 1, "low": 2}
    acting = [each for each in brief.seats if each.acts(brief.today)]
    told: dict[str, list[Seat]] = {}
    for each in sorted(acting, key=lambda seat: (not seat.decides, order.get(seat.influence or "", 3), seat.name, seat.id)):
        told.setdefault(each.person, []).append(each)
    for seats in told.values():
        each, about = seats[0], []
        positions = list(dict.fromkeys(seat.position for seat in seats if seat.position))
        if brief.internal:
            values = {"role": each.role, "influence": each.influence, "attitude": each.attitude}
            about = [str(words.of_person(key, shape.field(key).label_of(value))) for key, value in values.items()
                     if value and shape.field(key).label_of(value) is not None]
            if each.held_by:
                about.append(str(msg("contact: {who}", who=cut(each.held_by, 40))))
        yield Item(cut(each.name, 60), cut("; ".join(positions), 90), ", ".join(about),
                   brief.internal and each.attitude == "opponent")


def _asks(brief: Brief) -> Iterable[Item]:
    """What only the client can tell, one of each group in turn: a meeting has time for some of everything."""
    groups = [[each for each in brief.asks if each.group == group] for group in ASKED]
    for row in itertools.zip_longest(*groups):
        for each in row:
            if each is not None:
                yield Item(text=cut(str(each.text), 160))


def _contacts(brief: Brief) -> Iterable[Item]:
    shape = kind("visit")
    for each in dossier_journal.took_place(brief.visits):
        how = str(shape.field("type").label_of(each.get("type")) or "")
        purpose, result = (str(each.get(key) or "") if brief.internal else "" for key in ("purpose", "result"))
        yield Item(str(Day(each.get("date"))), cut(f"{how}: {purpose}" if purpose else how, 110), cut(result, 150))


def _promises(brief: Brief) -> Iterable[Item]:
    shape = kind("promise")
    for each in dossier_journal.ordered(brief.promises, "fulfilled"):
        step = dossier_journal.next_of(each)
        if step is None:
            continue
        due, late = each.get("due"), dossier_journal.overdue(each, brief.today, "fulfilled")
        notes = [str(shape.field("type").label_of(each.get("type")) or "")]
        if due is not None:
            notes.append(str(msg("was due on {day}", day=Day(due)) if late else msg("due on {day}", day=Day(due))))
        if brief.internal:
            notes.append(str(msg("next: {step}", step=shape.field(step).label)))
        yield Item(text=cut(str(each.get("text")), 160), note=" · ".join(note for note in notes if note), bad=late)


def _requests(brief: Brief) -> Iterable[Item]:
    for each in brief.requests.to_dict("records"):
        name = each.get("ticket_id")
        about = [str(each[key]) for key in ("category", "priority") if isinstance(each.get(key), str)]
        waited = nmsg("{n} day open", "{n} days open", int(each["waited_days"]))
        late = bool(each["late"]) and brief.internal
        yield Item(cut(str(name), 40) if isinstance(name, str) else "", cut(", ".join(about), 90),
                   str(msg("{waited}, past the limit", waited=waited) if late else waited), late)


def _chart(brief: Brief) -> dict[str, Any]:
    """Bars and a line as parts (0-1) of the height, the base line among them."""
    rows = brief.months.tail(MONTHS)
    revenue = [None if pd.isna(value) else float(value) for value in rows["revenue"]]
    margin = [None if pd.isna(value) else float(value) for value in rows["margin"]] if brief.internal else []
    known = [value for value in (*revenue, *margin) if value is not None]
    low, high = min([0.0, *known]), max([0.0, *known])
    if high <= low:
        none = str(msg("There are no sales to this client."))
        return {"bars": [], "line": [], "alt": none, "title": "", "second": "", "top": "", "top_at": 1, "zero": 0}

    def part(value: float | None) -> float | None:
        return None if value is None else (value - low) / (high - low)

    days = [pd.Timestamp(month).date() for month in rows["month"]]
    step = max(1, len(days) // 8)
    last = len(days) - 1
    bars = [{"to": part(value), "late": place > last - 12, "label": str(Month(day)) if (last - place) % step == 0 else ""}
            for place, (day, value) in enumerate(zip(days, revenue, strict=True))]
    total = sum(value for value in revenue if value is not None)
    span = msg("{first} – {last}", first=Month(days[0]), last=Month(days[-1]))
    line = [part(value) for value in margin] if any(value is not None for value in margin) else []
    return {
        "bars": bars, "line": line, "zero": part(0.0),
        "top": str(Money(high, brief.currency)), "top_at": 1,
        "title": str(msg("Revenue by month, {span}", span=span)), "second": str(msg("margin")) if line else "",
        "alt": str(msg("Revenue by month, {span}: {total} in all.", span=span, total=Money(total, brief.currency))),
    }


def _footer(brief: Brief) -> str:
    parts = [msg("Ledger of {day}, version {version}", day=Day(brief.made), version=brief.client.version)]
    if brief.internal:
        parts.append(msg("the dossier is not written in every section") if brief.revised is None else nmsg(
            "dossier revised {n} day ago", "dossier revised {n} days ago", max(0, (brief.today - brief.revised).days)))
    parts.append(msg("made on {day} with Kamerton", day=Day(brief.today)))
    return " · ".join(str(each) for each in parts)
