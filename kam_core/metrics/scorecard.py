"""The measures of a key account manager, each with its sample and interval: what the data tell of each manager's clients.

There is no total and no order but that of names: samples differ, and so do the clients that people were given. What
people wrote in the book is laid beside it by ``scorecard_book``.
"""

from __future__ import annotations

import datetime
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy.stats import binom

from kam_core.i18n import Count, Message, msg, nmsg
from kam_core.ledger import Ledger
from kam_core.metrics import cross_sell, nps, period, requests, resolution, resolution_by, retention, shares, waiting
from kam_core.metrics.answer import Answer, Figure
from kam_core.metrics.forecast import clients as lifetime
from kam_core.metrics.intervals import wilsons
from kam_core.metrics.measure import PERIOD, Measure, Name
from kam_core.metrics.names import names
from kam_core.metrics.renamed import Renamed, renamed
from kam_core.metrics.shares import Floats
from kam_core.scope import Scope, add_months
from kam_core.settings import Settings

MOST = 200
"""Managers at most, those with most clients."""
RETAINED = ("base_accounts", "kept_accounts", "lost_accounts", "logo_retention", "logo_low", "logo_high", "churn", "churn_low",
            "churn_high", "grr", "grr_low", "grr_high")
COUNTED = ("eligible", "cross_sold", "upsell_base", "upsold")
NO_DAY = datetime.date(1900, 1, 1)


def ask(ledger: Ledger, scope: Scope, settings: Settings) -> Answer:
    """What the data tell of each manager, by name. Rates are null where the sample is too small; the counts stand.

    Whoever does not see everything is told of the managers in whose name they stand, and of nobody else: a client that was
    shared would make half a row of another.
    frames: clients (client_id, name, manager, active), corporate groups; what people wrote is laid to managers by it
    """
    joined = renamed(ledger, scope, settings)
    found, before_known = _clients(ledger, scope, settings, joined)
    groups = found if scope.level == "group" else _clients(ledger, replace(scope, level="group"), settings, joined)[0]
    of = found.dropna(subset=["manager"]).set_index("client_id")["manager"]
    tables = [
        _held(found, settings, before_known), _lifetime(ledger, scope, settings, of),
        _retained(ledger, scope, settings), _voices(ledger, scope, settings), _satisfied(ledger, scope, settings),
        _resolved(ledger, scope, settings),
    ]
    rows = pd.concat(tables, axis=1)
    rows = rows[rows.index.notna()]
    if not scope.viewer.sees_all:
        rows = rows[rows.index.isin(set(scope.viewer.managers))]
    rows = rows.nlargest(MOST, "clients").sort_index() if len(rows) > MOST else rows.sort_index()
    rows = rows.rename_axis("manager").reset_index().reindex(columns=list(COLUMNS))
    for name, column in COLUMNS.items():
        if column.unit == "count":
            rows[name] = rows[name].fillna(0).astype("int64")
        elif column.unit != "text":
            rows[name] = rows[name].astype(float)
    active = groups[groups["active"].to_numpy(dtype=bool)]
    alone = int(active["manager"].isna().sum()) if scope.viewer.sees_all else 0
    figures: dict[str, Figure] = {
        "managers": len(rows), "clients": int(rows["clients"].sum()), "without_manager": alone,
        **{name: int(rows[name].sum()) for name in ("cross_sold", "upsold", "answers", "requests")},
        "revenue_to_date": shares.total(rows["revenue_to_date"]),
    }
    kept = groups[["client_id", "name", "manager", "active"]]
    if not scope.viewer.sees_all:
        kept = kept[kept["manager"].isin(set(scope.viewer.managers))]
    return Answer("scorecard", ledger.version, scope, settings, figures, rows, _thesis(figures), _notes(scope, figures),
                  {"clients": kept.reset_index(drop=True)})


