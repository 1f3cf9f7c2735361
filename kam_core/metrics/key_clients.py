"""Candidates for the list of key clients: who passes a limit by size, and what the data tell about each of them."""

from __future__ import annotations

import datetime

import numpy as np
import numpy.typing as npt
import pandas as pd

from kam_core.i18n import Count, Day, Message, Share, msg, nmsg
from kam_core.ledger import Ledger
from kam_core.metrics import key_factors, period, shares
from kam_core.metrics.answer import Answer, Figure
from kam_core.metrics.concentration import steps
from kam_core.metrics.key_rules import rules
from kam_core.metrics.measure import PERIOD, Measure, Name
from kam_core.metrics.names import names
from kam_core.scope import Scope
from kam_core.settings import Settings

PEERS = 5
"""With fewer others in its segment, a client is compared with the whole base."""
RHYTHM_DAYS = 4
"""Days with a purchase from which on a client has a rhythm of its own."""
SHORTEST_RHYTHM = 7.0
"""A rhythm shorter than a week counts as a week: who buys daily is not late after a Sunday."""

COLUMNS = (
    "account_id", "name", "rank", "value", "share", "revenue", "margin", "profit", "share_revenue", "share_margin",
    "profit_share", "revenue_year", "ladder", "key_unit", "unit_share", "key_manager", "manager_share", "by_company",
    "by_unit", "by_manager", "by_amount", "nominated", "revenue_before", "growth", "last_purchase", "purchase_days",
    "gap_median", "open_days", "lateness", "serve_share", "effort", "circle", "peers", "peer_median", "categories",
    "missing", "missing_names", "factor_revenue", "factor_growth", "factor_renewal", "factor_effort", "def_money",
    "def_potential", "breadwinner", "accounts", "region", "segment", "industry", "manager",
)


def ask(
    ledger: Ledger, scope: Scope, settings: Settings, also: tuple[str, ...] = (), at_least: int = 0
) -> Answer:
    """Clients nominated by size (at most the setting key_candidates), and those of ``also``, by their sum in the base.

    also: ids of clients that are looked at in any case (those on the list); unknown ones are left out
    at_least: where fewer are nominated, the largest others are looked at, too
    frames: rules (see key_rules.rules)
    """
    before, why = period.windows(ledger, scope, settings)
    months = _months(ledger, scope)
    amount = settings.number("key_amount")
    found = ledger.query(
        "key_clients", scope, edge=settings.number("key_share") - shares.SLACK, most=int(settings.number("key_candidates")),
        also=list(also), amount=amount * months / 12 if amount and months else None,
    )
    # names are asked for few: to group all accounts by client would take longer than all their sales
    names_of = ledger.query("key_clients_names", scope, clients=[*found["client_id"].tolist(), *also])
    found = names_of.merge(found, on="client_id", how="left").rename(columns={"client_id": "account_id"})
    found = found.sort_values(["value", "account_id"], ascending=[False, True], na_position="last", ignore_index=True)
    found = sized(found, months, settings)
    passed = int(found["nominated"].sum())
    kept = _kept(found, also, int(settings.number("key_candidates")), at_least)
    rows = _told(_evidence(ledger, scope, kept, before))
    figures = _summary(found, rows, passed)
    return Answer("key_clients", ledger.version, scope, settings, figures, rows[list(COLUMNS)],
                  _thesis(figures, settings), _notes(ledger, scope, figures, why),
                  {"rules": rules(found, scope, settings, ledger.info.currency, ledger.info.has_cost)})


def _months(ledger: Ledger, scope: Scope) -> int:
    span = period.bounds(ledger, scope)
    return 0 if span is None else (span[1].year - span[0].year) * 12 + span[1].month - span[0].month


