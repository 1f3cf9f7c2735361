"""Slides of a portfolio deck about money: growth, what became of the clients' business, what drove it, dependence, loss."""

from __future__ import annotations

import pandas as pd

from kam_core.i18n import Message, Money, Share, msg, nmsg
from kam_core.metrics.retention import PARTS
from kam_core.reports.book_facts import BookFacts
from kam_core.reports.making import Making, month_name, number
from kam_core.reports.slides import Column, Graph, Grid, Series, Slide

TOP = 10
FEW = 5


def growth(making: Making, _: BookFacts) -> Slide | None:
    """Revenue against the year before."""
    found = making.ask("overview")
    if found.summary["revenue"] is None or found.rows.empty:
        return None
    rows = found.rows
    series = [Series(str(msg("This period")), tuple(map(number, rows["revenue"])), "ours")]
    if rows["revenue_before"].notna().any():
        series.insert(0, Series(str(msg("A year before")), tuple(map(number, rows["revenue_before"])), "before"))
    return Slide(
        "growth", str(found.thesis or msg("Nothing stands out in this period.")),
        tuple(making.figure("overview", key, change=f"{key}_change") for key in
              ("revenue", "margin", "margin_rate", "active", "largest_share") if found.summary[key] is not None)[:4],
        Graph("line", tuple(map(month_name, rows["month"])), tuple(series), "money", str(found.thesis or "")),
        making.grid("overview", rows, ["month", "revenue", "revenue_before", "margin", "margin_before", "active"],
                    msg("Months")),
        note=" ".join(str(note) for note in found.notes[:1]), source="overview",
    )


def accounts(making: Making, _: BookFacts) -> Slide | None:
    """Is there real growth in our accounts: what became of what clients brought a year ago."""
    found = making.ask("retention")
    if not found.summary.get("base_accounts"):
        return None
    bridge = found.frames["bridge"]
    moved = [(str(PARTS[row["part"]]), float(row["change"])) for row in bridge.to_dict("records")
             if row["part"] in PARTS and row["change"]]
    before, now = number(found.summary["value_before"]) or 0.0, number(found.summary["value_now"]) or 0.0
    names = (str(msg("A year before")), *(name for name, _ in moved), str(msg("This period")))
    rows = tuple((name, amount) for name, amount in ((names[0], before), *moved, (names[-1], now)))
    return Slide(
        "accounts", str(found.thesis),
        tuple(making.figure("retention", key, note=_between(found.summary.get(f"{key}_low"), found.summary.get(f"{key}_high")))
              for key in ("grr", "nrr") if found.summary[key] is not None)
        + tuple(making.figure("retention", key) for key in ("lost_accounts", "clients_new") if found.summary[key] is not None),
        Graph("bridge", names, (Series(str(msg("Change")), (before, *(amount for _, amount in moved), now), "ours"),), "money",
              str(found.thesis)),
        Grid((Column(str(msg("Part")), wide=True), Column(str(msg("Amount")), "money")), rows,
             str(msg("What became of the business of a year ago"))),
        source="retention",
    )


def drivers(making: Making, _: BookFacts) -> Slide | None:
    """Price, volume and mix."""
    found = making.ask("price_volume_mix")
    if found.thesis is None or found.summary.get("total") is None:
        return None
    keys = ("price", "volume", "mix", "new", "lost")
    parts = [(str(making.figure("price_volume_mix", key).label), number(found.summary[key])) for key in keys]
    parts = [(name, amount) for name, amount in parts if amount]
    if not parts:
        return None
    before, now = number(found.summary["revenue_before"]) or 0.0, number(found.summary["revenue"]) or 0.0
    names = (str(msg("A year before")), *(name for name, _ in parts), str(msg("This period")))
    amounts = (before, *(amount for _, amount in parts), now)
    return Slide(
        "drivers", str(found.thesis), (),
        Graph("bridge", names, (Series(str(msg("Change")), amounts, "ours"),), "money", str(found.thesis)),
        Grid((Column(str(msg("Part")), wide=True), Column(str(msg("Amount")), "money")),
             tuple(zip(names, amounts, strict=True)), str(msg("Price, volume and mix"))),
        source="price_volume_mix",
    )


