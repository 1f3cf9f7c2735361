"""What happened with a client, on one line of time: visits, claims, price changes, storms of requests, answers, contracts."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from kam_core.book import Record
from kam_core.book.kinds import kind
from kam_core.i18n import Count, Message, Number, msg, nmsg
from kam_core.ledger import Ledger
from kam_core.metrics import client_parts, requests
from kam_core.metrics.client_scope import Asked
from kam_core.settings import Settings

Floats = npt.NDArray[np.float64]

KINDS: dict[str, Message] = {
    "visit": msg("visit or call"), "claim": msg("claim"), "price": msg("price change"), "storm": msg("storm of requests"),
    "promoter": msg("promoter"), "detractor": msg("detractor"), "contract": msg("contract ends"), "tender": msg("tender"),
    "event": msg("event"),
}
"""What is marked above the months."""
EVENT = ("date", "kind", "text", "record")
"""Columns of events. text: a string or a Message; record: id of the record of the book, null for what the ledger tells"""
BEFORE, LEAST_BEFORE = 12, 6
"""Months that a month is held against, and how many of them must be known."""


def told(ledger: Ledger, who: Asked, settings: Settings) -> pd.DataFrame:
    """The events that the ledger tells: EVENT, the oldest first."""
    rows = [*_storms(ledger, who, settings), *_answers(ledger, who, settings)]
    return frame(rows)


def written(records: Iterable[Record]) -> pd.DataFrame:
    """The events among records of the book, of whichever kind: EVENT, the oldest first. Visits are those that took place."""
    rows: list[dict[str, Any]] = []
    for record in records:
        found = _of_record(record)
        if found is not None:
            rows.append({"date": found[0], "kind": found[1], "text": found[2], "record": record.id})
    return frame(rows)


def frame(rows: Iterable[Mapping[Any, Any]]) -> pd.DataFrame:
    """Rows as a frame of EVENT, the oldest first."""
    found = pd.DataFrame(list(rows), columns=list(EVENT)).astype(object)
    found["date"] = pd.to_datetime(found["date"])
    return found.sort_values(["date", "kind"], kind="stable", ignore_index=True)


def together(*parts: pd.DataFrame) -> pd.DataFrame:
    """Events of several sources on one line of time."""
    return frame(row for part in parts for row in part.to_dict("records"))


def _of_record(record: Record) -> tuple[datetime.date, str, object] | None:
    """(date, kind, text); None for what is no event."""
    get = record.get
    if record.kind == "visit" and get("state") == "done":
        how = kind("visit").field("type").label_of(get("type")) or msg("visit or call")
        purpose = get("purpose") or get("result")
        return get("date"), "visit", how if purpose is None else msg("{how}: {what}", how=how, what=str(purpose)[:200])
    if record.kind == "promise" and get("type") == "claim":
        return get("date") or record.created_at.date(), "claim", str(get("text"))[:200]
    if record.kind == "event":
        return get("date"), "price" if get("type") == "price" else "event", str(get("text"))
    if record.kind == "contract":
        name = get("name")
        return get("end"), "contract", msg("contract ends") if name is None else msg("contract {name} ends", name=name)
    if record.kind == "tender" and get("date") is not None:
        result = kind("tender").field("result").label_of(get("result"))
        name = str(get("name"))
        return get("date"), "tender", name if result is None else msg("{what}: {result}", what=name, result=result)
    return None


def _answers(ledger: Ledger, who: Asked, settings: Settings) -> Iterable[dict[str, Any]]:
    rows = client_parts.answers_of(ledger, who, settings).frame
    if rows.empty:
        return
    for row in rows[rows["mood"].isin(["promoter", "detractor"])].to_dict("records"):
        said = row["comment"] if isinstance(row["comment"], str) else ""
        score = int(row["score"])
        text = msg("answer {score}", score=score)
        if said.strip():
            text = msg("answer {score}: {words}", score=score, words=said[:200])
        yield {"date": row["date"], "kind": row["mood"], "text": text, "record": None}


def _storms(ledger: Ledger, who: Asked, settings: Settings) -> Iterable[dict[str, Any]]:
    if not ledger.info.rows.get("request"):
        return
    found = requests.load(ledger, who.one, settings)
    last = ledger.info.last_full_month
    everyone = requests.known(ledger)["as_of"]
    if found.frame.empty or last is None or pd.isna(everyone):
        return
    months = found.frame["month"].to_numpy()
    first, end = int(months.min()), max(int(months.max()), (last.year - 1970) * 12 + last.month - 1)
    counts = np.bincount(months - first, minlength=end - first + 1).astype(float)
    for place, usual in storms(counts, settings.number("storm_sigmas"), int(settings.number("storm_least"))):
        index = first + place
        yield {
            "date": datetime.date(1970 + index // 12, index % 12 + 1, 1), "kind": "storm", "record": None,
            "text": nmsg("{n} request in the month; usually {usual}", "{n} requests in the month; usually {usual}",
                         int(counts[place]), usual=Number(usual, 1) if usual < 10 else Count(round(usual))),
        }


def storms(counts: Floats, sigmas: float = 3.0, least: int = 5) -> list[tuple[int, float]]:
    """(place, usual count) of the months with unusually many requests. counts: by month, one after another, none left out

    A month is held against the mean of the twelve before it (six at least): a count chart (c-chart, Shewhart 1931) whose
    limit is mean + sigmas × √mean × s, where s is the spread of those months against Poisson's, by their mean moving
    range ÷ 1.128 (Laney 2002), and never below 1: requests that come in bunches anyway are no storm.
    """
    found = []
    for place in range(LEAST_BEFORE, len(counts)):
        before = counts[max(0, place - BEFORE) : place]
        usual = float(before.mean())
        root = float(np.sqrt(usual))
        spread = float(np.abs(np.diff((before - usual) / root)).mean()) / 1.128 if root > 0 else 1.0
        if counts[place] >= least and counts[place] > usual + sigmas * root * max(1.0, spread):
            found.append((place, usual))
    return found
