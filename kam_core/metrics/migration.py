"""How clients moved between the classes of two periods of equal length, with new, returned and lost ones."""

from __future__ import annotations

import datetime

import numpy as np
import pandas as pd

from kam_core.i18n import Count, Message, Money, Month, Share, msg, nmsg
from kam_core.ledger import Ledger
from kam_core.metrics import abc_xyz, period
from kam_core.metrics.answer import Answer, Figure, ratio
from kam_core.metrics.classes import ABC, BELOW, XYZ, units
from kam_core.metrics.measure import Measure, Name
from kam_core.metrics.names import names
from kam_core.metrics.shares import floats
from kam_core.scope import Scope, add_months
from kam_core.settings import Settings

NONE, UNKNOWN = "-", "?"
"""The class of a client without lines in a period; of one whose sum is not known, or whose history is too short."""
CLASSES = (*ABC, BELOW, UNKNOWN, NONE)
REGULAR = (*XYZ, UNKNOWN, NONE)
MOVES: dict[str, Message] = {
    "lost": msg("lost"),
    "down": msg("moved down"),
    "same": msg("same class"),
    "up": msg("moved up"),
    "returned": msg("returned"),
    "new": msg("new"),
    "unknown": msg("not known"),
}
"""What became of a client, in words."""
COLUMNS: dict[str, Name] = {
    **names("account_id", "name"),
    "move": Name(msg("What became of it"), "text"),
    "abc_before": Name(msg("ABC before"), "text"),
    "abc_now": Name(msg("ABC now"), "text"),
    "xyz_before": Name(msg("XYZ before"), "text"),
    "xyz_now": Name(msg("XYZ now"), "text"),
    "value_before": Name(msg("Value before"), "money"),
    "value_now": Name(msg("Value now"), "money"),
    **names("change", "manager", "region", "segment"),
}


def ask(ledger: Ledger, scope: Scope, settings: Settings) -> Answer:
    """Clients with lines in the period or in the one before it. Rows: the largest change of value first.

    Classes are A, B, C, 'C-' (sum not above zero), '-' (no lines), '?' (not known); in XYZ X, Y, Z, '?', '-'.
    frames: abc and xyz (before, now, clients, value_before, value_now, share: of the clients of the class before), pairs
    with a client alone; empty where there is no period before
    """
    before, why = period.windows(ledger, scope, settings)
    said = [] if why is None else [why]
    if before is None:
        rows = pd.DataFrame({key: pd.Series(dtype=object) for key in COLUMNS})
        return Answer("migration", ledger.version, scope, settings, dict.fromkeys(SUMMARY), rows,
                      msg("There is no earlier period to compare classes with."), said, frames={"abc": _pairs(rows, "abc"),
                                                                                              "xyz": _pairs(rows, "xyz")})
    now, then = (abc_xyz.classify(ledger, each, settings) for each in (scope, before))
    rows = _moved(now.rows, then.rows, before)
    frames = {kind: _pairs(rows, kind) for kind in ("abc", "xyz")}
    figures = summary(rows, frames["abc"])
    if before.start is not None and before.end is not None:
        said.append(msg("Compared with {first} – {last}.", first=Month(before.start, long=True),
                        last=Month(add_months(before.end, -1), long=True)))
    small = frames["abc"].groupby("before")["clients"].sum().reindex(list(ABC), fill_value=0)
    if len(rows) and (small < 30).any():
        said.append(msg("Fewer than 30 clients stand in some classes: shares of them tell what happened, not what to expect."))
    if not frames["xyz"].empty and (frames["xyz"][["before", "now"]] == UNKNOWN).any(axis=None):
        said.append(msg("XYZ is not known for some clients: there are too few full months."))
    return Answer("migration", ledger.version, scope, settings, figures, rows,
                  _thesis(figures, frames["abc"], ledger.info.currency), said, frames)


