"""What other measures know of one client: its rhythm, health, debts, requests and answers."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from kam_core.i18n import Joined
from kam_core.ledger import Ledger
from kam_core.metrics import debts, health, health_facts, health_past, late, nps_answers, requests, timeless, waiting
from kam_core.metrics.answer import Figure, figure
from kam_core.metrics.client_scope import Asked
from kam_core.metrics.health_score import PARTS
from kam_core.scope import OWNER, Scope, add_months
from kam_core.settings import Settings

YEAR = 12
PART = ("part", "score", "points", "fact")
"""Columns of the parts of health."""


@dataclass(frozen=True)
class Part:
    """Figures and texts by their keys; a frame where there is one."""

    figures: dict[str, Figure] = field(default_factory=dict)
    texts: dict[str, Any] = field(default_factory=dict)
    frame: pd.DataFrame = field(default_factory=pd.DataFrame)


def rhythm(ledger: Ledger, who: Asked, settings: Settings) -> Part:
    """Its usual days between purchases, and whether it is late by them. late: a key of late.STATES, 'on_time', or None"""
    row = late.one(ledger, who.one, settings)
    if row is None:
        return Part()
    own = bool(row["own"])
    state = str(row["state"])
    usual = figure(row["gap_median"]) if own else None
    expected = None
    if usual is not None:
        expected = pd.Timestamp(row["last_purchase"]).date() + datetime.timedelta(days=int(np.clip(round(usual), 1, 36_500)))
    return Part({"rhythm": usual, "days_since": figure(row["days_since"])},
                {"late": state if own and state != "unknown" else None, "expected": expected})


def health_of(ledger: Ledger, who: Asked, settings: Settings, lost: tuple[str, ...] = ()) -> Part:
    """Score, band and parts as the measure ``health`` gives them; frame: PART.

    lost: ids of groups whose decision maker has left
    """
    empty = Part(frame=pd.DataFrame(columns=list(PART)))
    cut = health_facts.cut_of(ledger, who.one)
    if cut is None:
        return empty
    full = ledger.info.last_full_month
    today = full is not None and cut == add_months(full, 1)
    both = health_facts.facts(ledger, who.one, settings, [cut, add_months(cut, -1)], debts=today).frame
    now, before = (both[both["cut"] == pd.Timestamp(day)] for day in (cut, add_months(cut, -1)))
    if now.empty:
        return empty
    row = health.rated(now, settings, lost if today else ()).iloc[0]
    moved = health_past.change(now, before, settings)
    frame = pd.DataFrame({
        "part": list(PARTS), "score": [figure(row[key]) for key in PARTS],
        "points": [figure(row[f"{key}_points"]) for key in PARTS], "fact": [figure(row[f"{key}_fact"]) for key in PARTS],
    })
    silent = [part.label for key, part in PARTS.items() if pd.isna(row[key])]
    return Part(
        {"score": figure(row["score"]), "coverage": figure(row["coverage"]),
         "score_change": figure(moved.get(who.id)) if len(moved) else None},
        {"band": row["band"], "cap": row["cap"], "silent": Joined(silent) if silent else None}, frame,
    )


def health_at(ledger: Ledger, who: Asked, settings: Settings, days: list[datetime.date]) -> list[tuple[Figure, str]]:
    """(score before caps, band) on each of these days, first days of months, to compare by; (None, 'unknown') where not told.

    Payment is left out: what was owed at other times is not known.
    """
    frame = health_facts.facts(ledger, replace(who.one, start=None, end=None), settings, days).frame
    told = health_past.without_debts(frame, settings)
    cuts = [cut.date() for cut in pd.to_datetime(told["cut"])]
    by = {cut: (figure(raw), str(band)) for cut, raw, band in zip(cuts, told["raw"], told["band"], strict=True)}
    return [by.get(day, (None, "unknown")) for day in days]


def debts_of(ledger: Ledger, who: Asked, settings: Settings) -> Part:
    """What it owes as of the ledger's last day; nothing is zero where invoices are known, and None where they are not."""
    answer = debts.ask(ledger, who.one, settings)
    keys = ("receivables", "overdue", "oldest", "days_to_pay", "dso")
    if answer.rows.empty:
        # whether the ledger knows of payments at all does not depend on who looks, as with the months that it holds
        known = bool(timeless.query(ledger, "debts_year", Scope(viewer=OWNER)).iloc[0]["settles"])
        return Part({"receivables": 0.0, "overdue": 0.0} if known else {})
    row = answer.rows.iloc[0]
    return Part({key: figure(row[key]) for key in keys}, frame=answer.rows)


def requests_of(ledger: Ledger, who: Asked, settings: Settings) -> Part:
    """Requests of the last twelve months, their median time (open ones counted), and what is open now; frame: those open."""
    if not ledger.info.rows.get("request"):
        return Part()
    found = requests.load(ledger, who.one, settings)
    last = ledger.info.last_full_month
    since = None if last is None else add_months(last, 1 - YEAR)
    year = found.opened(since, None)
    clock = settings.text("resolution_clock")
    place = year.places(clock)
    median = waiting.alone(year.numbers(clock)[place], year.flags("solved")[place])[0][0] if len(place) else None
    return Part({
        "requests": len(year.frame), "requests_median_hours": figure(median), "requests_open": len(found.still),
        "requests_late": int(found.still["late"].sum()),
    }, frame=found.still)


def answers_of(ledger: Ledger, who: Asked, settings: Settings) -> Part:
    """Answers of the last twelve months by mood, and the last one ever; frame: the answers, the latest first (200 at most)."""
    if not ledger.info.rows.get("answer"):
        return Part()
    rows = nps_answers.ask(ledger, _ever(who.one), settings).rows
    if rows.empty:
        return Part({"answers": 0, "promoters": 0, "detractors": 0}, frame=rows)
    last = ledger.info.last_full_month
    since = pd.Timestamp(add_months(last, 1 - YEAR)) if last is not None else pd.Timestamp.min
    year = rows[pd.to_datetime(rows["date"]) >= since]
    return Part(
        {"answers": len(year), "promoters": int((year["mood"] == "promoter").sum()),
         "detractors": int((year["mood"] == "detractor").sum()), "last_score": figure(rows["score"].iloc[0])},
        {"last_answer": pd.Timestamp(rows["date"].iloc[0]).date()}, rows,
    )


def _ever(scope: Scope) -> Scope:
    return replace(scope, start=None, end=None)
