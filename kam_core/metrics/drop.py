"""Falls of revenue against what each client was to be expected to bring, and what such falls have meant in the past."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kam_core.i18n import Count, Message, Money, Month, Number, Share, msg, nmsg
from kam_core.ledger import Ledger
from kam_core.metrics import expected
from kam_core.metrics.answer import Answer, Figure, figure
from kam_core.metrics.drop_trial import AFTER, TRIED, proof, trial
from kam_core.metrics.forecast.history import History, history
from kam_core.metrics.forecast.panel import panel
from kam_core.metrics.measure import Measure, Name
from kam_core.metrics.monthly import KINDS, LEAST, REGULAR, SELDOM, Flags, Floats, Judged, Months
from kam_core.metrics.names import names
from kam_core.scope import Scope, add_months
from kam_core.settings import Settings

COLUMNS = ("account_id", "name", "drop", "window", "expected", "actual", "gap", "fall", "p", "rank", "since", "unlikely",
           "method", "visible_1", "visible_3", "visible_12", "manager", "region", "segment")
METHODS: dict[str, Message] = {
    "months": msg("the same months of three years"), "theta": msg("Theta from the month before"),
    "days": msg("days with a purchase"),
}
"""What a client is held against, in words."""
MOST = 10_000
"""Clients that are looked at: those that brought the most lately."""
LATELY = 27
"""Months in which a client must have brought something: two years before the longest regular window."""


@dataclass(frozen=True)
class _Looked:
    """clients: what they are; months: what they brought, by month; judged: by window; end: the month after the last"""

    clients: pd.DataFrame
    months: Months
    judged: list[Judged]


def ask(ledger: Ledger, scope: Scope, settings: Settings) -> Answer:
    """Clients that were judged; those that fell first, the largest gap first, then the others by what was expected.

    Rows: drop (fell by enough to be told), unlikely (chance alone seldom brings so little, whatever the amount), window
    (months that are judged together), expected, actual, gap (money of the window), fall (gap against expected), p (chance
    of so little or less), rank (by p), since (the month at whose end it was first unlikely), method, visible_1, _3, _12
    (the smallest fall of 1, 3 or 12 months that would be seen in four of five cases; null: not even nothing at all)
    frames: backtest (TRIED): what would have been told at each month end of the past
    """
    figures: dict[str, Figure] = dict.fromkeys(SUMMARY)
    rows, tried = pd.DataFrame(columns=list(COLUMNS)), pd.DataFrame(columns=list(TRIED))
    said = [] if scope.base == "revenue" else [msg("Falls are told of revenue, whatever the base.")]
    past = history(ledger, scope)
    if past is None or past.months <= LEAST:
        said.append(_too_short(past))
        return Answer("drop", ledger.version, scope, settings, figures, rows, None, said, {"backtest": tried})
    if past.notes:
        said.append(msg("No sales of {month} were brought in; falls are told by the months after it.",
                        month=Month(add_months(past.start, -1), long=True)))
    found = ledger.query("drop", scope, **{"from": past.start, "to": past.end, "recent": add_months(past.end, -LATELY),
                                           "most": MOST})
    figures |= {"clients": int(found["clients"].max()) if len(found) else 0, "tested": 0}
    if len(found):
        months = _months(found, past.months)
        chance, seldom = settings.number("drop_chance"), settings.number("drop_zero_share")
        known = expected.fits(months, [past.months - window for window in REGULAR], seldom)
        judged = [expected.judge(months, past.months, window, chance, seldom, known=known)
                  for window in sorted({*REGULAR, *SELDOM})]
        looked = _Looked(found, months, judged)
        rows = _rows(looked, settings)
        place = rows.pop("place").to_numpy(dtype=np.int64)
        now = np.zeros(len(found), dtype=bool)
        now[place] = rows["unlikely"]
        tried_out = trial(months, found["draw"].to_numpy(dtype=np.int64), now, past.end, chance, seldom,
                          settings.number("drop_stayed"))
        tried, rows["since"] = tried_out.tried, _months_before(past.end, tried_out.since[place])
        figures |= _counts(rows, judged, chance) | proof(tried)
        rows = rows[list(COLUMNS)]
    said += _notes(figures, past.end, settings)
    return Answer("drop", ledger.version, scope, settings, figures, rows, _thesis(figures, rows, ledger.info.currency), said,
                  {"backtest": tried})


def _too_short(past: History | None) -> Message:
    if past is not None and not past.months:
        return msg("No sales of {month} were brought in, so no fall can be told there.",
                   month=Month(add_months(past.end, -1), long=True))
    return nmsg("The ledger holds {n} full month in a row; a fall is told from {least} on.",
                "The ledger holds {n} full months in a row; a fall is told from {least} on.",
                0 if past is None else past.months, least=Count(LEAST + 1))


def _months(found: pd.DataFrame, count: int) -> Months:
    places, starts = list(found["months"]), found["begin"].to_numpy(dtype=np.int64)
    days = list(found["days"])
    revenue = panel(places, list(found["revenue"]), [np.asarray(each) > 0 for each in days], starts, count).values
    bought = panel(places, days, [np.asarray(each) > 0 for each in days], starts, count).values
    segment = pd.factorize(found["segment"].fillna(""))[0].astype(np.int64)
    return Months(revenue, bought, starts, segment)


def _rows(looked: _Looked, settings: Settings) -> pd.DataFrame:
    """A row a client that was judged, by its least likely window."""
    clients, judged = looked.clients, looked.judged
    p = np.stack([each.p for each in judged], axis=1)
    known = ~np.isnan(p).all(axis=1)
    best = np.where(np.isnan(p), 2.0, p).argmin(axis=1)

    def taken(name: str) -> Floats:
        every = np.stack([getattr(each, name) for each in judged], axis=1)
        found: Floats = every[np.arange(len(best)), best]
        return found

    window = np.array([each.window for each in judged])[best]
    came, usual, chance = taken("actual"), taken("expected"), taken("p")
    unlikely = known & (chance < settings.number("drop_chance")) & (came < usual)
    gap = came - usual
    rows = pd.DataFrame({
        "account_id": clients["client_id"], "name": clients["name"], "window": window, "expected": usual, "actual": came,
        "gap": gap, "fall": gap / np.where(usual > 0, usual, np.nan), "p": chance, "unlikely": unlikely,
        "drop": unlikely & _material(clients, looked.months, window, gap, settings),
        "method": [KINDS[int(kind)] or None for kind in taken("kind")], "manager": clients["manager"],
        "region": clients["region"], "segment": clients["segment"], "place": np.arange(len(clients)),
        **{f"visible_{each.window}": each.smallest for each in judged if each.window in (1, 3, 12)},
    })[known]
    rows["rank"] = rows["p"].rank(method="min").astype("int64") if len(rows) else 0
    order = rows.assign(first=-rows["drop"].astype(int), second=-rows["unlikely"].astype(int),
                        third=np.where(rows["unlikely"], rows["gap"], -rows["expected"]))
    return order.sort_values(["first", "second", "third", "account_id"], kind="stable").drop(
        columns=["first", "second", "third"]).reset_index(drop=True)


def _material(clients: pd.DataFrame, months: Months, window: np.ndarray, gap: Floats, settings: Settings) -> Flags:
    """Whether the gap is large beside what the clients of the same manager brought in as many months of the year before."""
    year = np.maximum(months.revenue[:, -12:].sum(axis=1), months.revenue[:, -24:-12].sum(axis=1))
    whole = pd.Series(np.maximum(year, 0.0)).groupby(clients["manager"].fillna("").to_numpy()).transform("sum").to_numpy()
    amount = settings.number("drop_amount")
    share = settings.number("drop_share") * whole * window / 12
    found: Flags = -gap >= np.minimum(share, amount if amount > 0 else np.inf) * (1 - 1e-12)
    return found


def _months_before(end: datetime.date, back: Floats) -> pd.Series:
    """The first days of the months that end so many month ends before ``end``; none where it is not known."""
    known = ~np.isnan(back)
    last = np.datetime64(end, "M") - 1
    months = (last - np.where(known, back, 0.0).astype("timedelta64[M]")).astype("datetime64[s]")
    return pd.Series(months).where(pd.Series(known))


def _counts(rows: pd.DataFrame, judged: list[Judged], chance: float) -> dict[str, Figure]:
    told = rows[rows["drop"]] if len(rows) else rows
    tests = sum(int((each.kind > 0).sum()) for each in judged)
    seen = rows["visible_3"].dropna()
    return {
        "tested": len(rows), "unlikely": int(rows["unlikely"].sum()), "drops": len(told), "tests": tests,
        "by_chance": tests * chance, "stake": float(-told["gap"].sum()) + 0.0,
        "visible": figure(seen.median()) if len(seen) else None,
    }


def _notes(figures: dict[str, Figure], end: datetime.date, settings: Settings) -> list[Message]:
    said: list[Message] = [msg("Up to {month}.", month=Month(add_months(end, -1), long=True))]
    clients, tested = int(figures["clients"] or 0), int(figures["tested"] or 0)
    if clients > MOST:
        said.append(msg("Looked at are the {some} clients of {all} that brought the most lately.", some=Count(MOST),
                        all=Count(clients)))
    young = min(clients, MOST) - tested
    if young:
        said.append(nmsg("{n} client has too short a history to be judged.", "{n} clients have too short a history to be "
                         "judged.", young))
    if not tested:
        return said
    said.append(nmsg("{n} client was judged; chance alone would make about {by_chance} look like a fall, large or small: "
                     "{unlikely} did.", "{n} clients were judged; chance alone would make about {by_chance} look like a fall, "
                     "large or small: {unlikely} did.", tested, by_chance=Number(figures["by_chance"] or 0.0, 1),
                     unlikely=Count(int(figures["unlikely"] or 0))))
    if figures["precision"] is None or figures["base_rate"] is None or figures["flagged_share"] is None:
        said.append(msg("Too little was told as a fall in the past to say how often such a fall lasts here ({flagged} of "
                        "{tested} cases at {ends} month ends).", flagged=Count(int(figures["flagged"] or 0)),
                        tested=Count(int(figures["cases"] or 0)), ends=Count(int(figures["month_ends"] or 0))))
    else:
        said.append(msg("Tried on the past: {flagged} of the cases were told as a fall; of 100 of these, {right} brought less "
                        "than {share} of the expected in the {months} months after; of 100 of any kind, {usual} ({tested} "
                        "cases at {ends} month ends).", flagged=Share(figures["flagged_share"]),
                        right=Number(100 * figures["precision"]), usual=Number(100 * figures["base_rate"]),
                        share=Share(settings.number("drop_stayed"), 0), months=Count(AFTER),
                        tested=Count(int(figures["cases"] or 0)), ends=Count(int(figures["month_ends"] or 0))))
    if figures["visible"] is not None:
        said.append(msg("For half of the clients a fall of three months is seen only from {share} on.",
                        share=Share(figures["visible"], 0)))
    return said


def _thesis(figures: dict[str, Figure], rows: pd.DataFrame, currency: str) -> Message:
    if not figures["clients"]:
        return msg("There are no clients with sales in the last months here.")
    if not figures["tested"]:
        return msg("No client has a history long enough for a fall to be told.")
    drops = int(figures["drops"] or 0)
    if not drops and figures["unlikely"]:
        return nmsg("No large fall; {n} client brought {stake} less than was to be expected.",
                    "No large fall; {n} clients brought {stake} less than was to be expected.", int(figures["unlikely"]),
                    stake=Money(-float(rows.loc[rows["unlikely"], "gap"].sum()), currency))
    if not drops:
        return msg("No client brings clearly less than was to be expected of it.")
    first = rows.iloc[0]
    values = {"stake": Money(figures["stake"] or 0.0, currency), "name": str(first["name"]),
              "most": Money(-float(first["gap"]), currency)}
    if drops == 1:
        return nmsg("{name} brought {stake} less than was to be expected in {n} month.",
                    "{name} brought {stake} less than was to be expected in {n} months.", int(first["window"]), **values)
    return nmsg("{n} client brought {stake} less than was to be expected, {name} the most: {most}.",
                "{n} clients brought {stake} less than was to be expected, {name} the most: {most}.", drops, **values)


SUMMARY = {
    "clients": Name(msg("Clients with sales in the last months"), "count"),
    "tested": Name(msg("Clients that were judged"), "count"),
    "tests": Name(msg("Tests: clients by windows"), "count"),
    "by_chance": Name(msg("Tests that chance alone would make unlikely, at most about"), "index"),
    "unlikely": Name(msg("Clients with a fall, large or small"), "count"),
    "drops": Name(msg("Clients with a fall that is told"), "count"),
    "stake": Name(msg("Missing against the expected"), "money"),
    "visible": Name(msg("Smallest fall of three months that is seen, middle client"), "share"),
    "cases": Name(msg("Cases tried: clients at month ends"), "count"),
    "flagged": Name(msg("of these, told as a fall"), "count"),
    "month_ends": Name(msg("Month ends tried"), "count"),
    "flagged_share": Name(msg("Share of cases told as a fall"), "share"),
    "false_share": Name(msg("Share of cases told as a fall that did not last"), "share"),
    "base_rate": Name(msg("Share of all that brought clearly less after"), "share"),
    "precision": Name(msg("Share of the told that brought clearly less after"), "share"),
    "lift": Name(msg("How many times more often the told brought less after"), "index"),
}

MEASURE = Measure(
    key="drop",
    label=msg("Falls of revenue"),
    unit="count",
    direction="down",
    formula=msg("A client that buys in most months: logarithm of what came ÷ what was expected, over the last month and over "
                "the last three, against a t distribution, one-sided at 1 % each. Expected: the mean of the same months of the "
                "three years before where the last of them has the level of the others, else Theta from the month before. The "
                "spread is the client's own, drawn half-way to that of its segment. A client with more than 30 % of months "
                "without a purchase: its days with a purchase over 3, 6 and 12 months against a negative binomial "
                "distribution. A fall is told where it is at least 2 % of what the clients of the same manager bring in as "
                "many months. Tried on the past: what would have been told at the month ends, and whether the three months "
                "after brought less than 80 % of what was expected. All of these numbers are settings but the windows."),
    period=msg("Full months that were brought in, one after another, up to the end of the scope or the last full month."),
    population=msg("Clients that brought something in the last 27 months, at most 10,000 of them, the largest first; groups or "
                   "single accounts by the level. Judged are those with at least 12 full months before the ones that are "
                   "judged."),
    source=msg("A rule of attention at a stated rate of false alarms. Theta: Assimakopoulos and Nikolopoulos (2000); degrees "
               "of freedom: Satterthwaite (1946)."),
    columns={
        **names("account_id", "name"),
        "drop": Name(msg("Fall that is told"), "flag"),
        "window": Name(msg("Months judged"), "count"),
        "expected": Name(msg("Expected"), "money"),
        "actual": Name(msg("Came"), "money"),
        "gap": Name(msg("Gap"), "money"),
        "fall": Name(msg("Against the expected"), "ratio"),
        "p": Name(msg("Chance of so little"), "share"),
        "rank": Name(msg("Rank by chance"), "count"),
        "since": Name(msg("Told since the end of"), "month"),
        "unlikely": Name(msg("Fall, large or small"), "flag"),
        "method": Name(msg("Held against"), "text"),
        "visible_1": Name(msg("Smallest fall seen in a month"), "share"),
        "visible_3": Name(msg("Smallest fall seen in three months"), "share"),
        "visible_12": Name(msg("Smallest fall seen in a year"), "share"),
        **names("manager", "region", "segment"),
    },
    summary=SUMMARY,
    query=("drop",),
    find=ask,
    settings=("drop_chance", "drop_share", "drop_amount", "drop_zero_share", "drop_stayed"),
)
