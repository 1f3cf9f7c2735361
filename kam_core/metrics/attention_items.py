"""What makes an item of the attention list, a function for each kind of reason: from the answer of its measure to items.

Every function gives a frame with ITEM and the facts of its kind; without data, an empty one. Clients that are not named have
no items. ``what`` and ``began`` make the key of an episode: the same while it lasts, another when the thing happens anew.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Sequence

import numpy as np
import pandas as pd

from kam_core.book.marks import LONGEST
from kam_core.metrics.shares import floats

ITEM = ("account_id", "name", "manager", "kind", "what", "began", "age_days", "stake")
"""What every item has. stake: money at stake; None where it is not known; age_days: since ``began``"""
FALLEN = ("A", "B")
"""A client that leaves one of these classes is told."""


def late(rows: pd.DataFrame, day: datetime.date) -> pd.DataFrame:
    """Late and inactive clients that brought something in the last twelve months. rows: of the measure ``rhythm``

    Facts: days (since the last purchase), usual (days between purchases), own (whether that is the client's own), due
    """
    found = rows[rows["state"].isin(["late", "inactive"]) & (floats(rows["stake"]) > 0)]
    items = _items(found, "late", pd.to_datetime(found["last_purchase"]), day, floats(found["stake"]))
    items["due"] = pd.to_datetime(found["expected"]).to_numpy()
    items["age_days"] = _days(items["due"], day)
    return items.assign(days=floats(found["days_since"]), usual=floats(found["rhythm"]), own=found["own"].to_numpy(dtype=bool))


def drops(rows: pd.DataFrame, day: datetime.date) -> pd.DataFrame:
    """Falls that are told. rows: of the measure ``drop``. Facts: expected, actual, window (months)"""
    found = rows[rows["drop"].to_numpy(dtype=bool)] if len(rows) else rows
    since = pd.to_datetime(found["since"]) + pd.offsets.MonthEnd(0)
    items = _items(found, "drop", since, day, -floats(found["gap"]))
    return items.assign(expected=floats(found["expected"]), actual=floats(found["actual"]), window=floats(found["window"]))


def detractors(rows: pd.DataFrame, worth: pd.Series) -> pd.DataFrame:
    """Answers from 0 to 6. rows: of attention_detractors.sql; worth: what each client brings, by its id

    Facts: score, respondent, role, comment
    """
    found = rows[rows["account_id"].notna()]
    day = pd.Timestamp(found["as_of"].iloc[0]).date() if len(found) else datetime.date.min
    items = _items(found, "detractor", pd.to_datetime(found["date"]), day, _worth(found, worth), found["respondent"])
    facts = {name: found[name].to_numpy(dtype=object) for name in ("respondent", "role", "comment")}
    return items.assign(score=floats(found["score"]), **facts)


def requests(
    rows: pd.DataFrame, as_of: datetime.datetime | None, worth: pd.Series, factor: float = 1.0, critical: Sequence[str] = ()
) -> pd.DataFrame:
    """Open requests that have waited ``factor`` times their limit; critical ones past it. rows: of the measure ``resolution``

    critical: words in the priority of a critical request, in small letters. A request that was reopened is another episode.
    Facts: ticket_id, category, priority, limit (hours), answered
    """
    found = rows[rows["late"].to_numpy(dtype=bool) & rows["account_id"].notna()] if len(rows) else rows
    if len(found) and factor > 1:
        names = found["priority"].fillna("").astype(str).str.casefold()
        urgent = names.map({name: any(word in name for word in critical) for name in names.unique()}).to_numpy(dtype=bool)
        found = found[urgent | (floats(found["waited_hours"]) > factor * floats(found["limit_hours"]))]
    again = found["reopened"].fillna(0).astype(int)
    what = found["ticket_id"].astype(object).where(again == 0, found["ticket_id"].astype(str) + "+" + again.astype(str))
    opened = pd.to_datetime(found["opened_at"])
    items = _items(found, "request", opened.dt.normalize(), None if as_of is None else as_of.date(), _worth(found, worth), what)
    facts = {name: found[name].to_numpy(dtype=object) for name in ("ticket_id", "category", "priority")}
    return items.assign(limit=floats(found["limit_hours"]), answered=found["answered"].to_numpy(dtype=bool), **facts)


def debts(rows: pd.DataFrame, day: datetime.date | None, least: float) -> pd.DataFrame:
    """Clients whose oldest unpaid invoice is overdue by ``least`` days or more. rows: of the measure ``debts``

    It began when that invoice was due: once it is paid, what else is overdue is another episode. Facts: invoices
    """
    found = rows[(floats(rows["overdue"]) > 0) & (floats(rows["oldest"]) >= least)]
    if day is None:
        found = found.head(0)
    began = pd.Timestamp(day or datetime.date(1970, 1, 1)) - pd.to_timedelta(floats(found["oldest"]), unit="D")
    items = _items(found, "debt", pd.Series(began, index=found.index), day, floats(found["overdue"]))
    return items.assign(invoices=floats(found["invoices_overdue"]))


def crossed(rows: pd.DataFrame, since: dict[str, datetime.date], day: datetime.date, asked: str) -> pd.DataFrame:
    """Clients that stand on a higher step of the ladder than a year before.

    rows: account_id, name, manager, value, share, share_before, ladder; since: the month end from which on each stood there
    asked: what else the shares depend on (base, filters). Facts: share, share_before, ladder
    """
    began = pd.to_datetime(rows["account_id"].map(since))
    items = _items(rows, "ladder", began, day, floats(rows["value"]), rows["ladder"].astype(str) + asked)
    return items.assign(share=floats(rows["share"]), share_before=floats(rows["share_before"]),
                        ladder=rows["ladder"].to_numpy(dtype=object))


def fallen(rows: pd.DataFrame, since: dict[str, datetime.date], day: datetime.date, asked: str) -> pd.DataFrame:
    """Clients that left class A or B for a lower one. rows: of ``migration``, move down; since, asked: as in ``crossed``

    Facts: abc_before, abc_now, value_before, value_now
    """
    gap = floats(rows["value_before"]) - floats(rows["value_now"])
    what = rows["abc_before"].astype(str) + rows["abc_now"].astype(str) + asked
    items = _items(rows, "class", pd.to_datetime(rows["account_id"].map(since)), day, np.maximum(gap, 0.0), what)
    facts = {name: rows[name].to_numpy() for name in ("abc_before", "abc_now", "value_before", "value_now")}
    return items.assign(**facts)


def lost(rows: pd.DataFrame, last: pd.Series, day: datetime.date) -> pd.DataFrame:
    """Clients of class A or B that bought nothing in the year after. rows: of ``migration``, move lost

    last: the month of the last purchase by client. Facts: abc_before, last
    """
    month = pd.Series(pd.to_datetime(last.reindex(rows["account_id"])).to_numpy(), index=rows.index)
    items = _items(rows, "lost", month + pd.offsets.MonthEnd(0), day, floats(rows["value_before"]))
    return items.assign(abc_before=rows["abc_before"].to_numpy(dtype=object), last=month.to_numpy())


def enough(items: pd.DataFrame, portfolio: pd.DataFrame, share: float, least: float) -> np.ndarray:
    """Which items have at least ``least`` at stake, and this share of what the clients of the same manager bring.

    portfolio: client (account_id), manager, value; without a manager, what all clients bring is taken
    """
    value = portfolio["value"].clip(lower=0.0)
    whole = float(value.sum())
    managers = value.groupby(portfolio["manager"]).sum()
    of_client = portfolio.drop_duplicates("account_id").set_index("account_id")["manager"]
    manager = items["account_id"].map(of_client).where(items["account_id"].isin(of_client.index), items["manager"])
    bar = manager.map(managers).astype(float).fillna(whole).to_numpy() * share
    stake: np.ndarray = items["stake"].to_numpy(dtype=float)
    kept: np.ndarray = (stake >= least) & (stake >= bar * (1 - 1e-12))
    return kept


def keyed(items: pd.DataFrame) -> pd.Series:
    """The keys of items: kind, client, day on which it began, and what it is; long ones are shortened by their SHA-256."""
    days = items["began"].dt.strftime("%Y-%m-%d").fillna("")
    what = items["what"].fillna("").astype(str)
    keys = items["kind"] + "|" + items["account_id"].astype(str) + "|" + days + "|" + what
    keys = keys.str.replace(r"[\x00\ud800-\udfff]", "", regex=True).str.strip()
    short: pd.Series[str] = keys.where(keys.str.len() <= LONGEST, keys.map(_short))
    return short


def _short(key: str) -> str:
    return key if len(key) <= LONGEST else f"{key[:100].strip()}…{hashlib.sha256(key.encode()).hexdigest()}"


def _items(
    found: pd.DataFrame, kind: str, began: pd.Series, day: datetime.date | None, stake: np.ndarray,
    what: pd.Series | None = None,
) -> pd.DataFrame:
    return pd.DataFrame({
        "account_id": found["account_id"].astype(str).to_numpy(dtype=object), "name": found["name"].to_numpy(dtype=object),
        "manager": found["manager"].to_numpy(dtype=object), "kind": kind,
        "what": "" if what is None else what.to_numpy(dtype=object),
        "began": began.to_numpy(dtype="datetime64[s]"), "age_days": _days(began, day), "stake": stake,
    })


def _days(began: pd.Series, day: datetime.date | None) -> np.ndarray:
    if day is None or not len(began):
        return np.zeros(len(began))
    return np.maximum(((pd.Timestamp(day) - pd.to_datetime(began)) / pd.Timedelta(days=1)).round().to_numpy(dtype=float), 0.0)


def _worth(found: pd.DataFrame, worth: pd.Series) -> np.ndarray:
    known: np.ndarray = found["account_id"].map(worth).to_numpy(dtype=float, na_value=np.nan)
    return known
