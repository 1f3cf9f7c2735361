"""A made-up B2B distributor, from a seed: good enough to see every page with, and to test with.

Its stories: one client grows past a fifth of the revenue, one drifts away from its own rhythm, one is large and loses
money, seasonal, one-off, new and lost clients, one with nothing but returns in the last year, and a region that sours
after a service failure.
"""

from __future__ import annotations

import datetime

import numpy as np
import pyarrow as pa

from kam_core.demo import company as companies
from kam_core.demo import sales as shipments
from kam_core.demo import service
from kam_core.demo.columns import dates, money, pick, texts
from kam_core.demo.files import write_files
from kam_core.demo.words import words
from kam_core.errors import UsageError
from kam_core.i18n import Count, msg

__all__ = ["generate", "write_files"]

SEED = 7
ACCOUNTS = (40, 20_000)
MONTHS = (12, 120)
LINES = (20, 2_000_000)
"""Allowed: accounts and months as they stand; lines from 20 for each account."""


def generate(
    language: str = "ru", seed: int = SEED, accounts: int = 240, lines: int = 150_000, months: int = 36,
    today: datetime.date | None = None,
) -> dict[str, pa.Table]:
    """All tables of the made-up company, in the columns of the contract, for the full months before that of ``today``.

    Keys: accounts, sales, invoices, costs, targets, nps, invitations, tickets. Money is decimal128(18, 2), days date32,
    times timestamp[s]. The same arguments give the same tables. A number out of range is a UsageError.
    """
    _within("accounts", accounts, *ACCOUNTS)
    _within("months", months, *MONTHS)
    _within("lines", lines, LINES[0] * accounts, LINES[1])
    rng = np.random.default_rng(seed)
    made = companies.make(words(language), rng, accounts, months, today or datetime.date.today())
    lines_made = shipments.make(made, rng, lines)
    answers, invitations = service.surveys(made, rng)
    return {
        "accounts": service.accounts(made),
        "sales": _sales(made, lines_made),
        "invoices": service.invoices(made, rng, lines_made),
        "costs": service.costs(made, rng, lines_made),
        "targets": service.targets(made),
        "nps": answers,
        "invitations": invitations,
        "tickets": service.tickets(made, rng),
    }


def _sales(made: companies.Company, lines: shipments.Lines) -> pa.Table:
    said = made.words
    shelf = shipments.goods(said)
    named = lines.account >= 0
    account = np.maximum(lines.account, 0)
    documents = [texts(said.documents[kind], lines.document) for kind in range(3)]
    document = pa.concat_arrays(documents).take(pa.array(lines.kind * len(lines) + np.arange(len(lines))))
    shelves = {
        name: pa.array(shelf[name].to_numpy(), pa.string()) for name in ("product_id", "product", "category", "unit")
    }
    return pa.table({
        "account": pick(pa.array(made.accounts["account_id"].to_numpy(), pa.string()), account, named),
        "date": dates(lines.day),
        "revenue": money(lines.revenue),
        "document": document,
        **{name: pick(values, lines.product) for name, values in shelves.items()},
        "quantity": pa.array(lines.quantity),
        "cost": money(lines.cost, lines.costed),
        "manager": pick(pa.array(made.accounts["manager"].to_numpy(), pa.string()), account, named),
        "currency": pa.array([said.currency] * len(lines), pa.string()),
    })


def _within(what: str, value: int, low: int, high: int) -> None:
    if not low <= value <= high:
        raise UsageError(
            msg("{what}: {value} is more or less than a made-up company can have.", what=what, value=Count(value)),
            next=msg("Take a number from {low} to {high}.", low=Count(low), high=Count(high)),
        )
