"""Price, volume and mix over a ledger: what is compared, what is left out, and when there is no answer."""

from __future__ import annotations

import pytest

from kam_core.metrics import ask
from kam_core.scope import Viewer
from kam_core.settings import Settings
from metrics.company import ledger, open_months, said, sale, scope

DEFAULT = Settings()
YEAR = ("2025-01", "2026-01")
WHOLE = [*open_months(2024, 2025), sale(None, "2025-12-31", 0)]
"""Two years that count as brought in, to their last day."""


def line(account: str | None, month: str, product: str | None, quantity: float | None, revenue: float, **more: object) -> dict:
    return sale(account, month, revenue, product_id=product, product=product, quantity=quantity, **more)


# A: 10 at 10 → 10 at 12, in tools; B: 30 at 1 → 60 at 1, in parts; N is new, G is gone; S is a service without a quantity
SALES = [
    line("x", "2024-03", "A", 10, 100, category="tools"), line("x", "2025-03", "A", 4, 48, category="tools"),
    line("y", "2025-05", "A", 6, 72, category="tools"),
    line("y", "2024-03", "B", 30, 30, category="parts"), line("y", "2025-03", "B", 60, 60, category="parts"),
    line("y", "2025-03", "N", 1, 7, category="parts"), line("x", "2024-03", "G", 2, 5, category="tools"),
    line("x", "2024-03", "S", None, 20), line("x", "2025-03", "S", None, 50), *WHOLE,
]


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    return ledger(tmp_path_factory.mktemp("shop"), SALES)


def test_by_hand(shop):
    """40 units and 130 before, at a mean price of 3.25; 70 units now: volume 97.5. At old prices they are 160: mix −67.5."""
    found = ask("price_volume_mix", shop, scope(*YEAR), DEFAULT)
    figures = found.summary
    assert {key: figures[key] for key in ("price", "volume", "mix", "new", "lost", "total")} == {
        "price": 20, "volume": 97.5, "mix": -67.5, "new": 7, "lost": -5, "total": 52}
    assert (figures["revenue_before"], figures["revenue"]) == (155, 237)
    assert (figures["left_out_before"], figures["left_out"]) == (20, 50)
    rows = {row["product"]: row for row in found.rows.to_dict("records") if row["product"]}
    assert (rows["A"]["price_effect"], rows["A"]["quantity_effect"]) == (20, 0)
    assert (rows["B"]["price_effect"], rows["B"]["quantity_effect"]) == (0, 30)
    assert [rows[key]["state"] for key in "ABNG"] == ["both", "both", "new", "lost"]
    notes = [said(note) for note in found.notes]
    assert "21.1 % of the revenue of this period stands on lines without a quantity and is left out." in notes
    assert "12.9 % of the revenue of the period before stands on lines without a quantity and is left out." in notes


def test_within_categories_volume_is_not_mixed(shop):
    """Tools: 10 units and 10; parts: 30 more at 1. Nothing is mix."""
    found = ask("price_volume_mix", shop, scope(*YEAR), DEFAULT.with_(mix_within="category")).summary
    assert {key: found[key] for key in ("price", "volume", "mix", "total")} == {
        "price": 20, "volume": 30, "mix": 0, "total": 52}
    parts = ask("price_volume_mix", shop, scope(*YEAR), DEFAULT).frames["categories"]
    assert parts[["category", "total"]].to_numpy().tolist() == [["parts", 37], ["tools", 15]]
    assert parts[["price", "volume", "mix", "new", "lost"]].sum(axis=1).tolist() == parts["total"].tolist()


def test_the_months_right_before(shop):
    found = ask("price_volume_mix", shop, scope("2025-05", "2025-06"), DEFAULT.with_(compare_with="previous"))
    assert found.summary["new"] == 72  # in April nobody bought
    assert found.summary["total"] == 72


def test_all_time_is_compared_with_nothing(shop):
    found = ask("price_volume_mix", shop, scope(), DEFAULT)
    assert set(found.summary.values()) == {None}
    assert found.rows.empty
    assert said(found.thesis) == "All time has no year before to compare with."


