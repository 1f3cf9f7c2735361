"""How much of the base hangs on few clients: shares, the ladder of dependence, HHI, Gini, and how many bring 80 %."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from kam_core.i18n import Day, Message, Share, msg, nmsg
from kam_core.ledger import Ledger
from kam_core.metrics import period, shares, thesis
from kam_core.metrics.answer import Answer, Figure, ratio
from kam_core.metrics.measure import CLIENTS, PERIOD, Measure, Name
from kam_core.metrics.names import names
from kam_core.scope import Scope
from kam_core.settings import Settings

COLUMNS = (
    "account_id", "name", "value", "share", "cumulative_share", "rank", "ladder", "revenue", "margin", "contribution",
    "share_revenue", "share_margin", "ladder_revenue", "ladder_margin", "disclosed", "accounts", "costed_share",
    "region", "segment", "industry", "manager",
)

STEPS: tuple[shares.Step, ...] = ("key", "critical", "mono")


def ask(ledger: Ledger, scope: Scope, settings: Settings) -> Answer:
    """Concentration in the scope's base. Rows: clients with a share first, by it; then the others, share null.

    frames: lorenz (clients, amount: both shares 0-1, smallest first), pareto (clients: count, share: cumulative,
    largest first)
    """
    found = ledger.query("concentration", scope)
    unassigned = found[found["client_id"].isna()]
    rows = ladder(found[found["client_id"].notna()], settings)
    figures = summary(rows, shares.total(unassigned["revenue"]), settings)
    frames = {
        name: pd.DataFrame({"clients": x, second: y})
        for name, second, (x, y) in (
            ("lorenz", "amount", shares.lorenz(shares.floats(rows["value"]))),
            ("pareto", "share", shares.pareto(shares.floats(rows["value"]))),
        )
    }
    return Answer(
        "concentration", ledger.version, scope, settings, figures, rows,
        thesis.concentration(figures, rows, scope, settings), notes(ledger, scope, figures), frames,
    )


def ladder(clients: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Clients with their shares and steps of the ladder; the columns of the measure.

    clients: client_id, name, accounts, region, segment, industry, manager, value, revenue, margin, contribution,
        costed_revenue; one row a client
    """
    rows = clients.rename(columns={"client_id": "account_id"}).copy()
    rows["_last"] = ~(rows["value"] > 0)
    rows = rows.sort_values(["_last", "value", "account_id"], ascending=[True, False, True], na_position="last")
    rows = rows.drop(columns="_last").reset_index(drop=True)
    for column, share in (("value", "share"), ("revenue", "share_revenue"), ("margin", "share_margin")):
        amounts = shares.floats(rows[column])
        kept = amounts > 0
        rows[share] = np.where(kept, amounts / amounts[kept].sum(), np.nan) if kept.any() else np.nan
    rows["cumulative_share"] = rows["share"].cumsum().clip(upper=1.0)
    rows["rank"] = pd.array(np.arange(1, len(rows) + 1), dtype="Int64")
    rows.loc[rows["share"].isna(), "rank"] = pd.NA
    for share, step in (("share", "ladder"), ("share_revenue", "ladder_revenue"), ("share_margin", "ladder_margin")):
        rows[step] = steps(rows[share], settings)
    rows["disclosed"] = rows["share_revenue"] >= settings.number("disclosure_share") - shares.SLACK
    rows["costed_share"] = (rows["costed_revenue"] / rows["revenue"].where(rows["revenue"] > 0)).clip(0, 1)
    return rows[list(COLUMNS)]


def steps(found: pd.Series, settings: Settings) -> pd.Series:
    """The step of the ladder for each share: 'key', 'critical', 'mono' or null."""
    values = np.full(len(found), None, dtype=object)
    above = shares.floats(found)
    for name in STEPS:
        values[above > shares.edge(name, settings)] = name
    return pd.Series(values, index=found.index, dtype=object)


def summary(rows: pd.DataFrame, unassigned: float, settings: Settings) -> dict[str, Figure]:
    """The figures of the measure, from rows as ``ladder`` gives them and the revenue of lines without a client."""
    amounts = shares.floats(rows["value"])
    identified = shares.total(rows["revenue"])
    negative = amounts[amounts <= 0]
    index = shares.hhi(amounts)
    chance = settings.number("loss_probability")
    share = shares.floats(rows["share"])
    above = {name: share > shares.edge(name, settings) for name in STEPS}
    known = bool((amounts > 0).any())
    return {
        "revenue_total": shares.total([identified, unassigned]),
        "revenue_identified": identified,
        "revenue_unassigned": unassigned,
        "accounts_positive": int((amounts > 0).sum()),
        "accounts_nonpositive": len(negative),
        "nonpositive_total": shares.total(negative),
        "cr1": shares.top(amounts, 1),
        "cr3": shares.top(amounts, 3),
        "cr5": shares.top(amounts, 5),
        "cr10": shares.top(amounts, 10),
        "hhi": index,
        "effective_accounts": shares.effective(amounts),
        "gini": shares.gini(amounts),
        "accounts_for_80": shares.needed(amounts, settings.number("pareto_share")),
        "accounts_for_half": shares.needed(amounts, 0.5),
        "gini_corrected": shares.gini(amounts, corrected=True),
        "top20_share": shares.top_part(amounts, 0.2),
        "top20_interpolated": shares.top_part(amounts, 0.2, interpolate=True),
        "loss_sd": None if index is None else math.sqrt(chance * (1 - chance) * index / 10_000),
        "key_share_total": float(share[above["key"]].sum()) if known else None,
        "keys": int(above["key"].sum()),
        "critical": int(above["critical"].sum()),
        "mono": int(above["mono"].sum()),
        "disclosed": int(rows["disclosed"].sum()),
        "value_total": shares.total(amounts) if known or len(negative) else None,
        "accounts_unknown": int(np.isnan(amounts).sum()),
        "costed_share": ratio(shares.total(rows["revenue"] * rows["costed_share"]), shares.total(
            rows["revenue"].clip(lower=0))),
    }


