"""What needs doing with one client now: its items of the attention list, and what people promised, planned and agreed."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from kam_core.book import Record
from kam_core.book.kinds import kind
from kam_core.i18n import Day, Message, msg
from kam_core.metrics import dossier_business, dossier_journal
from kam_core.metrics.answer import figure
from kam_core.settings import Settings

WRITTEN = ("promise", "visit", "contract", "task", "action")
"""Kinds of records that say what is to be done."""
UNKNOWN = datetime.date.max


@dataclass(frozen=True)
class Now:
    """One thing to do.

    kind: attention, promise, claim, visit, next, contract, task, action; text: what; why: the reason behind it, or None
    due: by when, None where no day was named; overdue: whether that is past; stake: money at stake, None where not known
    record: id of the record of the book; None for what the ledger tells; owner: whose it is, as written
    """

    kind: str
    text: Message | str
    due: datetime.date | None = None
    overdue: bool = False
    stake: float | None = None
    record: str | None = None
    owner: str | None = None
    why: Message | str | None = None


def now(records: Iterable[Record], attention: pd.DataFrame, today: datetime.date, settings: Settings) -> list[Now]:
    """What is overdue first, the longest first; then the attention list by money at stake; then what comes, the nearest first.

    records: of the kinds WRITTEN, of this client; attention: rows of the measure ``attention`` of this client
    """
    ahead = today + datetime.timedelta(days=int(settings.number("dossier_ahead_days")))
    records = list(records)
    found = [
        *_promises(records, today, ahead), *_visits(records, today, ahead), *_tasks(records, today, ahead),
        *_contracts(records, today, int(settings.number("dossier_notice_days"))),
        *(_item(row) for row in attention.to_dict("records")),
    ]
    return sorted(found, key=_order)


def _order(item: Now) -> tuple[int, datetime.date, float, str]:
    place = 0 if item.overdue else 1 if item.kind == "attention" else 2
    return place, item.due or UNKNOWN, -(item.stake or 0.0), item.record or ""


def _item(row: Mapping[Any, Any]) -> Now:
    return Now("attention", row["next"], stake=figure(row["stake"]), why=row["reason"])


def _promises(records: list[Record], today: datetime.date, ahead: datetime.date) -> Iterator[Now]:
    """Promises and claims that are not fulfilled, and are due by ``ahead`` or have no day."""
    label = {field.key: field.label for field in kind("promise").fields}
    for each in records:
        step = dossier_journal.next_of(each) if each.kind == "promise" else None
        if step is not None and _near(each.get("due"), ahead):
            late = dossier_journal.overdue(each, today, "fulfilled")
            yield Now(str(each.get("type")), str(each.get("text")), each.get("due"), late, None, each.id, each.get("owner"),
                      msg("next: {step}", step=label[step]))


def _near(due: datetime.date | None, ahead: datetime.date) -> bool:
    return due is None or due <= ahead


def _visits(records: list[Record], today: datetime.date, ahead: datetime.date) -> Iterator[Now]:
    """Contacts that are planned, those whose day is past and that were not written up; next steps that are not done."""
    visits = [each for each in records if each.kind == "visit"]
    for each in dossier_journal.planned(visits):
        day, purpose = each.get("date"), each.get("purpose")
        how = kind("visit").field("type").label_of(each.get("type")) or msg("visit or call")
        what = how if purpose is None else msg("{how}: {what}", how=how, what=str(purpose))
        if day <= ahead:
            why = msg("planned, and not written up") if day < today else msg("planned")
            yield Now("visit", what, day, day < today, None, each.id, each.get("ours"), why)
    for each in dossier_journal.waiting(visits):
        by = each.get("next_on")
        if each.get("state") == "done" and _near(by, ahead):
            yield Now("next", str(each.get("next")), by, dossier_journal.past(by, today), None, each.id, each.get("ours"),
                      msg("agreed on {day}", day=Day(each.get("date"))))


def _tasks(records: list[Record], today: datetime.date, ahead: datetime.date) -> Iterator[Now]:
    for each in records:
        if (each.kind in ("task", "action") and each.get("done") is None and not each.get("dropped")
                and _near(each.get("due"), ahead)):
            late = dossier_journal.overdue(each, today, "done")
            yield Now(each.kind, str(each.get("text")), each.get("due"), late, None, each.id, each.get("owner"))


def _contracts(records: list[Record], today: datetime.date, days: int) -> Iterator[Now]:
    """Contracts whose day of decision is near or has passed; the ended, unless another one of the client came after it."""
    contracts = [each for each in records if each.kind == "contract"]
    for term in dossier_business.terms(contracts, today, days):
        followed = any(other.get("end") > term.end and other.get("start") > term.start for other in contracts)
        if term.state in ("running", "ahead", "renewed") or followed:
            continue
        name = term.record.get("name")
        what = msg("contract") if name is None else msg("contract {name}", name=name)
        yield Now("contract", what, term.decide_by, term.decide_by < today, None, term.record.id,
                  why=dossier_business.deadline(term))
