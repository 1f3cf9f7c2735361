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


def health_of(
    ledger: Ledger, who: Asked, settings: Settings, end: datetime.date | None = None, lost: tuple[str, ...] = ()
) -> Part:
    """Score, band and parts as the measure ``health`` gives them; frame: part, score, points, fact. end: at an earlier day

    lost: ids of groups whose decision maker has left.
    At an earlier day payment is left out: what was owed then is not known. raw: before caps and without payment, to compare by
    """
    cut = health_facts.cut_of(ledger, replace(who.one, start=None, end=None))
    if cut is None:
        return Part(frame=pd.DataFrame(columns=list(PART)))
    full = ledger.info.last_full_month
    asked_at = cut if end is None and who.one.end is None else min(cut, end or who.one.end or cut)
    today = full is not None and asked_at == add_months(full, 1)
    now = health_facts.facts(ledger, who.one, settings, [asked_at], debts=today and end is None).frame
    if now.empty:
        return Part(frame=pd.DataFrame(columns=list(PART)))
    row = health.rated(now, settings, lost if today and end is None else ()).iloc[0]
    before = health_facts.facts(ledger, who.one, settings, [add_months(asked_at, -1)]).frame
    moved = health_past.change(now, before, settings)
    plain = health_past.without_debts(now, settings).iloc[0]
    frame = pd.DataFrame({
        "part": list(PARTS), "score": [figure(row[key]) for key in PARTS],
        "points": [figure(row[f"{key}_points"]) for key in PARTS], "fact": [figure(row[f"{key}_fact"]) for key in PARTS],
    })
    silent = [part.label for key, part in PARTS.items() if pd.isna(row[key])]
    return Part(
        {"score": figure(row["score"]), "coverage": figure(row["coverage"]),
         "score_change": figure(moved.get(who.id)) if len(moved) else None},
        {"band": row["band"], "cap": row["cap"], "silent": Joined(silent) if silent else None, "raw": figure(plain["raw"]),
         "plain_band": plain["band"]},
        frame,
    )


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
