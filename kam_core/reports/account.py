"""The deck of one client: how it stands, what changed, what can be won, how we serve it, the plan. Six slides at most.

For the client itself (``internal=False``) it is about what they bought and what we agreed: no margin, no share of our
revenue, no health, no opportunities, no internal notes, nobody's attitude.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable

from kam_core.book import Book, Record
from kam_core.book.kinds.market import CLOSED
from kam_core.book.kinds.plan import THEMES
from kam_core.i18n import Count, Day, Message, Money, Ratio, current_language, msg, nmsg
from kam_core.ledger import Ledger
from kam_core.metrics.answer import change
from kam_core.metrics.dossier import clock
from kam_core.reports.making import Asker, Making, month_name, number, today, value
from kam_core.reports.portfolio import footer, period
from kam_core.reports.slides import Column, Deck, Figure, Graph, Grid, Series, Slide, Value
from kam_core.scope import Scope
from kam_core.settings import Settings

SIX = 6
"""Slides at most, the definitions included."""
MOST = 9
Maker = Callable[["Client"], Slide | None]


class Client:
    """One client's deck in the making. records: of the book, as far as its reader reaches, by kind"""

    def __init__(self, making: Making, book: Book, client_id: str, name: str, internal: bool) -> None:
        self.making, self.client_id, self.name, self.internal = making, client_id, name, internal
        self.dossier = book.records.single("dossier", client_id)
        self.plan = book.records.single("plan", client_id)
        self.records: dict[str, list[Record]] = {}
        for record in book.records.of(["goal", "action", "client_goal", "opportunity", "promise", "visit"], client_id):
            self.records.setdefault(record.kind, []).append(record)

    def of(self, kind: str) -> list[Record]:
        """The records of a kind."""
        return self.records.get(kind, [])


def account(
    ledger: Ledger, scope: Scope, settings: Settings, book: Book, client_id: str, name: str, who: str, *,
    internal: bool = True, made: datetime.datetime | None = None, asker: Asker | None = None, words: tuple[str, ...] = (),
) -> Deck:
    """The deck of one client, in the current language.

    internal: False for a paper that goes to the client; asker: asks a measure of the registry, where answers are kept
    """
    making = Making(ledger, scope, settings, asker)
    client = Client(making, book, client_id, name, internal)
    drawn = [slide for rule in RULES if (slide := rule(client)) is not None and (internal or not slide.confidential)]
    slides = tuple(sorted(drawn[: SIX - 1], key=lambda slide: ORDER.index(slide.key)))
    moment = made or datetime.datetime.now().astimezone()
    return Deck(
        str(msg("{client}: account review", client=name)), str(period(scope, ledger)), current_language(), making.currency,
        ledger.version, str(ledger.info.last_date or ""), moment.isoformat(timespec="seconds"), who, internal, slides,
        tuple(slide.grid for slide in drawn if slide.grid is not None),
        making.definitions(slide.source for slide in slides), words, client_id,
        str(_age(client, settings)) if internal else "", str(footer(ledger, moment)),
    )


def contents(deck: Deck) -> tuple[str, ...]:
    """What goes out with a deck, in words: the titles of its slides and the names of its tables."""
    return tuple(dict.fromkeys((*(slide.title for slide in deck.slides), *(grid.name for grid in deck.tables))))


def _age(client: Client, settings: Settings) -> Message:
    revised = clock(client.dossier, settings).revised
    if revised is None:
        return msg("the dossier is not written in every section")
    days = (today() - revised).days
    return nmsg("dossier revised {n} day ago", "dossier revised {n} days ago", days)


