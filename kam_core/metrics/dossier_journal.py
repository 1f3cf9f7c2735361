"""Visits and calls, promises and claims, tasks of a client: what was, what is due. Pure: over records that are given."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kam_core.book import Record
from kam_core.book.kinds.work import IN_PERSON, STEPS
from kam_core.metrics.intervals import wilson

KEYS = tuple(key for key, _ in STEPS)
"""The five steps of a promise or claim, in order."""
YEAR = datetime.timedelta(days=365)


@dataclass(frozen=True)
class Contacts:
    """Contacts of the last year that took place.

    count: all; ours: begun by us; told: those of which it is known who began; interval: of the share begun by us, 95 %
    in_person: personal meetings; last: the day of the last contact of all time; days: since then
    """

    count: int
    ours: int
    told: int
    interval: tuple[float, float] | None
    in_person: int
    last: datetime.date | None
    days: int | None

    @property
    def share(self) -> float | None:
        """The share begun by us, of those of which it is known."""
        return self.ours / self.told if self.told else None


def took_place(visits: Iterable[Record]) -> list[Record]:
    """Those that were, the last first."""
    return sorted((each for each in visits if each.get("state") == "done"), key=lambda each: each.get("date"), reverse=True)


def planned(visits: Iterable[Record]) -> list[Record]:
    """Those that are planned, the next first; what was planned for a day that has passed stands before them."""
    return sorted((each for each in visits if each.get("state") == "planned"), key=lambda each: each.get("date"))


def contacts(visits: Iterable[Record], today: datetime.date) -> Contacts:
    """Count them. The year ends today."""
    done = took_place(visits)
    year = [each for each in done if today - YEAR < each.get("date") <= today]
    told = [each for each in year if each.get("begun") is not None]
    ours = sum(each.get("begun") == "us" for each in told)
    last = done[0].get("date") if done else None
    return Contacts(
        len(year), ours, len(told), wilson(ours, len(told)), sum(each.get("type") in IN_PERSON for each in year), last,
        None if last is None else max(0, (today - last).days),
    )


def waiting(visits: Iterable[Record]) -> list[Record]:
    """Contacts with a next step that is not done, what is due first; those without a day last."""
    found = [each for each in visits if each.get("next") is not None and each.get("next_done") is None
             and each.get("state") != "off"]
    return sorted(found, key=lambda each: (each.get("next_on") is None, each.get("next_on") or each.get("date")))


def past(day: datetime.date | None, today: datetime.date) -> bool:
    """Whether a day has passed."""
    return day is not None and day < today


def next_of(promise: Record) -> str | None:
    """The step that is to come: the first that is not marked, once the last is not; None where it is fulfilled."""
    if promise.get("fulfilled") is not None:
        return None
    return next(key for key in KEYS if promise.get(key) is None)


def overdue(record: Record, today: datetime.date, done: str) -> bool:
    """Whether it is past its day and not done. done: the field with the day on which it was"""
    return record.get(done) is None and past(record.get("due"), today)


def ordered(records: Iterable[Record], done: str) -> list[Record]:
    """What is overdue first, the oldest before the others; then what is open by its day; then what is done, the last first."""
    found = list(records)
    waits = [each for each in found if each.get(done) is None]
    waits.sort(key=lambda each: (each.get("due") is None, each.get("due") or each.created_at.date()))
    closed = [each for each in found if each.get(done) is not None]
    closed.sort(key=lambda each: each.get(done), reverse=True)
    return [*waits, *closed]


@dataclass(frozen=True)
class Kept:
    """Promises and claims. count: all; fulfilled; overdue: past their day and not fulfilled; late: fulfilled after their day

    interval: of the share fulfilled among those that are fulfilled or overdue, 95 %
    """

    count: int
    fulfilled: int
    overdue: int
    late: int
    interval: tuple[float, float] | None

    @property
    def due(self) -> int:
        """Those of which it can be said: fulfilled, or overdue."""
        return self.fulfilled + self.overdue

    @property
    def share(self) -> float | None:
        """The share fulfilled of those of which it can be said."""
        return self.fulfilled / self.due if self.due else None


def kept(promises: Sequence[Record], today: datetime.date) -> Kept:
    """Count them. What is open and not yet due counts on neither side."""
    done = [each for each in promises if each.get("fulfilled") is not None]
    missed = sum(overdue(each, today, "fulfilled") for each in promises)
    late = sum(each.get("due") is not None and each.get("fulfilled") > each.get("due") for each in done)
    return Kept(len(promises), len(done), missed, late, wilson(len(done), len(done) + missed))
