"""Why revenue changed: price, volume, mix, new products and lost ones, in five bars that add up."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pandas as pd

from kam_core.i18n import Message, Money, Share, msg
from kam_core.ledger import Ledger
from kam_core.metrics import period, shares
from kam_core.metrics.answer import Answer, Figure, ratio
from kam_core.metrics.five_bars import NOTHING, Bars, both, five_bars
from kam_core.metrics.measure import Measure, Name
from kam_core.metrics.names import names
from kam_core.metrics.renamed import Renamed, renamed
from kam_core.scope import Scope
from kam_core.settings import Settings

BARS: dict[str, Message] = {
    "price": msg("Price"), "volume": msg("Volume"), "mix": msg("Mix"), "new": msg("New products"),
    "lost": msg("Lost products"),
}
"""The five, in the order in which they are drawn."""
STATES: dict[str, Message] = {
    "both": msg("sold in both periods"), "new": msg("sold now, not before"), "lost": msg("sold before, not now"),
    "unpriced": msg("no quantity above zero in one of the periods"),
}
SUMS = ("revenue_before", "revenue", *BARS, "total", "left_out_before", "left_out")
NO_CATEGORY = ""


def ask(ledger: Ledger, scope: Scope, settings: Settings) -> Answer:
    """Revenue of the period against the one it is compared with. Rows: products, the largest change first.

    Of a row: price_effect = (p1 - p0) q1, quantity_effect = (q1 - q0) p0 (volume and mix together), money
    frames: categories (category, price, volume, mix, new, lost, total), the bars within each
    """
    before, why = period.windows(ledger, scope, settings)
    if before is None:
        return _absent(ledger, scope, settings, [] if why is None else [why])
    joined = renamed(ledger, scope, settings)
    table = _both(ledger, scope, before, joined)
    if table.empty or not (table[["quantity", "quantity_before"]] != 0).any(axis=None):
        return _absent(ledger, scope, settings, [_no_quantity(table)])
    if (table["item"] == "n").all():
        return _absent(ledger, scope, settings, [msg(
            "The sales name neither products nor categories, so price, volume and mix cannot be told apart.")])
    counted = table[(table[["counted", "counted_before", "quantity", "quantity_before"]] != 0).any(axis=1)]
    parts = {str(category): _bars(part) for category, part in counted.groupby("category", sort=True)}
    apart = settings.text("mix_within") == "category"
    bars = sum(parts.values(), NOTHING) if apart else _bars(table)
    figures: dict[str, Figure] = {
        "revenue_before": shares.total(table["revenue_before"]),
        "revenue": shares.total(table["revenue"]),
        **{key: float(getattr(bars, key)) for key in (*BARS, "total")},
        "left_out_before": shares.total(table["revenue_before"] - table["counted_before"]),
        "left_out": shares.total(table["revenue"] - table["counted"]),
        **{f"products_{state}": int((table["state"] == state).sum()) for state in STATES},
    }
    categories = pd.DataFrame([
        {"category": category or None, **{key: float(getattr(part, key)) for key in (*BARS, "total")}}
        for category, part in parts.items()
    ])
    categories = categories.sort_values("total", key=abs, ascending=False, kind="stable").reset_index(drop=True)
    return Answer(
        "price_volume_mix", ledger.version, scope, settings, figures, _rows(table),
        _thesis(bars, ledger.info.currency), _notes(ledger, scope, settings, table, figures, joined),
        {"categories": categories},
    )


def _both(ledger: Ledger, scope: Scope, before: Scope, joined: list[Renamed]) -> pd.DataFrame:
    """One row a product: what it brought in both periods, and where it stands."""
    now, then = (
        ledger.query("products", asked, old=[pair.old for pair in joined], new=[pair.new for pair in joined])
        for asked in (scope, before)
    )
    table = now.merge(then, on="item", how="outer", suffixes=("", "_before"))
    for name in ("label", "category"):
        table[name] = table[name].where(table[name].notna(), table[f"{name}_before"])
    table["category"] = table["category"].fillna(NO_CATEGORY)
    table["is_product"] = table["item"].str.startswith("p")
    amounts = ["revenue", "counted", "quantity", "revenue_before", "counted_before", "quantity_before"]
    table[amounts] = table[amounts].astype(float).fillna(0.0)
    kept = both(shares.floats(table["quantity_before"]), shares.floats(table["quantity"]))
    no_now, no_before = table["counted"] == 0, table["counted_before"] == 0
    table["state"] = np.select(
        [kept, (no_before & (table["quantity_before"] <= 0)).to_numpy(), (no_now & (table["quantity"] <= 0)).to_numpy()],
        ["both", "new", "lost"], "unpriced")
    return table.drop(columns=["label_before", "category_before", "is_product_before"])


def _bars(table: pd.DataFrame) -> Bars:
    q0, r0, q1, r1 = (shares.floats(table[name]) for name in ("quantity_before", "counted_before", "quantity", "counted"))
    return five_bars(q0, r0, q1, r1)


def _rows(table: pd.DataFrame) -> pd.DataFrame:
    kept = table["state"] == "both"
    rows = pd.DataFrame({
        "product": table["item"].str[1:].where(table["is_product"]), "label": table["label"],
        "category": table["category"].where(table["category"] != NO_CATEGORY), "state": table["state"],
        "quantity_before": table["quantity_before"], "quantity": table["quantity"],
        "revenue_before": table["counted_before"], "revenue": table["counted"],
    })
    for time in ("_before", ""):
        rows[f"price{time}"] = rows[f"revenue{time}"] / rows[f"quantity{time}"].where(rows[f"quantity{time}"] > 0)
    rows["change"] = rows["revenue"] - rows["revenue_before"]
    own = (rows["revenue_before"] * rows["quantity"] / rows["quantity_before"].where(kept)).where(kept)
    rows["price_effect"] = rows["revenue"] - own
    rows["quantity_effect"] = own - rows["revenue_before"]
    order = rows.assign(size=rows["change"].abs(), item=table["item"]).sort_values(["size", "item"], ascending=[False, True])
    return rows.loc[order.index, list(COLUMNS)].reset_index(drop=True)


def _absent(ledger: Ledger, scope: Scope, settings: Settings, said: list[Message]) -> Answer:
    figures: dict[str, Figure] = dict.fromkeys([*SUMS, *(f"products_{state}" for state in STATES)])
    thesis = said[0] if said else msg("There are no sales to compare.")
    return Answer("price_volume_mix", ledger.version, scope, settings, figures, pd.DataFrame(columns=list(COLUMNS)), thesis,
                  said, {"categories": pd.DataFrame(columns=["category", *BARS, "total"])})


def _no_quantity(table: pd.DataFrame) -> Message:
    if table.empty:
        return msg("There are no sales in either of the two periods.")
    return msg("The sales have no quantity, so price and volume cannot be told apart.")


def _thesis(bars: Bars, currency: str) -> Message:
    def money(amount: Decimal) -> Money:
        return Money(abs(float(amount)), currency)

    named = {key: getattr(bars, key) for key in BARS}
    # the sentence is about what moved most in the direction of the whole
    way = 1 if bars.total >= 0 else -1
    most = max(named, key=lambda key: named[key] * way)
    if not any(named.values()):
        return msg("Nothing changed: price, volume and mix are as they were.")
    if not bars.total or named[most] * way <= 0:
        return msg("Revenue is as it was; what was gained and what was lost are equal.")
    against = min(named, key=lambda key: named[key] * way)
    change, amount = money(bars.total), money(named[most])
    if named[against] * way < 0 and abs(named[against]) * 4 >= abs(bars.total):
        values = {"change": change, "most": LOW[most], "amount": amount, "against": LOW[against], "less": money(named[against])}
        return msg("Revenue grew by {change}: {most} +{amount}, {against} −{less}.", **values) if way > 0 else \
            msg("Revenue fell by {change}: {most} −{amount}, {against} +{less}.", **values)
    if way > 0:
        return msg("Revenue grew by {change}, most of all {most}: {amount}.", change=change, most=BY[most], amount=amount)
    return msg("Revenue fell by {change}, most of all {most}: {amount}.", change=change, most=BY[most], amount=amount)


LOW: dict[str, Message] = {
    "price": msg("prices"), "volume": msg("volume"), "mix": msg("the mix"), "new": msg("new products"),
    "lost": msg("lost products"),
}
BY: dict[str, Message] = {
    "price": msg("by prices"), "volume": msg("by volume"), "mix": msg("by the mix"), "new": msg("by new products"),
    "lost": msg("by lost products"),
}


def _notes(ledger: Ledger, scope: Scope, settings: Settings, table: pd.DataFrame, figures: dict[str, Figure],
           joined: list[Renamed]) -> list[Message]:
    said: list[Message] = []
    if not table["is_product"].any():
        said.append(msg("The sales name no products: price, volume and mix are taken over categories."))
        said += [pair.said() for pair in joined]
    elif not table["is_product"].all():
        said.append(msg("Lines that name no product are taken together by category."))
    for name, whole in (("left_out", "revenue"), ("left_out_before", "revenue_before")):
        part = ratio(figures[name], figures[whole])
        if part is not None and abs(part) >= 0.0005:
            said.append(_left_out(name, Share(abs(part))))
    if settings.text("mix_within") == "category":
        said.append(msg("Volume and mix are taken within each category and added up."))
    else:
        said.append(msg("Quantities of all products are added up: where some are sold by the piece and others by the ton, "
                        "look at the bars within categories. The bar of prices does not depend on it."))
    return [*said, *period.left_out(ledger, scope)]


def _left_out(name: str, part: Share) -> Message:
    if name == "left_out":
        return msg("{share} of the revenue of this period stands on lines without a quantity and is left out.", share=part)
    return msg("{share} of the revenue of the period before stands on lines without a quantity and is left out.", share=part)


COLUMNS: dict[str, Name] = {
    "product": Name(msg("Product's id"), "text"),
    "label": Name(msg("Product"), "text"),
    "category": Name(msg("Category"), "text"),
    "state": Name(msg("State"), "text"),
    "revenue_before": Name(msg("Revenue before"), "money"),
    "revenue": Name(msg("Revenue"), "money"),
    "change": Name(msg("Change"), "money"),
    "price_effect": Name(msg("By price"), "money"),
    "quantity_effect": Name(msg("By quantity"), "money"),
    "price_before": Name(msg("Mean price before"), "money"),
    "price": Name(msg("Mean price"), "money"),
    "quantity_before": Name(msg("Quantity before"), "index"),
    "quantity": Name(msg("Quantity"), "index"),
}

MEASURE = Measure(
    key="price_volume_mix",
    label=msg("Price, volume, mix"),
    unit="money",
    direction="",
    formula=msg("Over products with a quantity above zero in both periods: price = Σ(p1 − p0) × q1; volume = (Q1 − Q0) × "
                "P0, with P0 the mean price before; mix = Σ(q1 × p0) − Q1 × P0. All other products are new (+ revenue now) "
                "or lost (− revenue before). p is revenue ÷ quantity, net of discounts and returns; goods given free are a "
                "price of 0. The five add up to the change of revenue exactly."),
    period=msg("The period of the scope against the same months a year before, or against the months right before it, as "
               "the setting says. All time is compared with nothing."),
    population=msg("Sales lines with a quantity, whoever bought; lines without one are left out and their share is said. "
                   "Products by their id, else by name; where none is named, categories."),
    source=msg("Variance of sales at new quantities, without a cross term; the mix at the mean price of the base."),
    columns=COLUMNS,
    summary={
        "revenue_before": Name(msg("Revenue before, all lines"), "money"),
        **names("revenue"),
        **{key: Name(label, "money") for key, label in BARS.items()},
        "total": Name(msg("Change of revenue, lines with a quantity"), "money"),
        "left_out_before": Name(msg("Revenue before on lines without a quantity"), "money"),
        "left_out": Name(msg("Revenue on lines without a quantity"), "money"),
        "products_both": Name(msg("Products sold in both periods"), "count"),
        "products_new": Name(msg("Products sold now and not before"), "count"),
        "products_lost": Name(msg("Products sold before and not now"), "count"),
        "products_unpriced": Name(msg("Products without a quantity above zero in one of the periods"), "count"),
    },
    query=("products", "renamed"),
    find=ask,
    settings=("compare_with", "mix_within", "renamed_categories"),
)
