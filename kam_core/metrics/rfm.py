"""RFM: how lately, how often and for how much each client bought, in scores from 1 to 5, and the segments they make."""

from __future__ import annotations

import datetime

import numpy as np
import pandas as pd

from kam_core.i18n import Count, Day, Message, Share, msg, nmsg
from kam_core.ledger import Ledger
from kam_core.metrics import period
from kam_core.metrics.answer import Answer, Figure, figure
from kam_core.metrics.measure import PERIOD, Measure, Name
from kam_core.metrics.names import names
from kam_core.metrics.rfm_scores import LABELS, SEGMENTS, fixed, limits, money_step, quintiles, segments
from kam_core.metrics.words import OF_BASE
from kam_core.scope import Scope
from kam_core.settings import Settings

COLUMNS = (
    "account_id", "name", "recency_days", "frequency", "monetary", "r", "f", "m", "segment", "last_purchase", "manager",
    "region", "client_segment",
)
ONE_A_DAY = 1.05
"""Up to so many lines a day with a purchase, a line is a purchase, and what falls on one day is an exception."""


def ask(ledger: Ledger, scope: Scope, settings: Settings) -> Answer:
    """Clients with a purchase in the period, by segment and money. segment: a key of rfm_scores.SEGMENTS, or null.

    frames: segments (segment, clients, share_clients, frequency, monetary, share, recency_days), one row a segment, in
    the order of the table; share of the money above zero, recency_days the median
    """
    found = ledger.query("rfm", scope)
    bought = found[found["last_purchase"].notna()].reset_index(drop=True)
    notes = _without_scores(found[found["last_purchase"].isna()])
    until = _until(ledger, scope)
    by_lines = _by_lines(bought, settings)
    rows = _scored(bought, until, by_lines, settings)
    unknown = int(rows["segment"].isna().sum())
    if unknown:
        notes.append(nmsg("Of {n} client the amount in this base is not known; it has no segment.",
                          "Of {n} clients the amount in this base is not known; they have no segment.", unknown))
    frame = _segments(rows)
    figures = _figures(rows, frame)
    if len(bought) and until is not None:
        notes += _said(ledger, scope, settings, len(bought), until, by_lines)
        notes += _alike(rows)
    return Answer("rfm", ledger.version, scope, settings, figures, rows, _thesis(figures, scope), notes,
                  {"segments": frame})


def _without_scores(idle: pd.DataFrame) -> list[Message]:
    """Says why clients with lines and no purchase have no scores: what they returned, or got at no price."""
    returned = int((idle["returns"].fillna(0) != 0).sum())
    said = [nmsg("{n} client had returns only and has no scores.", "{n} clients had returns only and have no scores.",
                 returned)] if returned else []
    free = len(idle) - returned
    if free:
        said.append(nmsg("{n} client had lines of a price of zero only and has no scores.",
                         "{n} clients had lines of a price of zero only and have no scores.", free))
    return said


def _until(ledger: Ledger, scope: Scope) -> datetime.date | None:
    """The last day of the scope; of the ledger, where the scope's last month is not full."""
    span = period.bounds(ledger, scope)
    if span is None:
        return None
    last = span[1] - datetime.timedelta(days=1)
    return min(last, ledger.info.last_date or last) if period.unfinished(ledger, scope) else last


def _by_lines(bought: pd.DataFrame, settings: Settings) -> bool:
    """Whether lines are counted: as set, or where hardly any client has two lines on one day, and none is a return."""
    chosen = settings.text("rfm_frequency")
    if chosen != "auto":
        return chosen == "lines"
    return bool((bought["returns"] == 0).all() and bought["lines"].sum() <= ONE_A_DAY * bought["days"].sum())


