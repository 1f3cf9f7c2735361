"""What the ledger tells of one client since a day: its revenue, categories, class, ladder, health, debts, requests, answers."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pandas as pd

from kam_core.errors import UsageError
from kam_core.i18n import Count, Day, Joined, Message, Money, Month, Number, Ratio, Share, msg, nmsg
from kam_core.ledger import Ledger
from kam_core.metrics import client_parts, client_standing, period, requests
from kam_core.metrics.answer import Answer, change
from kam_core.metrics.client_scope import Asked, asked, nobody, yearly
from kam_core.metrics.health_score import BANDS
from kam_core.metrics.measure import Measure, Name
from kam_core.metrics.shares import total
from kam_core.scope import Scope, add_months, in_years
from kam_core.settings import Settings

MONTHS = 3
"""So many months are looked back on where no day is named."""
NAMED = 4
"""So many categories are named in a sentence."""
FINDINGS = ("kind", "text", "tone")


def ask(ledger: Ledger, scope: Scope, settings: Settings, client: str = "", since: object = "") -> Answer:
    """What changed since a day (a date, or '2026-07-15'; MONTHS back where it is left out).

    Rows: kind, text, tone ('good', 'bad' or ''), few and short.

    Sums, classes, shares and health compare twelve months up to the last full month with twelve up to the month before that
    day; what happened on a day since is told by its day.
    """
    who, day = asked(ledger, scope, client), _day(since, ledger)
    if who is None:
        return nobody("client_since", ledger, scope, settings, ("changes",), FINDINGS, {})
    last = ledger.info.last_full_month
    found: list[tuple[str, Message, str]] = []
    for look in _LOOKS:
        found += look(ledger, who, settings, day)
    said: list[Message] = []
    if last is not None and add_months(last, 1) <= day.replace(day=1):
        said.append(msg("No full month of sales has been brought in since {day}.", day=Day(day)))
    rows = pd.DataFrame(found, columns=list(FINDINGS)).astype(object)
    return Answer("client_since", ledger.version, scope, settings, {"changes": len(rows)}, rows,
                  _thesis(len(rows), day), said)


def _day(since: object, ledger: Ledger) -> datetime.date:
    if isinstance(since, datetime.date):
        return since
    if not since:
        return add_months(ledger.info.last_date or datetime.date(2000, 1, 1), -MONTHS)
    try:
        return in_years(datetime.date.fromisoformat(str(since)))
    except ValueError:
        raise UsageError(msg("“{text}” is not a date.", text=str(since)[:40]),
                         next=msg("Write it as {example}.", example="2026-03-01")) from None


def _thesis(count: int, day: datetime.date) -> Message:
    if not count:
        return msg("Nothing that stands out has changed since {day}.", day=Day(day))
    return nmsg("{n} change since {day}.", "{n} changes since {day}.", count, day=Day(day))


Findings = Iterator[tuple[str, Message, str]]
Look = Callable[[Ledger, Asked, Settings, datetime.date], Findings]


def _then(ledger: Ledger, who: Asked, day: datetime.date) -> Asked | None:
    """The client over the twelve months before the month of ``day``; None where those are not known, or are those of now."""
    now, end = yearly(ledger, who.one), day.replace(day=1)
    first = period.month_of(ledger.info.first_date)
    if now.end is None or first is None or end >= now.end or add_months(end, -12) < first:
        return None
    if not period.enough(ledger, add_months(end, -12), end):
        return None
    start = add_months(end, -12)
    return replace(who, one=replace(who.one, start=start, end=end), whole=replace(who.whole, start=start, end=end))


def _revenue(ledger: Ledger, who: Asked, _: Settings, day: datetime.date) -> Findings:
    """The full months since the day against the same months a year before."""
    start, last = day.replace(day=1), ledger.info.last_full_month
    if last is None or start > last:
        return
    end = add_months(last, 1)
    months = (end.year - start.year) * 12 + end.month - start.month
    start = start if months <= 12 else add_months(end, -12)
    known = period.enough(ledger, add_months(start, -12), add_months(end, -12))
    found = ledger.query("client_months", replace(who.one, start=None, end=None))
    month = pd.to_datetime(found["month"])

    def brought(shift: int) -> float:
        some = (month >= pd.Timestamp(add_months(start, shift))) & (month < pd.Timestamp(add_months(end, shift)))
        return total(found.loc[some, "revenue"])

    now, before = brought(0), brought(-12)
    moved = change(now, before) if known else None
    currency = ledger.info.currency
    span = Month(start, long=True) if start == last else msg("{first} – {last}", first=Month(start), last=Month(last))
    if moved is None:
        yield "revenue", msg("Revenue of {months}: {now}.", months=span, now=Money(now, currency)), ""
        return
    yield "revenue", msg("Revenue of {months}: {now}, {change} against the same months a year before.", months=span,
                         now=Money(now, currency), change=Ratio(moved)), _tone(moved, 0.02)


def _tone(moved: float, least: float = 0.0) -> str:
    return "good" if moved > least else "bad" if moved < -least else ""


def _categories(ledger: Ledger, who: Asked, _: Settings, day: datetime.date) -> Findings:
    then = _then(ledger, who, day)
    if then is None:
        return
    now = _bought(ledger, yearly(ledger, who.one))
    before = _bought(ledger, then.one)
    for kind, some, other, tone in (("categories_new", now, before, "good"), ("categories_gone", before, now, "bad")):
        names = [name for name, amount in some.items() if amount > 0 and other.get(name, 0.0) <= 0]
        if not names:
            continue
        told = Joined([*names[:NAMED], *([nmsg("{n} more", "{n} more", len(names) - NAMED)] if len(names) > NAMED else [])])
        yield kind, msg("Now buys: {names}.", names=told) if kind == "categories_new" else msg(
            "No longer buys: {names}.", names=told), tone


def _bought(ledger: Ledger, scope: Scope) -> dict[str, float]:
    """Revenue by category in a period of twelve months, the largest first."""
    assert scope.start is not None
    assert scope.end is not None
    found = ledger.query("client_categories", replace(scope, start=None, end=None), start=scope.start, end=scope.end,
                         before=add_months(scope.start, -12))
    rows = found[found["month"].isna() & found["category"].notna()]
    amounts = rows["revenue"].fillna(0.0)
    return dict(zip(rows["category"].astype(str), amounts.astype(float), strict=True))


def _moves(ledger: Ledger, who: Asked, settings: Settings, day: datetime.date) -> Findings:
    then = _then(ledger, who, day)
    if then is None:
        return
    now = client_standing.of_client(ledger, yearly(ledger, who.whole), settings, who.id)
    before = client_standing.of_client(ledger, then.whole, settings, who.id)
    for key, label in (("abc", msg("Class by size")), ("xyz", msg("Class by regularity"))):
        if now[key] != before[key] and now[key] is not None and before[key] is not None:
            yield key, msg("{what}: {now}, it was {before}.", what=label, now=now[key], before=before[key]), \
                "good" if now[key] < before[key] else "bad"
    steps: dict[Any, int] = {None: 0, "key": 1, "critical": 2, "mono": 3}
    if now["ladder_revenue"] != before["ladder_revenue"] and now["share_revenue"] is not None:
        share = Share(now["share_revenue"])
        if steps[now["ladder_revenue"]] > steps[before["ladder_revenue"]]:
            yield "ladder", msg("Brings {share} of the revenue now and has passed a limit of the ladder.", share=share), "bad"
        else:
            yield "ladder", msg("Brings {share} of the revenue now and is below a limit of the ladder again.", share=share), ""


def _health(ledger: Ledger, who: Asked, settings: Settings, day: datetime.date) -> Findings:
    then, last = _then(ledger, who, day), ledger.info.last_full_month
    if then is None or last is None:
        return
    assert then.one.end is not None
    (score, band), (was, earlier) = client_parts.health_at(ledger, who, settings, [add_months(last, 1), then.one.end])
    if score is None or was is None:
        return
    if band != earlier:
        yield "health", msg("Health: {now} ({score}), it was {before} ({was}); without payment.", now=BANDS[band],
                            score=Number(score), before=BANDS[earlier], was=Number(was)), _tone(score - was)
    elif abs(score - was) >= 5:
        yield "health", msg("Health: {score}, it was {was}; without payment.", score=Number(score), was=Number(was)), \
            _tone(score - was)


def _debts(ledger: Ledger, who: Asked, settings: Settings, day: datetime.date) -> Findings:
    """What became overdue since then and still is; what was overdue then, too, is no news."""
    found = client_parts.debts_of(ledger, who, settings)
    overdue, oldest = found.figures.get("overdue"), found.figures.get("oldest")
    as_of = ledger.info.last_date
    if not overdue or oldest is None or as_of is None:
        return
    began = as_of - datetime.timedelta(days=int(oldest))
    if began >= day:
        yield "debt", msg("Overdue since {day}: {amount}.", day=Day(began), amount=Money(overdue, ledger.info.currency)), "bad"


def _requests(ledger: Ledger, who: Asked, settings: Settings, day: datetime.date) -> Findings:
    if not ledger.info.rows.get("request"):
        return
    found = requests.load(ledger, who.one, settings)
    since = len(found.opened(day, None).frame)
    late = int(found.still["late"].sum())
    if since and late:
        yield "requests", nmsg("{n} request opened since; open past the limit: {late}.",
                               "{n} requests opened since; open past the limit: {late}.", since, late=Count(late)), "bad"
    elif since:
        yield "requests", nmsg("{n} request opened since; none is open past its limit.",
                               "{n} requests opened since; none is open past its limit.", since), ""


def _answers(ledger: Ledger, who: Asked, settings: Settings, day: datetime.date) -> Findings:
    rows = client_parts.answers_of(ledger, who, settings).frame
    if rows.empty:
        return
    rows = rows[pd.to_datetime(rows["date"]) >= pd.Timestamp(day)]
    if rows.empty:
        return
    scores = Joined([int(score) for score in rows["score"].head(8)])
    bad, good = int((rows["mood"] == "detractor").sum()), int((rows["mood"] == "promoter").sum())
    yield "answers", nmsg("{n} answer of a survey: {scores}.", "{n} answers of surveys: {scores}.", len(rows), scores=scores), \
        "bad" if bad > good else "good" if good > bad else ""


_LOOKS: tuple[Look, ...] = (_revenue, _categories, _moves, _health, _debts, _requests, _answers)

MEASURE = Measure(
    key="client_since",
    label=msg("What changed with one client"),
    unit="count",
    direction="",
    formula=msg("Revenue of the full months since the day (of twelve at most) against the same months a year before. "
                "Categories, class, ladder and health: twelve months up to now against twelve up to the month of that day; "
                "health without payment, which is not known of the past, and told from 5 points on. Debts that became overdue, "
                "requests opened and answers given since."),
    period=msg("From the day that is named to the ledger's last day."),
    population=msg("One corporate group with all its legal entities, whatever filters are set."),
    source=msg("Own definition: other measures, before and after."),
    columns={
        "kind": Name(msg("Kind of change"), "text"),
        "text": Name(msg("What changed"), "text"),
        "tone": Name(msg("Good or bad"), "text"),
    },
    summary={"changes": Name(msg("Changes"), "count")},
    query=("client_months", "client_categories", "concentration", "abc_xyz", "health", "debts", "requests", "nps_answers",
           "key_clients_names", "health_largest"),
    find=ask,
    settings=("abc_a_share", "abc_b_share", "key_share", "critical_share", "mono_share", "health_red", "health_amber",
              "resolution_limit_hours"),
    options={"client": msg("id or name of the client; the largest where it is left out"), "since": msg("a day, as 2026-07-15")},
)