def _moved(now: pd.DataFrame, then: pd.DataFrame, before: Scope) -> pd.DataFrame:
    """The clients of both windows with their classes in each; the columns of the measure."""
    facts, classed = ["name", "manager", "region", "segment"], ["account_id", "abc", "xyz", "value", "lines"]
    earlier = then.loc[_inside(then), [*classed, *facts]]
    # whoever bought before the end of the period stands among those of now, lost ones too, and so do their names
    rows = now[[*classed, "first_month", *facts]].merge(
        earlier[classed], on="account_id", how="left", suffixes=("_now", "_before"))
    if int(rows["lines_before"].notna().sum()) < len(earlier):
        both = earlier[["account_id"]].merge(now[["account_id"]], on="account_id", how="left", indicator=True)
        only = earlier[(both["_merge"] == "left_only").to_numpy()]
        rows = pd.concat([rows, only.rename(columns={name: f"{name}_before" for name in classed[1:]})], ignore_index=True)
    rows = rows[rows["abc_before"].notna() | (rows["lines_before"] > 0) | rows["abc_now"].notna() | (rows["lines_now"] > 0)]
    rows = rows.reset_index(drop=True)
    for side in ("before", "now"):
        absent = ~((rows[f"lines_{side}"] > 0) | rows[f"abc_{side}"].notna())
        rows[f"value_{side}"] = rows[f"value_{side}"].mask(absent, 0.0)
        for kind in ("abc", "xyz"):
            known = rows[f"{kind}_{side}"].astype(object)
            rows[f"{kind}_{side}"] = known.mask(known.isna(), UNKNOWN).mask(absent, NONE)
    rows["change"] = (units(floats(rows["value_now"])) - units(floats(rows["value_before"]))) / 10_000
    rows.loc[rows["value_now"].isna() | rows["value_before"].isna(), "change"] = np.nan
    rows["move"] = _moves(rows, pd.Timestamp(before.start or datetime.date.min))
    # now they stand by size and id: equal changes keep that order
    order = np.argsort(-np.nan_to_num(np.abs(floats(rows["change"])), nan=-1.0), kind="stable")
    return rows.iloc[order].reset_index(drop=True)[list(COLUMNS)]


def _inside(rows: pd.DataFrame) -> pd.Series:
    """Whether a client has anything in the window; without lines, costs to serve are something."""
    return (rows["lines"] > 0) | rows["abc"].notna()


def _moves(rows: pd.DataFrame, start: pd.Timestamp) -> pd.Series:
    rank = {name: place for place, name in enumerate((*ABC, BELOW))}
    was, has = rows["abc_before"], rows["abc_now"]
    step = has.map(rank).astype(float) - was.map(rank).astype(float)
    came, began = was == NONE, rows["first_month"]
    rules = {
        "lost": has == NONE, "unknown": (was == UNKNOWN) | (has == UNKNOWN), "returned": came & (began < start), "new": came,
        "up": step < 0, "down": step > 0,
    }
    chosen = np.select([rule.to_numpy(dtype=bool) for rule in rules.values()], list(rules), "same")
    return pd.Series(chosen, index=rows.index, dtype=object)