def sized(found: pd.DataFrame, months: int, settings: Settings) -> pd.DataFrame:
    """Clients with their shares, steps of the ladder, and by what they are nominated.

    found: account_id, value, revenue, margin, profit, serve, unit_share, manager_share, whole_value, whole_revenue,
        whole_margin, whole_profit, whole_serve; months: of the period
    """
    rows = found.copy()
    pairs = {"share": "value", "share_revenue": "revenue", "share_margin": "margin", "profit_share": "profit"}
    for share, column in pairs.items():
        amounts = shares.floats(rows[column])
        rows[share] = np.where(amounts > 0, amounts / shares.floats(rows[f"whole_{column}"]), np.nan)
    rows["ladder"] = steps(rows["share"], settings)
    rows["revenue_year"] = rows["revenue"] * 12 / months if months else np.nan
    edge, amount = shares.edge("key", settings), settings.number("key_amount")
    rows["by_company"] = shares.floats(rows["share"]) > edge
    rows["by_unit"] = shares.floats(rows["unit_share"]) > edge
    rows["by_manager"] = shares.floats(rows["manager_share"]) > edge
    rows["by_amount"] = (shares.floats(rows["revenue_year"]) >= amount - shares.SLACK) & (amount > 0)
    rows["nominated"] = rows[["by_company", "by_unit", "by_manager", "by_amount"]].any(axis=1)
    serve = shares.floats(rows["serve"])
    revenue = shares.floats(rows["revenue"])
    rows["serve_share"] = np.divide(serve, revenue, out=np.full(len(rows), np.nan), where=revenue > 0)
    usual = shares.floats(rows["whole_serve"]) / shares.floats(rows["whole_revenue"])
    rows["effort"] = np.divide(shares.floats(rows["serve_share"]), usual, out=np.full(len(rows), np.nan), where=usual > 0)
    return rows


def _kept(found: pd.DataFrame, also: tuple[str, ...], most: int, at_least: int) -> pd.DataFrame:
    """The clients that are shown, the company's ladder first where there are too many, in the order of their sums."""
    order = found.assign(_company=~(found["by_company"] | found["by_amount"]))[found["nominated"]]
    order = order.sort_values(["_company", "value", "account_id"], ascending=[True, False, True])
    near = found[~found["nominated"] & found["share"].notna()].head(max(0, at_least - len(order)))
    chosen = {*order["account_id"].head(most), *near["account_id"], *also}
    kept = found[found["account_id"].isin(chosen)].reset_index(drop=True)
    kept["rank"] = pd.array(np.arange(1, len(kept) + 1), dtype="Int64")
    return kept


def _evidence(ledger: Ledger, scope: Scope, kept: pd.DataFrame, before: Scope | None) -> pd.DataFrame:
    """What the data tell beside size: growth, rhythm, and what similar clients buy."""
    clients = kept["account_id"].tolist()
    rhythm = ledger.query("key_clients_rhythm", scope, clients=clients, before_from=before.start if before else None,
                          before_to=before.end if before else None)
    peers = ledger.query("key_clients_peers", scope, clients=clients, least=PEERS)
    rows = kept.merge(rhythm.rename(columns={"client_id": "account_id"}), on="account_id", how="left")
    rows = rows.merge(peers.rename(columns={"client_id": "account_id"}), on="account_id", how="left")
    rows["growth"] = rows["revenue"] / rows["revenue_before"].where(rows["revenue_before"] > 0) - 1
    last, end = ledger.info.last_date, scope.end
    until = None if last is None else last if end is None else min(last, end - datetime.timedelta(days=1))
    rows["last_purchase"] = pd.to_datetime(rows["last_purchase"])
    rows["open_days"] = (pd.Timestamp(until) - rows["last_purchase"]).dt.days.clip(lower=0).astype("Int64") \
        if until is not None else pd.array([pd.NA] * len(rows), dtype="Int64")
    usual = rows["gap_median"].clip(lower=SHORTEST_RHYTHM).where(rows["purchase_days"] >= RHYTHM_DAYS)
    rows["lateness"] = rows["open_days"].astype("Float64").to_numpy(dtype=float, na_value=np.nan) / shares.floats(usual)
    return rows


