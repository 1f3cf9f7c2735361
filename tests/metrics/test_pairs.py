"""Pairs of categories at the level of clients: counts by hand, and what is too little to be said."""

from __future__ import annotations

import itertools
import math

import pytest

from kam_core.metrics import ask
from kam_core.settings import Settings
from metrics.company import ledger, open_months, said, sale, scope

YEAR = ("2025-01", "2026-01")
WHOLE = [*open_months(2025), sale(None, "2025-12-31", 0)]


def baskets(*groups: tuple[int, str]) -> list[dict]:
    """(how many clients, the letters that each buys) as lines."""
    number, sales = itertools.count(), []
    for clients, letters in groups:
        for _ in range(clients):
            client = f"c{next(number):03d}"
            sales += [sale(client, "2025-03", 10, category=letter) for letter in letters]
    return [*sales, *WHOLE]


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """40 clients: 12 of AB, 8 of A, 2 of B, 18 of C; of them 3 of C buy D."""
    return ledger(tmp_path_factory.mktemp("pairs"), baskets((12, "AB"), (8, "A"), (2, "B"), (15, "C"), (3, "CD")))


def test_by_hand(shop):
    found = ask("pairs", shop, scope(*YEAR), Settings())
    assert (found.summary["clients"], found.summary["categories"], found.summary["pairs"]) == (40, 4, 1)  # C and D: 3 clients
    row = found.rows.to_dict("records")[0]
    assert (row["first"], row["second"], row["both"], row["only_first"], row["only_second"]) == ("A", "B", 12, 8, 2)
    assert row["support"] == 12 / 40
    assert row["confidence_first"] == 12 / 20
    assert row["confidence_second"] == 12 / 14
    assert row["lift"] == pytest.approx(12 * 40 / (20 * 14))
    assert row["leverage"] == pytest.approx(12 / 40 - 20 / 40 * 14 / 40)
    ways = sum(math.comb(20, some) * math.comb(20, 14 - some) for some in range(12, 15))
    assert row["chance"] == row["q"] == pytest.approx(ways / math.comb(40, 14))
    assert (row["test"], row["linked"]) == ("fisher", True)
    assert said(found.thesis) == "A and B go together 1.71 times as often as by chance: 60.0 % of those who buy the first " \
                                 "buy the second."


def test_the_least_number_of_clients_is_a_setting(shop):
    assert ask("pairs", shop, scope(*YEAR), Settings().with_(pair_clients=3)).summary["pairs"] == 2
    found = ask("pairs", shop, scope(*YEAR), Settings().with_(pair_clients=13))
    assert found.rows.empty
    assert said(found.thesis) == "No two categories are bought together by 13 clients or more."


def test_what_chance_would_do_is_not_called_linked(tmp_path):
    found = ask("pairs", ledger(tmp_path, baskets((10, "AB"), (10, "A"), (10, "B"), (10, "C"))), scope(*YEAR), Settings())
    assert found.summary["linked"] == 0
    assert found.summary["lift_most"] is None
    assert said(found.thesis) == "1 pair was looked at: it goes together no more often than chance would have it."
    assert said(found.thesis, "ru") == "Рассмотрена 1 пара: ни одна не встречается чаще случайного."


def test_returns_alone_are_no_lack_of_categories(tmp_path):
    found = ask("pairs", ledger(tmp_path, [sale("a", "2025-02", -5, category="A")]), scope(*YEAR), Settings())
    assert said(found.thesis) == "No client bought in this period."
    found = ask("pairs", ledger(tmp_path / "plain", [sale("a", "2025-02", 5)]), scope(*YEAR), Settings())
    assert said(found.thesis) == "The sales name no categories, so there are no pairs of them."


def test_orders_do_not_count_clients_do(tmp_path):
    """The same client buying both a hundred times is one client of both."""
    sales = baskets((6, "AB"), (6, "C"))
    more = [row for row in sales if row["account"] == "c000"] * 100
    found = ask("pairs", ledger(tmp_path, [*sales, *more]), scope(*YEAR), Settings())
    assert found.rows["both"].tolist() == [6]


def test_every_pair_counted_again(company):
    book, sales, accounts = company
    groups = {row["account_id"]: row["group_id"] for row in accounts}
    asked = scope("2025-03", "2025-05")
    found = ask("pairs", book, asked, Settings().with_(pair_clients=1))
    sums: dict[tuple[str, object], int] = {}
    for row in sales:
        if row["account"] is not None and asked.start <= row["date"] < asked.end:
            key = groups.get(row["account"], row["account"]), row.get("category")
            sums[key] = sums.get(key, 0) + round(float(row["revenue"]) * 10_000)
    totals: dict[str, int] = {}
    for (client, _), amount in sums.items():
        totals[client] = totals.get(client, 0) + amount
    held: dict[str, set[str]] = {}
    for (client, category), amount in sums.items():
        if category is not None and amount > 0 and totals[client] > 0:
            held.setdefault(client, set()).add(str(category))
    assert found.summary["clients"] == len(held)
    wanted = {}
    for one, other in itertools.combinations(sorted(set().union(*held.values())), 2):
        both = sum(1 for each in held.values() if {one, other} <= each)
        if both:
            wanted[one, other] = both
    assert {(row["first"], row["second"]): row["both"] for row in found.rows.to_dict("records")} == wanted
