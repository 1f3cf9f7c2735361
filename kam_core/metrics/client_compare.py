"""Two clients side by side: the same figures, and the categories that one buys and the other does not."""

from __future__ import annotations

import pandas as pd

from kam_core.metrics.answer import Answer

SHOWN: tuple[str, ...] = (
    "revenue", "revenue_change", "margin", "margin_rate", "share_revenue", "share_margin", "rank", "abc", "xyz",
    "ladder_revenue", "score", "band", "purchase_days", "rhythm", "days_since", "first_purchase", "last_purchase",
    "receivables", "overdue", "oldest", "days_to_pay", "dso", "requests", "requests_median_hours", "requests_open",
    "requests_late", "answers", "promoters", "detractors", "last_score", "accounts", "manager", "region", "segment", "industry",
)
"""Columns of the measure ``client`` that are compared, in this order."""


def figures(one: Answer, other: Answer) -> pd.DataFrame:
    """key (of SHOWN), one, other: of those that at least one of the two has. one, other: of the measure ``client``"""
    rows = [(key, one.rows[key].iloc[0], other.rows[key].iloc[0]) for key in SHOWN]
    known = [row for row in rows if not (_nothing(row[1]) and _nothing(row[2]))]
    return pd.DataFrame(known, columns=["key", "one", "other"]).astype(object)


def _nothing(value: object) -> bool:
    return value is None or value is pd.NaT or value is pd.NA or value != value


def categories(one: Answer, other: Answer) -> pd.DataFrame:
    """category, one, other (revenue of twelve months, null where not bought), who ('one', 'other' or 'both').

    One's own alone first, then the other's alone, then what both buy; each by revenue. Of the measure ``client_supplied``
    """
    sides = {name: _bought(answer) for name, answer in (("one", one), ("other", other))}
    names = list(dict.fromkeys([*sides["one"].index, *sides["other"].index]))
    found = pd.DataFrame({"category": names, **{name: side.reindex(names).to_numpy() for name, side in sides.items()}})
    found["who"] = ["both" if pd.notna(first) and pd.notna(second) else "one" if pd.notna(first) else "other"
                    for first, second in zip(found["one"], found["other"], strict=True)]
    order = found.assign(place=found["who"].map({"one": 0, "other": 1, "both": 2}),
                         size=-found[["one", "other"]].max(axis=1)).sort_values(["place", "size", "category"])
    return found.loc[order.index].reset_index(drop=True)


def _bought(answer: Answer) -> pd.Series:
    rows = answer.rows[answer.rows["category"].notna() & (answer.rows["revenue"] > 0)]
    return rows.set_index("category")["revenue"].astype(float)


def months(one: pd.DataFrame, other: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of ``client_months`` of both, over the months that either has: the other's are then unknown or zero alike."""
    index = sorted({*one["month"], *other["month"]})

    def filled(rows: pd.DataFrame, beside: pd.DataFrame) -> pd.DataFrame:
        found = rows.set_index("month").reindex(index)
        there = beside.set_index("month").reindex(index)
        # a month that the other has was brought in: who has no line in it bought nothing then
        found["revenue"] = found["revenue"].fillna(there["revenue"] * 0.0)
        found["partial"] = found["partial"].astype(object).where(found["partial"].notna(), there["partial"]).astype(bool)
        return found.rename_axis("month").reset_index()

    return filled(one, other), filled(other, one)
