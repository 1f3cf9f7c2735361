"""Slides of a portfolio deck about what is at risk: clients that are not well, what they say, how long they wait."""

from __future__ import annotations

from kam_core.i18n import msg
from kam_core.metrics.health_said import labels
from kam_core.reports.book_facts import BookFacts
from kam_core.reports.making import Making, month_name, number, value
from kam_core.reports.slides import Column, Figure, Graph, Grid, Series, Slide, Value

MOST = 8


def clients(making: Making, facts: BookFacts) -> Slide | None:
    """Which of the clients that count are red, and why."""
    found = making.health(facts.lost)
    red = found.rows[found.rows["band"] == "red"].nlargest(MOST, "revenue")
    if red.empty:
        return None
    names = labels()
    rows: list[tuple[Value, ...]] = []
    led = bool(red["manager"].notna().any())
    for row in red.to_dict("records"):
        points = {key: number(row.get(f"{key}_points")) for key in names}
        known = {key: point for key, point in points.items() if point is not None}
        weak = [str(names[key]) for key in sorted(known, key=lambda key: known[key])[:2]]
        told = (str(row["name"]), value(row["revenue"]), value(row["score"]), ", ".join(weak))
        rows.append((*told, value(row["manager"])) if led else told)
    return Slide(
        "risk", str(found.thesis), tuple(making.figure("health", key) for key in ("red", "revenue_red", "amber", "green")),
        None,
        Grid((Column(str(msg("Client")), wide=True), Column(str(msg("Revenue")), "money"), Column(str(msg("Health")), "count"),
              Column(str(msg("What pulls it down")), wide=True), *((Column(str(msg("Manager"))),) if led else ())), tuple(rows),
             str(msg("Clients at risk"))),
        source="health",
    )


def voice(making: Making, _: BookFacts) -> Slide | None:
    """Whether clients recommend us."""
    if not making.ledger.info.rows.get("nps"):
        return None
    found = making.ask("nps")
    if not found.summary["n"]:
        return None
    trend = found.frames["trend"].tail(24)
    return Slide(
        "voice", str(found.thesis),
        tuple(making.figure("nps", key) for key in ("n", "response_rate", "revenue_coverage")
              if found.summary[key] is not None),
        Graph("line", tuple(map(month_name, trend["month"])),
              tuple(Series(str(name), tuple(map(number, trend[key])), role) for key, role, name in (  # type: ignore[arg-type]
                  ("low", "before", msg("from")), ("nps", "ours", msg("NPS")), ("high", "before", msg("to")))),
              "points", str(found.thesis)) if len(trend) > 1 else None,
        making.grid("nps", found.rows[found.rows["n"] > 0].nlargest(MOST, "revenue"),
                    ["name", "revenue", "n", "last_score", "detractors", "manager"], msg("What the largest say")),
        note=str(found.notes[0]) if found.notes else "", source="nps",
    )


def service(making: Making, _: BookFacts) -> Slide | None:
    """How long their requests take."""
    if not making.ledger.info.rows.get("tickets"):
        return None
    found = making.ask("resolution")
    if not found.summary["n"]:
        return None
    trend = found.frames["trend"].tail(24)
    figures = [Figure(making.figure("resolution", key).label, value(found.summary[key]), "number")
               for key in ("median_hours", "p90_hours") if found.summary[key] is not None]
    return Slide(
        "service", str(found.thesis),
        (*figures, *(making.figure("resolution", key) for key in ("within_limit", "backlog_late")
                     if found.summary[key] is not None)),
        Graph("line", tuple(map(month_name, trend["month"])),
              (Series(str(msg("Half are resolved in, hours")), tuple(map(number, trend["median"])), "ours"),), "number",
              str(found.thesis)) if len(trend) > 1 else None,
        making.grid("resolution", found.rows.head(MOST), ["name", "ticket_id", "waited_hours", "over_hours", "priority",
                                                          "manager"], msg("Open past their limit")),
        source="resolution",
    )
