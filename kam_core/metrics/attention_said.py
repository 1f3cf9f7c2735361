"""What the attention list says of an item: the reason and the next step, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from kam_core.i18n import Count, Day, Message, Money, Month, Number, Share, msg, nmsg
from kam_core.metrics.answer import Figure
from kam_core.metrics.shares import total
from kam_core.metrics.words import OF_BASE

KINDS: dict[str, Message] = {
    "request": msg("request past its limit"),
    "late": msg("late by own rhythm"),
    "drop": msg("fall of revenue"),
    "detractor": msg("detractor"),
    "debt": msg("overdue debt"),
    "lost": msg("lost client"),
    "class": msg("class fallen"),
    "ladder": msg("ladder crossed"),
}
"""The kinds of reasons, in words."""
STEPS: dict[str, Message] = {
    "solve": msg("Solve"), "do": msg("Do as agreed"), "call": msg("Call"), "collect": msg("Collect"),
    "win_back": msg("Win back"), "review": msg("Review"),
}
"""What to do, the most urgent first."""
BOOK = "book"
"""The kind of what people wrote down to be done; it is asked of the book, and is none of the measure's own."""
BOOK_WORD: Message = msg("from the dossier")
STEP_OF = {
    "request": "solve", "late": "call", "drop": "call", "detractor": "call", "debt": "collect", "lost": "win_back",
    "class": "review", "ladder": "review",
}
PAGE_OF = {
    "request": "resolution", "late": "retention", "drop": "retention", "detractor": "nps", "debt": "profit", "lost": "abc_xyz",
    "class": "abc_xyz", "ladder": "concentration",
}
"""The page that shows why."""
_LADDER = {
    "key": msg("a key client by size"), "critical": msg("a critical dependence"), "mono": msg("a mono-client"),
}

Row = Mapping[Any, Any]


def reason(row: Row, base: str, currency: str) -> Message:
    """Why an item is on the list. row: ITEM and the facts of its kind"""
    return _REASONS[row["kind"]](row, base, currency)


def at_stake(most: pd.Series) -> Figure:
    """The money at stake of clients, of each the most; None where there are some, and of none is it known."""
    whole = total(most.astype(float))
    return None if len(most) and not whole else whole


def next_step(row: Row) -> Message:
    """What to do about it."""
    return _NEXT[row["kind"]](row)


def _late(row: Row, _: str, __: str) -> Message:
    usual = nmsg("{n} day", "{n} days", max(1, round(row["usual"])))
    if row["own"]:
        return nmsg("No purchase for {n} day; usually every {usual}.", "No purchase for {n} days; usually every {usual}.",
                    int(row["days"]), usual=usual)
    return nmsg("No purchase for {n} day; its segment usually buys every {usual}.",
                "No purchase for {n} days; its segment usually buys every {usual}.", int(row["days"]), usual=usual)


def _drop(row: Row, _: str, currency: str) -> Message:
    return nmsg("Brought {actual} in the last month instead of {expected}.",
                "Brought {actual} in the last {n} months instead of {expected}.", int(row["window"]),
                actual=Money(float(row["actual"]), currency), expected=Money(float(row["expected"]), currency))


def _detractor(row: Row, _: str, __: str) -> Message:
    who, role, day, score = _text(row["respondent"]), _text(row["role"]), Day(row["began"].date()), Count(int(row["score"]))
    if who and role:
        return msg("Score {score} of 10 from {who} ({role}), {day}.", score=score, who=who, role=role, day=day)
    if who or role:
        return msg("Score {score} of 10 from {who}, {day}.", score=score, who=who or role, day=day)
    return msg("Score {score} of 10, {day}.", score=score, day=day)


def _request(row: Row, _: str, __: str) -> Message:
    ticket, limit = _text(row["ticket_id"]), Number(float(row["limit"]))
    open_for = nmsg("{n} day", "{n} days", int(row["age_days"]))
    what = _text(row["category"])
    if what:
        return msg("Request {ticket} ({what}) is open for {days}; the limit is {limit} h.", ticket=ticket, what=what,
                   days=open_for, limit=limit)
    return msg("Request {ticket} is open for {days}; the limit is {limit} h.", ticket=ticket, days=open_for, limit=limit)


def _debt(row: Row, _: str, currency: str) -> Message:
    return nmsg("{amount} overdue on {n} invoice, for {days}.", "{amount} overdue on {n} invoices, the oldest for {days}.",
                int(row["invoices"]), amount=Money(float(row["stake"]), currency),
                days=nmsg("{n} day", "{n} days", int(row["age_days"])))


def _ladder(row: Row, base: str, _: str) -> Message:
    before = row["share_before"]
    values = {"share": Share(float(row["share"])), "of_base": OF_BASE[base], "step": _LADDER[row["ladder"]]}
    if not _known(before):
        return msg("Brings {share} {of_base}: {step}; a year before it had no share.", **values)
    return msg("Brings {share} {of_base}, {before} a year before: {step} now.", before=Share(float(before)), **values)


def _class(row: Row, _: str, currency: str) -> Message:
    now = row["abc_now"]
    values = {"before": str(row["abc_before"]), "was": Money(float(row["value_before"]), currency),
              "value": Money(float(row["value_now"]), currency)}
    if now not in ("B", "C"):
        return msg("Fell out of class {before}: {value} in twelve months, {was} in those before.", **values)
    return msg("Fell from class {before} to {now}: {value} in twelve months, {was} in those before.", now=str(now), **values)


def _lost(row: Row, _: str, currency: str) -> Message:
    amount = Money(float(row["stake"]), currency)
    if not _known(row["last"]):
        return msg("Bought nothing in twelve months; brought {amount} in those before (class {before}).", amount=amount,
                   before=str(row["abc_before"]))
    return msg("Last bought in {month}; brought {amount} in the twelve months before (class {before}).",
               month=Month(pd.Timestamp(row["last"]).date(), long=True), amount=amount, before=str(row["abc_before"]))


def _known(value: object) -> bool:
    """Whether a fact is there: nan and NaT are not themselves."""
    return value is not None and value == value


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


_REASONS: dict[str, Callable[[Row, str, str], Message]] = {
    "late": _late, "drop": _drop, "detractor": _detractor, "request": _request, "debt": _debt, "ladder": _ladder,
    "class": _class, "lost": _lost,
}
_NEXT: dict[str, Callable[[Row], Message]] = {
    "late": lambda row: msg("Ask what they need; the next purchase was to be expected on {day}.",
                            day=Day(pd.Timestamp(row["due"]).date())),
    "drop": lambda _: msg("Ask what has changed: volume, price, another supplier."),
    "detractor": lambda _: msg("Call back, ask what to change, and say what was done."),
    "request": lambda row: msg("Find who holds it up, and name the client a date.") if row["answered"]
    else msg("Nobody has answered yet: answer today, and name a date."),
    "debt": lambda _: msg("Agree the date of payment in writing; stop shipping on credit where terms say so."),
    "lost": lambda _: msg("Find out why they left, and make an offer to come back."),
    "class": lambda _: msg("Look at what they stopped buying, and decide whether to win it back."),
    "ladder": lambda row: msg("Propose the client for the key list, and name its manager.") if row["ladder"] == "key"
    else msg("Decide what limits the dependence: terms, credit, other clients."),
}