def _told(rows: pd.DataFrame) -> pd.DataFrame:
    """The computed factors and definitions."""
    rows = rows.copy()
    for factor in key_factors.FACTORS:
        if factor.measured:
            rows[factor.key] = factor.score(rows[factor.measured])
    rows["def_money"] = np.where(rows["nominated"], "yes", "no")
    lists = [list(names) if isinstance(names, list | np.ndarray) else [] for names in rows["missing"]]
    rows["missing_names"] = [", ".join(map(str, names)) for names in lists]
    rows["missing"] = pd.array([len(names) for names in lists], dtype="Int64")
    enough = shares.floats(rows["peers"]) >= PEERS
    rows.loc[~enough, ["peers", "peer_median", "circle"]] = None
    rows.loc[~enough, "missing"] = pd.NA
    rows.loc[~enough, "missing_names"] = ""
    little = shares.floats(rows["revenue"].fillna(0.0)) < shares.floats(rows["peer_median"])
    lacks = shares.floats(rows["missing"]) > 0
    rows["def_potential"] = _states(enough, little | lacks, rows.index)
    profit = shares.floats(rows["profit_share"])
    known = rows["profit"].notna().to_numpy(dtype=bool)
    rows["breadwinner"] = _states(known, profit >= key_factors.BREADWINNER - shares.SLACK, rows.index)
    return rows


def _states(known: npt.NDArray[np.bool_], holds: npt.NDArray[np.bool_], index: pd.Index) -> pd.Series:
    """'yes', 'no', or None where it is not known."""
    found = np.where(holds, "yes", "no").astype(object)
    found[~known] = None
    return pd.Series(found, index=index, dtype=object)


def _summary(found: pd.DataFrame, rows: pd.DataFrame, passed: int) -> dict[str, Figure]:
    named = found[found["nominated"]]
    return {
        "candidates": passed,
        "candidates_shown": int(rows["nominated"].sum()),
        **{key: int(named[key].sum()) for key in ("by_company", "by_unit", "by_manager", "by_amount")},
        "candidates_share": None if found["share"].isna().all() else shares.total(named["share"]),
        "company_share": None if found["share"].isna().all() else shares.total(named.loc[named["by_company"], "share"]),
        "breadwinners": int((rows["breadwinner"] == "yes").sum()) if rows["breadwinner"].notna().any() else None,
        "promising": int((rows["def_potential"] == "yes").sum()) if rows["def_potential"].notna().any() else None,
        "shown": len(rows),
    }


def _thesis(figures: dict[str, Figure], settings: Settings) -> Message:
    count = int(figures["candidates"] or 0)
    if figures["candidates_share"] is None:
        return msg("No client is above zero in this period, so nobody is nominated by size.")
    if not count:
        return msg("No client passes {share}, in the company, a business unit or with a manager.",
                   share=Share(settings.number("key_share"), 0))
    if not figures["by_company"]:
        return nmsg("{n} client passes a limit by size, but not that of the whole company.",
                    "{n} clients pass a limit by size, but none that of the whole company.", count)
    return nmsg("{n} client passes a limit by size; for the whole company: {company}.",
                "{n} clients pass a limit by size; for the whole company: {company}.", count,
                company=Count(int(figures["by_company"] or 0)))


def _notes(ledger: Ledger, scope: Scope, figures: dict[str, Figure], why: Message | None) -> list[Message]:
    said: list[Message] = []
    if scope.start is not None and period.unfinished(ledger, scope) is not None and ledger.info.last_date is not None:
        said.append(msg("The data end on {day}: the period is not complete.", day=Day(ledger.info.last_date)))
    more = int(figures["candidates"] or 0) - int(figures["candidates_shown"] or 0)
    if more > 0:
        said.append(nmsg("{n} more passes a limit in its business unit or with its manager and is not shown; the setting "
                         "key_candidates says how many are.",
                         "{n} more pass a limit in their business unit or with their manager and are not shown; the "
                         "setting key_candidates says how many are.", more))
    if why is not None:
        said.append(why)
    if not ledger.info.has_cost:
        said.append(msg("The sales have no cost: profit is not known, so nobody is called a breadwinner."))
    elif not ledger.info.has_serve:
        said.append(msg("No cost to serve was brought in: profit is the margin, and effort is for people to score."))
    return [*said, *period.left_out(ledger, scope)]


_N = names(*[key for key in COLUMNS if key in (
    "account_id", "name", "rank", "value", "share", "revenue", "margin", "share_revenue", "share_margin", "ladder",
    "revenue_before", "last_purchase", "purchase_days", "accounts", "region", "segment", "industry", "manager")])
