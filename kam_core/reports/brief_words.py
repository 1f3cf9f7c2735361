"""The words of a brief: texts cut to what a page can hold, its figures, the line below its name."""

from __future__ import annotations

import datetime
import re
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from kam_core.i18n import Count, Day, Message, Money, Number, Ratio, Share, msg, nmsg
from kam_core.metrics.abc_xyz_said import STATES
from kam_core.metrics.health_score import BANDS

_LONG = re.compile(r"(\S{24})(?=\S)")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")


@dataclass(frozen=True)
class Item:
    """A line of a list. head: in bold; note: small below it; bad: a day or a limit is past"""

    head: str = ""
    text: str = ""
    note: str = ""
    bad: bool = False

    def plain(self) -> dict[str, Any]:
        """As the page reads it."""
        return asdict(self)


def cut(text: object, most: int) -> str:
    """A text on one line, at most so long; what has no spaces may be broken anywhere, and marks that are not seen are gone."""
    line = " ".join(_UNSEEN.sub(" ", str(text)).split())
    short = line if len(line) <= most else line[: most - 1].rstrip() + "…"
    return _LONG.sub("\\1\u200b", short)


def of_person(key: str, label: Message | None) -> Message:
    """A word about a person: its role, influence or attitude."""
    if key == "influence":
        return msg("influence: {what}", what=label)
    return msg("attitude: {what}", what=label) if key == "attitude" else msg("{what}", what=label)


def line(row: dict[Any, Any], entities: pd.DataFrame, today: datetime.date, internal: bool) -> str:
    """What stands below the name: the day, the entities, who keeps the client; class and health where it stays inside."""
    parts: list[object] = [msg("Brief for a meeting, {day}", day=Day(today))]
    names = [cut(name, 40) for name in entities["name"].head(2)]
    if len(entities) > 1:
        more = nmsg("{n} more", "{n} more", len(entities) - 2)
        parts.append(", ".join(names) if len(entities) == 2 else f"{', '.join(names)}, {more}")
    parts += [cut(row[key], 40) for key in ("industry", "region") if isinstance(row[key], str)]
    if isinstance(row["manager"], str):
        parts.append(msg("manager: {who}", who=cut(row["manager"], 40)))
    if row["first_purchase"] is not None:
        parts.append(msg("first purchase: {day}", day=Day(row["first_purchase"])))
    if internal:
        cell = "".join(str(row[key]) for key in ("abc", "xyz") if isinstance(row[key], str))
        if cell:
            parts.append(msg("class {cell}", cell=cell))
        if row["state"] in ("new", "lost", "one_off", "seasonal"):
            parts.append(STATES[row["state"]])
        if row["band"] in ("red", "amber", "green") and row["score"] is not None:
            parts.append(msg("health: {band} ({score})", band=BANDS[row["band"]], score=Number(row["score"])))
        if row["share_revenue"] is not None:
            parts.append(msg("{share} of the revenue", share=Share(row["share_revenue"])))
    return " · ".join(str(each) for each in parts)


def figures(row: dict[Any, Any], currency: str, internal: bool) -> list[dict[str, str]]:
    """Four figures: label, value, note, tone. Margin stays inside."""
    revenue = _figure(msg("Revenue of the period"), Money(row["revenue"], currency), *_moved(row["revenue_change"]))
    earned = None if row["margin"] is None else Money(row["margin"], currency)
    margin = _figure(msg("Margin"), earned, *_moved(row["margin_change"]))
    last = row["last_purchase"]
    bought = _figure(msg("Days with a purchase"), Count(int(row["purchase_days"] or 0)),
                     "" if last is None else msg("the last on {day}", day=Day(last)))
    overdue = row["overdue"]
    owed = msg("not known") if overdue is None else msg("nothing is overdue")
    if overdue:
        owed = nmsg("the oldest for {n} day", "the oldest for {n} days", int(row["oldest"] or 0))
    debt = _figure(msg("Overdue"), None if overdue is None else Money(overdue, currency), owed, "bad" if overdue else "")
    still, past = row["requests_open"], int(row["requests_late"] or 0) if internal else 0
    waits = msg("past the limit: {n}", n=Count(past)) if past else msg("not known") if still is None else ""
    requests = _figure(msg("Open requests"), None if still is None else Count(int(still)), waits, "bad" if past else "")
    return [revenue, margin if internal else bought, debt, requests]


def _moved(change: float | None) -> tuple[object, str]:
    if change is None:
        return msg("no year before to compare with"), ""
    return msg("{change} to a year before", change=Ratio(change)), "good" if change > 0 else "bad" if change < 0 else ""


def _figure(label: Message, value: object | None, note: object = "", tone: str = "") -> dict[str, str]:
    return {"label": str(label), "value": "—" if value is None else str(value), "note": str(note), "tone": tone}
