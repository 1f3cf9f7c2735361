"""What the people of a client tell, in words: who decides and is not for us, where a single thread holds everything."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kam_core.i18n import Count, Day, Joined, Message, msg, nmsg
from kam_core.metrics.people import Seat, deciders_lost
from kam_core.settings import Settings

NAMED = 5
"""So many names are said, and how many more there are."""


@dataclass(frozen=True)
class Finding:
    """One thing that the people of a client tell. kind: alarm, look (at this) or good; persons: whom it is about"""

    key: str
    kind: str
    text: Message
    persons: tuple[str, ...] = ()


def findings(found: Iterable[Seat], settings: Settings, today: datetime.date) -> list[Finding]:
    """What is to be known of the people of one client, the most urgent first. found: its seats, or those of one entity"""
    every = list(found)
    acting = [seat for seat in every if seat.acts(today)]
    if not acting:
        text = (msg("Everybody who was known here has left.") if every
                else msg("Nobody at this client is written down yet."))
        return [Finding("gone" if every else "empty", "alarm" if deciders_lost(every, today) else "look", text)]
    parts: tuple[Callable[[], Iterable[Finding]], ...] = (
        lambda: _deciders(every, acting),
        lambda: _threads(acting, settings),
        lambda: _unheld(acting),
        lambda: _stale(acting, settings, today),
    )
    said = [finding for part in parts for finding in part()]
    if said:
        return sorted(said, key=lambda each: each.kind != "alarm")
    return [Finding("good", "good", msg("Who decides is known and somebody of them is for us; nothing hangs on one thread."))]


def _deciders(every: Sequence[Seat], acting: Sequence[Seat]) -> Iterable[Finding]:
    deciders = [seat for seat in acting if seat.decides]
    if not deciders:
        gone = [seat for seat in every if seat.decides]
        if gone:
            last = max(seat.left for seat in gone if seat.left is not None)
            yield Finding("lost", "alarm", msg("{names} decided here and left, the last on {day}; nobody who decides is known "
                                               "since.", names=_names(gone), day=Day(last)), _ids(gone))
        else:
            yield Finding("undecided", "look", msg("Nobody who decides is known."))
        return
    against = [seat for seat in deciders if seat.attitude == "opponent"]
    if against:
        yield Finding("against", "alarm", nmsg("{names} decides and is against us.", "{names} decide and are against us.",
                                               len(_ids(against)), names=_names(against)), _ids(against))
    if not any(seat.attitude == "supporter" for seat in deciders):
        yield Finding("unsupported", "look", msg("No supporter among those who decide."), _ids(deciders))
    dark = [seat for seat in deciders if seat.attitude == "unknown"]
    if dark:
        yield Finding("dark", "look", nmsg("What {names}, who decides, thinks of us is not known.",
                                           "What {names}, who decide, think of us is not known.", len(_ids(dark)),
                                           names=_names(dark)), _ids(dark))


def _threads(acting: Sequence[Seat], settings: Settings) -> Iterable[Finding]:
    persons = _ids(acting)
    if len(persons) < settings.number("people_contacts"):
        yield Finding("one_contact", "look", nmsg("Single thread: only {n} contact is known here, {names}.",
                                                  "Few threads: only {n} contacts are known here, {names}.", len(persons),
                                                  names=_names(acting)), persons)
    holders = sorted({seat.held_by for seat in acting if seat.held_by}, key=str.casefold)
    if not holders:
        yield Finding("no_holder", "look", msg("It is not written who of us holds the contacts."), persons)
    elif len(holders) < settings.number("people_holders") and len(persons) > 1:
        yield Finding("one_holder", "look", nmsg("Single thread: {names} alone holds all contacts here.",
                                                 "Few threads: only {names} hold contacts here.", len(holders),
                                                 names=Joined(holders)), persons)


def _unheld(acting: Sequence[Seat]) -> Iterable[Finding]:
    held = {seat.person for seat in acting if seat.held_by}
    bare = [seat for seat in acting if seat.decides and seat.person not in held]
    if bare and held:
        yield Finding("unheld", "look", nmsg("Nobody of us holds the contact to {names}, who decides.",
                                             "Nobody of us holds the contact to {names}, who decide.", len(_ids(bare)),
                                             names=_names(bare)), _ids(bare))


def _stale(acting: Sequence[Seat], settings: Settings, today: datetime.date) -> Iterable[Finding]:
    days = int(settings.number("people_stale_days"))
    fresh = {seat.person for seat in acting if (today - seat.touched).days <= days}
    old = [seat for seat in acting if seat.person not in fresh]
    if old:
        yield Finding("stale", "look", nmsg("{n} contact was not refreshed for more than {days} days: {names}.",
                                            "{n} contacts were not refreshed for more than {days} days: {names}.",
                                            len(_ids(old)), days=Count(days), names=_names(old)), _ids(old))


def _ids(some: Iterable[Seat]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(seat.person for seat in some))


def _names(some: Iterable[Seat]) -> Message:
    names = list({seat.person: seat.name for seat in some}.values())
    if len(names) <= NAMED:
        return msg("{names}", names=Joined(names))
    return msg("{names} and {n} more", names=", ".join(names[:NAMED]), n=Count(len(names) - NAMED))
