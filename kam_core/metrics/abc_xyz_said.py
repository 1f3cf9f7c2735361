"""What ABC-XYZ says in words: its thesis and its notes."""

from __future__ import annotations

import math

import pandas as pd

from kam_core.i18n import Count, Joined, Message, Month, Share, msg, nmsg
from kam_core.ledger import Ledger
from kam_core.metrics import concentration
from kam_core.metrics.abc_xyz_words import STATES
from kam_core.metrics.answer import Figure
from kam_core.metrics.grid import Grid
from kam_core.metrics.thesis import ONE_CLIENT
from kam_core.metrics.words import OF_BASE, Word
from kam_core.scope import Scope, add_months
from kam_core.settings import Settings

__all__ = ["STATES", "methods", "notes", "rules", "thesis"]


def thesis(figures: dict[str, Figure], classes: pd.DataFrame, scope: Scope, settings: Settings) -> Message:
    """The headline: how many clients are in A, what they bring, and how many of them buy irregularly.

    classes: class, clients, value, share, as the measure's frame
    """
    count = int(figures["a"] or 0)
    if not figures["clients"]:
        return _nothing(classes, scope)
    if figures["clients"] == 1 and settings.text("abc_by") == "base":
        return ONE_CLIENT[scope.base]
    if not count:
        return msg("No client is in class A: the largest alone goes past its limit.")
    shares = dict(zip(classes["class"], classes["share"], strict=True))
    values = {"word": Word(count), "share": Share(float(shares["A"])), "of_base": OF_BASE[scope.base]}
    irregular = figures["AZ"]
    if irregular is None:
        return nmsg("{word} client of class A brings {share} {of_base}.",
                    "{word} clients of class A bring {share} {of_base}.", count, **values)
    if not irregular:
        return nmsg("{word} client of class A brings {share} {of_base} and buys regularly.",
                    "{word} clients of class A bring {share} {of_base}; none of them buys irregularly.", count, **values)
    return nmsg("{word} client of class A brings {share} {of_base} and buys irregularly.",
                "{word} clients of class A bring {share} {of_base}; irregular among them: {irregular}.", count,
                irregular=Count(int(irregular)), **values)


def _nothing(classes: pd.DataFrame, scope: Scope) -> Message:
    if int(classes["clients"].sum()):
        return msg("No client is above zero in this period, so there are no classes.")
    if scope.base != "revenue":
        return msg("Margin is not known in this period, so there are no classes.")
    return msg("There are no sales with a client named in this period.")


def notes(
    ledger: Ledger, scope: Scope, settings: Settings, months: Grid | None, years: int, figures: dict[str, Figure],
    facts: dict[str, Figure],
) -> list[Message]:
    """What must be known to read the classes right. facts: as ``concentration.notes`` takes them"""
    said = concentration.notes(ledger, scope, facts)
    least = int(settings.number("short_history_months"))
    have = months.months if months else 0
    if not figures["clients"]:
        return said
    if have < least:
        said.append(msg("XYZ needs {least} full months with data; the period has {have}.", least=Count(least),
                        have=Count(have)))
    elif have != 12 and settings.text("xyz_window") == "period":
        said.append(msg("Of {months} months, X buys in {x} or more and Y in {y} or more.", months=Count(have),
                        x=Count(_scaled(settings.number("xyz_x_months"), have)),
                        y=Count(_scaled(settings.number("xyz_y_months"), have))))
    if months is not None and months.missing and have >= least:
        gone = [Month(add_months(months.start, place)) for place in months.missing[:12]]
        said.append(nmsg("{n} month was not brought in and is left out of XYZ: {months}.",
                         "{n} months were not brought in and are left out of XYZ: {months}.", len(months.missing),
                         months=Joined(gone) if len(gone) == len(months.missing) else Joined([*gone, "…"])))
    if figures["new"] is None:
        said.append(msg("Too few sales are known before the period to tell which clients are new."))
    elif figures["new"] and figures["x"] is not None and settings.text("xyz_window") == "period":
        said.append(nmsg("{n} client began within the last {months} months; XYZ still judges it over the whole period.",
                         "{n} clients began within the last {months} months; XYZ still judges them over the whole period.",
                         int(figures["new"]), months=Count(least)))
    if not years:
        said.append(msg("Seasonal clients are told from two years brought in without a gap."))
    return said


def _scaled(limit: float, months: int) -> int:
    return math.ceil(limit * months / 12 - 1e-9)


def methods(figures: dict[str, Figure]) -> Message | None:
    """The sentence on both methods of XYZ; None where one of them has no classes."""
    apart = figures["disagree"]
    if apart is None or figures["x"] is None:
        return None
    if not apart:
        return msg("Frequency and variation put every client into the same class.")
    return nmsg("Frequency and variation disagree on {n} client of {all}.",
                "Frequency and variation disagree on {n} clients of {all}.", int(apart),
                all=Count(int(figures["clients"] or 0)))


def rules(figures: dict[str, Figure], settings: Settings) -> list[Message]:
    """The rules in force where the field has two, and how many clients change class under the other."""
    said: list[Message] = []
    changed = int(figures["other_rule"] or 0)
    if settings.text("abc_rule") == "before":
        said.append(nmsg(
            "The client that crosses a limit of ABC stays above it; by the rule usual in Excel {n} client would change class.",
            "The client that crosses a limit of ABC stays above it; by the rule usual in Excel {n} clients would change class.",
            changed))
    else:
        said.append(nmsg(
            "The client that crosses a limit of ABC falls below it, as in Excel; by the other rule {n} client would change "
            "class.",
            "The client that crosses a limit of ABC falls below it, as in Excel; by the other rule {n} clients would change "
            "class.", changed))
    if figures["other_limits"] is not None:
        x, y = settings.number("xyz_cv_x"), settings.number("xyz_cv_y")
        other = (0.5, 1.0) if (x, y) == (0.1, 0.25) else (0.1, 0.25)
        said.append(nmsg(
            "Variation is low up to {x} and middle up to {y}; with {other_x} and {other_y} {n} client would change class.",
            "Variation is low up to {x} and middle up to {y}; with {other_x} and {other_y} {n} clients would change class.",
            int(figures["other_limits"]), x=Share(x, 0), y=Share(y, 0), other_x=Share(other[0], 0),
            other_y=Share(other[1], 0)))
    if figures["other_window"] is not None:
        changed = int(figures["other_window"])
        if settings.text("xyz_window") == "period":
            said.append(nmsg(
                "Frequency is judged over the whole period; since its own first purchase {n} client would change class.",
                "Frequency is judged over the whole period; since their own first purchase {n} clients would change class.",
                changed))
        else:
            said.append(nmsg(
                "Frequency is judged since a client's first purchase; over the whole period {n} client would change class.",
                "Frequency is judged since a client's first purchase; over the whole period {n} clients would change class.",
                changed))
    return said
