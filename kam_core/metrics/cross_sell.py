"""Do clients buy more of what we have: new categories to them, more of those they held, and how many of all."""

from __future__ import annotations

from kam_core.i18n import Count, Message, Number, Share, msg, nmsg
from kam_core.ledger import Ledger
from kam_core.metrics import period, shares
from kam_core.metrics.answer import Answer, Figure, ratio
from kam_core.metrics.intervals import wilson
from kam_core.metrics.measure import PERIOD, Measure, Name
from kam_core.metrics.names import names
from kam_core.metrics.renamed import renamed
from kam_core.scope import Scope
from kam_core.settings import Settings

FEW = 10
"""Of fewer clients than this a rate is not told in a sentence, only counts."""


def ask(ledger: Ledger, scope: Scope, settings: Settings) -> Answer:
    """Cross-sell, upsell and penetration. Rows: categories sold in the period, the largest first.

    Of a row: penetration = clients that buy it / active clients; eligible: clients from before the period that never had
    bought it; cross_sold: of them, those that did now; cross_rate = cross_sold / eligible
    """
    before, why = period.windows(ledger, scope, settings)
    span = period.bounds(ledger, scope)
    known = scope.start is not None and span is not None and period.known_before(ledger, span[0])
    joined = renamed(ledger, scope, settings)
    found = ledger.query(
        "cross_sell", scope, before_from=before.start if before else None, before_to=before.end if before else None,
        growth=settings.number("upsell_growth"), old=[pair.old for pair in joined], new=[pair.new for pair in joined],
    )
    total = {str(name).removeprefix("total_"): found[name].iloc[0] for name in found.columns if name.startswith("total_")}
    rows = found[found["category"].notna()].copy()
    figures = _figures(total, known, before is not None, bool(len(rows)))
    rows["penetration"] = rows["holders"] / (total["accounts"] or float("nan"))
    rows["share"] = rows["revenue"] / rows["revenue"].sum()
    rows["cross_rate"] = rows["cross_sold"] / rows["eligible"].where(rows["eligible"] > 0)
    if not known:
        rows[["eligible", "cross_sold", "cross_revenue", "cross_rate"]] = float("nan")
    if before is None:
        rows["revenue_before"] = float("nan")
    said = _notes(ledger, scope, figures, known, why, bool(len(rows))) + [pair.said() for pair in joined]
    return Answer("cross_sell", ledger.version, scope, settings, figures, rows[list(COLUMNS)].reset_index(drop=True),
                  _thesis(figures), said)


def _figures(total: dict[str, object], known: bool, compared: bool, named: bool) -> dict[str, Figure]:
    """The summary. known: whether the ledger tells what was bought before; named: whether any category is."""

    def count(key: str, when: bool) -> int | None:
        return int(total[key]) if when else None  # type: ignore[call-overload]

    def money(key: str, when: bool) -> float | None:
        return round(float(total[key]), 4) if when else None  # type: ignore[arg-type]

    split, compared = known and named, known and compared and named
    accounts, categories = count("accounts", True) or 0, count("categories", True) or 0
    whole = ("revenue_held", "revenue_cross", "revenue_plain", "revenue_new", "revenue_unnamed")
    figures: dict[str, Figure] = {
        "eligible": count("eligible", split), "cross_sold": count("cross_sold", split),
        "upsell_base": count("upsell_base", compared), "upsold": count("upsold", compared),
        "upsell_revenue": money("upsell_revenue", compared),
        "revenue": shares.total(float(total[key]) for key in whole),  # type: ignore[arg-type]
        "revenue_held": money("revenue_held", split), "revenue_cross_sell": money("revenue_cross", split),
        "revenue_new_clients": money("revenue_new", split), "revenue_no_category": money("revenue_plain", split),
        "revenue_unassigned": money("revenue_unnamed", True),
        "accounts": accounts, "categories": categories if named else None,
    }
    for rate, hits, of in (("cross_sell_rate", "cross_sold", "eligible"), ("upsell_rate", "upsold", "upsell_base")):
        some, base = figures[hits], figures[of]
        figures[rate] = ratio(some, base)
        bounds = wilson(int(some), int(base)) if some is not None and base else None
        figures[f"{rate}_low"], figures[f"{rate}_high"] = bounds or (None, None)
    cells = count("cells", named)
    figures["categories_mean"] = ratio(cells, accounts)
    figures["penetration"] = ratio(cells, accounts * categories)
    return {key: figures[key] for key in SUMMARY}


def _thesis(figures: dict[str, Figure]) -> Message:
    some, base, rate = figures["cross_sold"], figures["eligible"], figures["cross_sell_rate"]
    mean, categories = figures["categories_mean"], figures["categories"]
    if not figures["accounts"]:
        return msg("No client bought in this period.")
    if mean is None or not categories:
        return msg("The sales name no categories, so it cannot be said what else clients could buy.")
    if categories == 1:
        return msg("Everything sold is of one category: there is nothing else to offer in these data.")
    if some is None or not base or rate is None:
        return nmsg("{n} active client buys {mean} of {categories} categories on average.",
                    "{n} active clients buy {mean} of {categories} categories on average.", int(figures["accounts"]),
                    mean=Number(mean, 1), categories=Count(int(categories)))
    if base < FEW:
        return msg("Of {base} clients that could add a category, {some} did.", base=Count(int(base)), some=Count(int(some)))
    if not some:
        return msg("None of {base} clients that could add a category did.", base=Count(int(base)))
    return msg("Of {base} clients that could add a category, {some} did ({rate}); a client buys {mean} of {categories}.",
               base=Count(int(base)), some=Count(int(some)), rate=Share(rate), mean=Number(mean, 1),
               categories=Count(int(categories)))