def _standing(client: Client) -> Slide | None:
    """How it stands: what it bought, by month."""
    making, options = client.making, {"client": client.client_id}
    found, months = making.ask("client", **options), making.ask("client_months", months=24, **options)
    if found.summary["revenue"] is None:
        return None
    keys = ("revenue", "margin", "margin_rate", "share_revenue") if client.internal else ("revenue", "purchase_days")
    figures = tuple(_figure(client, key) for key in keys if found.summary[key] is not None)
    title = found.thesis if client.internal else _bought(client)
    rows = months.rows.tail(24)
    series = [Series(str(msg("Revenue") if client.internal else msg("Purchases")), tuple(map(number, rows["revenue"])), "ours")]
    if client.internal and rows["margin"].notna().any():
        series.append(Series(str(msg("Margin")), tuple(map(number, rows["margin"])), "before"))
    columns = [("month", msg("Month"), "month"), ("revenue", msg("Revenue") if client.internal else msg("Purchases"), "money")]
    columns += [("margin", msg("Margin"), "money")] if client.internal else []
    return Slide(
        "standing", str(title), figures,
        Graph("line", tuple(map(month_name, rows["month"])), tuple(series), "money", str(title)),
        Grid(tuple(Column(str(name), kind) for _, name, kind in columns),  # type: ignore[arg-type]
             tuple(tuple(value(row[key]) for key, _, _ in columns) for row in rows.to_dict("records")), str(msg("Months"))),
        source="client" if client.internal else "",
    )


def _figure(client: Client, key: str) -> Figure:
    found = client.making.ask("client", client=client.client_id)
    moved = f"{key}_change" if f"{key}_change" in found.summary else None
    made = client.making.figure_of("client", found, key, change=moved)
    if client.internal or key != "revenue":
        return made
    return Figure(str(msg("Purchases")), made.value, made.kind, made.change, made.change_kind, made.note)


def _bought(client: Client) -> Message:
    found = client.making.ask("client", client=client.client_id).summary
    amount = Money(found["revenue"] or 0, client.making.currency)
    moved = change(found["revenue"], found["revenue_before"])
    if moved is None:
        return msg("{client} bought for {amount}", client=client.name, amount=amount)
    return msg("{client} bought for {amount}; {change} against a year before", client=client.name, amount=amount,
               change=Ratio(moved))


def _supplied(client: Client) -> Slide | None:
    """What is bought: categories against the year before."""
    found = client.making.ask("client_supplied", client=client.client_id)
    rows = found.rows.head(MOST)
    if rows.empty:
        return None
    title = found.thesis if client.internal else nmsg(
        "{n} category is bought; the largest is {category}", "{n} categories are bought; the largest is {category}",
        int(found.summary["categories"] or 0), category=str(rows["category"].iloc[0]))
    now, before = tuple(map(number, rows["revenue"])), tuple(map(number, rows["revenue_before"]))
    series = [Series(str(msg("A year before")), before, "before"), Series(str(msg("This period")), now, "ours")]
    return Slide(
        "supplied", str(title), (),
        Graph("bars", tuple(map(str, rows["category"])), tuple(series if any(before) else series[1:]), "money", str(title)),
        Grid((Column(str(msg("Category")), wide=True), Column(str(msg("This period")), "money"),
              Column(str(msg("A year before")), "money")),
             tuple((str(name), here, there) for name, here, there in zip(rows["category"], now, before, strict=True)),
             str(msg("What is bought"))),
        source="client_supplied" if client.internal else "",
    )


def _potential(client: Client) -> Slide | None:
    """What can be won, as an assumption."""
    open_ = [record for record in client.of("opportunity") if record.get("stage") not in CLOSED]
    sized = [record for record in open_ if record.get("y1_base") is not None]
    if not sized:
        return None
    cases = (("low", msg("low")), ("base", msg("base")), ("high", msg("high")))
    total = {(years, case): float(sum(record.get(f"y{years}_{case}") or 0 for record in sized))
             for years in (1, 3, 5) for case, _ in cases}
    title = nmsg("{n} opportunity is worth {amount} in a year; an assumption",
                 "{n} opportunities are worth {amount} in a year; an assumption", len(sized),
                 amount=Money(total[1, "base"], client.making.currency))
    rows: list[tuple[Value, ...]] = [
        (str(record.get("name")), *(_amount(record, f"y1_{case}") for case, _ in cases), _day(record.get("expected")))
        for record in sorted(sized, key=lambda each: -(each.get("y1_base") or 0))[:MOST]]
    return Slide(
        "potential", str(title), (),
        Graph("ranges", tuple(str(nmsg("{n} year", "{n} years", years)) for years in (1, 3, 5)),
              tuple(Series(str(name), tuple(total[years, case] for years in (1, 3, 5)), "ours" if case == "base" else "before")
                    for case, name in cases), "money", str(title)),
        Grid((Column(str(msg("Opportunity")), wide=True),
              *(Column(str(msg("In a year, {case}", case=name)), "money") for _, name in cases),
              Column(str(msg("Expected by")), "day")), tuple(rows), str(msg("Opportunities"))),
        note=str(msg("Sizes are what managers assume, with their sources in the dossiers.")), confidential=True,
    )


