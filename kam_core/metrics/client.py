"""One client: who it is, where it stands, how it does. The facts at the head of its dossier."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kam_core.i18n import Day, Message, Money, Ratio, Share, msg
from kam_core.ledger import Ledger
from kam_core.metrics import accounts, client_parts, client_standing, period
from kam_core.metrics.answer import Answer, Figure, change, figure
from kam_core.metrics.client_parts import PART
from kam_core.metrics.client_scope import Asked, asked, nobody
from kam_core.metrics.measure import PERIOD, Measure, Name
from kam_core.metrics.names import names
from kam_core.scope import Scope
from kam_core.settings import Settings

ENTITY = ("account_id", "name", "region", "segment", "industry", "manager", "since", "status", "listed", "revenue", "margin",
          "revenue_before", "revenue_ever", "first_purchase", "last_purchase")
TEXTS = ("account_id", "name", "region", "segment", "industry", "manager", "since", "abc", "xyz", "state", "ladder_revenue",
         "ladder_margin", "band", "cap", "late", "first_purchase", "last_purchase", "expected", "last_answer")
"""What is told of the client beside the figures of the summary."""


def ask(ledger: Ledger, scope: Scope, settings: Settings, client: str = "", lost: tuple[str, ...] = ()) -> Answer:
    """The facts of one client. client: as client_scope.asked takes it; lost: as ``health`` takes it, ids of groups

    rows: one, TEXTS and every figure of the summary
    frames: entities (ENTITY), the largest first; health (part, score, points, fact): of each part of health
    """
    who = asked(ledger, scope, client)
    if who is None:
        return nobody("client", ledger, scope, settings, SUMMARY, COLUMNS, {"entities": ENTITY, "health": PART})
    before, why = period.comparison(ledger, who.one)
    entities = ledger.query("client_entities", who.one, before_from=before.start if before else None,
                            before_to=before.end if before else None)
    texts: dict[str, Any] = {"account_id": who.id, "name": who.name, **_agreed(entities)}
    figures: dict[str, Figure] = {"accounts": len(entities)}
    _money(ledger, who, figures, texts)
    place = client_standing.of_client(ledger, who.whole, settings, who.id)
    figures |= {name: figure(place[name]) for name in ("rank", "clients", "share_revenue", "share_margin")}
    texts |= {name: place[name] for name in ("abc", "xyz", "ladder_revenue", "ladder_margin")}
    texts["state"] = place["state"]
    parts = [client_parts.rhythm, client_parts.debts_of, client_parts.requests_of, client_parts.answers_of]
    health = client_parts.health_of(ledger, who, settings, lost=lost)
    for more in (health, *(part(ledger, who, settings) for part in parts)):
        figures |= more.figures
        texts |= more.texts
    figures = {key: figures.get(key) for key in SUMMARY}
    row = {**{key: texts.get(key) for key in TEXTS}, **figures}
    rows = pd.DataFrame([row]).astype(object)
    return Answer("client", ledger.version, scope, settings, figures, rows[list(COLUMNS)],
                  _thesis(figures, texts, ledger.info.currency), _notes(ledger, scope, why, health.texts),
                  {"entities": entities[list(ENTITY)], "health": health.frame})


def _agreed(entities: pd.DataFrame) -> dict[str, object]:
    """What all entities of the group have in common, and since when the first of them is a client."""
    found: dict[str, object] = {}
    for name in ("region", "segment", "industry", "manager"):
        known = entities[name].drop_duplicates().tolist()
        found[name] = known[0] if len(known) == 1 and not pd.isna(known[0]) else None
    since = entities["since"].min() if len(entities) else None
    found["since"] = None if pd.isna(since) else pd.Timestamp(since).date()
    return found


def _money(ledger: Ledger, who: Asked, figures: dict[str, Figure], texts: dict[str, Any]) -> None:
    """Revenue and margin of the period and of the year before; first and last purchase; days with one."""
    found, why = accounts.compare(ledger, who.one)
    row = found[found["client_id"] == who.id]
    compared = why is None and period.comparison(ledger, who.one)[0] is not None
    facts: dict[Any, Any] = row.iloc[0].to_dict() if len(row) else {}
    for name in ("revenue", "revenue_before"):
        known = name == "revenue" or compared
        figures[name] = (figure(facts.get(name)) or 0.0) if known else None
    for name in ("margin", "margin_before"):
        figures[name] = figure(facts.get(name)) if compared or name == "margin" else None
    figures["margin_rate"] = _rate(facts.get("margin"), facts.get("costed_revenue"))
    figures["margin_rate_before"] = _rate(facts.get("margin_before"), facts.get("costed_before")) if compared else None
    figures["revenue_change"] = change(figures["revenue"], figures["revenue_before"])
    figures["margin_change"] = change(figures["margin"], figures["margin_before"])
    figures["purchase_days"] = int(facts.get("purchase_days") or 0)
    for name in ("first_purchase", "last_purchase"):
        day = facts.get(name)
        texts[name] = None if day is None or pd.isna(day) else pd.Timestamp(day).date()


def _rate(margin: object, revenue: object) -> Figure:
    part, whole = figure(margin), figure(revenue)
    return None if part is None or not whole else part / whole


def _thesis(figures: dict[str, Figure], texts: dict[str, Any], currency: str) -> Message:
    name, revenue, share = texts["name"], figures["revenue"] or 0.0, figures["share_revenue"]
    if texts["first_purchase"] is None and not revenue:
        return msg("{name} has never bought.", name=name)
    if not revenue and texts["last_purchase"] is not None:
        return msg("{name} bought nothing in the period; last on {day}.", name=name, day=Day(texts["last_purchase"]))
    amount = Money(revenue, currency)
    moved = figures["revenue_change"]
    if share is None or moved is None:
        return msg("{name} brought {amount}.", name=name, amount=amount) if share is None else msg(
            "{name} brought {amount}, {share} of the revenue.", name=name, amount=amount, share=Share(share))
    return msg("{name} brought {amount}, {share} of the revenue; {change} against a year before.", name=name, amount=amount,
               share=Share(share), change=Ratio(moved))


def _notes(ledger: Ledger, scope: Scope, why: Message | None, health: dict[str, Any]) -> list[Message]:
    said = [] if why is None else [why]
    if not scope.viewer.sees_all:
        said.append(msg("Shares, rank and class are among the clients that you see."))
    if not ledger.info.has_cost:
        said.append(msg("The sales that were brought in have no cost, so margin is not known."))
    if health.get("silent"):
        said.append(msg("Not known of this client, and so not in its health: {parts}.", parts=health["silent"]))
    return [*said, *period.left_out(ledger, scope)]


SUMMARY: dict[str, Name] = {
    **names("accounts", "revenue", "revenue_before", "revenue_change", "margin", "margin_before", "margin_change",
            "margin_rate"),
    "margin_rate_before": Name(msg("Margin rate a year before"), "share"),
    **names("share_revenue", "share_margin", "rank"),
    "clients": Name(msg("Clients with a share"), "count"),
    "score": Name(msg("Health, 0 – 100"), "index"),
    "coverage": Name(msg("Coverage: weight that is known"), "share"),
    "score_change": Name(msg("Change of health in a month, points"), "index"),
    **names("purchase_days"),
    "rhythm": Name(msg("Usual days between purchases"), "index"),
    "days_since": Name(msg("Days since the last purchase"), "count"),
    **names("receivables", "overdue", "oldest", "days_to_pay", "dso"),
    "requests": Name(msg("Requests of twelve months"), "count"),
    "requests_median_hours": Name(msg("Median time to resolution of these, hours"), "index"),
    "requests_open": Name(msg("Requests open"), "count"),
    "requests_late": Name(msg("Requests open past their limit"), "count"),
    "answers": Name(msg("Answers of twelve months"), "count"),
    "promoters": Name(msg("Promoters among them"), "count"),
    "detractors": Name(msg("Detractors among them"), "count"),
    "last_score": Name(msg("Last score, 0 – 10"), "count"),
}
COLUMNS: dict[str, Name] = {
    **names("account_id", "name", "region", "segment", "industry", "manager"),
    "since": Name(msg("Client since"), "date"),
    "abc": Name(msg("Class by size (ABC)"), "text"),
    "xyz": Name(msg("Class by regularity (XYZ)"), "text"),
    **names("state", "ladder_revenue", "ladder_margin"),
    "band": Name(msg("Health"), "text"),
    "cap": Name(msg("Red because of"), "text"),
    "late": Name(msg("Late by own rhythm"), "text"),
    **names("first_purchase", "last_purchase"),
    "expected": Name(msg("Expected next purchase"), "date"),
    "last_answer": Name(msg("Last answer"), "date"),
    **SUMMARY,
}

MEASURE = Measure(
    key="client",
    label=msg("One client"),
    unit="money",
    direction="up",
    formula=msg("What the other measures say of this client: sums of the period and of the year before it; shares, rank, "
                "ladder and ABC-XYZ among all clients that are seen; health, rhythm, debts, requests and answers as on their "
                "pages."),
    period=PERIOD,
    population=msg("One corporate group with all its legal entities, whatever filters are set."),
    source=msg("Own definition: a summary of other measures."),
    columns=COLUMNS,
    summary=SUMMARY,
    query=("client_entities", "key_clients_names", "health_largest", "accounts", "concentration", "abc_xyz", "late", "health",
           "debts", "requests", "nps_answers"),
    find=ask,
    settings=("key_share", "critical_share", "mono_share", "key_limit", "abc_a_share", "abc_b_share", "late_min_days",
              "late_factor", "health_red", "health_amber", "debt_days", "resolution_clock", "resolution_limit_hours",
              "resolution_limits"),
    options={"client": msg("id or name of the client; the largest where it is left out"),
             "lost": msg("ids of clients whose decision maker has left, as dossiers say")},
)
