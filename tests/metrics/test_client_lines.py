"""Lines of one client, a page at a time: against the lines that were brought in."""

from __future__ import annotations

import datetime
import random
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from kam_core.ledger import Ledger
from kam_core.metrics import client_lines
from kam_core.metrics.client_lines import Wanted, every, page, totals
from kam_core.scope import NOBODY, OWNER, Scope, Viewer
from metrics.company import ledger, sale

ACCOUNTS = [{"account_id": "A1", "name": "АО «Ромашка»", "group_id": "G", "group_name": "Ромашка"},
            {"account_id": "A2", "name": "Лютик", "group_id": "G", "group_name": "Ромашка"},
            {"account_id": "B", "name": "Oak"}]
WORDS = ("Труба ПНД", "Кран шаровой", "=HYPERLINK(1)", "Насос")


def lines() -> list[dict]:
    dice, rows = random.Random(5), []
    for number in range(700):
        revenue = Decimal(dice.randrange(-9_999_999, 99_999_999)) / 10_000
        day = f"2025-{dice.randrange(1, 13):02d}-{dice.randrange(1, 28):02d}"
        rows.append(sale(dice.choice(["A1", "АО Ромашка", "A2", "B", None]), day, str(revenue),
                         None if number % 5 == 0 else str(revenue - 1), quantity=str(number % 7),
                         category=None if number % 11 == 0 else dice.choice(["Трубы", "Арматура"]),
                         product=dice.choice(WORDS), product_id=f"P{number % 4}"))
    return [*rows, *[dict(rows[0]) for _ in range(3)]]


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    return ledger(tmp_path_factory.mktemp("lines"), lines(), ACCOUNTS)


@pytest.fixture(scope="module")
def own() -> pd.DataFrame:
    """The lines of G, as they were written."""
    frame = pd.DataFrame(lines())
    frame = frame[frame["account"].isin(["A1", "АО Ромашка", "A2"])].copy()
    frame["revenue"] = [Decimal(value) for value in frame["revenue"]]
    return frame


G = Scope(viewer=OWNER, only=("G",))


def test_the_totals_are_exact(company: Ledger, own: pd.DataFrame) -> None:
    found = totals(company, G, Wanted())
    assert found.lines == len(own)
    assert found.revenue == sum(own["revenue"])
    assert found.quantity == sum(Decimal(value) for value in own["quantity"])
    costed = own[own["cost"].notna()]
    assert found.costed == sum(costed["revenue"])
    assert found.margin == len(costed)
    assert (found.first, found.last) == (own["date"].min(), own["date"].max())
    assert found.days == own["date"].nunique()


def test_the_pages_are_all_lines_once_the_latest_first(company: Ledger, own: pd.DataFrame) -> None:
    pages = [page(company, G, Wanted(), number, 100) for number in range(1, 8)]
    whole = pd.concat(pages)
    assert [len(part) for part in pages][:4] == [100] * 4
    assert len(whole) == len(own)
    assert sorted(map(float, whole["revenue"])) == sorted(map(float, own["revenue"]))
    assert whole["date"].is_monotonic_decreasing
    assert list(pd.concat([page(company, G, Wanted(), number, 100) for number in (2, 3)])["revenue"]) == \
        list(pd.concat(pages[1:3])["revenue"])
    assert set(whole["account_id"]) == {"A1", "A2"}


@pytest.mark.parametrize(("wanted", "rule"), [
    (Wanted(since=datetime.date(2025, 3, 1), until=datetime.date(2025, 3, 31)),
     lambda r: r["date"].map(lambda day: day.month == 3)),
    (Wanted(category="Трубы"), lambda r: r["category"] == "Трубы"),
    (Wanted(category=""), lambda r: r["category"].isna()),
    (Wanted(words="ТРУБА p1"), lambda r: (r["product"] == "Труба ПНД") & (r["product_id"] == "P1")),
    (Wanted(words="трубы насос"), lambda r: (r["category"] == "Трубы") & (r["product"] == "Насос")),
    (Wanted(words="%"), lambda r: r["product"] == "no such"),
    (Wanted(words="' or 1=1 --"), lambda r: r["product"] == "no such"),
])
def test_what_is_looked_for_is_listed_and_summed(company: Ledger, own: pd.DataFrame, wanted: Wanted, rule) -> None:
    some = own[rule(own)]
    found = totals(company, G, wanted)
    assert (found.lines, found.revenue) == (len(some), sum(some["revenue"], Decimal(0)))
    assert len(page(company, G, wanted, 1, 1000)) == len(some)


def test_lines_are_of_one_client_that_is_seen(company: Ledger) -> None:
    assert totals(company, Scope(viewer=NOBODY, only=("G",)), Wanted()).lines == 0
    some = totals(company, Scope(viewer=Viewer("x", frozenset({"A2", "B"})), only=("G",)), Wanted())
    assert 0 < some.lines < totals(company, G, Wanted()).lines
    for wide in (Scope(viewer=OWNER), Scope(viewer=OWNER, only=("G", "B")), Scope(viewer=OWNER, only=())):
        with pytest.raises(ValueError, match="one client"):
            totals(company, wide, Wanted())


def test_a_download_takes_all_in_parts(company: Ledger, own: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_lines, "CHUNK", 150)
    parts = list(every(company, G, Wanted(), 10_000))
    assert [len(part) for part in parts[:-1]] == [150] * (len(parts) - 1)
    assert sum(len(part) for part in parts) == len(own)
    assert sum(len(part) for part in every(company, G, Wanted(), 200)) == 200


def test_no_lines_are_no_lines(tmp_path: Path) -> None:
    found = totals(ledger(tmp_path, [], ACCOUNTS), G, Wanted())
    assert (found.lines, found.revenue, found.margin, found.first) == (0, Decimal(0), None, None)
