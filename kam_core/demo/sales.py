"""Shipments and returns of the made-up company, line by line."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
import pandas as pd

from kam_core.demo.columns import Array
from kam_core.demo.company import Company
from kam_core.demo.words import Words

RETURNS = 0.015
CASH = 0.003
NO_COST = 0.004
"""Shares of the lines that are returns, that name no client, that have no cost."""
PRICES = 1.06
"""Yearly growth of prices and costs."""
USUAL_DISCOUNT = 0.06
"""The discount at which a product's margin is what the list says."""


@dataclass(frozen=True)
class Lines:
    """Columns of equal length, sorted by day and document.

    account: index of the entity, -1 where none is named; day: days since 1970; document: number, unique together with
    kind (0 shipment, 1 return, 2 over the counter); product: index into ``goods``; revenue and cost in kopecks;
    costed: whether the cost is known
    """

    account: Array
    day: Array
    document: Array
    kind: Array
    product: Array
    quantity: Array
    revenue: Array
    cost: Array
    costed: Array

    def __len__(self) -> int:
        return len(self.day)


def goods(words: Words) -> pd.DataFrame:
    """One row a product: product_id, product, category, unit, price, margin, group; by category, then by price."""
    rows = [
        (c, kind.name, words.units[kind.unit], pattern.format(size), price,
         kind.margin + ((n * 7 + i * 3) % 5 - 2) / 100)
        for c, kind in enumerate(words.goods)
        for n, (pattern, sizes) in enumerate(kind.items)
        for i, (size, price) in enumerate(sizes)
    ]
    frame = pd.DataFrame(rows, columns=["group", "category", "unit", "product", "price", "margin"])
    frame = frame.sort_values(["group", "price"], kind="stable").reset_index(drop=True)
    number = frame.groupby("group").cumcount() + 101
    frame["product_id"] = [f"{c + 1:02d}-{n:04d}" for c, n in zip(frame["group"], number, strict=True)]
    return frame


def make(company: Company, rng: np.random.Generator, lines: int) -> Lines:
    """Exactly ``lines`` lines: shipments that add up to what was meant, returns and sales over the counter."""
    returned, cash = round(lines * RETURNS), round(lines * CASH)
    shelf = goods(company.words)
    rest = lines - returned - cash
    shipped = _shipments(company, shelf, rng, rest, *_documents(company, rng, rest))
    parts = [shipped, _returns(company, rng, shipped, returned), _cash(company, shelf, rng, cash)]
    columns = {field.name: np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Lines)}
    order = np.lexsort((columns["document"], columns["kind"], columns["day"]))
    whole = Lines(**{name: column[order] for name, column in columns.items()})
    costed = whole.costed.copy()
    costed[rng.permutation(len(whole))[: round(lines * NO_COST)]] = False
    return replace(whole, costed=costed)


def _workdays(company: Company) -> list[Array]:
    """The working days of each month, as days since 1970."""
    found = []
    for start, end in zip(company.starts, company.ends, strict=True):
        days = np.arange(start, end)
        found.append(days[np.is_busday(days.astype("datetime64[D]"))])
    return found


def _workday(day: Array) -> Array:
    """The day itself, or the Friday before."""
    return np.busday_offset(day.astype("datetime64[D]"), 0, roll="backward").astype(np.int64)


def _documents(company: Company, rng: np.random.Generator, lines: int) -> tuple[Array, Array, Array]:
    """(account, day, amount) of every shipment, sorted by day."""
    kind = company.accounts["kind"].to_numpy()
    drift = kind == "drift"
    row, month = np.nonzero(np.where(drift[:, None], 0, company.meant))
    most = int(lines * 0.6)
    if len(row) > most:  # with few lines the small purchases fall away, the large and the stories stay
        value = company.meant[row, month] * np.where(kind[row] == "steady", 1, 1e9)
        kept = np.sort(np.argsort(-value, kind="stable")[:most])
        row, month = row[kept], month[kept]
    value = company.meant[row, month]
    weight = np.sqrt(value) * (kind[row] != "once")
    count = np.minimum(40, 1 + rng.poisson(max(0, lines / 5.5 - len(row)) * weight / weight.sum()))
    whole = np.repeat(np.arange(len(row)), count)
    place = np.arange(len(whole)) - np.repeat(np.cumsum(count) - count, count)
    # each entity has a day of the month of its own, and orders evenly around it
    phase = rng.random(len(kind))[row[whole]]
    when = (phase + (place + rng.normal(0, 0.08, len(place))) / count[whole]) % 1
    days = _workdays(company)
    length = np.array([len(month_days) for month_days in days])
    start = np.cumsum(length) - length
    day = np.concatenate(days)[start[month[whole]] + (when * length[month[whole]]).astype(np.int64)]
    share = np.exp(rng.normal(0, 0.35, len(day)))
    amount = value[whole] * share / np.bincount(whole, share)[whole]
    account = row[whole]
    for one in np.flatnonzero(drift):
        own = _drifting(company, rng)
        account = np.concatenate([account, np.full(len(own), one)])
        day = np.concatenate([day, own])
        amount = np.concatenate([amount, np.median(company.meant[one]) * np.exp(rng.normal(0, 0.1, len(own)))])
    order = np.lexsort((account, day))
    return account[order], day[order], amount[order]