def _scored(bought: pd.DataFrame, until: datetime.date | None, by_lines: bool, settings: Settings) -> pd.DataFrame:
    rows = bought.rename(columns={"lines": "frequency"} if by_lines else {"days": "frequency"})
    rows["recency_days"] = (pd.Timestamp(until or datetime.date.max) - pd.to_datetime(rows["last_purchase"])).dt.days \
        if len(rows) else pd.Series(dtype="int64")
    money = rows["monetary"].to_numpy(dtype=np.float64)
    if len(rows) >= settings.number("rfm_quintiles_from"):
        recency, frequency = quintiles(rows["recency_days"]), quintiles(rows["frequency"])
        monetary = quintiles(money, money_step(money))
    else:
        # from one day past a limit on a client is above it
        recency = fixed(rows["recency_days"], tuple(limit + 1 for limit in limits(settings, "rfm_recency_limits")))
        frequency = fixed(rows["frequency"], limits(settings, "rfm_frequency_limits"))
        whole = float(np.nansum(np.where(money > 0, money, 0.0)))
        monetary = fixed(money / whole if whole else np.where(np.isnan(money), money, 0.0),
                         limits(settings, "rfm_share_limits"))
    recency = 6 - recency
    rows["r"], rows["f"] = recency, frequency
    rows["m"] = pd.Series(monetary, index=rows.index).astype("Int64").where(monetary > 0)
    rows["segment"] = segments(recency, frequency, monetary)
    order = {segment.key: place for place, segment in enumerate(SEGMENTS)}
    place = rows["segment"].map(order).fillna(len(order)).to_numpy(dtype=np.int64)
    # the ledger gives them by id, which stands between equal ones: this keeps it so
    return rows[list(COLUMNS)].iloc[np.lexsort((-np.nan_to_num(money), place))].reset_index(drop=True)


def _segments(rows: pd.DataFrame) -> pd.DataFrame:
    grouped = rows[rows["segment"].notna()].groupby("segment")
    frame = pd.DataFrame({"segment": [segment.key for segment in SEGMENTS]}).set_index("segment")
    frame["clients"] = grouped.size().reindex(frame.index, fill_value=0).astype("int64")
    frame["share_clients"] = frame["clients"] / max(int(frame["clients"].sum()), 1)
    frame["frequency"] = grouped["frequency"].sum().reindex(frame.index, fill_value=0).astype("int64")
    frame["monetary"] = grouped["monetary"].sum().reindex(frame.index, fill_value=0.0).astype("float64")
    positive = rows["monetary"].where(rows["monetary"] > 0).groupby(rows["segment"]).sum().reindex(frame.index, fill_value=0.0)
    frame["share"] = (positive / (positive.sum() or np.nan)).astype("float64")
    frame["recency_days"] = grouped["recency_days"].median().reindex(frame.index).astype("float64")
    return frame.reset_index()


def _figures(rows: pd.DataFrame, frame: pd.DataFrame) -> dict[str, Figure]:
    kept = {str(row["segment"]): row for row in frame.to_dict("records")}
    known = rows["monetary"].notna()
    figures: dict[str, Figure] = {
        "clients": len(rows),
        "frequency": int(rows["frequency"].sum()),
        "monetary": float(rows.loc[known, "monetary"].sum()) if known.any() else None,
    }
    for key in LABELS:
        figures[key] = int(kept[key]["clients"])
        figures[f"{key}_money"] = float(kept[key]["monetary"]) if known.any() else None
    for key in ("champions", "cannot_lose", "at_risk"):
        figures[f"{key}_share"] = figure(kept[key]["share"]) if known.any() else None
    return figures


def _thesis(figures: dict[str, Figure], scope: Scope) -> Message:
    if not figures["clients"]:
        return msg("No client bought in this period.")
    if figures["monetary"] is None:
        return msg("What clients bring in this base is not known, so there are no segments.")
    risk = int(figures["at_risk"] or 0) + int(figures["cannot_lose"] or 0)
    best, of_base = int(figures["champions"] or 0), OF_BASE[scope.base]
    every = Count(int(figures["clients"]))
    hangs = Share((figures["at_risk_share"] or 0.0) + (figures["cannot_lose_share"] or 0.0))
    if best and risk:
        return nmsg("{n} champion of {every} clients brings {share} {of_base}; {hangs} hangs on clients that used to buy "
                    "well and have not bought for a long time.",
                    "{n} champions of {every} clients bring {share} {of_base}; {hangs} hangs on clients that used to buy "
                    "well and have not bought for a long time.", best, every=every,
                    share=Share(figures["champions_share"] or 0.0), of_base=of_base, hangs=hangs)
    if best:
        return nmsg("{n} champion of {every} clients brings {share} {of_base}.",
                    "{n} champions of {every} clients bring {share} {of_base}.", best, every=every,
                    share=Share(figures["champions_share"] or 0.0), of_base=of_base)
    if risk:
        return nmsg("{n} client used to buy well and has not bought for a long time; {hangs} {of_base} hangs on it.",
                    "{n} clients used to buy well and have not bought for a long time; {hangs} {of_base} hangs on them.",
                    risk, hangs=hangs, of_base=of_base)
    return msg("No client buys often, much and lately at once.")


