"""The pictures of the page Profit, each from the answer of a measure."""

from __future__ import annotations

import pandas as pd

from kam_core.charts.aging import aging
from kam_core.charts.sides import sides
from kam_core.charts.template import Chart
from kam_core.charts.whale import whale
from kam_core.i18n import msg
from kam_core.metrics.answer import Answer
from kam_core.metrics.debts import BUCKETS
from kam_core.metrics.words import BASE

ROWS = 8
"""How many clients are compared by revenue and contribution."""


def whale_of(answer: Answer, currency: str, dark: bool) -> Chart:
    """The whale curve of ``profit``."""
    return whale(answer.frames["curve"], int(answer.summary["clients_losing"] or 0), currency, dark)


def sides_of(answer: Answer, currency: str, dark: bool) -> Chart:
    """The clients with most revenue: their shares of revenue and of contribution. answer: ``profit``

    Their amounts where all together leave nothing: of a loss there are no shares.
    """
    rows = answer.rows[answer.rows["revenue"] > 0].nlargest(ROWS, "revenue")
    if rows["share_contribution"].isna().all() and rows["contribution"].notna().any():
        frame = pd.DataFrame({"name": rows["name"], "one": rows["revenue"], "other": rows["contribution"]})
        return sides(frame, BASE["revenue"], BASE["contribution"], dark, currency)
    frame = pd.DataFrame({"name": rows["name"], "one": rows["share_revenue"], "other": rows["share_contribution"]})
    return sides(frame, msg("share of revenue"), msg("share of contribution"), dark)


def aging_of(answer: Answer, currency: str, dark: bool) -> Chart:
    """What is owed by age. answer: ``debts``"""
    found = answer.frames["aging"]
    ages = [BUCKETS[bucket] for bucket in found["bucket"].tolist()]
    return aging(list(zip(ages, found["amount"].tolist(), found["clients"].tolist(), strict=True)), currency, dark)