def _service(client: Client) -> Slide | None:
    """How we serve it: requests, answers, promises."""
    found = client.making.ask("client", client=client.client_id).summary
    promised = [record for record in client.of("promise") if record.get("fulfilled") is None]
    late = [record for record in promised if record.get("due") is not None and record.get("due") < today()]
    keys = ["requests", "requests_late", "answers", "last_score", *(["overdue"] if client.internal else [])]
    figures = tuple(_figure(client, key) for key in keys if found[key] is not None)[:4]
    if not figures and not promised:
        return None
    title: Message
    if late:
        title = nmsg("{n} promise of ours is past its day", "{n} promises of ours are past their day", len(late))
    elif promised:
        title = nmsg("{n} promise is open, none is late", "{n} promises are open, none is late", len(promised))
    elif found["requests_late"]:
        title = nmsg("{n} request is open past its limit", "{n} requests are open past their limit",
                     int(found["requests_late"]))
    else:
        title = msg("What was promised is done, and no request is late")
    rows = tuple((str(record.get("text")), value(record.get("owner")), _day(record.get("due")),
                  str(msg("past its day")) if record in late else str(msg("not fulfilled yet"))) for record in promised[:MOST])
    return Slide(
        "service", str(title), figures, None,
        Grid((Column(str(msg("What we promised")), wide=True), Column(str(msg("Owner"))), Column(str(msg("Due by")), "day"),
              Column(str(msg("State")))), rows, str(msg("Promises"))) if rows else None,
        source="client" if client.internal else "",
    )


def _goals(client: Client) -> Slide | None:
    """The plan: aim, goals, actions."""
    aim = (client.plan.get("aim") if client.plan else None) or (client.dossier.get("aim") if client.dossier else None)
    actions = [record for record in client.of("action") if not record.get("dropped")]
    done = [record for record in actions if record.get("done") is not None]
    if not actions and not client.of("goal"):
        return None
    themes = dict(THEMES)
    title = msg("{aim}", aim=str(aim)) if aim else nmsg("{done} of {n} action is done", "{done} of {n} actions are done",
                                                       len(actions), done=Count(len(done)))
    order = sorted(actions, key=lambda each: (each.get("done") is not None, each.get("due") or datetime.date.max))
    rows = tuple((str(record.get("text")), str(themes.get(str(record.get("theme")), "—")), value(record.get("owner")),
                  _day(record.get("due")), str(msg("done")) if record.get("done") else str(
                      msg("past its day") if record.get("due") and record.get("due") < today() else msg("under way")))
                 for record in order[:MOST])
    goals = tuple(Figure(str(goal.get("text")), number(goal.get("target")), "number",
                         note=str(msg("by {day}", day=Day(goal.get("due")))) if goal.get("due") else "")
                  for goal in client.of("goal")[:4] if goal.get("target") is not None)
    return Slide(
        "plan", str(title), goals, None,
        Grid((Column(str(msg("Action")), wide=True), Column(str(msg("Theme"))), Column(str(msg("Owner"))),
              Column(str(msg("Due by")), "day"), Column(str(msg("State")))), rows, str(msg("Actions"))) if rows else None,
        note=str(nmsg("{done} of {n} action is done", "{done} of {n} actions are done", len(actions), done=Count(len(done))))
        if actions and aim else "",
    )


def _asks(client: Client) -> Slide | None:
    """What we ask of the company for this client."""
    text = client.plan.get("asks") if client.plan else None
    points = tuple(line.strip() for line in str(text or "").splitlines() if line.strip())[:8]
    if not points:
        return None
    return Slide("asks", str(nmsg("For this client we ask for {n} decision", "For this client we ask for {n} decisions",
                                  len(points))), points=points, confidential=True)


def _amount(record: Record, key: str) -> float | None:
    found = record.get(key)
    return None if found is None else float(found)


def _day(day: datetime.date | None) -> str | None:
    return None if day is None else day.isoformat()


RULES: tuple[Maker, ...] = (_standing, _goals, _potential, _supplied, _service, _asks)
"""From what must be said to what may."""
ORDER = ("standing", "supplied", "service", "potential", "plan", "asks")
"""As it is told."""
