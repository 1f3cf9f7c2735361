"""An account plan in figures: how far its goals are, which of its actions are due, what the client reached. Pure: over
records and answers that are given.

Shares are in per cent here, as they are typed into a goal: 35 is 35 %.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import numpy as np
import pandas as pd

from kam_core.book import Record
from kam_core.metrics.answer import Answer, figure

Direction = Literal["up", "down"]
Course = Literal["reached", "missed", "on", "behind", "under_way", "unknown"]
FEW_GOALS, MOST_GOALS = 3, 5
TREND = 13
"""Points of a trend: twelve months ending at each of so many."""


@dataclass(frozen=True)
class Source:
    """Where a figure of a goal comes from. measure, key: of the registry; unit: money, share, count, index

    direction: where it is better
    """

    measure: str
    key: str
    unit: str
    direction: Direction


SOURCES: dict[str, Source] = {
    "revenue": Source("client", "revenue", "money", "up"), "margin": Source("client", "margin", "money", "up"),
    "margin_rate": Source("client", "margin_rate", "share", "up"), "wallet": Source("client", "revenue", "share", "up"),
    "share_revenue": Source("client", "share_revenue", "share", "down"),
    "categories": Source("client_supplied", "categories", "count", "up"),
    "purchase_days": Source("client", "purchase_days", "count", "up"), "nps": Source("client", "answers", "index", "up"),
    "requests_late": Source("client", "requests_late", "count", "down"),
    "requests_median_hours": Source("client", "requests_median_hours", "index", "down"),
    "overdue": Source("client", "overdue", "money", "down"), "days_to_pay": Source("client", "days_to_pay", "index", "down"),
    "score": Source("client", "score", "index", "up"),
}
"""By the key of a figure (kinds.plan.FIGURES)."""


@dataclass(frozen=True)
class Known:
    """A figure of a client. now: None where it is not known; before: a year earlier; trend: oldest first; n: its sample"""

    now: float | None
    before: float | None = None
    trend: tuple[float, ...] = ()
    n: int | None = None


def figures_of(
    client: Answer, supplied: Answer | None = None, months: pd.DataFrame | None = None, spend: Decimal | None = None
) -> dict[str, Known]:
    """Every figure that a goal can be tied to. client, supplied: of those measures, over twelve full months

    months: rows of ``client_months``, 24 or more of them, for trends; spend: what the client spends a year on what we sell
    """
    said = client.summary
    found = {key: Known(_scaled(source, said.get(source.key)), _scaled(source, said.get(f"{source.key}_before")))
             for key, source in SOURCES.items() if source.measure == "client"}
    revenue, before = figure(said.get("revenue")), figure(said.get("revenue_before"))
    bought = None if spend is None or spend <= 0 else float(spend)
    found["wallet"] = Known(None if bought is None or revenue is None else 100 * revenue / bought,
                            None if bought is None or before is None else 100 * before / bought)
    found["share_revenue"] = Known(_scaled(SOURCES["share_revenue"], said.get("share_revenue")))
    found["nps"] = _nps(said)
    found["categories"] = Known(None if supplied is None else figure(supplied.summary.get("categories")))
    for key, trend in rolling(months).items():
        # the last point is the figure itself; where it is not, months were counted that the figure leaves out
        last, now = (trend[-1] if trend else None), found[key].now
        same = last is not None and now is not None and abs(last - now) <= 0.01 + 1e-9 * abs(now)
        found[key] = Known(now, found[key].before, trend if same else ())
    return found


def _scaled(source: Source, value: object) -> float | None:
    known = figure(value)
    return None if known is None else float(known) * (100 if source.unit == "share" else 1)


def _nps(said: Mapping[str, object]) -> Known:
    """Share of promoters less share of detractors, in points; with the number of answers."""
    answers = figure(said.get("answers"))
    if not answers:
        return Known(None)
    balance = (figure(said.get("promoters")) or 0) - (figure(said.get("detractors")) or 0)
    return Known(100 * balance / answers, n=int(answers))


def rolling(months: pd.DataFrame | None) -> dict[str, tuple[float, ...]]:
    """Revenue and margin of twelve months ending at each of the last full months; nothing where one is not known."""
    if months is None or "partial" not in months or not len(months):
        return {}
    full = months[~months["partial"].astype(bool)]
    found = {}
    for key in ("revenue", "margin"):
        sums = full[key].astype(float).rolling(12).sum().to_numpy()[-TREND:]
        known = sums[~np.isnan(sums)]
        if len(known) == len(sums) and len(known) > 1:
            found[key] = tuple(float(each) for each in known)
    return found


@dataclass(frozen=True)
class Way:
    """How far a goal is. unit: of SOURCES, "number" where no figure tells it; moves: whether it is computed

    part: of the way from start to target, may be below 0 or above 1; None where it cannot be said
    """

    record: Record
    unit: str
    direction: Direction
    start: float | None
    now: float | None
    target: float | None
    course: Course
    part: float | None
    known: Known | None

    @property
    def moves(self) -> bool:
        """Whether it moves by itself."""
        return self.known is not None


def way(goal: Record, figures: Mapping[str, Known], today: datetime.date, since: datetime.date | None = None) -> Way:
    """How far a goal is. since: from when on the plan runs; the day on which the goal was written where none is said

    It is on course where it is at least as far as even progress from start to target would have brought it by today.
    """
    key = goal.get("measure")
    source = SOURCES.get(str(key))
    known = figures.get(str(key)) if source is not None else None
    direction: Direction = goal.get("direction") or (source.direction if source is not None else "up")
    now = known.now if known is not None else _number(goal.get("now"))
    start, target, due = _number(goal.get("start")), _number(goal.get("target")), goal.get("due")
    sign = 1 if direction == "up" else -1
    part = None
    if now is not None and start is not None and target is not None and target != start:
        part = (now - start) / (target - start)
    course: Course
    if now is None or target is None:
        course = "unknown"
    elif sign * (now - target) >= 0:
        course = "reached"
    elif due is not None and due < today:
        course = "missed"
    else:
        even = _even(since or goal.created_at.astimezone().date(), due, today)
        course = "under_way" if part is None or even is None else "on" if part >= even else "behind"
    return Way(goal, source.unit if source is not None else "number", direction, start, now, target, course, part, known)


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))


def _even(since: datetime.date, due: datetime.date | None, today: datetime.date) -> float | None:
    """The part of the time that has passed; None where there is no end to it."""
    if due is None or due <= since:
        return None
    return min(1.0, max(0.0, (today - since).days / (due - since).days))


def live(actions: Iterable[Record]) -> list[Record]:
    """Actions that are neither done nor dropped, what is due first; those without a day last."""
    found = [each for each in actions if each.get("done") is None and not each.get("dropped")]
    return sorted(found, key=lambda each: (each.get("due") is None, each.get("due") or each.created_at.date()))


def overdue(actions: Iterable[Record], today: datetime.date) -> list[Record]:
    """Those of them whose day has passed."""
    return [each for each in live(actions) if each.get("due") is not None and each.get("due") < today]


def _outcome(goal: Record, today: datetime.date) -> bool | None:
    """Whether a goal of a client was reached; None where it cannot be said yet, or the client has dropped it."""
    state, due = goal.get("state"), goal.get("due")
    if state in ("reached", "missed"):
        return bool(state == "reached")
    return False if state != "dropped" and due is not None and due < today else None


def achievement(records: Iterable[Record], today: datetime.date | None = None) -> tuple[int, int]:
    """Goals of clients that were reached, and of how many that can be said: reached, missed, or past their day.

    What the client has dropped, and what is open and not yet due, counts on neither side. records: of any kind
    """
    day = today or datetime.datetime.now().astimezone().date()
    told = [_outcome(each, day) for each in records if each.kind == "client_goal"]
    said = [each for each in told if each is not None]
    return sum(said), len(said)


def achievements(
    records: Iterable[Record], by: Mapping[str, str], today: datetime.date | None = None
) -> dict[str, tuple[int, int]]:
    """The same by what each client belongs to: by client → its manager, say. Clients that are not named are left out."""
    groups: dict[str, list[Record]] = {}
    for each in records:
        if each.client_id is not None and each.client_id in by:
            groups.setdefault(by[each.client_id], []).append(each)
    return {key: achievement(found, today) for key, found in groups.items()}


def ordered(goals: Sequence[Record]) -> list[Record]:
    """Goals by their day, those without one last."""
    return sorted(goals, key=lambda each: (each.get("due") is None, each.get("due") or datetime.date.max, each.created_at))
