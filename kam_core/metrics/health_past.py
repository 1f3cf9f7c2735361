"""Health in the months before, and whether the clients that were lost had been red: knowing only what was known then."""

from __future__ import annotations

import datetime

import numpy as np
import pandas as pd

from kam_core.ledger import Ledger
from kam_core.metrics import period, shares
from kam_core.metrics.answer import Figure, figure, ratio
from kam_core.metrics.health_facts import facts, largest
from kam_core.metrics.health_score import BANDS, PARTS, Flags, Floats, bands, capped, weighted, weights
from kam_core.metrics.intervals import wilson
from kam_core.scope import Scope, add_months
from kam_core.settings import Settings

MONTHS = 12
MOST = 5000
"""The history by month is that of so many largest clients."""
TRIED = 50_000
"""The change against a month before, and the trial on the past, are those of so many largest clients."""
LEAST_LOST = 5
"""Lost and kept clients that a comparison of their scores needs."""
HISTORY = ("month", "clients", *BANDS, *(f"revenue_{band}" for band in BANDS))
PAST = ("account_id", "month", "score", "raw", "coverage", "band")
BACKTEST = ("band", "clients", "lost", "rate", "low", "high", "revenue", "revenue_lost")


def scored(frame: pd.DataFrame, settings: Settings) -> tuple[Floats, Floats, Floats]:
    """(scores of the parts (n, k), total before caps, coverage) of facts; the scores in the order of PARTS."""
    scores = np.column_stack([part.score(shares.floats(frame[key])) for key, part in PARTS.items()])
    total, coverage = weighted(scores, weights(settings))
    return scores, total, coverage


def without_debts(frame: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """score, raw (before a cap), coverage and band as they can be told of any day: without payment, known of today alone."""
    _, raw, coverage = scored(frame.assign(payment=np.nan), settings)
    total = capped(raw, frame["critical"].to_numpy(dtype=bool), settings)
    chosen = bands(total, coverage, settings)
    return pd.DataFrame({
        "account_id": frame["client_id"].to_numpy(), "cut": frame["cut"].to_numpy(),
        "score": np.where(chosen == "unknown", np.nan, total), "raw": np.where(chosen == "unknown", np.nan, raw),
        "coverage": coverage, "band": chosen,
        "revenue": shares.floats(frame["revenue"]),
    })


def history(ledger: Ledger, scope: Scope, settings: Settings, cut: datetime.date) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(HISTORY: counts and revenue by band, a row a month; PAST: a row a client and month) of the last MONTHS months.

    month: the one at whose end it is looked. Months that were not brought in are left out, and those before any sale.
    """
    held = set(period.loaded(ledger).date)
    cuts = [add_months(cut, -back) for back in range(MONTHS - 1, -1, -1)]
    cuts = [each for each in cuts if add_months(each, -1) in held]
    if not cuts:
        return pd.DataFrame(columns=list(HISTORY)), pd.DataFrame(columns=list(PAST))
    told = without_debts(facts(ledger, scope, settings, cuts, ids=largest(ledger, scope, MOST)).frame, settings)
    told["month"] = pd.to_datetime(told["cut"]) - pd.DateOffset(months=1)
    rows = []
    for month, some in told.groupby("month", sort=True):
        counts = {band: int((some["band"] == band).sum()) for band in BANDS}
        sums = {f"revenue_{band}": shares.total(some.loc[some["band"] == band, "revenue"]) for band in BANDS}
        rows.append({"month": month, "clients": len(some), **counts, **sums})
    return pd.DataFrame(rows, columns=list(HISTORY)), told[list(PAST)].reset_index(drop=True)


def backtest(
    ledger: Ledger, scope: Scope, settings: Settings, cut: datetime.date, bought: pd.Series
) -> tuple[pd.DataFrame, dict[str, Figure]]:
    """(BACKTEST: a row a band, SUMMARY's figures): the bands of a year ago, and how many of each bought nothing since.

    bought: ids of the clients with a purchase in the year up to ``cut``. Nothing where a month of that year was not brought in.
    """
    then = add_months(cut, -MONTHS)
    figures: dict[str, Figure] = dict.fromkeys(SUMMARY)
    if period.held(ledger, then, cut) < MONTHS:
        return pd.DataFrame(columns=list(BACKTEST)), figures
    told = without_debts(facts(ledger, scope, settings, [then], ids=largest(ledger, scope, TRIED)).frame, settings)
    if told.empty:
        return pd.DataFrame(columns=list(BACKTEST)), figures
    lost = pd.Series(True, index=bought.astype(str)).reindex(told["account_id"]).isna().to_numpy()
    return table(told, lost, int(settings.number("retention_min_clients"))), summary(told, lost, settings)


def table(told: pd.DataFrame, lost: Flags, least: int) -> pd.DataFrame:
    """BACKTEST of bands (told: band, revenue) and what came of them. A rate from ``least`` clients on, with its interval."""
    rows = []
    for band in BANDS:
        some = (told["band"] == band).to_numpy()
        count, gone = int(some.sum()), int((some & lost).sum())
        bounds = wilson(gone, count) if count >= least else None
        low, high = bounds if bounds is not None else (np.nan, np.nan)
        rows.append({
            "band": band, "clients": count, "lost": gone, "rate": gone / count if bounds is not None else np.nan, "low": low,
            "high": high, "revenue": shares.total(told.loc[some, "revenue"]),
            "revenue_lost": shares.total(told.loc[some & lost, "revenue"]),
        })
    return pd.DataFrame(rows, columns=list(BACKTEST))


def summary(told: pd.DataFrame, lost: Flags, settings: Settings) -> dict[str, Figure]:
    """The figures of the trial on the past; rates are None below retention_min_clients."""
    band, least = told["band"].to_numpy(), settings.number("retention_min_clients")
    gone = int(lost.sum())
    red = int((band == "red").sum())
    of_lost: dict[str, Figure] = {f"past_lost_{name}": int((lost & (band == name)).sum()) for name in BANDS}
    red_lost = int(of_lost["past_lost_red"] or 0)
    base = ratio(gone, len(told)) if len(told) >= least else None
    precision = ratio(red_lost, red) if red >= least else None
    return {
        "past_clients": len(told), "past_lost": gone, **of_lost, "past_red": red, "base_rate": base,
        "red_lost_rate": precision, "lift": ratio(precision, base),
        "auc": auc(shares.floats(told["score"]), lost),
    }


def auc(score: Floats, lost: Flags) -> Figure:
    """The chance that a lost client had a lower score than one that stayed, ties half; None below LEAST_LOST of either."""
    rated = ~np.isnan(score)
    score, lost = score[rated], lost[rated]
    gone, kept = int(lost.sum()), int((~lost).sum())
    if min(gone, kept) < LEAST_LOST:
        return None
    ranks = pd.Series(-score).rank().to_numpy()
    return figure((ranks[lost].sum() - gone * (gone + 1) / 2) / (gone * kept))


SUMMARY = ("past_clients", "past_lost", *(f"past_lost_{band}" for band in BANDS), "past_red", "base_rate", "red_lost_rate",
           "lift", "auc")


def change(now: pd.DataFrame, before: pd.DataFrame, settings: Settings) -> pd.Series:
    """By client: the score less that a month before, both before caps and without payment; NaN where either is not told.

    now, before: facts of one day each
    """
    scores, earlier = (without_debts(frame, settings).set_index("account_id")["raw"] for frame in (now, before))
    return scores - earlier.reindex(scores.index)
