"""What needs somebody now: one list of late orders, falls, detractors, requests, debts, the ladder and classes."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from kam_core.i18n import Count, Message, Money, msg, nmsg
from kam_core.ledger import Ledger
from kam_core.metrics import attention_items, attention_moves, debts, drop, late, requests, timeless
from kam_core.metrics.answer import Answer, Figure
from kam_core.metrics.attention_items import ITEM
from kam_core.metrics.attention_moves import Asked, Found, unknown
from kam_core.metrics.attention_said import KINDS, STEP_OF, at_stake, next_step, reason
from kam_core.metrics.measure import Measure, Name
from kam_core.metrics.names import names
from kam_core.metrics.shares import floats
from kam_core.scope import Scope, last_months
from kam_core.settings import Settings

KEPT = 2_000
"""So many items of a kind are told, those with the most money at stake; all are counted."""
COLUMNS = ("key", "account_id", "name", "kind", "step", "reason", "next", "detail", "stake", "began", "age_days", "manager")


def ask(ledger: Ledger, scope: Scope, settings: Settings) -> Answer:
    """Everything that needs somebody, as of the last day of the ledger, the most money at stake first.

    Rows: key (of the episode), kind (a key of KINDS), step (a key of STEPS), reason and next (texts), detail (what the client
    wrote), stake, began, age_days
    frames: kinds (kind, items, clients, small: items left out as small, known: whether there are data for it)
    """
    last = ledger.info.last_full_month
    start, end = (None, None) if last is None else last_months(last)
    whole = replace(scope, start=start, end=end)
    asked = Asked(ledger, whole, settings)
    portfolio = _portfolio(asked)
    worth = portfolio.set_index("account_id")["value"]
    found: dict[str, pd.DataFrame] = {}
    said: list[Message] = []
    for kind, look in _LOOKS.items():
        items, note = look(asked, worth)
        found[kind] = _enough(items, portfolio, settings)
        said += [] if note is None else [note]
    kinds = pd.DataFrame({
        "kind": list(found), "items": [len(items) for items in found.values()],
        "clients": [items["account_id"].nunique() for items in found.values()],
        "small": [items.attrs["small"] for items in found.values()],
        "known": [items.attrs.get("known", True) for items in found.values()],
    })
    every = [items.head(KEPT) for items in found.values() if len(items)]
    rows = _told(pd.concat(every, ignore_index=True) if every else None, scope.base, ledger.info.currency)
    small = int(kinds["small"].sum())
    figures = {**_summary(found), "small": small}
    if small:
        said.append(nmsg("{n} more reason has too little at stake to be listed; how little is a setting.",
                         "{n} more reasons have too little at stake to be listed; how little is a setting.", small))
    if any(len(items) > KEPT for items in found.values()):
        said.append(msg("Of each kind the {n} with the most money at stake are listed.", n=Count(KEPT)))
    return Answer("attention", ledger.version, scope, settings, figures, rows, _thesis(figures, ledger.info.currency), said,
                  {"kinds": kinds})


def _portfolio(asked: Asked) -> pd.DataFrame:
    """What each client brought in twelve months, in the base of the scope; its revenue where that is not known.

    account_id, manager, value
    """
    found = timeless.again(asked.ledger, "concentration", asked.scope)
    found = found[found["client_id"].notna()]
    value = np.maximum(found["value"].fillna(found["revenue"]).to_numpy(dtype=float, na_value=0.0), 0.0)
    return pd.DataFrame({"account_id": found["client_id"].astype(str).to_numpy(), "manager": found["manager"].to_numpy(),
                         "value": value})


def _late(asked: Asked, _: pd.Series) -> Found:
    return attention_items.late(late.ask(asked.ledger, asked.scope, asked.settings).rows, asked.day), None


def _drops(asked: Asked, _: pd.Series) -> Found:
    answer = drop.ask(asked.ledger, asked.scope, asked.settings)
    items = attention_items.drops(answer.rows, asked.day)
    if answer.summary["tested"]:
        return items, None
    return unknown(items, msg("No client has a history long enough for a fall of revenue to be told."))


def _detractors(asked: Asked, worth: pd.Series) -> Found:
    latest = asked.ledger.info.created.date() + datetime.timedelta(days=1)
    rows = asked.ledger.query("attention_detractors", asked.scope.filtered("unit", ()), latest=latest,
                              day=asked.ledger.info.last_date, days=int(asked.settings.number("attention_nps_days")))
    items = attention_items.detractors(rows, worth)
    if asked.ledger.info.rows.get("answer"):
        return items, None
    return unknown(items, msg("No answers of surveys were brought in: detractors are not known."))


def _requests(asked: Asked, worth: pd.Series) -> Found:
    found = requests.load(asked.ledger, asked.scope, asked.settings)
    words = [word.strip().casefold() for word in asked.settings.text("critical_priorities").split(",") if word.strip()]
    items = attention_items.requests(found.still.copy(deep=False), found.as_of, worth,
                                     asked.settings.number("attention_request_factor"), words)
    if found.as_of is not None:
        return items, None
    return unknown(items, msg("No requests were brought in: those past their limit are not known."))


def _debts(asked: Asked, _: pd.Series) -> Found:
    answer = debts.ask(asked.ledger, asked.scope, asked.settings)
    as_of = timeless.query(asked.ledger, "debts_year", asked.scope.filtered("unit", ()))["as_of"].iloc[0]
    day = None if pd.isna(as_of) else pd.Timestamp(as_of).date()
    items = attention_items.debts(answer.rows, day, asked.settings.number("attention_debt_days"))
    if answer.summary["receivables"] is not None:
        return items, None
    return unknown(items, msg("No invoices with payments were brought in: overdue debts are not known."))


_LOOKS: dict[str, Callable[[Asked, pd.Series], Found]] = {
    "request": _requests, "late": _late, "drop": _drops, "detractor": _detractors, "debt": _debts, "lost": attention_moves.lost,
    "class": attention_moves.fallen, "ladder": attention_moves.crossed,
}

_BARS = {**dict.fromkeys(KINDS, "attention_share"), "debt": "attention_debt_share"}
"""The setting that says which share of a manager's clients is worth an item. A fall has been measured by its own."""
del _BARS["drop"]


