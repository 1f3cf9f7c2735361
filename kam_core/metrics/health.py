"""Health of each client: the sum of visible parts on fixed anchors, what caps it, how it moved, whether it warned before."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

import numpy as np
import pandas as pd

from kam_core.i18n import Count, Day, Joined, Message, Money, Share, msg, nmsg
from kam_core.ledger import Ledger
from kam_core.metrics import health_past, shares
from kam_core.metrics.answer import Answer, Figure
from kam_core.metrics.health_facts import FACTS, cut_of, facts, largest
from kam_core.metrics.health_past import MOST, TRIED, history, scored
from kam_core.metrics.health_score import BANDS, PARTS, bands, capped, points, weights
from kam_core.metrics.measure import Measure, Name
from kam_core.metrics.names import names
from kam_core.scope import Scope, add_months
from kam_core.settings import Settings

CAPPED = ("critical", "overdue", "decider")
"""Keys of CAPS: the first of them that holds is said."""
MEASURED = tuple(name for name in FACTS if name not in PARTS)
COLUMNS = (
    "account_id", "name", "band", "score", "coverage", "change", "cap", "raw", "revenue", "manager", "region", "segment",
    *PARTS, *(f"{part}_points" for part in PARTS), *(f"{part}_fact" for part in PARTS), *MEASURED,
)


def ask(ledger: Ledger, scope: Scope, settings: Settings, lost: tuple[str, ...] = ()) -> Answer:
    """Health of the clients that bought in the twelve months before the end of the scope, the largest first.

    lost: ids of clients whose decision maker has left (people.deciders_lost, by the scope's level): it caps them

    Rows: band (key of BANDS), score (0-100, None in the band unknown), raw (the weighted sum before a cap, whatever is known),
    coverage (0-1), change (points against a month before, both before caps and without payment), cap (key of CAPS), then of
    each part its score (0-100), points (what it adds to ``raw``) and fact
    frames: history (health_past.HISTORY), past (health_past.PAST), backtest (health_past.BACKTEST)
    """
    cut = cut_of(ledger, scope)
    if cut is None:
        return _nothing(ledger, scope, settings)
    today = _is_today(ledger, cut)
    known = facts(ledger, scope, settings, [cut], debts=today)
    before = facts(ledger, scope, settings, [add_months(cut, -1)], ids=largest(ledger, scope, TRIED)).frame
    now = known.frame
    rows = rated(now, settings, lost if today else ())
    rows["change"] = rows["account_id"].map(health_past.change(now, before, settings)).astype(float)
    months, past = history(ledger, scope, settings, cut)
    tried, figures = health_past.backtest(ledger, scope, settings, cut, now["client_id"])
    figures = summary(rows) | figures
    return Answer(
        "health", ledger.version, scope, settings, figures, rows[list(COLUMNS)], _thesis(figures, ledger.info.currency),
        _notes(rows, figures, cut, known.debts_at, today) + _unit(scope, rows),
        {"history": months, "past": past, "backtest": tried},
    )


def standing(ledger: Ledger, scope: Scope, settings: Settings, lost: tuple[str, ...] = ()) -> Answer:
    """How the clients stand now, as ``ask`` says it, without the month before and the years behind: no change, no frames."""
    cut = cut_of(ledger, scope)
    if cut is None:
        return _nothing(ledger, scope, settings)
    today = _is_today(ledger, cut)
    known = facts(ledger, scope, settings, [cut], debts=today)
    rows = rated(known.frame, settings, lost if today else ())
    figures: dict[str, Figure] = dict.fromkeys(SUMMARY) | summary(rows)
    return Answer("health", ledger.version, scope, settings, figures, rows, _thesis(figures, ledger.info.currency),
                  _notes(rows, figures, cut, known.debts_at, today), {})


def _is_today(ledger: Ledger, cut: datetime.date) -> bool:
    """Whether the day looked from is the latest there is: what is owed today says nothing of an earlier one."""
    full = ledger.info.last_full_month
    return full is not None and cut == add_months(full, 1)


def rated(now: pd.DataFrame, settings: Settings, lost: Iterable[str] = ()) -> pd.DataFrame:
    """Facts of clients (health_facts) with scores, points, coverage, cap and band: COLUMNS without change. lost: see ``ask``"""
    scores, total, coverage = scored(now, settings)
    overdue, critical = now["overdue"].to_numpy(dtype=bool), now["critical"].to_numpy(dtype=bool)
    decider = now["client_id"].isin(set(lost)).to_numpy(dtype=bool)
    score = capped(total, overdue | critical | decider, settings)
    band = bands(score, coverage, settings)
    added = points(scores, weights(settings))
    columns: dict[str, object] = {
        "account_id": now["client_id"], "name": now["name"], "band": band, "score": np.where(band == "unknown", np.nan, score),
        "coverage": coverage, "cap": np.select([critical, overdue, decider], list(CAPPED), "").astype(object), "raw": total,
        **{name: now[name] for name in ("revenue", "manager", "region", "segment", *MEASURED)},
    }
    for place, part in enumerate(PARTS):
        columns |= {part: scores[:, place], f"{part}_points": added[:, place], f"{part}_fact": now[part]}
    found = pd.DataFrame(columns)
    found["cap"] = found["cap"].where(found["cap"] != "", None)
    return found


def summary(rows: pd.DataFrame) -> dict[str, Figure]:
    """Counts of clients by band, and the revenue of twelve months behind them."""
    band = rows["band"]
    return {
        "clients": len(rows),
        **{name: int((band == name).sum()) for name in BANDS},
        "revenue": shares.total(rows["revenue"]),
        **{f"revenue_{name}": shares.total(rows.loc[band == name, "revenue"]) for name in BANDS},
        "capped": int(rows["cap"].notna().sum()),
    }


def _nothing(ledger: Ledger, scope: Scope, settings: Settings) -> Answer:
    figures: dict[str, Figure] = dict.fromkeys(SUMMARY)
    empty = {"history": health_past.HISTORY, "past": health_past.PAST, "backtest": health_past.BACKTEST}
    return Answer("health", ledger.version, scope, settings, figures, pd.DataFrame(columns=list(COLUMNS)),
                  msg("There is no full month yet, so nothing can be said about the health of clients."), [],
                  {name: pd.DataFrame(columns=list(columns)) for name, columns in empty.items()})


def _thesis(figures: dict[str, Figure], currency: str) -> Message:
    clients, red, amber, unknown = (int(figures[name] or 0) for name in ("clients", "red", "amber", "unknown"))
    if not clients:
        return msg("No client bought in the twelve months before.")
    if unknown == clients:
        return nmsg("Too little is known of {n} client to say how healthy it is.",
                    "Too little is known of {n} clients to say how healthy they are.", clients)
    whole, at_risk = figures["revenue"] or 0.0, figures["revenue_red"] or 0.0
    if red and whole > 0 and at_risk > 0:
        return nmsg("{n} client is red; it brought {amount} in twelve months, {share} of the revenue.",
                    "{n} clients are red; they brought {amount} in twelve months, {share} of the revenue.", red,
                    amount=Money(at_risk, currency), share=Share(at_risk / whole))
    if red:
        return nmsg("{n} client is red.", "{n} clients are red.", red)
    if amber:
        return nmsg("No client is red; {n} is amber.", "No client is red; {n} are amber.", amber)
    return nmsg("{n} client is green; none is red or amber.", "{n} clients are green; none is red or amber.",
                int(figures["green"] or 0))


def _notes(
    rows: pd.DataFrame, figures: dict[str, Figure], cut: datetime.date, debts_at: datetime.date | None, today: bool
) -> list[Message]:
    day = Day(cut - datetime.timedelta(days=1))
    if rows.empty:
        return [msg("As of {day}.", day=day)]
    said = [msg("As of {day}; what is owed, as of {debts}.", day=day, debts=Day(debts_at)) if debts_at
            else msg("As of {day}.", day=day)]
    silent = [part.label for key, part in PARTS.items() if rows[key].isna().all() and (today or key != "payment")]
    if silent:
        said.append(msg("Not known of any client, and so in no score: {parts}. A part that will never be known can be "
                        "given the weight 0.", parts=Joined(silent)))
    if not today:
        said.append(msg("What was owed then is not known, so payment is in no score."))
    if figures["unknown"]:
        said.append(nmsg("Of {n} client too little is known for a colour.", "Of {n} clients too little is known for a colour.",
                         int(figures["unknown"])))
    said.append(msg("The change and the history leave payment out: what was owed in earlier months is not known."))
    if int(figures["clients"] or 0) > MOST:
        said.append(msg("The history by month is that of the {n} largest clients.", n=Count(MOST)))
    if int(figures["clients"] or 0) > TRIED:
        said.append(msg("The change and the trial on the past are those of the {n} largest clients.", n=Count(TRIED)))
    return said


def _unit(scope: Scope, rows: pd.DataFrame) -> list[Message]:
    if rows.empty or not scope.values("unit"):
        return []
    return [msg("Answers, requests and invoices name no business unit: those of the clients are taken whole.")]


SUMMARY = {
    "clients": Name(msg("Clients that bought in twelve months"), "count"),
    "red": Name(msg("Red clients"), "count"),
    "amber": Name(msg("Amber clients"), "count"),
    "green": Name(msg("Green clients"), "count"),
    "unknown": Name(msg("Clients with not enough data"), "count"),
    "revenue": Name(msg("Revenue of twelve months"), "money"),
    "revenue_red": Name(msg("Revenue of red clients"), "money"),
    "revenue_amber": Name(msg("Revenue of amber clients"), "money"),
    "revenue_green": Name(msg("Revenue of green clients"), "money"),
    "revenue_unknown": Name(msg("Revenue of clients with not enough data"), "money"),
    "capped": Name(msg("Clients with a cap"), "count"),
    "past_clients": Name(msg("Clients a year ago"), "count"),
    "past_lost": Name(msg("Of them lost since"), "count"),
    "past_lost_red": Name(msg("Lost, red a year ago"), "count"),
    "past_lost_amber": Name(msg("Lost, amber a year ago"), "count"),
    "past_lost_green": Name(msg("Lost, green a year ago"), "count"),
    "past_lost_unknown": Name(msg("Lost, not enough data a year ago"), "count"),
    "past_red": Name(msg("Clients red a year ago"), "count"),
    "base_rate": Name(msg("Share of all that were lost"), "share"),
    "red_lost_rate": Name(msg("Share of the red that were lost"), "share"),
    "lift": Name(msg("How many times more often the red were lost"), "index"),
    "auc": Name(msg("Chance that a lost client had the lower score"), "share"),
}

FACT_UNITS = {"trend": "ratio", "rhythm": "index", "margin": "points", "relation": "share", "service": "share",
              "payment": "index", "breadth": "index"}

MEASURE = Measure(
    key="health",
    label=msg("Health"),
    unit="index",
    direction="up",
    formula=msg(
        "Σ weight × score ÷ Σ weight over the parts that are known, each 0 – 100 on straight lines between fixed points. "
        "Revenue of three months against the same a year before (−30 % → 0, level → 60, +15 % → 100; seldom buyers: six or "
        "twelve months). Days since the last purchase ÷ usual interval (1 → 100, 2 → 60, 3 → 25, 4 → 0). Margin rate (−5 pp "
        "→ 0, level → 60, +3 pp → 100). Promoters less detractors of a year (−100 → 0, 0 → 55, +100 → 100). Requests of half a "
        "year within their limit (50 % → 0, 80 % → 60, 95 % → 100). Days overdue by what is owed (0 → 100, 30 → 50, "
        "60 → 0). Categories bought ÷ a year before (0.5 → 0, 1 → 70, 1.5 → 100). What is overdue for too long, a "
        "critical request past its limit, and a decision maker who left without another known (where dossiers say so), leave "
        "no more than red. Below 60 % of the weight known there is no colour. "
        "Weights and limits are settings."
    ),
    period=msg("As of the end of the scope, or of the last full month where that is earlier; payment as of the ledger's last "
               "day. The period's beginning does not matter."),
    population=msg("Clients with a purchase in the twelve months before; groups or single accounts by the level. Who has not "
                   "bought for longer is lost and not here."),
    source=msg("Weighted sum of visible parts, as customer-success practice has it, with fixed anchors in place of ranks among "
               "the clients; the anchors and weights are this product's own, and tried on the company's past."),
    columns={
        **names("account_id", "name"),
        "band": Name(msg("Health"), "text"),
        "score": Name(msg("Score"), "index"),
        "coverage": Name(msg("Coverage: weight that is known"), "share"),
        "change": Name(msg("Change in a month, points"), "index"),
        "cap": Name(msg("Red because of"), "text"),
        "raw": Name(msg("Score before a cap"), "index"),
        "revenue": Name(msg("Revenue of twelve months"), "money"),
        **names("manager", "region", "segment"),
        **{part.key: Name(part.label, "index") for part in PARTS.values()},
        **{f"{part.key}_points": Name(msg("Points: {part}", part=part.label), "index") for part in PARTS.values()},
        **{f"{part.key}_fact": Name(part.fact, FACT_UNITS[part.key]) for part in PARTS.values()},
        "days_since": Name(msg("Days since the last purchase"), "count"),
        "interval": Name(msg("Usual days between purchases"), "index"),
        "answers": Name(msg("Answers of a year"), "count"),
        "promoters": Name(msg("Promoters among them"), "count"),
        "detractors": Name(msg("Detractors among them"), "count"),
        "requests": Name(msg("Requests judged in half a year"), "count"),
        "requests_met": Name(msg("of these within the limit"), "count"),
        "overdue_long": Name(msg("Overdue for too long"), "money"),
        "categories": Name(msg("Categories bought in a year"), "count"),
        "categories_past": Name(msg("Categories bought in the year before"), "count"),
    },
    summary=SUMMARY,
    query=("health", "health_answers", "health_breadth", "health_debts", "health_largest", "requests"),
    find=ask,
    settings=(
        *(f"health_{part}_weight" for part in PARTS), "health_red", "health_amber", "health_coverage", "health_min_requests",
        "health_overdue_days", "health_overdue_share", "critical_priorities", "late_min_days", "late_floor_days", "debt_days",
        "resolution_clock", "resolution_limit_hours", "resolution_limits", "retention_min_clients",
    ),
    options={"lost": msg("ids of clients whose decision maker has left, as dossiers say")},
)