def _drifting(company: Company, rng: np.random.Generator) -> Array:
    """Days of a client who bought every 30 days until the gaps widened: to 44, to 58, and 48 without a purchase."""
    days = [company.stop - 48, company.stop - 48 - 58, company.stop - 48 - 58 - 44]
    while days[-1] - 33 > company.starts[0]:
        days.append(days[-1] - int(rng.integers(28, 33)))
    return _workday(np.array(sorted(days)))


def _shipments(
    company: Company, shelf: pd.DataFrame, rng: np.random.Generator, lines: int,
    account: Array, day: Array, amount: Array,
) -> Lines:
    """The lines of the shipments; their number is exact, their sums close to the amounts meant."""
    weight = np.sqrt(amount)
    count = 1 + rng.multinomial(lines - len(account), weight / weight.sum())
    doc = np.repeat(np.arange(len(account)), count)
    share = np.exp(rng.normal(0, 0.9, lines))
    wanted = amount[doc] * share / np.bincount(doc, share)[doc]

    kinds = len(company.words.goods)
    # small clients buy two or three categories, the large a little of everything
    breadth = np.where(company.accounts["group"] < 3, 8.0, 0.8)
    taste = rng.gamma(breadth[:, None], size=(len(breadth), kinds)).cumsum(axis=1)
    buyer = account[doc]
    category = ((rng.random(lines) * taste[buyer, -1])[:, None] > taste[buyer]).sum(axis=1)
    discount = company.accounts["discount"].to_numpy()[buyer] + rng.normal(0, 0.008, lines)
    return _priced(company, shelf, rng, wanted, category, buyer, day[doc], doc + 1, discount, 0)


def _cash(company: Company, shelf: pd.DataFrame, rng: np.random.Generator, count: int) -> Lines:
    """Sales over the counter, to nobody named, at the full price."""
    day = np.sort(rng.choice(np.concatenate(_workdays(company)), count))
    wanted = rng.lognormal(9, 0.8, count) * company.words.scale
    category = rng.integers(5, 8, count)
    nobody = np.full(count, -1)
    return _priced(company, shelf, rng, wanted, category, nobody, day, np.arange(count) + 1, np.zeros(count), 2)


def _priced(
    company: Company, shelf: pd.DataFrame, rng: np.random.Generator, wanted: Array, category: Array, buyer: Array,
    day: Array, document: Array, discount: Array, kind: int,
) -> Lines:
    """Lines of whole pieces at the price of their day, as near to the wanted amount as pieces allow."""
    level = PRICES ** ((day - company.starts[0]) / 365.25)
    product = _choose(shelf, rng, category, wanted / level)
    listed = shelf["price"].to_numpy()[product] * level * 100
    price = np.maximum(1, np.round(listed * (1 - discount))).astype(np.int64)
    quantity = np.maximum(1, np.round(wanted * 100 / price)).astype(np.int64)
    cost = listed * (1 - USUAL_DISCOUNT) * (1 - shelf["margin"].to_numpy()[product])
    return Lines(
        buyer, day, document, np.full(len(day), kind), product, quantity, quantity * price,
        np.round(quantity * cost).astype(np.int64), np.ones(len(day), dtype=bool),
    )


def _choose(shelf: pd.DataFrame, rng: np.random.Generator, category: Array, wanted: Array) -> Array:
    """A product of the category for each line; where there is one, not dearer than what is wanted."""
    found = np.empty(len(category), dtype=np.int64)
    for c, part in shelf.groupby("group"):
        mine = np.flatnonzero(category == c)
        affordable = np.maximum(1, np.searchsorted(part["price"].to_numpy(), wanted[mine]))
        found[mine] = int(part.index[0]) + (rng.random(len(mine)) ** 0.6 * affordable).astype(np.int64)
    return found


def _returns(company: Company, rng: np.random.Generator, shipped: Lines, count: int) -> Lines:
    """Lines that came back: a part of a shipped line, at its price, three to twenty-five days later."""
    kind = company.accounts["kind"].to_numpy()[shipped.account]
    quiet = np.isin(kind, ["once", "lost", "drift", "returns"])
    source = rng.choice(np.flatnonzero(~quiet & (shipped.day < company.stop - 26)), count, replace=False)
    day = shipped.day[source] + rng.integers(3, 26, count)
    # the client with nothing but returns in the last year: goods shipped before it come back one by one
    alone = np.flatnonzero(kind == "returns")[-3:]
    source[: len(alone)] = alone
    day[: len(alone)] = company.stop - np.array([130, 90, 50])[: len(alone)]
    part = np.ceil(shipped.quantity[source] * rng.choice([0.2, 0.5, 1.0], count)).astype(np.int64)
    price = shipped.revenue[source] // shipped.quantity[source]
    cost = np.round(shipped.cost[source] * part / shipped.quantity[source]).astype(np.int64)
    return Lines(
        shipped.account[source], _workday(day), np.arange(count) + 1, np.ones(count, dtype=np.int64),
        shipped.product[source], -part, -part * price, -cost, np.ones(count, dtype=bool),
    )
