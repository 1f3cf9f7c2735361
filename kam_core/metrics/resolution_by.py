"""Time to resolution inside parts: by client, priority, kind of request, manager."""

from __future__ import annotations

from kam_core.errors import UsageError
from kam_core.i18n import Joined, msg
from kam_core.ledger import Ledger
from kam_core.metrics import requests, resolution, resolution_parts, timeless
from kam_core.metrics.answer import Answer, Figure
from kam_core.metrics.measure import Measure, Name
from kam_core.metrics.names import names
from kam_core.scope import Scope
from kam_core.settings import Settings

KINDS = {"client": "client_id", "priority": "priority", "category": "category", "manager": "manager"}


def ask(ledger: Ledger, scope: Scope, settings: Settings, by: str = "client") -> Answer:
    """Requests opened in the period, a row a part, most requests first. by: one of KINDS; UsageError for another.

    The part is null for requests that do not name theirs; account_id is known where parts are clients.
    """
    if by not in KINDS:
        raise UsageError(msg("Requests are not told apart by “{by}”.", by=by),
                         next=msg("Take one of: {allowed}.", allowed=Joined(list(KINDS))))
    every = requests.load(ledger, scope, settings)
    now = every.opened(scope.start, scope.end)
    rows = resolution_parts.by(now, settings.text("resolution_clock"), KINDS[by])
    rows.insert(0, "account_id", rows["part"] if by == "client" else None)
    if by == "client":
        named = timeless.query(ledger, "requests_clients", requests.asked(scope)).set_index("client_id")["name"]
        rows["part"] = rows["part"].map(named).astype(object)
    rows["part"] = rows["part"].where(rows["part"].notna(), None)
    figures: dict[str, Figure] = {"n": len(now.frame), "parts": int(rows["part"].notna().sum())}
    return Answer("resolution_by", ledger.version, scope, settings, figures, rows[list(COLUMNS)])


HOURS = {
    "median": Name(msg("Half are resolved within, hours"), "index"),
    "median_above": Name(msg("The median is more than, hours"), "index"),
    "p90": Name(msg("Nine in ten are resolved within, hours"), "index"),
    "p90_above": Name(msg("The 90th percentile is more than, hours"), "index"),
}
COLUMNS: dict[str, Name] = {
    **names("account_id"),
    "part": Name(msg("Client, priority, kind or manager"), "text"),
    "n": Name(msg("Requests opened"), "count"),
    "resolved": Name(msg("Resolved"), "count"),
    "open": Name(msg("Still open"), "count"),
    "late": Name(msg("Open past the limit"), "count"),
    **HOURS,
    "within": Name(msg("Resolved within the limit"), "share"),
    "low": Name(msg("Within the limit, lower bound"), "share"),
    "high": Name(msg("Within the limit, upper bound"), "share"),
    "within_of": Name(msg("Requests with a verdict on the limit"), "count"),
}

MEASURE = Measure(
    key="resolution_by",
    label=msg("Time to resolution by part"),
    unit="index",
    direction="down",
    formula=msg("Time to resolution, counted inside each client, priority, kind of request or manager alone."),
    period=resolution.MEASURE.period,
    population=resolution.MEASURE.population,
    source=resolution.MEASURE.source,
    columns=COLUMNS,
    summary={"n": Name(msg("Requests opened"), "count"), "parts": Name(msg("Parts that are named"), "count")},
    query=("requests", "requests_known", "requests_months", "requests_open", "requests_clients"),
    find=ask,
    settings=resolution.MEASURE.settings,
    options={"by": msg("client, priority, category or manager; client where it is left out")},
)