def _pairs(rows: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Clients and exact money of every pair of classes that has a client, in the order of the classes."""
    order = {name: place for place, name in enumerate(CLASSES if kind == "abc" else REGULAR)}
    sums = pd.DataFrame({
        "before": rows[f"{kind}_before"].astype(object), "now": rows[f"{kind}_now"].astype(object), "clients": 1,
        "value_before": units(floats(rows["value_before"])), "value_now": units(floats(rows["value_now"])),
    }).groupby(["before", "now"], sort=False, as_index=False).sum()
    sums = sums.sort_values(["before", "now"], key=lambda names: names.map(order), kind="stable").reset_index(drop=True)
    for side in ("value_before", "value_now"):
        sums[side] = sums[side] / 10_000
    sums["share"] = sums["clients"] / sums.groupby("before")["clients"].transform("sum")
    return sums


def summary(rows: pd.DataFrame, pairs: pd.DataFrame) -> dict[str, Figure]:
    """The figures of the measure; '-' stands for no class: no lines, a sum not above zero, or one that is not known."""
    counts = rows["move"].value_counts()
    known = {name: name if name in ABC else NONE for name in CLASSES}
    cells = pairs.assign(before=pairs["before"].map(known), now=pairs["now"].map(known)).groupby(["before", "now"])["clients"]
    together = cells.sum()
    figures: dict[str, Figure] = {
        f"{first}>{second}": int(together.get((first, second), 0)) for first, second in PAIRS
    }
    stayed, began = figures["A>A"], sum(int(figures[f"A>{name}"] or 0) for name in (*ABC, NONE))
    lost = rows["move"] == "lost"
    return {
        **figures,
        "clients": len(rows),
        **{move: int(counts.get(move, 0)) for move in ("same", "up", "down", "new", "returned", "lost", "unknown")},
        "a_kept": ratio(stayed, began),
        "value_before": _total(rows["value_before"]),
        "value_now": _total(rows["value_now"]),
        "value_lost": _total(rows.loc[lost, "value_before"]),
        "value_new": _total(rows.loc[rows["move"].isin(["new", "returned"]), "value_now"]),
    }


def _total(amounts: pd.Series) -> float | None:
    return float(units(floats(amounts)).sum()) / 10_000 if amounts.notna().any() or amounts.empty else None


def _thesis(figures: dict[str, Figure], pairs: pd.DataFrame, currency: str) -> Message:
    if not figures["clients"]:
        return msg("There are no clients in either period.")
    were = int(pairs.loc[pairs["before"] == "A", "clients"].sum())
    if not were:
        return msg("No client was in class A in the period before.")
    gone = pairs[(pairs["before"] == "A") & (pairs["now"] == NONE)]
    kept = Count(int(figures["A>A"] or 0))
    if len(gone):
        return nmsg("Of {n} client of class A {kept} stayed in it; lost: {lost}, with {amount} before.",
                    "Of {n} clients of class A {kept} stayed in it; lost: {lost}, with {amount} before.",
                    were, kept=kept, lost=Count(int(gone["clients"].sum())),
                    amount=Money(float(gone["value_before"].sum()), currency))
    return nmsg("Of {n} client of class A {kept} stayed in it ({share}); none was lost.",
                "Of {n} clients of class A {kept} stayed in it ({share}); none was lost.", were, kept=kept,
                share=Share((figures["A>A"] or 0) / were))


PAIRS = [(first, second) for first in (*ABC, NONE) for second in (*ABC, NONE) if (first, second) != (NONE, NONE)]
SUMMARY: dict[str, Name] = {
    **{f"{first}>{second}": Name(msg("Clients from {first} to {second}", first=first, second=second), "count")
       for first, second in PAIRS},
    "clients": Name(msg("Clients of both periods"), "count"),
    "same": Name(msg("Clients that stayed in their class"), "count"),
    "up": Name(msg("Clients that moved up"), "count"),
    "down": Name(msg("Clients that moved down"), "count"),
    "new": Name(msg("New clients"), "count"),
    "returned": Name(msg("Clients that returned"), "count"),
    "lost": Name(msg("Lost clients"), "count"),
    "unknown": Name(msg("Clients whose class is not known in one of the periods"), "count"),
    "a_kept": Name(msg("Share of class A that stayed in it"), "share"),
    "value_before": Name(msg("Value before"), "money"),
    "value_now": Name(msg("Value now"), "money"),
    "value_lost": Name(msg("What lost clients brought before"), "money"),
    "value_new": Name(msg("What new and returned clients bring now"), "money"),
}

MEASURE = Measure(
    key="migration",
    label=msg("Migration between classes"),
    unit="count",
    direction="",
    formula=msg("The classes of ABC and XYZ are taken in the period and in an earlier one of equal length, each by its own "
                "sums. A client that has lines in the earlier one alone is lost; in the later one alone, new, or returned "
                "where it bought before both. Shares are of the clients of the class before."),
    period=msg("The period of the scope, and the same months a year before (or the period right before, by the setting)."),
    population=msg("Clients with lines in at least one of the two periods; groups or single accounts by the level."),
    source=msg("Own definition; the shares are what happened, not probabilities for the future."),
    columns=COLUMNS,
    summary=SUMMARY,
    query=("abc_xyz",),
    find=ask,
    settings=(*abc_xyz.MEASURE.settings, "compare_with"),
)