_OWN = {
    "profit": Name(msg("Profit: contribution, or margin where no cost to serve is known"), "money"),
    "profit_share": Name(msg("Share of profit"), "share"),
    "revenue_year": Name(msg("Revenue a year"), "money"),
    "key_unit": Name(msg("Business unit where its share is largest"), "text"),
    "unit_share": Name(msg("Share in that business unit"), "share"),
    "key_manager": Name(msg("Manager with whom its share is largest"), "text"),
    "manager_share": Name(msg("Share with that manager"), "share"),
    "by_company": Name(msg("Passes the limit in the company"), "flag"),
    "by_unit": Name(msg("Passes the limit in a business unit"), "flag"),
    "by_manager": Name(msg("Passes the limit with a manager"), "flag"),
    "by_amount": Name(msg("Passes the amount a year"), "flag"),
    "nominated": Name(msg("Nominated by size"), "flag"),
    "growth": Name(msg("Growth of revenue"), "ratio"),
    "gap_median": Name(msg("Median gap between purchases, days"), "index"),
    "open_days": Name(msg("Days since the last purchase"), "count"),
    "lateness": Name(msg("Days since the last purchase ÷ its own median gap"), "index"),
    "serve_share": Name(msg("Cost to serve, share of revenue"), "share"),
    "effort": Name(msg("Cost to serve against the average client's (1 is the same)"), "index"),
    "circle": Name(msg("Segment it is compared with"), "text"),
    "peers": Name(msg("Similar clients it is compared with"), "count"),
    "peer_median": Name(msg("Median revenue of similar clients"), "money"),
    "categories": Name(msg("Categories bought"), "count"),
    "missing": Name(msg("Categories that half of similar clients buy and it does not"), "count"),
    "missing_names": Name(msg("Which categories those are"), "text"),
    **{factor.key: Name(factor.label, "count") for factor in key_factors.FACTORS if factor.measured},
    **{each.key: Name(each.label, "text") for each in key_factors.DEFINITIONS if each.computed},
    "breadwinner": Name(msg("Breadwinner: 10 % of the profit and more"), "text"),
}

MEASURE = Measure(
    key="key_clients",
    label=msg("Candidates for the key list"),
    unit="count",
    direction="",
    formula=msg("Size nominates: a share above the key limit in the company, in one business unit or with one manager, or "
                "the set amount a year. Computed factors from 1 to 10 on fixed anchors: share of revenue; growth of revenue; "
                "days since the last purchase ÷ the client's own median gap; cost to serve ÷ revenue against the average. "
                "Potential: half of similar clients buy a category that it does not, or it buys less than their median. A "
                "breadwinner brings 10 % of the profit and more. Shares divide by the sum over clients above zero; those of "
                "Profit divide by what is left after losses, and are larger. What data do not tell has no score."),
    period=PERIOD,
    population=msg("Clients above zero in the period: corporate groups, or single accounts where the level says so."),
    source=msg("Own definition from the field's rules: size nominates, a decision appoints; six definitions, eight "
               "selection factors, four types of key clients."),
    columns={key: _N.get(key) or _OWN[key] for key in COLUMNS},
    summary={
        "candidates": Name(msg("Clients that pass a limit by size"), "count"),
        "candidates_shown": Name(msg("Of them shown"), "count"),
        **{key: _OWN[key] for key in ("by_company", "by_unit", "by_manager", "by_amount")},
        "candidates_share": Name(msg("Share of all candidates together"), "share"),
        "company_share": Name(msg("Share of those above the company's limit"), "share"),
        "breadwinners": Name(msg("Breadwinners among those shown"), "count"),
        "promising": Name(msg("Clients with potential among those shown"), "count"),
        "shown": Name(msg("Clients shown"), "count"),
    },
    query=("key_clients", "key_clients_names", "key_clients_rhythm", "key_clients_peers"),
    find=ask,
    settings=("key_share", "critical_share", "mono_share", "key_limit", "key_amount", "key_candidates", "compare_with"),
    options={"also": msg("ids of clients that are looked at in any case"),
             "at_least": msg("where fewer are nominated, the largest others are looked at, too")},
)
