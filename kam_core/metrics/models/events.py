"""From a log of purchases to what the models read: how often, how lately, for how long, for how much."""

from __future__ import annotations

import datetime

import numpy as np
import pandas as pd

DAYS_A_WEEK = 7.0


def repeat_transactions(
    log: pd.DataFrame, end: datetime.date, until: datetime.date | None = None, unit: float = DAYS_A_WEEK
) -> pd.DataFrame:
    """One row a client that bought up to ``end``, with its history up to then.

    log: client, date, and if there is one, amount; purchases of a client on one day are one
    end: the last day of what is looked at; until: the last day of the holdout after it; unit: days in a unit of time
    Returns client, x (repeat purchases), t_x and T (units of time since the first purchase: of the last one, and of the
    end), and where known mean (mean amount of the repeat purchases; NaN without one), holdout (purchases after end).
    """
    amounts = ["amount"] if "amount" in log else []
    days = pd.DataFrame({"client": log["client"], "date": pd.to_datetime(log["date"]), **{a: log[a] for a in amounts}})
    merged = days.groupby(["client", "date"], sort=True, as_index=False)[amounts].sum() if amounts else \
        days.drop_duplicates().sort_values(["client", "date"])
    seen = merged[merged["date"] <= pd.Timestamp(end)]
    grouped = seen.groupby("client", sort=True)["date"]
    first, last, times = grouped.min(), grouped.max(), grouped.count()
    found = pd.DataFrame({
        "x": times - 1,
        "t_x": (last - first).dt.days / unit,
        "T": (pd.Timestamp(end) - first).dt.days / unit,
    })
    if amounts:
        again = seen[seen["date"] > seen["client"].map(first)]
        found["mean"] = again.groupby("client")["amount"].mean().reindex(found.index).astype(np.float64)
    if until is not None:
        later = merged[(merged["date"] > pd.Timestamp(end)) & (merged["date"] <= pd.Timestamp(until))]
        found["holdout"] = later.groupby("client")["date"].count().reindex(found.index, fill_value=0)
    return found.rename_axis("client").reset_index()
