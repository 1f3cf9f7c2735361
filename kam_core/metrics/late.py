"""Clients that are late by their own rhythm, and how often that has meant something in the company's own past."""

from __future__ import annotations

import datetime

import numpy as np
import pandas as pd

from kam_core.i18n import Count, Day, Message, Money, Number, msg, nmsg
from kam_core.ledger import Ledger
from kam_core.metrics import period, shares, timeless
from kam_core.metrics.answer import Answer, Figure, figure, ratio
from kam_core.metrics.measure import Measure, Name
from kam_core.metrics.names import names
from kam_core.metrics.words import OF_BASE
from kam_core.scope import Scope, add_months
from kam_core.settings import Settings

COLUMNS = ("account_id", "name", "state", "stake", "days_since", "last_purchase", "expected", "rhythm", "own",
           "purchase_days", "first_purchase", "manager", "region", "segment")
STATES: dict[str, Message] = {"late": msg("late"), "inactive": msg("inactive"), "lost": msg("lost")}
"""How long a client has not bought, by its own rhythm; on time is none of these."""
SAMPLE, SAMPLE_DAYS, SAMPLE_LEAST = 5000, 500_000, 200
"""Clients that the rule is tried on at most, the days with a purchase that they have together at most, and clients at least."""
LEAST_TESTED, LEAST_FLAGGED, LEAST_ENDS = 100, 20, 6
"""What a trial needs to be told: client-months, flagged ones among them, month ends."""
BACKTEST = ("month_end", "tested", "stopped", "flagged", "hits", "fresh", "clients", "used")


def as_of(ledger: Ledger, scope: Scope) -> datetime.date | None:
    """The day that is looked from: the last day of the ledger, or of the scope where that ends earlier."""
    last, full = ledger.info.last_date, ledger.info.last_full_month
    if last is None or scope.end is None or full is None or scope.end >= add_months(full, 1):
        return last
    return min(last, scope.end - datetime.timedelta(days=1))


def ask(ledger: Ledger, scope: Scope, settings: Settings) -> Answer:
    """Clients that are late, inactive or lost on the day ``as_of``, most money at stake first.

    Rows: stake (the base's sum of the last twelve months), expected (the day the next purchase was to be expected), rhythm
    (median days between days with a purchase), own (whether it is the client's own, or that of its segment)
    frames: backtest (BACKTEST): what the rule would have said at each month end
    """
    day = as_of(ledger, scope)
    figures: dict[str, Figure] = dict.fromkeys(SUMMARY)
    rows, tried = pd.DataFrame(columns=list(COLUMNS)), pd.DataFrame(columns=list(BACKTEST))
    if day is not None:
        found = ledger.query("late", scope, **_rules(settings), **_when(ledger, scope, day),
                             min_clients=int(settings.number("retention_min_clients")),
                             inactive_factor=settings.number("inactive_factor"))
        rows = _rows(found[found["state"].isin(list(STATES))])
        figures |= _counts(found, rows)
        tried = backtest(ledger, scope, settings, day)
        figures |= proof(tried)
    notes = _notes(figures, tried, day, settings)
    return Answer("rhythm", ledger.version, scope, settings, figures, rows, _thesis(figures, scope, ledger.info.currency),
                  notes, {"backtest": tried})


def one(ledger: Ledger, scope: Scope, settings: Settings) -> pd.Series | None:
    """The row of late.sql of the only client of a scope, on time or not; None where it never bought.

    A client without a rhythm of its own is ``unknown``: there is nobody beside it to take one from.
    """
    day = as_of(ledger, scope)
    if day is None:
        return None
    found = ledger.query("late", scope, **_rules(settings), **_when(ledger, scope, day), min_clients=2,
                         inactive_factor=settings.number("inactive_factor"))
    return None if found.empty else found.iloc[0]


def _rules(settings: Settings) -> dict[str, object]:
    return {
        "min_days": int(settings.number("late_min_days")), "floor_days": int(settings.number("late_floor_days")),
        "late_factor": settings.number("late_factor"), "lost_factor": settings.number("lost_factor"),
        "lost_days": int(settings.number("lost_days")),
    }


def _when(ledger: Ledger, scope: Scope, day: datetime.date) -> dict[str, object]:
    """anew: whether the lives that were summed at import do not serve, because less than all is looked at."""
    part = any(name in ("unit", "manager") for name, _ in scope.where)
    return {"as_of": day, "year_ago": add_months(day.replace(day=1), -12), "anew": part or day != ledger.info.last_date}


