"""What a part of a client's health is scored from, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from kam_core.i18n import Count, Message, Number, Points, Ratio, Share, Signed, msg, nmsg
from kam_core.metrics.answer import Figure
from kam_core.metrics.health_score import CAPS, PARTS

UNKNOWN = msg("not known")


def told(part: str, row: Mapping[Any, Any]) -> Message:
    """The fact behind a part's score, e.g. '3 of 4 requests within the limit'. row: of the measure ``health``"""
    value = row[f"{part}_fact"]
    if pd.isna(value) or pd.isna(row[part]):
        return _why_not(part, row)
    value = float(value)
    if part == "trend":
        return msg("{change}", change=Ratio(value))
    if part == "rhythm":
        return msg("{days} days since the last purchase, usually every {usual}", days=Count(int(row["days_since"])),
                   usual=Number(float(row["interval"]), 0 if row["interval"] >= 10 else 1))
    if part == "margin":
        return msg("margin rate {change}", change=Points(value))
    if part == "relation":
        return nmsg("NPS {score} from {n} answer", "NPS {score} from {n} answers", int(row["answers"]),
                    score=Signed(100 * value))
    if part == "service":
        return msg("{met} of {judged} requests within the limit", met=Count(int(row["requests_met"])),
                   judged=Count(int(row["requests"])))
    if part == "payment":
        return msg("nothing is overdue") if value <= 0 else msg(
            "what is owed is overdue by {days} days on average", days=Number(value, 0 if value >= 10 else 1))
    return msg("{now} categories, {before} a year before", now=Count(int(row["categories"])),
               before=Count(int(row["categories_past"])))


def _why_not(part: str, row: Mapping[Any, Any]) -> Message:
    if part == "relation" and (pd.isna(row["answers"]) or not row["answers"]):
        return msg("no answer in a year")
    if part == "service":
        judged = row["requests"]
        if pd.isna(judged) or not judged:
            return msg("no request in half a year")
        return nmsg("{n} request only in half a year", "{n} requests only in half a year", int(judged))
    return UNKNOWN


def why_red(row: Mapping[Any, Any]) -> Message:
    """What caps a client's score, and what it would be without; row: of a client with a cap"""
    why = CAPS[str(row["cap"])]
    if not row["raw"] > row["score"]:
        return msg("red in any case: {why}", why=why)
    return msg("red because of: {why}; without it {raw}", why=why, raw=Number(float(row["raw"]), 0))


def labels() -> dict[str, Message]:
    """The parts by key, in their order."""
    return {key: part.label for key, part in PARTS.items()}


def proved(found: Mapping[str, Figure]) -> Message | None:
    """What had been said of the clients that were lost in the last year, a year ago; None where nothing was tried.

    found: the summary of ``health``
    """
    if not found["past_clients"]:
        return None
    lost = int(found["past_lost"] or 0)
    if not lost:
        return nmsg("Of {n} client of a year ago none was lost.", "Of {n} clients of a year ago none was lost.",
                    int(found["past_clients"]))
    counts = {band: Count(int(found[f"past_lost_{band}"] or 0)) for band in ("red", "amber", "green", "unknown")}
    return nmsg("{n} client was lost in the last year. A year ago, of these: red {red}, amber {amber}, green {green}, not "
                "enough data {unknown}.",
                "{n} clients were lost in the last year. A year ago, of these: red {red}, amber {amber}, green {green}, not "
                "enough data {unknown}.", lost, **counts)


def how_well(found: Mapping[str, Figure]) -> list[Message]:
    """How well the score told who would be lost, in words; what too few clients can tell is left out."""
    said: list[Message] = []
    if found["red_lost_rate"] is not None and found["base_rate"] is not None:
        said.append(msg("Of 100 clients that were red, {red} were lost; of 100 of any kind, {usual}.",
                        red=Number(100 * found["red_lost_rate"], 0), usual=Number(100 * found["base_rate"], 0)))
    if found["auc"] is not None:
        said.append(msg("Of a lost client and one that stayed, the lost one had the lower score in {share} of the pairs; "
                        "tossing a coin gives {half}.", share=Share(found["auc"], 0), half=Share(0.5, 0)))
    return said