def _said(
    ledger: Ledger, scope: Scope, settings: Settings, clients: int, until: datetime.date, by_lines: bool
) -> list[Message]:
    said = [
        msg("Recency is counted to {day}; a line of sales is a purchase.", day=Day(until)) if by_lines else
        msg("Recency is counted to {day}; purchases are days with a purchase, a day once.", day=Day(until)),
    ]
    if clients < settings.number("rfm_quintiles_from"):
        said.append(nmsg("{n} client is too few for fifths: scores go by fixed limits, which are settings.",
                         "{n} clients are too few for fifths: scores go by fixed limits, which are settings.", clients))
    span = period.bounds(ledger, scope)
    if span is not None:
        months = (span[1].year - span[0].year) * 12 + span[1].month - span[0].month
        missing = months - period.held(ledger, *span)
        if missing:
            said.append(nmsg("{n} month of the period holds no sales at all: if it was not brought in, clients look as if "
                             "they had paused.",
                             "{n} months of the period hold no sales at all: if they were not brought in, clients look as "
                             "if they had paused.", missing))
    return said


def _alike(rows: pd.DataFrame) -> list[Message]:
    """Says where so many clients bought equally often that nobody scores 5 for it, and so nobody is a champion."""
    most = int(rows["f"].max())
    return [] if most > 3 or len(rows) < 5 else [msg(
        "Many clients bought equally often: nobody scores above {most} for frequency. A longer period tells them apart.",
        most=Count(most))]


_SUMMARY: dict[str, Name] = {
    "clients": Name(msg("Clients with a purchase"), "count"),
    "frequency": Name(msg("Purchases"), "count"),
    "monetary": Name(msg("Value in the base"), "money"),
}
for _segment in SEGMENTS:
    _SUMMARY[_segment.key] = Name(_segment.label, "count")
    _SUMMARY[f"{_segment.key}_money"] = Name(msg("{segment}: money", segment=_segment.label), "money")
for _key in ("champions", "cannot_lose", "at_risk"):
    _SUMMARY[f"{_key}_share"] = Name(msg("{segment}: share of the money", segment=LABELS[_key]), "share")

MEASURE = Measure(
    key="rfm",
    label=msg("RFM segments"),
    unit="count",
    direction="",
    formula=msg("R: days from the last purchase in the period to its end; F: days with a purchase (lines, where a line is a "
                "purchase); M: the sum in the base. Scores 1–5 by fifths: the limits are the quantiles at 20, 40, 60 and "
                "80 % (type 7) plus one unit, a value on a limit is above it, equal values share a score, and few days of R "
                "score 5. A base of few clients is scored by fixed limits. Segments are ranges of the three scores."),
    period=PERIOD,
    population=msg("Clients with a purchase in the period, groups or single accounts by the level. Clients with returns "
                   "or lines of a price of zero only have no scores."),
    source=msg("Scores and segments as in the R package rfm 0.3.0; narrow segments before wide ones."),
    columns={
        **names("account_id", "name"),
        "recency_days": Name(msg("Days since the last purchase"), "count"),
        "frequency": Name(msg("Purchases"), "count"),
        "monetary": Name(msg("Value in the base"), "money"),
        "r": Name(msg("R score"), "count"),
        "f": Name(msg("F score"), "count"),
        "m": Name(msg("M score"), "count"),
        "segment": Name(msg("RFM segment"), "text"),
        "last_purchase": Name(msg("Last purchase in the period"), "date"),
        **names("manager", "region"),
        "client_segment": names("segment")["segment"],
    },
    summary=_SUMMARY,
    query=("rfm",),
    find=ask,
    settings=("rfm_quintiles_from", "rfm_frequency", "rfm_recency_limits", "rfm_frequency_limits", "rfm_share_limits"),
)
