"""The whale curve: contribution of all clients together, added up from the most to the least profitable. Pure functions.

Source: Kaplan and Narayanan, Measuring and Managing Customer Profitability, Journal of Cost Management 15 (2001).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from kam_core.metrics import shares
from kam_core.metrics.answer import Figure

POINTS = 300
"""Points of a curve, however many clients it has."""
ENDS = 5
"""Clients at either end whose points are always kept."""


def figures(contributions: shares.Floats) -> dict[str, Figure]:
    """What the curve says; None of all where there is no client. contributions: of clients, in any order, none unknown.

    earned, loss: sums above and below zero; peak: earned as a share of the total, None where the total is not above
    zero; top20_share: what the most profitable fifth of the clients, rounded up, earns, as a share of the total
    """
    above, below = contributions > 0, contributions < 0
    earned, loss = shares.total(contributions[above]), shares.total(contributions[below])
    whole = shares.total(contributions)
    fifth = np.sort(contributions)[::-1][: -(-len(contributions) // 5)]
    known, anybody = whole > 0, len(contributions) > 0
    return {
        "clients_profitable": int(above.sum()) if anybody else None,
        "clients_losing": int(below.sum()) if anybody else None,
        "earned": earned if anybody else None,
        "loss": loss if anybody else None,
        "peak": earned / whole if known else None,
        "loss_share": loss / whole if known else None,
        "top20_share": shares.total(fifth) / whole if known else None,
    }


def curve(rows: pd.DataFrame, most: int = POINTS) -> pd.DataFrame:
    """The curve, at most about ``most`` points: from no client to all of them, the ends and the peak among them.

    rows: name, contribution; one row a client with a known contribution, the most profitable first
    Returns clients (count), amount (of so many clients together), share (0-1 of the total, null where the total is not
    above zero), name and contribution of the last of them (null at the start).
    """
    amounts = shares.floats(rows["contribution"])
    count = len(amounts)
    sums = np.concatenate(([0.0], np.cumsum(amounts)))
    if count:
        sums[-1] = shares.total(amounts)
    at = _places(count, int((amounts > 0).sum()), most)
    whole = sums[-1]
    names = [None, *rows["name"].tolist()]
    return pd.DataFrame({
        "clients": at,
        "amount": sums[at],
        "share": sums[at] / whole if whole > 0 else np.full(len(at), np.nan),
        "name": [names[place] for place in at],
        "contribution": np.concatenate(([np.nan], amounts))[at],
    })


def _places(count: int, peak: int, most: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Numbers of clients at which a curve of ``count`` clients is drawn: dense at both ends, where it is steep."""
    if count <= most:
        return np.arange(count + 1)
    steps = np.expm1(np.linspace(0, np.log1p(count), most // 3))
    exact = np.arange(ENDS + 1)
    every = np.concatenate((np.linspace(0, count, most // 3), steps, count - steps, exact, count - exact, [peak]))
    return np.unique(np.clip(np.rint(every), 0, count).astype(np.int64))
