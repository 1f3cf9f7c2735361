"""Who stayed, and what of their business: the clients of an earlier period followed into this one."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from kam_core.i18n import Count, Message, Money, Month, Share, msg, nmsg
from kam_core.ledger import Ledger
from kam_core.metrics import period
from kam_core.metrics.answer import Answer, Figure, ratio
from kam_core.metrics.intervals import ratios, wilson
from kam_core.metrics.measure import Measure, Name
from kam_core.metrics.names import names
from kam_core.metrics.overview import COMPARABLE
from kam_core.scope import Scope, add_months
from kam_core.settings import Settings

Floats = npt.NDArray[np.float64]

COLUMNS = ("account_id", "name", "before", "now", "change", "part", "manager", "region", "segment")
PARTS: dict[str, Message] = {
    "lost": msg("lost"), "shrunk": msg("brings less"), "grown": msg("brings more"), "kept": msg("brings the same"),
    "won_back": msg("won back"), "new": msg("new"), "returns": msg("returns only"), "served": msg("costs without sales"),
}
"""What became of a client from the earlier period to this one."""
RATES = ("logo_retention", "logo_low", "logo_high", "churn", "revenue_churn", "grr", "grr_low", "grr_high", "nrr",
         "nrr_low", "nrr_high")
SPLIT = ("part", "base_accounts", "kept_accounts", "lost_accounts", "base_value", "base_value_now", *RATES)
MONEY = 10_000
"""Amounts are kept to four decimals: sums of them are taken in whole numbers, and are exact."""


def ask(ledger: Ledger, scope: Scope, settings: Settings) -> Answer:
    """Retention from the earlier period that the setting compare_with names. Rows: clients with lines in either period,
    and those with costs to serve alone where the base counts these.

    frames: bridge (part, clients, change): what leads from the earlier sum to this one, parts that add up exactly, the
            part ``unassigned`` among them; by_segment and by_manager (SPLIT): rates in each part, null below the setting
            retention_min_clients, with the counts; a part without a name is null
    """
    before, why = period.windows(ledger, scope, settings)
    figures: dict[str, Figure] = dict.fromkeys(SUMMARY)
    if before is None:
        empty = pd.DataFrame(columns=list(COLUMNS))
        return Answer("retention", ledger.version, scope, settings, figures, empty,
                      msg("There is no earlier period to follow clients from."),
                      [said for said in (why, _instead(ledger, scope)) if said is not None],
                      {"bridge": _bridge(_typed(empty), 0, 0), "by_segment": pd.DataFrame(columns=list(SPLIT)),
                       "by_manager": pd.DataFrame(columns=list(SPLIT))})
    found = ledger.query("retention", scope, before_from=before.start, before_to=before.end)
    named = found["client_id"].notna()
    rest, found = found[~named], found[named].reset_index(drop=True)
    notes = _notes(found, rest, scope)
    known = ~_unknown(found)
    rows = _rows(found[known])
    least = int(settings.number("retention_min_clients"))
    whole = split(found[known], pd.Series("", index=found.index[known]), least)
    figures |= {key: _plain(whole[key].iloc[0]) for key in SPLIT[1:] if len(whole)}
    bridge = _bridge(rows, *(total(rest[key]) for key in ("value_before", "value")))
    parts = bridge.set_index("part")
    figures |= {f"change_{part}": float(parts["change"].get(part, 0.0)) for part in (*PARTS, "unassigned") if part != "kept"}
    figures |= {f"clients_{part}": int(parts["clients"].get(part, 0)) for part in PARTS}
    base = int((found.loc[known, "revenue_before"] > 0).sum())
    figures["base_accounts"] = base
    figures["value_before"] = _sum(rows["before"], rest["value_before"])
    figures["value_now"] = _sum(rows["now"], rest["value"])
    if 0 < base < least:
        notes.append(nmsg("Only {n} client bought in the period before: counts are given, not per cent.",
                          "Only {n} clients bought in the period before: counts are given, not per cent.",
                          base))
    return Answer("retention", ledger.version, scope, settings, figures, rows,
                  _thesis(figures, ledger.info.currency), notes,
                  {"bridge": bridge, "by_segment": _by(found[known], "segment", least),
                   "by_manager": _by(found[known], "manager", least)})


def _instead(ledger: Ledger, scope: Scope) -> Message | None:
    """A period that could be compared, where the one chosen cannot."""
    first, full = period.month_of(ledger.info.first_date), ledger.info.last_full_month
    if first is None or full is None:
        return None
    end = min(scope.end or add_months(full, 1), add_months(full, 1))
    known = (end.year - first.year) * 12 + end.month - first.month
    months = min(known - 12, 12) if known > 12 else known // 2
    if months < 1 or scope.months == months:
        return None
    values = {"first": Month(add_months(end, -months), long=True), "last": Month(add_months(end, -1), long=True)}
    if known > 12:
        return msg("From {first} to {last} the same months a year before are known: choose that period.", **values)
    return msg("From {first} to {last} can be compared with what is right before it: choose that period, and “previous” in the "
               "setting compare_with.", **values)


def part_of(revenue_before: pd.Series, revenue: pd.Series, before: pd.Series, now: pd.Series,
            earlier: pd.Series) -> pd.Series:
    """What became of each client (a key of PARTS), from its revenue in both periods and its sums in the scope's base.

    earlier: whether it bought before both periods
    """
    had, has = revenue_before > 0, revenue > 0
    rules = {"lost": had & ~has, "shrunk": had & (now < before), "grown": had & (now > before), "kept": had,
             "won_back": has & earlier, "new": has}
    chosen = np.select([rule.to_numpy(dtype=bool) for rule in rules.values()], list(rules), "returns")
    return pd.Series(chosen, index=revenue.index, dtype=object)


def _unknown(found: pd.DataFrame) -> pd.Series:
    """Clients with sales in a period, and no known sum in the scope's base there: they have no known cost."""
    return (found["value"].isna() & (found["lines"] > 0)) | (found["value_before"].isna() & (found["lines_before"] > 0))