def test_without_a_quantity_there_is_no_answer(tmp_path):
    found = ask("price_volume_mix", ledger(tmp_path, [sale("x", "2024-03", 5), sale("x", "2025-03", 7), *WHOLE]),
                scope(*YEAR), DEFAULT)
    assert set(found.summary.values()) == {None}
    assert [said(note) for note in found.notes] == ["The sales have no quantity, so price and volume cannot be told apart."]
    assert said(found.thesis, "ru") == "В продажах нет количества, поэтому цены и объём не разделить."


def test_without_products_categories_stand_for_them(tmp_path):
    sales = [sale("x", "2024-03", 100, quantity=10, category="tools"), sale("x", "2025-03", 120, quantity=10, category="tools"),
             *WHOLE]
    found = ask("price_volume_mix", ledger(tmp_path, sales), scope(*YEAR), DEFAULT)
    assert (found.summary["price"], found.summary["volume"], found.summary["total"]) == (20, 0, 20)
    assert "The sales name no products: price, volume and mix are taken over categories." in map(said, found.notes)


def test_without_either_there_is_no_answer(tmp_path):
    sales = [sale("x", "2024-03", 100, quantity=10), sale("x", "2025-03", 120, quantity=10), *WHOLE]
    found = ask("price_volume_mix", ledger(tmp_path, sales), scope(*YEAR), DEFAULT)
    assert found.summary["total"] is None
    assert "neither products nor categories" in said(found.notes[0])


def test_a_viewer_sees_the_sales_of_his_clients_alone(shop):
    mine = ask("price_volume_mix", shop, scope(*YEAR, viewer=Viewer("x", frozenset({"x"}))), DEFAULT).summary
    # x alone: A 10 at 10 → 4 at 12, G gone
    assert (mine["price"], mine["lost"], mine["total"]) == (8, -5, 48 - 105)


@pytest.mark.parametrize(("field", "values"), [("unit", ("Metal", "Tools")), ("manager", ("Manager 0", "Manager 1")),
                                               ("region", ("NA",)), ("segment", ("SMB",))])
def test_parts_by_a_filter_add_up_to_all_that_it_takes(company, field, values):
    """Changes of revenue of what is disjoint add up, whichever way the products are summed."""
    book, _, _ = company
    whole = ask("price_volume_mix", book, scope(*YEAR, where=((field, tuple(sorted(values))),)), DEFAULT).summary
    parts = [ask("price_volume_mix", book, scope(*YEAR, where=((field, (value,)),)), DEFAULT).summary for value in values]
    for key in ("revenue", "revenue_before", "total", "left_out"):
        assert whole[key] == pytest.approx(sum(part[key] for part in parts), abs=1e-6)


def test_the_base_and_the_level_change_nothing(company):
    answers = [ask("price_volume_mix", company[0], scope(*YEAR, base=base, level=level), DEFAULT).summary
               for base in ("revenue", "margin") for level in ("group", "account")]
    assert all(answer == answers[0] for answer in answers)


@pytest.mark.parametrize(("now", "before", "sentence"), [
    ((10, 150), (10, 100), "Revenue grew by 50, most of all by prices: 50."),
    ((20, 100), (10, 100), "Revenue is as it was; what was gained and what was lost are equal."),
    ((10, 100), (10, 100), "Nothing changed: price, volume and mix are as they were."),
    ((5, 60), (10, 100), "Revenue fell by 40: volume −50, prices +10."),
    ((20, 180), (10, 100), "Revenue grew by 80: volume +100, prices −20."),
])
def test_the_thesis(tmp_path, now, before, sentence):
    sales = [line("x", "2024-03", "A", *before), line("x", "2025-03", "A", *now), *WHOLE]
    assert said(ask("price_volume_mix", ledger(tmp_path, sales), scope(*YEAR), DEFAULT).thesis) == sentence