def notes(ledger: Ledger, scope: Scope, figures: dict[str, Figure]) -> list[Message]:
    """What must be known to read shares right: what has no client, what is left out, what has no cost."""
    said: list[Message] = []
    if scope.start is not None and period.unfinished(ledger, scope) is not None and ledger.info.last_date is not None:
        said.append(msg("The data end on {day}: the period is not complete.", day=Day(ledger.info.last_date)))
    part = ratio(figures["revenue_unassigned"], figures["revenue_total"])
    if part is not None and part > 0:
        said.append(msg("{share} of the revenue has no client named: it is in the total, but no client's share.",
                        share=Share(part)))
    if figures["accounts_nonpositive"]:
        said.append(nmsg("{n} client is not above zero in the period and has no share.",
                         "{n} clients are not above zero in the period and have no share.",
                         int(figures["accounts_nonpositive"])))
    if scope.base != "revenue":
        said += _cost(ledger, scope, figures)
    return [*said, *period.left_out(ledger, scope)]


def _cost(ledger: Ledger, scope: Scope, figures: dict[str, Figure]) -> list[Message]:
    if not ledger.info.has_cost:
        return [msg("The sales that were brought in have no cost, so margin is not known.")]
    said: list[Message] = []
    known = figures["costed_share"]
    if known is not None and known < 0.9995:
        said.append(msg("Cost is known for {share} of the revenue; margin is taken over that part.",
                        share=Share(known)))
    if figures["accounts_unknown"]:
        said.append(nmsg("{n} client has no line with a known cost and is left out.",
                         "{n} clients have no line with a known cost and are left out.",
                         int(figures["accounts_unknown"])))
    if scope.base == "contribution" and not ledger.info.has_serve:
        said.append(msg("No cost to serve was brought in: contribution equals margin."))
    return said


SUMMARY = {
    **names("revenue_total", "revenue_identified", "revenue_unassigned", "accounts_positive"),
    "accounts_nonpositive": Name(msg("Clients with a sum not above zero"), "count"),
    "nonpositive_total": Name(msg("Sum of the clients not above zero"), "money"),
    "cr1": Name(msg("Share of the largest client"), "share"),
    "cr3": Name(msg("Share of the 3 largest"), "share"),
    "cr5": Name(msg("Share of the 5 largest"), "share"),
    "cr10": Name(msg("Share of the 10 largest"), "share"),
    **names("hhi", "effective_accounts", "gini"),
    "accounts_for_80": Name(msg("Clients that bring the set share, 80 % by default"), "count"),
    "accounts_for_half": Name(msg("Clients that bring half"), "count"),
    "gini_corrected": Name(msg("Gini × n/(n−1), for small samples"), "index"),
    "top20_share": Name(msg("Share of the largest fifth of clients, rounded up"), "share"),
    "top20_interpolated": Name(msg("Share of the largest fifth, read off the Lorenz curve"), "share"),
    "loss_sd": Name(msg("Standard deviation of a year's loss, share of the base"), "share"),
    "key_share_total": Name(msg("Share of all key clients together"), "share"),
    **names("keys", "critical", "mono"),
    "disclosed": Name(msg("Clients with 10 % of the revenue or more"), "count"),
    "value_total": Name(msg("Sum in the base, clients only"), "money"),
    "accounts_unknown": Name(msg("Clients without a known cost"), "count"),
    **names("costed_share"),
}

MEASURE = Measure(
    key="concentration",
    label=msg("Concentration"),
    unit="share",
    direction="down",
    formula=msg("Share = the client's sum ÷ the sum of all clients above zero. CR-k adds the k largest shares. HHI "
                "adds the squares of all shares, in points of 10,000; the effective number of clients is 10,000 ÷ "
                "HHI. Gini = 2 × Σ(i × x) ÷ (n × Σx) − (n + 1) ÷ n over sums x from the smallest. A client above 10 "
                "% is key, above 20 % a critical dependence, above 70 % a mono-client; exactly 10 % is not key."),
    period=PERIOD,
    population=CLIENTS,
    source=msg("Herfindahl and Hirschman (HHI); Gini (1914), Lorenz (1905), as in the R package ineq; ASC 280-10-50-42 "
               "for disclosure at 10 % or more; HHI bands of merger guidelines are an analogy only."),
    columns=names(*COLUMNS),
    summary=SUMMARY,
    query=("concentration",),
    find=ask,
    settings=("key_share", "critical_share", "mono_share", "key_limit", "disclosure_share", "pareto_share", "loss_probability",
              "key_band_low", "key_band_high"),
)
