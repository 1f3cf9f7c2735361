"""What the rule of falls would have told at the month ends of the past, and what came of it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kam_core.metrics.answer import Figure, ratio
from kam_core.metrics.expected import Fits, fits, judge
from kam_core.metrics.monthly import LEAST, REGULAR, SELDOM, Flags, Floats, Months, Whole
from kam_core.scope import add_months

TRIED = ("month_end", "cases", "stayed", "flagged", "hits", "clients")
ENDS = 24
"""Month ends that are tried at most, the latest ones."""
SAMPLE = 1000
"""Clients that are tried at most, chosen without regard to what they buy."""
AFTER = 3
"""Months after an end in which a fall must last."""
LEAST_CASES, LEAST_FLAGGED, LEAST_ENDS = 100, 10, 6
"""What a trial needs to be told: client-months, falls among them, month ends."""
BACK = 12
"""Month ends that a fall is followed back at most."""
WINDOWS = tuple(sorted({*REGULAR, *SELDOM}))


@dataclass(frozen=True)
class Trial:
    """tried: a row a month end (TRIED); since: for how many month ends before the last one each client was unlikely without a
    break, NaN where it is not now.
    """

    tried: pd.DataFrame
    since: Floats


def trial(
    months: Months, draw: Whole, now: Flags, end: datetime.date, chance: float, seldom: float, stayed: float
) -> Trial:
    """What the rule would have told at each month end of the past, knowing only what was known then.

    months: up to ``end``, not included; draw: a number of each client without meaning, for the sample; now: whether each is
    unlikely at the end; stayed: less than this share (0-1) of what was expected of the months after is a fall that lasted
    cases: clients that were judged by three months; stayed: those that brought so little after; flagged: told; hits: both.
    What is expected after an end rests on the months before the window, as the fall itself does.
    """
    sample = np.argsort(draw, kind="stable")[:SAMPLE]
    # what falls now is followed back among the others: how much they vary is a part of the judgement
    rows = np.union1d(sample, np.flatnonzero(now))
    some, drawn, running = months.of(rows), np.isin(rows, sample), now[rows]
    ends = range(max(LEAST + 1, months.count - AFTER - ENDS + 1), months.count)
    known = fits(some, [at - window for at in ends for window in REGULAR], seldom)
    since, found = np.where(now, 0.0, np.nan), []
    for at in reversed(ends):
        judged, told, wanted = _at(some, at, known, chance, seldom)
        running = running & told & (months.count - at <= BACK)
        since[rows[running]] = months.count - at
        cases = drawn & judged & (wanted > 0)
        if months.count - at >= AFTER and cases.any():
            low = cases & (some.revenue[:, at:at + AFTER].sum(axis=1) < stayed * np.where(cases, wanted, 0.0))
            found.append((add_months(end, at - months.count) - datetime.timedelta(days=1), int(cases.sum()), int(low.sum()),
                          int((told & cases).sum()), int((told & low).sum()), len(months.starts)))
    tried = pd.DataFrame(found[::-1], columns=list(TRIED))
    tried["month_end"] = pd.to_datetime(tried["month_end"])
    return Trial(tried, since)


def _at(months: Months, at: int, known: dict[int, Fits], chance: float, seldom: float) -> tuple[Flags, Flags, Floats]:
    """(who was judged by three months, whose months were unlikely, what was expected of the months after; NaN: unknown)."""
    told = np.zeros(len(months.starts), dtype=bool)
    judged, after = told.copy(), np.full(len(months.starts), np.nan)
    for window in WINDOWS:
        found = judge(months, at, window, chance, seldom, AFTER, known)
        told |= (found.kind > 0) & (found.p < chance) & (found.actual < found.expected)
        if window == AFTER:
            judged, after = found.kind > 0, found.after
    return judged, told, after


def proof(tried: pd.DataFrame) -> dict[str, Figure]:
    """Rates over all month ends together; None where too little was tried."""
    cases, stayed, flagged, hits = (int(tried[key].sum()) for key in ("cases", "stayed", "flagged", "hits"))
    found: dict[str, Figure] = {"cases": cases, "flagged": flagged, "month_ends": len(tried)}
    base, precision = ratio(stayed, cases), ratio(hits, flagged)
    told: dict[str, Figure] = {
        "flagged_share": ratio(flagged, cases), "false_share": ratio(flagged - hits, cases), "base_rate": base,
        "precision": precision, "lift": ratio(precision, base),
    }
    enough = cases >= LEAST_CASES and flagged >= LEAST_FLAGGED and len(tried) >= LEAST_ENDS
    return found | {key: value if enough else None for key, value in told.items()}
