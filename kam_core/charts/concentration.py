"""The pictures of the page Concentration, each from the answer of a measure."""

from __future__ import annotations

import datetime

import pandas as pd

from kam_core.charts.ladder import ladder
from kam_core.charts.lorenz import lorenz
from kam_core.charts.losses import losses
from kam_core.charts.pareto import pareto
from kam_core.charts.template import Chart
from kam_core.charts.trend import trend
from kam_core.charts.whatif import before_after
from kam_core.i18n import Message, Number, Share, msg
from kam_core.metrics.answer import Answer
from kam_core.metrics.words import BASE
from kam_core.settings import Settings

ROWS = 10
"""How many clients a ladder shows."""
ROWS_AFTER = 6
"""How many clients the ladder of a what-if shows, beside the totals."""
BANDS = (1000.0, 1800.0)
"""HHI bands of the 2023 merger guidelines of the US DOJ and FTC: made for suppliers in a market, here an analogy."""


def limits(settings: Settings) -> list[tuple[float, Message]]:
    """The limits of the ladder in force, with their names."""
    names = {
        "key_share": msg("key client {share}", share=Share(settings.number("key_share"), 0)),
        "critical_share": msg("critical {share}", share=Share(settings.number("critical_share"), 0)),
        "mono_share": msg("mono-client {share}", share=Share(settings.number("mono_share"), 0)),
    }
    return [(settings.number(key), name) for key, name in names.items()]


def ladder_of(answer: Answer, dark: bool) -> Chart:
    """The ladder of the company: share of the scope's base in bars, of margin (or of revenue) as rings."""
    base = answer.scope.base
    other = "margin" if base == "revenue" else "revenue"
    rows = answer.rows[answer.rows["share"].notna()].head(ROWS)
    frame = pd.DataFrame({
        "name": rows["name"], "share": rows["share"], "other": _whole_shares(answer.rows, other).loc[rows.index],
        "ladder": rows["ladder"], "disclosed": rows["disclosed"],
    })
    ring = BASE[other] if frame["other"].notna().any() else None
    return ladder(frame, BASE[base], ring, limits(answer.settings), dark)


def _whole_shares(rows: pd.DataFrame, column: str) -> pd.Series:
    """Shares of what all clients above zero bring; a client at a loss has a negative one, so that it can be seen."""
    amounts = rows[column].astype(float)
    whole = amounts[amounts > 0].sum()
    return amounts / whole if whole > 0 else amounts * float("nan")


def ladder_of_parts(answer: Answer, dark: bool) -> Chart:
    """The largest client of each business unit or manager, as its share of that part."""
    rows = answer.rows[answer.rows["part"].notna() & answer.rows["largest_share"].notna()]
    rows = rows.sort_values("largest_share", ascending=False, kind="stable").head(2 * ROWS)
    frame = pd.DataFrame({
        "name": rows["part"] + ": " + rows["largest"], "share": rows["largest_share"], "ladder": rows["ladder"],
    })
    return ladder(frame, msg("share within it"), None, limits(answer.settings), dark)


def ladder_after(answer: Answer, dark: bool) -> Chart:
    """The ladder once the chosen clients are cut, with rings where the shares stand today."""
    rows = answer.rows[answer.rows["share_after"].notna()].sort_values("share_after", ascending=False, kind="stable")
    rows = rows.head(ROWS_AFTER)
    frame = pd.DataFrame({
        "name": rows["name"], "share": rows["share_after"], "other": rows["share"], "ladder": rows["ladder_after"],
    })
    return ladder(frame, msg("then"), msg("now"), limits(answer.settings), dark)


def pareto_of(answer: Answer, dark: bool) -> Chart:
    """The Pareto curve with the number of clients that reach the setting pareto_share."""
    curve, needed = answer.frames["pareto"], answer.summary["accounts_for_80"]
    return pareto(
        curve["clients"].tolist(), curve["share"].tolist(), answer.settings.number("pareto_share"),
        None if needed is None else int(needed), BASE[answer.scope.base], dark,
    )


def lorenz_of(answer: Answer, dark: bool) -> Chart:
    """The Lorenz curve with Gini."""
    curve = answer.frames["lorenz"]
    return lorenz(
        curve["clients"].tolist(), curve["amount"].tolist(), answer.summary["gini"], BASE[answer.scope.base], dark,
    )


def hhi_of(answer: Answer, dark: bool) -> Chart:
    """HHI over time, with the bands of the merger guidelines where they are in sight."""
    bands = [(at, str(msg("{points}: merger guidelines, an analogy", points=Number(at)))) for at in BANDS]
    return trend(*_series(answer, "hhi"), msg("HHI, points"), dark, limits=bands)


def effective_of(answer: Answer, dark: bool) -> Chart:
    """The effective number of clients over time."""
    label = msg("Effective number of clients")
    return trend(*_series(answer, "effective_accounts"), label, dark, digits=1)


def _series(answer: Answer, column: str) -> tuple[list[datetime.date], list[float]]:
    return [month.date() for month in pd.to_datetime(answer.rows["month"])], answer.rows[column].astype(float).tolist()


def losses_of(answer: Answer, currency: str, dark: bool) -> Chart:
    """The distribution of a year's loss."""
    return losses(
        answer.rows["amount"].tolist(), answer.rows["probability"].tolist(), answer.summary, BASE[answer.scope.base],
        currency, dark,
    )


def before_after_of(answer: Answer, currency: str, dark: bool) -> Chart:
    """Revenue, margin and contribution now, and once the chosen clients are cut."""
    rows = [
        (msg("Revenue"), answer.summary["revenue"], answer.summary["revenue_after"]),
        (msg("Margin"), answer.summary["margin"], answer.summary["margin_after"]),
    ]
    return before_after(rows, currency, dark)