def _clients(
    ledger: Ledger, scope: Scope, settings: Settings, joined: list[Renamed]
) -> tuple[pd.DataFrame, tuple[bool, bool]]:
    """(a row a client, (whether it is known what was bought before the period, whether there is an earlier period))."""
    before, _ = period.windows(ledger, scope, settings)
    span = period.bounds(ledger, scope)
    known = scope.start is not None and span is not None and period.known_before(ledger, span[0])
    until = span[1] if span is not None else NO_DAY
    found = ledger.query(
        "scorecard", scope, until=until, year_ago=add_months(until.replace(day=1), -12),
        before_from=before.start if before else None, before_to=before.end if before else None,
        growth=settings.number("upsell_growth"), old=[pair.old for pair in joined], new=[pair.new for pair in joined],
    )
    return found, (known, known and before is not None)


def _held(found: pd.DataFrame, settings: Settings, known: tuple[bool, bool]) -> pd.DataFrame:
    """Clients that buy, cross-sell and upsell, by manager."""
    flags = found[["active", *COUNTED]].astype("int64").assign(manager=found["manager"])
    rows = flags.dropna(subset=["manager"]).groupby("manager").sum().rename(columns={"active": "clients"}).astype(float)
    least = settings.number("retention_min_clients")
    for rate, hits, base, told in (("cross_sell_rate", "cross_sold", "eligible", known[0]),
                                   ("upsell_rate", "upsold", "upsell_base", known[1])):
        if not told:
            rows[[hits, base]] = 0.0
        _share(rows, rate, hits, base, least)
    return rows


def _share(rows: pd.DataFrame, rate: str, hits: str, base: str, least: float) -> None:
    """Put a share with Wilson's interval into the rows; null below ``least``."""
    some, of = rows[hits].to_numpy(dtype=float), rows[base].to_numpy(dtype=float)
    enough = of >= max(least, 1)
    bounds = wilsons(some, of)
    rows[rate] = np.where(enough, np.divide(some, of, out=np.zeros(len(rows)), where=of > 0), np.nan)
    rows[f"{rate}_low"], rows[f"{rate}_high"] = (np.where(enough, each, np.nan) for each in (bounds.low, bounds.high))


def _lifetime(ledger: Ledger, scope: Scope, settings: Settings, of: pd.Series[str]) -> pd.DataFrame:
    """Revenue to date of the clients of each manager, its median with an interval; apart, what is forecast."""
    life = lifetime.ask(ledger, scope, settings).rows
    life = life.assign(manager=life["account_id"].map(of)).dropna(subset=["manager"])
    kept = []
    for manager, part in life.groupby("manager", sort=True):
        amounts = np.sort(part["revenue_to_date"].to_numpy(dtype=float))
        low, high = median_bounds(amounts)
        told = part["next_12"].dropna()
        kept.append({"manager": manager, "clients_to_date": len(part), "revenue_to_date": shares.total(part["revenue_to_date"]),
                     "median_to_date": float(np.median(amounts)), "median_low": low, "median_high": high,
                     "forecast_clients": len(told), "next_12": shares.total(told) if len(told) else np.nan})
    columns = ["manager", "clients_to_date", "revenue_to_date", "median_to_date", "median_low", "median_high",
               "forecast_clients", "next_12"]
    return pd.DataFrame(kept, columns=columns).set_index("manager")


def median_bounds(amounts: Floats) -> tuple[float, float]:
    """The 95 % interval of a median by order statistics (Conover, 1999); NaN for fewer than six. amounts: ascending"""
    place = int(binom.ppf(0.025, len(amounts), 0.5)) if len(amounts) else 0
    return (float(amounts[place - 1]), float(amounts[-place])) if place > 0 else (np.nan, np.nan)


def _retained(ledger: Ledger, scope: Scope, settings: Settings) -> pd.DataFrame:
    rows = retention.ask(ledger, scope, settings).frames["by_manager"]
    rows = rows[rows["part"].notna()].set_index("part")
    return rows.assign(churn_low=1 - rows["logo_high"], churn_high=1 - rows["logo_low"])[list(RETAINED)]