def _rows(found: pd.DataFrame) -> pd.DataFrame:
    rows = found.rename(columns={"client_id": "account_id", "gap_median": "rhythm"}).reset_index(drop=True)
    rows["stake"] = rows["stake"].fillna(0.0)
    last = pd.to_datetime(rows["last_purchase"])
    wait = np.rint(rows["rhythm"].to_numpy(dtype=float, na_value=0.0))
    rows["expected"] = last + pd.to_timedelta(np.clip(wait, 1, 36500), unit="D")
    rows["own"] = rows["own"].astype(bool)
    return rows[list(COLUMNS)]


def _counts(found: pd.DataFrame, rows: pd.DataFrame) -> dict[str, Figure]:
    if found.empty:
        return {"clients": 0, "on_time": 0, "unknown": 0, **{key: 0 for state in STATES for key in (state, f"stake_{state}")}}
    first = found.loc[found["place"] == 1].iloc[0] if (found["place"] == 1).any() else found.iloc[0]
    state = rows["state"]
    return {
        **{key: int(first[key]) for key in ("clients", "on_time", "unknown")},
        **{name: int((state == name).sum()) for name in STATES},
        **{f"stake_{name}": shares.total(rows.loc[state == name, "stake"]) for name in STATES},
    }


def backtest(ledger: Ledger, scope: Scope, settings: Settings, day: datetime.date) -> pd.DataFrame:
    """What the rule "late" would have said at the month ends of the past, and what came of it (BACKTEST).

    tested: clients with a rhythm of their own; stopped: bought nothing in the horizon after; flagged: late then; hits:
    both; fresh: flagged, and not yet a month before; clients: those that ``used`` were drawn from. Month ends whose horizon
    is not over are not there, nor those where their month or the horizon holds a month that was not brought in.
    """
    horizon, first = int(settings.number("late_horizon_days")), ledger.info.first_date
    last = day - datetime.timedelta(days=horizon)
    if first is None or last <= first:
        return pd.DataFrame(columns=list(BACKTEST))
    found = timeless.again(ledger, "late_backtest", scope, **_rules(settings), first=first, last=last, horizon=horizon,
                           most=SAMPLE, most_days=SAMPLE_DAYS, least=SAMPLE_LEAST)
    ends = pd.to_datetime(found["month_end"])
    held = period.loaded(ledger).to_period("M")
    months = pd.period_range(first, day, freq="M")
    missing = months[~months.isin(held)]
    seen = [not ((missing >= end.to_period("M")) & (missing <= (end + pd.Timedelta(days=horizon)).to_period("M"))).any()
            for end in ends]
    return found[np.asarray(seen, dtype=bool)].reset_index(drop=True)


def proof(tried: pd.DataFrame) -> dict[str, Figure]:
    """Base rate, precision, recall and lift over all month ends together; None where too little was tried."""
    tested, stopped, flagged, hits = (int(tried[key].sum()) for key in ("tested", "stopped", "flagged", "hits"))
    found: dict[str, Figure] = {"tested": tested, "tested_flagged": flagged, "month_ends": len(tried)}
    enough = tested >= LEAST_TESTED and flagged >= LEAST_FLAGGED and len(tried) >= LEAST_ENDS
    clients, used = (int(tried[key].max()) if len(tried) else 0 for key in ("clients", "used"))
    base, precision = ratio(stopped, tested), ratio(hits, flagged)
    told: dict[str, Figure] = {
        "base_rate": base, "precision": precision, "recall": ratio(hits, stopped),
        "lift": ratio(precision, base), "flagged_share": ratio(flagged, tested),
        "alerts_monthly": figure(tried["fresh"].sum() / len(tried) * clients / used) if len(tried) else None,
    }
    return found | {key: value if enough else None for key, value in told.items()}


def _notes(figures: dict[str, Figure], tried: pd.DataFrame, day: datetime.date | None, settings: Settings) -> list[Message]:
    said: list[Message] = []
    if day is not None:
        said.append(msg("As of {day}.", day=Day(day)))
    if not figures["clients"]:
        return said
    horizon = Count(int(settings.number("late_horizon_days")))
    if figures["precision"] is None or figures["base_rate"] is None:
        said.append(msg("There is not enough history yet to tell how often “late” has been right here "
                        "({tested} cases at {ends} month ends).", tested=Count(int(figures["tested"] or 0)),
                        ends=Count(int(figures["month_ends"] or 0))))
    else:
        said.append(msg("Tried on the past: of 100 clients that were late so, {right} bought nothing in the {days} days "
                        "after; of 100 clients of any kind, {usual} ({tested} cases at {ends} month ends).",
                        right=Number(100 * figures["precision"]), usual=Number(100 * figures["base_rate"]), days=horizon,
                        tested=Count(int(figures["tested"] or 0)), ends=Count(int(figures["month_ends"] or 0))))
        if len(tried) and tried["clients"].max() > tried["used"].max():
            said.append(msg("Tried on {some} clients of {all}, chosen without regard to what they buy.",
                            some=Count(int(tried["used"].max())), all=Count(int(tried["clients"].max()))))
    if figures["unknown"]:
        said.append(nmsg("{n} client has bought too seldom to have a rhythm, and so have the others of its segment.",
                         "{n} clients have bought too seldom to have a rhythm, and so have the others of their segment.",
                         int(figures["unknown"])))
    return said