def _enough(items: pd.DataFrame, portfolio: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Items with enough money at stake, the most first; each episode once. attrs: known; small, how many were left out"""
    known = items.attrs.get("known", True)
    items = items.assign(stake=np.nan_to_num(floats(items["stake"]), nan=0.0))
    items = items.assign(key=attention_items.keyed(items) if len(items) else pd.Series(dtype=object)).drop_duplicates("key")
    kind = items["kind"].iloc[0] if len(items) else ""
    share = settings.number(_BARS[kind]) if kind in _BARS else 0.0
    large = attention_items.enough(items, portfolio, share, settings.number("attention_amount"))
    kept = items[large].sort_values(["stake", "key"], ascending=[False, True], kind="stable")
    kept.attrs |= {"known": known, "small": int((~large).sum())}
    return kept


def _told(items: pd.DataFrame | None, base: str, currency: str) -> pd.DataFrame:
    """The rows of the measure: items with their words."""
    if items is None:
        return pd.DataFrame({key: pd.Series(dtype=object) for key in COLUMNS})
    items = items.sort_values(["stake", "key"], ascending=[False, True], kind="stable").reset_index(drop=True)
    facts = items.to_dict("records")
    detail = items["comment"].astype(object) if "comment" in items else pd.Series(None, index=items.index, dtype=object)
    return items.assign(
        step=items["kind"].map(STEP_OF), detail=detail.where(detail.notna(), None),
        reason=pd.Series([reason(row, base, currency) for row in facts], dtype=object),
        next=pd.Series([next_step(row) for row in facts], dtype=object),
    )[list(COLUMNS)]


def _summary(found: dict[str, pd.DataFrame]) -> dict[str, Figure]:
    """Of all items, told or not. A client's money at stake is that of its largest one: the same money is not counted twice."""
    every = pd.concat([items[["account_id", "stake"]] for items in found.values()], ignore_index=True)
    most = every.groupby("account_id")["stake"].max()
    return {
        "items": len(every), "clients": len(most), "stake": at_stake(most),
        **{kind: len(found[kind]) for kind in KINDS},
    }


def _thesis(figures: dict[str, Figure], currency: str) -> Message:
    if not figures["items"]:
        return msg("Nothing needs anybody: no client stands out.")
    if figures["stake"] is None:
        return nmsg("{n} client needs somebody.", "{n} clients need somebody.", int(figures["clients"] or 0))
    return nmsg("{n} client needs somebody; {stake} are at stake.", "{n} clients need somebody; {stake} are at stake.",
                int(figures["clients"] or 0), stake=Money(figures["stake"], currency))


assert set(_LOOKS) == set(KINDS) == set(STEP_OF)
assert set(COLUMNS) > set(ITEM) - {"what"}

MEASURE = Measure(
    key="attention",
    label=msg("What needs attention"),
    unit="count",
    direction="down",
    formula=msg("One list of: open requests twice past their limit, critical ones past it; clients late by their own rhythm; "
                "falls of revenue; answers from 0 to 6 in the last 90 days that the respondent has not raised since; debts "
                "overdue by 30 days or more; clients of class A or B that bought nothing for a year, or fell to a lower "
                "class; clients on a higher step of the ladder than a year before. Money at stake: the debt, the fall, what "
                "the class lost; else what the client brought in twelve months. Listed where that is 1.5 % or more of what "
                "the clients of the same manager bring; a debt, from 0.3 % on; a fall, by its own measure. A client counts "
                "with its largest item."),
    period=msg("As of the last day that the ledger knows of, whatever the period of the scope; twelve full months against "
               "those before them for classes, the ladder and what a client brings."),
    population=msg("Clients of the scope; what names no client is not on the list."),
    source=msg("Own definition; each kind is that of its measure."),
    columns={
        "key": Name(msg("Item"), "text"),
        **names("account_id", "name"),
        "kind": Name(msg("Kind of reason"), "text"),
        "step": Name(msg("What to do"), "text"),
        "reason": Name(msg("Why"), "text"),
        "next": Name(msg("Next step"), "text"),
        "detail": Name(msg("In the client's words"), "text"),
        "stake": Name(msg("Money at stake"), "money"),
        "began": Name(msg("Since"), "date"),
        "age_days": Name(msg("For days"), "count"),
        **names("manager"),
    },
    summary={
        "items": Name(msg("Items on the attention list"), "count"),
        "clients": Name(msg("Clients on the attention list"), "count"),
        "stake": Name(msg("Money at stake, each client once"), "money"),
        **{kind: Name(msg("Items: {kind}", kind=label), "count") for kind, label in KINDS.items()},
        "small": Name(msg("Reasons left out: too little at stake"), "count"),
    },
    query=("attention_detractors", "late", "drop", "requests_open", "debts", "abc_xyz", "concentration"),
    find=ask,
    settings=("attention_amount", "attention_nps_days", "attention_debt_days", "attention_share", "attention_debt_share",
              "attention_request_factor", "critical_priorities", "attention_later_days", "attention_shown",
              "late_factor", "drop_chance", "drop_share", "resolution_limit_hours", "resolution_limits", "abc_a_share",
              "abc_b_share", "key_share", "critical_share", "mono_share", "compare_with"),
)