def _rows(found: pd.DataFrame) -> pd.DataFrame:
    before, now = found["value_before"].fillna(0.0), found["value"].fillna(0.0)
    rows = pd.DataFrame({
        "account_id": found["client_id"], "name": found["name"], "before": before, "now": now,
        "change": (now - before).round(4),
        "part": part_of(found["revenue_before"], found["revenue"], before, now, found["earlier"].astype(bool)).mask(
            (found["lines"] == 0) & (found["lines_before"] == 0), "served"),
        "manager": found["manager"], "region": found["region"], "segment": found["segment"],
    })
    order = rows["change"].abs().sort_values(ascending=False, kind="stable").index
    return _typed(rows.loc[order].reset_index(drop=True))


def _typed(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.astype({"before": float, "now": float, "change": float})[list(COLUMNS)]


def total(amounts: pd.Series) -> int:
    """Their exact sum, in ten-thousandths; unknown ones are nothing."""
    values = amounts.to_numpy(dtype=float, na_value=0.0)
    return int(np.rint(values * MONEY).astype(np.int64).sum())


def _sum(*amounts: pd.Series) -> float:
    return sum(total(each) for each in amounts) / MONEY


def _bridge(rows: pd.DataFrame, unassigned_before: int, unassigned: int) -> pd.DataFrame:
    """Parts in the order of PARTS, and the lines without a client; change: exact to the last kopeck."""
    steps = [(part, rows.loc[rows["part"] == part, "change"]) for part in PARTS]
    found = [{"part": part, "clients": len(changes), "change": total(changes) / MONEY} for part, changes in steps]
    found.append({"part": "unassigned", "clients": 0, "change": (unassigned - unassigned_before) / MONEY})
    return pd.DataFrame(found)


def _by(found: pd.DataFrame, field: str, least: int) -> pd.DataFrame:
    rows = split(found, found[field], least)
    return rows.sort_values("base_value", ascending=False, kind="stable").reset_index(drop=True)


def split(found: pd.DataFrame, part: pd.Series, least: int) -> pd.DataFrame:
    """Rates of the closed cohort in each part (SPLIT); null where a part has fewer than ``least`` clients.

    found: revenue_before, revenue, value_before, value, one row a client; part: its part, null for none
    """
    cohort = found[found["revenue_before"] > 0]
    if cohort.empty:
        return pd.DataFrame(columns=list(SPLIT))
    codes, labels = pd.factorize(part[cohort.index], use_na_sentinel=False, sort=False)
    parts = len(labels)

    def add(values: Any) -> Floats:
        return np.bincount(codes, weights=np.asarray(values, dtype=float), minlength=parts).astype(float)

    had = cohort["value_before"].fillna(0.0).to_numpy(dtype=float)
    has = cohort["value"].fillna(0.0).to_numpy(dtype=float)
    stayed = (cohort["revenue"] > 0).to_numpy(dtype=bool)
    whole = np.where(had > 0, had, 0.0)
    kept, came, gone = np.minimum(whole, np.maximum(has, 0.0)), np.where(had > 0, has, 0.0), np.where(stayed, 0.0, whole)
    count, still, base = add(np.ones(len(cohort))), add(stayed), add(whole)
    (grr, nrr) = ratios(np.stack([kept, came]), whole, codes.astype(np.int64), parts)
    spread = [wilson(int(hits), int(of)) or (np.nan, np.nan) for hits, of in zip(still, count, strict=True)]
    below = np.where(base > 0, base, np.nan)
    rows = pd.DataFrame({
        "part": [None if pd.isna(label) else label for label in labels],
        "base_accounts": count.astype(int), "kept_accounts": still.astype(int),
        "lost_accounts": (count - still).astype(int), "base_value": np.round(base, 4), "base_value_now": np.round(add(came), 4),
        "logo_retention": still / count, "logo_low": [low for low, _ in spread], "logo_high": [high for _, high in spread],
        "churn": 1 - still / count, "revenue_churn": add(gone) / below,
        "grr": add(kept) / below, "grr_low": np.clip(grr.low, 0, 1), "grr_high": np.clip(grr.high, 0, 1),
        "nrr": add(came) / below, "nrr_low": nrr.low, "nrr_high": nrr.high,
    })
    rows.loc[rows["base_accounts"] < least, list(RATES)] = np.nan
    return rows[list(SPLIT)]


def _plain(value: Any) -> Figure:
    return None if pd.isna(value) else (int(value) if isinstance(value, int | np.integer) else float(value))


def _notes(found: pd.DataFrame, rest: pd.DataFrame, scope: Scope) -> list[Message]:
    said: list[Message] = []
    if scope.base == "revenue":
        return said
    unknown = int(_unknown(found).sum())
    if unknown:
        said.append(nmsg("{n} client has no line with a known cost and is left out.",
                         "{n} clients have no line with a known cost and are left out.", unknown))
    known = [ratio(float(pd.concat([found[cost], rest[cost]]).sum()), float(pd.concat([found[all_], rest[all_]]).sum()))
             for cost, all_ in (("costed", "revenue"), ("costed_before", "revenue_before"))]
    if known[0] is not None and known[1] is not None and abs(known[0] - known[1]) > COMPARABLE:
        said.append(msg("Cost is known for {now} of the revenue, and for {before} of that of the period before: the two "
                        "are hard to compare.", now=Share(known[0]), before=Share(known[1])))
    return said


def _thesis(figures: dict[str, Figure], currency: str) -> Message:
    base, lost = int(figures["base_accounts"] or 0), int(figures["clients_lost"] or 0)
    if not base:
        return msg("Nobody bought in the period before, so there is nobody to keep.")
    if figures["grr"] is None or figures["nrr"] is None:
        return msg("{stayed} of {base} clients of the period before still buy.", stayed=Count(base - lost), base=Count(base))
    amounts = {"hundred": Money(100, currency), "kept": Money(100 * figures["grr"], currency),
               "now": Money(100 * figures["nrr"], currency)}
    if figures["nrr"] - figures["grr"] < 0.005:
        return msg("Of every {hundred} that clients brought before, {kept} stayed, and none of them brings more.", **amounts)
    return msg("Of every {hundred} that clients brought before, {kept} stayed; with what some buy more, the same clients "
               "bring {now}.", **amounts)


SUMMARY = {
    "base_accounts": Name(msg("Clients that bought in the period before"), "count"),
    "kept_accounts": Name(msg("of these, still buy"), "count"),
    "lost_accounts": Name(msg("of these, buy no more"), "count"),
    "logo_retention": Name(msg("Share of the clients that still buy"), "share"),
    "logo_low": Name(msg("… lower bound, 95 %"), "share"),
    "logo_high": Name(msg("… upper bound, 95 %"), "share"),
    "churn": Name(msg("Share of the clients that buy no more"), "share"),
    "revenue_churn": Name(msg("What the lost clients brought, share of the period before"), "share"),
    "grr": Name(msg("Gross retention: what stayed, growth not counted"), "share"),
    "grr_low": Name(msg("Gross retention, lower bound, 95 %"), "share"),
    "grr_high": Name(msg("Gross retention, upper bound, 95 %"), "share"),
    "nrr": Name(msg("Net retention: what the same clients bring now"), "share"),
    "nrr_low": Name(msg("Net retention, lower bound, 95 %"), "share"),
    "nrr_high": Name(msg("Net retention, upper bound, 95 %"), "share"),
    "base_value": Name(msg("What these clients brought in the period before"), "money"),
    "base_value_now": Name(msg("What the same clients bring now"), "money"),
    "value_before": Name(msg("Sum of the period before"), "money"),
    "change_lost": Name(msg("Change by clients lost"), "money"),
    "change_shrunk": Name(msg("Change by clients that bring less"), "money"),
    "change_grown": Name(msg("Change by clients that bring more"), "money"),
    "change_won_back": Name(msg("Change by clients won back"), "money"),
    "change_new": Name(msg("Change by new clients"), "money"),
    "change_returns": Name(msg("Change by clients with returns only"), "money"),
    "change_served": Name(msg("Change by clients with costs to serve and no sales"), "money"),
    "change_unassigned": Name(msg("Change of lines without a client"), "money"),
    "value_now": Name(msg("Sum of this period"), "money"),
    "clients_lost": Name(msg("Clients lost"), "count"),
    "clients_shrunk": Name(msg("Clients that bring less"), "count"),
    "clients_grown": Name(msg("Clients that bring more"), "count"),
    "clients_kept": Name(msg("Clients that bring the same"), "count"),
    "clients_won_back": Name(msg("Clients won back"), "count"),
    "clients_new": Name(msg("New clients"), "count"),
    "clients_returns": Name(msg("Clients with returns only"), "count"),
    "clients_served": Name(msg("Clients with costs to serve and no sales"), "count"),
}

MEASURE = Measure(
    key="retention",
    label=msg("Retention"),
    unit="share",
    direction="up",
    formula=msg("The clients that bought in the period before are followed into this one. Retention of clients = those "
                "that still buy ÷ all of them; churn is the rest. Gross retention = Σ min(before, now) ÷ Σ before, cut at "
                "what each client brought before, never above 100 %. Net retention = Σ now ÷ Σ before, new clients not "
                "counted. Bridge: before − lost − less + more + won back + new = now. Won back: bought nothing in the "
                "period before, and something before it."),
    period=msg("The period of the scope against an earlier one of equal length: the same months a year before, or the "
               "months right before, by the setting."),
    population=msg("Clients with revenue above zero in the period before (a closed cohort); groups or accounts by the "
                   "level. Whether a client stayed is told by its revenue, in every base; sums are those of the base."),
    source=msg("Retention of revenue as subscription businesses take it (GRR, NRR), here for purchases; Wilson (1927) for "
               "the share of clients, a bootstrap over clients for sums."),
    columns={
        **names("account_id", "name"),
        "before": Name(msg("Period before"), "money"),
        "now": Name(msg("This period"), "money"),
        **names("change"),
        "part": Name(msg("What became of it"), "text"),
        **names("manager", "region", "segment"),
    },
    summary=SUMMARY,
    query=("retention",),
    find=ask,
    settings=("compare_with", "retention_min_clients"),
)