def movers(making: Making, _: BookFacts) -> Slide | None:
    """Who grew and who fell most."""
    rows = making.ask("accounts").rows
    moved = rows[rows["change"].notna() & (rows["change"] != 0)]
    if moved.empty or moved["revenue_before"].isna().all():
        return None
    up = moved[moved["change"] > 0].nlargest(FEW, "change")
    down = moved[moved["change"] < 0].nsmallest(FEW, "change").iloc[::-1]
    shown = pd.concat([up, down])
    title: Message
    if up.empty:
        title = msg("No client brought more; {client} fell most, by {amount}.", client=down.iloc[-1]["name"],
                    amount=Money(-float(down["change"].min()), making.currency))
    elif down.empty:
        title = msg("{client} grew most, by {amount}; no client fell.", client=up.iloc[0]["name"],
                    amount=Money(float(up["change"].max()), making.currency))
    else:
        title = msg("{grown} grew most, by {more}; {fallen} fell most, by {less}.", grown=up.iloc[0]["name"],
                    more=Money(float(up["change"].max()), making.currency), fallen=down.iloc[-1]["name"],
                    less=Money(-float(down["change"].min()), making.currency))
    values = tuple(map(number, shown["change"]))
    return Slide(
        "movers", str(title), (),
        Graph("bars", tuple(map(str, shown["name"])), (Series(str(msg("Change of revenue")), values, "ours"),), "money",
              str(title)),
        making.grid("accounts", shown, ["name", "revenue_before", "revenue", "change", "manager"],
                    msg("Who grew and who fell")),
        source="accounts",
    )


def dependence(making: Making, _: BookFacts) -> Slide | None:
    """What we depend on."""
    found = making.ask("concentration")
    rows = found.rows[found.rows["share"].notna()].head(TOP)
    if rows.empty:
        return None
    limits = tuple((str(name), float(making.settings.number(key))) for key, name in (
        ("key_share", msg("key")), ("critical_share", msg("critical"))))
    return Slide(
        "dependence", str(found.thesis),
        tuple(making.figure("concentration", key) for key in ("cr1", "cr5", "cr10", "effective_accounts")
              if found.summary[key] is not None),
        Graph("bars", tuple(map(str, rows["name"])),
              (Series(str(msg("Share")), tuple(map(number, rows["share"])), "ours"),), "share", str(found.thesis), limits),
        making.grid("concentration", rows, ["rank", "name", "revenue", "share_revenue", "margin", "share_margin", "manager"],
                    msg("What we depend on")),
        note=str(nmsg("{n} client brings four fifths", "{n} clients bring four fifths",
                      int(found.summary["accounts_for_80"] or 0))) if found.summary["accounts_for_80"] else "",
        source="concentration",
    )


def loss(making: Making, _: BookFacts) -> Slide | None:
    """What a year may take."""
    found = making.ask("losses")
    if found.thesis is None or found.summary.get("q95") is None:
        return None
    rows = making.ask("concentration").rows
    rows = rows[rows["share"].notna()].head(FEW)
    return Slide(
        "loss", str(found.thesis), tuple(making.figure("losses", key) for key in ("mean", "q95", "q99")), None,
        making.grid("concentration", rows, ["name", "revenue", "share_revenue", "margin", "share_margin", "manager"],
                    msg("What would go with the largest")),
        note=str(found.notes[0]) if found.notes else "", source="losses",
    )


def _between(low: object, high: object) -> str:
    first, last = number(low), number(high)
    return "" if first is None or last is None else str(msg("from {low} to {high}", low=Share(first), high=Share(last)))


