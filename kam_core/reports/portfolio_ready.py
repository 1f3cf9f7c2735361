"""Slides of a portfolio deck about what it will take, and whether we are ready: key clients, potential, what we ask."""

from __future__ import annotations

from kam_core.i18n import Count, Money, Share, msg, nmsg
from kam_core.reports.book_facts import BookFacts
from kam_core.reports.making import Making, number, today, value
from kam_core.reports.slides import Column, Figure, Graph, Grid, Series, Slide, Value

APPROVED = ("approved", "running", "reviewed")
MOST = 10


def key_list(making: Making, facts: BookFacts) -> Slide | None:
    """Are we ready: each key client with its health, its dossier, its plan."""
    if not facts.listed:
        return None
    day, shares = today(), making.ask("concentration").rows.set_index("account_id")
    well = making.health(facts.lost).rows
    bands = dict(zip(well["account_id"], well["band"], strict=True))
    rows: list[tuple[Value, ...]] = []
    words = {"red": str(msg("red")), "amber": str(msg("amber")), "green": str(msg("green"))}
    for client in facts.listed:
        there = shares.loc[client] if client in shares.index else None
        known = facts.clocks.get(client)
        due = known.due if known is not None else None
        band = str(bands[client]) if client in bands else ""
        rows.append((
            str(there["name"]) if there is not None else facts.names.get(client, client),
            value(there["revenue"]) if there is not None else None,
            value(there["share_revenue"]) if there is not None else None,
            words.get(band, "—"),
            str(msg("in time")) if known is not None and not known.late(day) else str(
                msg("to be revised") if due is not None or known is not None else msg("none")),
            str(msg("approved")) if facts.plans.get(client) in APPROVED else str(
                msg("none") if client not in facts.plans else msg("not approved")),
            value(there["manager"]) if there is not None else None,
        ))
    both = sum(facts.in_time(client, day) and facts.plans.get(client) in APPROVED for client in facts.listed)
    count = len(facts.listed)
    title = nmsg("Of {n} key client {ready} has an approved plan and a dossier in time",
                 "Of {n} key clients {ready} have an approved plan and a dossier in time", count, ready=Count(both))
    return Slide(
        "key_list", str(title),
        (Figure(str(msg("Key clients")), count, "count"),
         Figure(str(msg("Their share of revenue")), _share(making, facts), "share"),
         Figure(str(msg("Dossiers in time")), sum(facts.in_time(each, day) for each in facts.listed), "count"),
         Figure(str(msg("Plans approved")), sum(facts.plans.get(each) in APPROVED for each in facts.listed), "count")),
        None,
        Grid((Column(str(msg("Client")), wide=True), Column(str(msg("Revenue")), "money"), Column(str(msg("Share")), "share"),
              Column(str(msg("Health"))), Column(str(msg("Dossier"))), Column(str(msg("Plan"))), Column(str(msg("Manager")))),
             tuple(rows[:MOST]), str(msg("Key clients"))),
        source="key_clients", confidential=True,
    )


def potential(making: Making, facts: BookFacts) -> Slide | None:
    """What it will take: the size of the opportunities, as an assumption."""
    base = facts.opportunity("base", 1)
    if not facts.opportunities or not base:
        return None
    years = (1, 3, 5)
    cases = (("low", "before", msg("low")), ("base", "ours", msg("base")), ("high", "before", msg("high")))
    names = making.ask("accounts").rows.set_index("account_id")["name"]
    sizes = {client: tuple(float(sum(record.get(f"y1_{case}") or 0 for record in found)) for case, _, _ in cases)
             for client, found in facts.opportunities.items()}
    rows: list[tuple[Value, ...]] = [
        (str(names.get(client, client)), len(facts.opportunities[client]), *sizes[client])
        for client in sorted(sizes, key=lambda client: -sizes[client][1])]
    title = nmsg("{n} open opportunity is worth {amount} in a year; an assumption, not a forecast",
                 "{n} open opportunities are worth {amount} in a year; an assumption, not a forecast",
                 sum(map(len, facts.opportunities.values())), amount=Money(base, making.currency))
    return Slide(
        "potential", str(title), (),
        Graph("ranges", tuple(str(nmsg("{n} year", "{n} years", each)) for each in years),
              tuple(Series(str(name), tuple(float(facts.opportunity(case, each)) for each in years), role)  # type: ignore[arg-type]
                    for case, role, name in cases), "money", str(title)),
        Grid((Column(str(msg("Client")), wide=True), Column(str(msg("Opportunities")), "count"),
              *(Column(str(msg("In a year, {case}", case=name)), "money") for _, _, name in cases)), tuple(rows[:MOST]),
             str(msg("Opportunities"))),
        note=str(msg("Sizes are what managers assume, with their sources in the dossiers.")), confidential=True,
    )


def asks(making: Making, facts: BookFacts) -> Slide | None:
    """What we ask of the board: what the plans ask, then what the figures call for."""
    names = making.ask("accounts").rows.set_index("account_id")["name"]
    points = [str(msg("{client}: {ask}", client=str(names.get(client, client)), ask=line.strip()))
              for client, text in facts.asks.items() for line in text.splitlines() if line.strip()][:5]
    found, largest = making.ask("concentration"), making.ask("concentration").rows.head(1)
    share = number(largest["share_revenue"].iloc[0]) if len(largest) else None
    if share is not None and share > float(making.settings.number("critical_share")):
        points.append(str(msg("Decide how to limit the dependence on {client}: {share} of the revenue.",
                              client=str(largest["name"].iloc[0]), share=Share(share))))
    waiting = [each for each in _nominated(making) if each not in facts.listed]
    if waiting:
        points.append(str(nmsg("Decide on {n} client that passes a limit by size and is not on the list of key clients.",
                               "Decide on {n} clients that pass a limit by size and are not on the list of key clients.",
                               len(waiting))))
    late = [each for each in facts.listed if not facts.in_time(each, today())]
    if late:
        points.append(str(nmsg("Ask for {n} dossier of a key client to be revised.",
                               "Ask for {n} dossiers of key clients to be revised.", len(late))))
    if making.ledger.info.rows.get("invoices"):
        owed = making.ask("debts").summary
        if owed["overdue"]:
            points.append(str(msg("Decide on terms for those who are overdue with {amount}.",
                                  amount=Money(owed["overdue"], making.currency))))
    if not points or not found.summary["accounts_positive"]:
        return None
    title = nmsg("We ask for {n} decision", "We ask for {n} decisions", len(points))
    return Slide("asks", str(title), points=tuple(points), source="", confidential=True)


def _nominated(making: Making) -> list[str]:
    rows = making.ask("key_clients").rows
    return [str(each) for each in rows.loc[rows["nominated"], "account_id"]] if len(rows) else []


def _share(making: Making, facts: BookFacts) -> float | None:
    rows = making.ask("concentration").rows
    return number(rows.loc[rows["account_id"].isin(facts.listed), "share_revenue"].sum()) if len(rows) else None