def _thesis(figures: dict[str, Figure], scope: Scope, currency: str) -> Message:
    if not figures["clients"]:
        return msg("There are no clients with a purchase here.")
    waiting = int(figures["late"] or 0) + int(figures["inactive"] or 0)
    if not waiting:
        return msg("No client is late by its own rhythm.")
    stake = (figures["stake_late"] or 0.0) + (figures["stake_inactive"] or 0.0)
    return nmsg("{n} client has not bought for longer than usual; it brought {stake} {of_base} in the last twelve months.",
                "{n} clients have not bought for longer than usual; they brought {stake} {of_base} in the last twelve months.",
                waiting, stake=Money(stake, currency), of_base=OF_BASE[scope.base])




SUMMARY = {
    "clients": Name(msg("Clients with a purchase"), "count"),
    "on_time": Name(msg("Clients on time"), "count"),
    "late": Name(msg("Late clients"), "count"),
    "inactive": Name(msg("Inactive clients"), "count"),
    "lost": Name(msg("Lost clients"), "count"),
    "unknown": Name(msg("Clients without a rhythm"), "count"),
    "stake_late": Name(msg("What late clients brought in twelve months"), "money"),
    "stake_inactive": Name(msg("What inactive clients brought in twelve months"), "money"),
    "stake_lost": Name(msg("What lost clients brought in twelve months"), "money"),
    "tested": Name(msg("Cases tried: clients at month ends"), "count"),
    "tested_flagged": Name(msg("of these, late"), "count"),
    "month_ends": Name(msg("Month ends tried"), "count"),
    "base_rate": Name(msg("Share of all that stopped"), "share"),
    "precision": Name(msg("Share of the late that stopped"), "share"),
    "recall": Name(msg("Share of those that stopped that were late"), "share"),
    "lift": Name(msg("How many times more often the late stopped"), "index"),
    "flagged_share": Name(msg("Share that was late"), "share"),
    "alerts_monthly": Name(msg("Clients that became late in a month"), "index"),
}

MEASURE = Measure(
    key="rhythm",
    label=msg("Late by own rhythm"),
    unit="count",
    direction="down",
    formula=msg("The days between days with a purchase are a client's rhythm. Late: longer since the last purchase than 2 of "
                "its median intervals. Inactive: longer than 3 of its mean intervals, and than nine in ten of its intervals. "
                "Lost: longer than 12 months, and than 4 of its mean intervals. A client with fewer than 4 days with a "
                "purchase is judged by the middle rhythm of its segment. All of these numbers are settings. Precision = "
                "late clients that bought nothing in the 90 days after ÷ late clients, at the month ends of the past; recall "
                "= the same ÷ all that bought nothing; lift = precision ÷ the share of all that bought nothing."),
    period=msg("The whole history up to the last day of the ledger, or to the end of the scope where that is earlier; money "
               "at stake is that of the last twelve months."),
    population=msg("Clients with at least one purchase; groups or single accounts by the level. The trial takes clients with "
                   "a rhythm of their own that are not lost, at most 5,000 of them."),
    source=msg("A rule of attention, not a forecast: what it is worth is measured on the company's own past and told beside "
               "it."),
    columns={
        **names("account_id", "name", "state"),
        "stake": Name(msg("Brought in twelve months"), "money"),
        "days_since": Name(msg("Days since the last purchase"), "count"),
        **names("last_purchase"),
        "expected": Name(msg("Expected next purchase"), "date"),
        "rhythm": Name(msg("Usual days between purchases"), "index"),
        "own": Name(msg("Own rhythm"), "flag"),
        **names("purchase_days", "first_purchase", "manager", "region", "segment"),
    },
    summary=SUMMARY,
    query=("late", "late_backtest"),
    find=ask,
    settings=("late_min_days", "late_factor", "late_floor_days", "inactive_factor", "lost_factor", "lost_days",
              "late_horizon_days", "retention_min_clients"),
)