def _notes(ledger: Ledger, scope: Scope, figures: dict[str, Figure], known: bool, why: Message | None,
           named: bool) -> list[Message]:
    said: list[Message] = []
    if not named and not figures["accounts"]:
        return period.left_out(ledger, scope)
    if not named:
        return [msg("Bring sales with a column of categories to see cross-sell, white cells and pairs.")]
    if not known:
        said.append(msg("What clients bought before the period is not known, so cross-sell and upsell cannot be counted."))
    elif why is not None:
        said += [why, msg("Without an earlier period there is no upsell.")]
    for name in ("revenue_no_category", "revenue_unassigned"):
        part = ratio(figures[name], figures["revenue"])
        if part is not None and abs(part) >= 0.0005:
            said.append(_left_out(name, Share(abs(part))))
    return [*said, *period.sparse(ledger, scope), *period.left_out(ledger, scope)]


def _left_out(name: str, part: Share) -> Message:
    if name == "revenue_unassigned":
        return msg("{share} of the revenue has no client named and counts for no client.", share=part)
    return msg("{share} of the revenue is of known clients and names no category.", share=part)


COLUMNS: dict[str, Name] = {
    "category": Name(msg("Category"), "text"),
    "penetration": Name(msg("Penetration"), "share"),
    "holders": Name(msg("Clients that buy it"), "count"),
    **names("revenue", "share"),
    "revenue_before": Name(msg("Revenue before"), "money"),
    "eligible": Name(msg("Clients that never had bought it"), "count"),
    "cross_sold": Name(msg("Of them, bought it now"), "count"),
    "cross_rate": Name(msg("Cross-sell rate"), "share"),
    "cross_revenue": Name(msg("Cross-sell revenue"), "money"),
}

SUMMARY: dict[str, Name] = {
    "cross_sell_rate": Name(msg("Cross-sell rate"), "share"),
    "cross_sell_rate_low": Name(msg("Cross-sell rate, low end of the 95 % interval"), "share"),
    "cross_sell_rate_high": Name(msg("Cross-sell rate, high end of the 95 % interval"), "share"),
    "eligible": Name(msg("Clients from before the period that lack a category"), "count"),
    "cross_sold": Name(msg("Of them, bought a category new to them"), "count"),
    "upsell_rate": Name(msg("Upsell rate"), "share"),
    "upsell_rate_low": Name(msg("Upsell rate, low end of the 95 % interval"), "share"),
    "upsell_rate_high": Name(msg("Upsell rate, high end of the 95 % interval"), "share"),
    "upsell_base": Name(msg("Clients that buy in both periods what they held"), "count"),
    "upsold": Name(msg("Of them, grew by more than the limit"), "count"),
    "upsell_revenue": Name(msg("What they brought more"), "money"),
    "categories_mean": Name(msg("Categories per client, mean"), "index"),
    "categories": Name(msg("Categories sold in the period"), "count"),
    "accounts": Name(msg("Clients with a sum above zero"), "count"),
    "penetration": Name(msg("Mean penetration"), "share"),
    **names("revenue"),
    "revenue_held": Name(msg("Revenue in categories held before"), "money"),
    "revenue_cross_sell": Name(msg("Revenue in categories new to known clients"), "money"),
    "revenue_new_clients": Name(msg("Revenue of clients that had never bought"), "money"),
    "revenue_no_category": Name(msg("Revenue of known clients with no category named"), "money"),
    "revenue_unassigned": Name(msg("Revenue with no client named"), "money"),
}

MEASURE = Measure(
    key="cross_sell",
    label=msg("Cross-sell and upsell"),
    unit="share",
    direction="up",
    formula=msg("Cross-sell rate = clients that bought in the period a category they never bought before ÷ clients from before "
                "the period that lacked at least one category of the offer. Upsell rate = clients whose revenue in categories "
                "they held grew by more than a set part, 10 % by default ÷ clients that bought what they held in both periods. "
                "Penetration = clients that buy a category ÷ active clients. Revenue of the period splits into categories held "
                "before, categories new to the client, new clients, no category and no client, and adds up."),
    period=PERIOD,
    population=msg("Clients with a sum above zero in the period, for penetration; clients that bought before it, for the "
                   "rates. A client buys a category when its net revenue there is above zero. The offer is what was sold in "
                   "the period. The first purchase of a new client is neither cross-sell nor upsell."),
    source=msg("Cross-sell over eligible clients; intervals by Wilson (1927)."),
    columns=COLUMNS,
    summary=SUMMARY,
    query=("cross_sell", "renamed"),
    find=ask,
    settings=("upsell_growth", "compare_with", "renamed_categories"),
)