def _voices(ledger: Ledger, scope: Scope, settings: Settings) -> pd.DataFrame:
    rows = nps.ask(ledger, scope, settings).frames["by_manager"]
    rows = rows[rows["part"].notna()].set_index("part")
    return rows[["n", "nps", "low", "high"]].rename(columns={"n": "answers", "low": "nps_low", "high": "nps_high"})


def _satisfied(ledger: Ledger, scope: Scope, settings: Settings) -> pd.DataFrame:
    rows = ledger.query("scorecard_csat", scope.filtered("unit", ())).set_index("manager").astype(float)
    _share(rows, "csat", "satisfied", "rated", settings.number("nps_min_answers"))
    return rows


def _resolved(ledger: Ledger, scope: Scope, settings: Settings) -> pd.DataFrame:
    """Time to resolution by manager, the median with its interval."""
    rows = resolution_by.ask(ledger, scope, settings, by="manager").rows
    rows = rows[rows["part"].notna()].set_index("part")
    now = requests.load(ledger, scope, settings).opened(scope.start, scope.end)
    clock, code = settings.text("resolution_clock"), now.frame["manager"].to_numpy()
    hours, solved, place = now.numbers(clock), now.flags("solved"), now.places(clock)
    bounds, told = {}, set(rows.index[rows["median"].notna()])
    for number, name in enumerate(now.names["manager"]):
        if name not in told:
            continue
        own = place[code[place] == number]
        curve = waiting.curve(hours[own], solved[own])
        bounds[name] = curve.reached_interval() if curve is not None else (None, None)
    rows = rows.rename(columns={"n": "requests", "median": "median_hours", "low": "within_low", "high": "within_high"})
    for place_, name in enumerate(("hours_low", "hours_high")):
        rows[name] = pd.Series({key: each[place_] for key, each in bounds.items()}, dtype=float).reindex(rows.index)
    few = rows["within_of"] < settings.number("retention_min_clients")
    rows.loc[few, ["within", "within_low", "within_high"]] = np.nan
    return rows[["requests", "median_hours", "hours_low", "hours_high", "within_of", "within", "within_low", "within_high"]]


def _thesis(figures: dict[str, Figure]) -> Message:
    managers, clients = int(figures["managers"] or 0), int(figures["clients"] or 0)
    if not managers:
        return msg("The data name no manager whose work could be told.")
    return nmsg("{n} manager; clients of theirs that buy: {clients}.", "{n} managers; clients of theirs that buy: {clients}.",
                managers, clients=Count(clients))


def _notes(scope: Scope, figures: dict[str, Figure]) -> list[Message]:
    said: list[Message] = []
    if figures["without_manager"]:
        said.append(nmsg("{n} client that buys has no manager and is in nobody's row.",
                         "{n} clients that buy have no manager and are in nobody's row.", int(figures["without_manager"])))
    if scope.where or scope.only is not None:
        said.append(msg("A filter is set: only the clients that it leaves are counted, in the load too."))
    return said


def _rate(key: str, label: Message) -> dict[str, Name]:
    return {key: Name(label, "share"), f"{key}_low": Name(msg("{what}, lower bound", what=label), "share"),
            f"{key}_high": Name(msg("{what}, upper bound", what=label), "share")}


COLUMNS: dict[str, Name] = {
    **names("manager"),
    "clients": Name(msg("Clients that bought in twelve months"), "count"),
    "base_accounts": retention.SUMMARY["base_accounts"], "kept_accounts": retention.SUMMARY["kept_accounts"],
    "logo_retention": Name(msg("Retention of clients"), "share"), "logo_low": retention.SUMMARY["logo_low"],
    "logo_high": retention.SUMMARY["logo_high"], **{key: retention.SUMMARY[key] for key in ("grr", "grr_low", "grr_high")},
    "lost_accounts": retention.SUMMARY["lost_accounts"], **_rate("churn", msg("Churn")),
    "clients_to_date": Name(msg("Clients ever"), "count"),
    "revenue_to_date": Name(msg("Lifetime revenue to date"), "money"),
    "median_to_date": Name(msg("Lifetime revenue of a client, median"), "money"),
    "median_low": Name(msg("Lifetime revenue, median, lower bound"), "money"),
    "median_high": Name(msg("Lifetime revenue, median, upper bound"), "money"),
    "forecast_clients": Name(msg("Clients with a forecast"), "count"),
    "next_12": Name(msg("Forecast of the next twelve months"), "money"),
    "eligible": cross_sell.SUMMARY["eligible"], "cross_sold": cross_sell.SUMMARY["cross_sold"],
    **_rate("cross_sell_rate", msg("Cross-sell rate")),
    "upsell_base": cross_sell.SUMMARY["upsell_base"], "upsold": cross_sell.SUMMARY["upsold"],
    **_rate("upsell_rate", msg("Upsell rate")),
    "answers": Name(msg("Answers"), "count"), "nps": nps.SUMMARY["nps"], "nps_low": nps.SUMMARY["low"],
    "nps_high": nps.SUMMARY["high"],
    "rated": nps.SUMMARY["rated"], "satisfied": Name(msg("Satisfied among them"), "count"),
    **_rate("csat", msg("Satisfied (4 – 5 of 5)")),
    "requests": Name(msg("Requests opened"), "count"),
    "median_hours": Name(msg("Half are resolved within, hours"), "index"),
    "hours_low": resolution.SUMMARY["median_low_hours"], "hours_high": resolution.SUMMARY["median_high_hours"],
    "within_of": Name(msg("Requests with a verdict on the limit"), "count"),
    **_rate("within", msg("Resolved within the limit")),
}
SUMMARY: dict[str, Name] = {
    "managers": Name(msg("Managers"), "count"),
    "clients": Name(msg("Clients that bought in twelve months"), "count"),
    "without_manager": Name(msg("Clients that buy and have no manager"), "count"),
    "cross_sold": Name(msg("Clients that bought a category new to them"), "count"),
    "upsold": Name(msg("Clients that grew in what they held"), "count"),
    "answers": Name(msg("Answers"), "count"), "requests": Name(msg("Requests opened"), "count"),
    "revenue_to_date": Name(msg("Lifetime revenue to date"), "money"),
}

MEASURE = Measure(
    key="scorecard",
    label=msg("Scorecard of managers"),
    unit="count",
    direction="",
    formula=msg("Retention, churn, lifetime revenue to date (a forecast stands apart), cross-sell and upsell (count and rate), "
                "NPS, satisfaction and time to resolution, each as its own card says, over the clients of each manager. Every "
                "rate stands with its sample and 95 % interval; where the sample is too small there are counts alone. The "
                "interval of a median revenue is that of order statistics. Achievement of the clients' goals, load, contacts "
                "begun by us, dossiers in time and approved plans are added from what people wrote. There is no total and no "
                "rank: rows stand by name."),
    period=PERIOD,
    population=msg("Clients by the manager of their accounts; where the accounts name none or several, by who sold most to the "
                   "client. Answers and requests go by the manager of the account. A manager is shown alone to themselves."),
    source=msg("Wilson (1927), Rocks (2016), Kaplan and Meier (1958); order statistics: Conover, “Practical Nonparametric "
               "Statistics” (1999)."),
    columns=COLUMNS,
    summary=SUMMARY,
    query=("scorecard", "scorecard_csat", "retention", "lifetime", "nps", "requests"),
    find=ask,
    settings=("compare_with", "upsell_growth", "renamed_categories", "retention_min_clients", "nps_min_answers",
              "resolution_clock", "resolution_limit_hours", "load_key", "load_all", "load_key_weight", "load_dossier_weight",
              "load_other_weight", "load_amber"),
)
