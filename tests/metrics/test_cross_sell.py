"""Cross-sell, upsell and penetration by hand; the split of revenue; categories that were renamed."""

from __future__ import annotations

import pytest

from kam_core.metrics import ask
from kam_core.metrics.renamed import renamed
from kam_core.scope import OWNER, Scope, Viewer
from kam_core.settings import Settings
from metrics.company import ledger, open_months, said, sale, scope

DEFAULT = Settings()
YEAR = ("2025-01", "2026-01")
WHOLE = [*open_months(2024, 2025), sale(None, "2025-12-31", 0)]


def line(account: str | None, month: str, category: str | None, revenue: float) -> dict:
    return sale(account, month, revenue, category=category)


SALES = [
    # held bolts alone: adds nuts, and its bolts grow from 100 to 111
    line("adds", "2024-02", "bolts", 100), line("adds", "2025-02", "bolts", 111), line("adds", "2025-03", "nuts", 40),
    # held both: lacks wire; bolts as before, nuts less
    line("same", "2024-02", "bolts", 50), line("same", "2024-02", "nuts", 50), line("same", "2025-02", "bolts", 50),
    line("same", "2025-02", "nuts", 45),
    # held all three: nothing to add; grew by exactly a tenth, which is not more than a tenth
    *(line("full", "2024-05", each, 10) for each in ("bolts", "nuts", "wire")),
    *(line("full", "2025-05", each, 11) for each in ("bolts", "nuts", "wire")),
    # bought in 2024 and now nothing: could have added, did not
    line("gone", "2024-02", "bolts", 30),
    # new: its purchases are neither cross-sell nor upsell
    line("new", "2025-06", "bolts", 200), line("new", "2025-07", "wire", 8),
    # gave back more than it took of nuts: does not count as bought; and a line with no category
    line("back", "2024-03", "bolts", 20), line("back", "2025-03", "bolts", 15), line("back", "2025-03", "nuts", 5),
    line("back", "2025-04", "nuts", -6), line("back", "2025-05", None, 3),
    line(None, "2025-03", "bolts", 9), *WHOLE,
]


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    return ledger(tmp_path_factory.mktemp("shop"), SALES)


def test_by_hand(shop):
    found = ask("cross_sell", shop, scope(*YEAR), DEFAULT).summary
    assert (found["eligible"], found["cross_sold"], found["cross_sell_rate"]) == (4, 1, 0.25)  # adds, same, gone, back
    assert (found["upsell_base"], found["upsold"]) == (4, 1)  # adds, same, full, back; adds alone grew by more than a tenth
    assert found["upsell_revenue"] == 11
    assert found["accounts"] == 5  # gone does not buy
    assert found["categories"] == 3
    assert found["categories_mean"] == (2 + 2 + 3 + 2 + 1) / 5
    assert found["penetration"] == pytest.approx(10 / 15)
    assert found["revenue_held"] == 111 + 95 + 33 + 15
    assert found["revenue_cross_sell"] == 40 - 1
    assert found["revenue_new_clients"] == 208
    assert (found["revenue_no_category"], found["revenue_unassigned"]) == (3, 9)
    assert found["revenue"] == 111 + 40 + 95 + 33 + 208 + 15 - 1 + 3 + 9


def test_categories_by_hand(shop):
    rows = ask("cross_sell", shop, scope(*YEAR), DEFAULT).rows.set_index("category")
    assert rows["holders"].to_dict() == {"bolts": 5, "nuts": 3, "wire": 2}
    assert rows["eligible"].to_dict() == {"bolts": 0, "nuts": 3, "wire": 4}
    assert rows["cross_sold"].to_dict() == {"bolts": 0, "nuts": 1, "wire": 0}
    assert rows["penetration"].to_dict() == {"bolts": 1.0, "nuts": 0.6, "wire": 0.4}
    assert rows["revenue"].to_dict() == {"bolts": 396, "nuts": 95, "wire": 19}


def test_the_limit_of_upsell_is_a_setting(shop):
    assert ask("cross_sell", shop, scope(*YEAR), DEFAULT.with_(upsell_growth=0.099)).summary["upsold"] == 2


def test_few_clients_are_told_in_counts(shop):
    found = ask("cross_sell", shop, scope(*YEAR), DEFAULT)
    assert said(found.thesis) == "Of 4 clients that could add a category, 1 did."
    assert said(found.thesis, "ru") == "Могли добавить категорию (клиентов): 4; добавили: 1."
    low, high = found.summary["cross_sell_rate_low"], found.summary["cross_sell_rate_high"]
    assert (low, high) == (pytest.approx(0.0456, abs=1e-4), pytest.approx(0.6994, abs=1e-4))  # Wilson for 1 of 4, in print


def test_all_time_has_penetration_and_no_cross_sell(shop):
    found = ask("cross_sell", shop, scope(), DEFAULT)
    assert found.summary["cross_sell_rate"] is None
    assert found.summary["revenue_held"] is None
    assert found.summary["accounts"] == 6
    assert "is not known" in said(found.notes[0])


def test_a_ledger_without_categories_says_so(tmp_path):
    found = ask("cross_sell", ledger(tmp_path, [line("a", "2024-03", None, 5), line("a", "2025-03", None, 5), *WHOLE]),
                scope(*YEAR), DEFAULT)
    assert found.rows.empty
    assert said(found.thesis) == "The sales name no categories, so it cannot be said what else clients could buy."
    assert found.summary["penetration"] is None


def test_one_category_leaves_nothing_to_add(tmp_path):
    found = ask("cross_sell", ledger(tmp_path, [line("a", "2024-03", "c", 5), line("a", "2025-03", "c", 5), *WHOLE]),
                scope(*YEAR), DEFAULT)
    assert found.summary["eligible"] == 0
    assert found.summary["cross_sell_rate"] is None
    assert said(found.thesis).startswith("Everything sold is of one category")


# Laws

FILTERS = [("unit", ("Metal",)), ("region", ("NA",)), ("segment", ("SMB",)), ("manager", ("Manager 1",))]
SCOPES = [Scope(viewer=OWNER, start=scope(*YEAR).start, end=scope(*YEAR).end, where=(each,), level=level)
          for each in FILTERS for level in ("group", "account")]


@pytest.mark.parametrize("asked", [scope(*YEAR), scope("2025-04", "2025-07"), *SCOPES,
                                   scope(*YEAR, viewer=Viewer("x", frozenset({"a01", "a02", "a13"})))],
                         ids=lambda one: f"{one.start} {one.level} {one.where} {one.viewer.email}")
def test_the_split_of_revenue_is_its_sum(company, asked):
    book, _, _ = company
    found = ask("cross_sell", book, asked, DEFAULT).summary
    parts = ("revenue_held", "revenue_cross_sell", "revenue_new_clients", "revenue_no_category", "revenue_unassigned")
    assert sum(found[key] for key in parts) == pytest.approx(found["revenue"], abs=1e-9)
    assert found["revenue"] == pytest.approx(ask("overview", book, asked, DEFAULT).summary["revenue"] or 0.0, abs=1e-9)


@pytest.mark.parametrize("asked", [scope(*YEAR), scope(), *SCOPES], ids=str)
def test_penetration_is_the_mean_of_its_column(company, asked):
    """Every cell of the matrix of clients and categories counted again, from the lines themselves."""
    book, sales, accounts = company
    found = ask("cross_sell", book, asked, DEFAULT)
    known = {row["account_id"]: row for row in accounts}
    cells, totals = {}, {}
    for row in sales:
        account = known.get(row["account"], {})
        inside = asked.start is None or asked.start <= row["date"] < asked.end
        if row["account"] is None or not inside or any(
                (row.get(field) if field in ("unit", "manager") else account.get(field)) not in values
                for field, values in asked.where):
            continue
        client = account.get("group_id", row["account"]) if asked.level == "group" else row["account"]
        amount = round(float(row["revenue"]) * 10_000)
        cells[client, row.get("category")] = cells.get((client, row.get("category")), 0) + amount
        totals[client] = totals.get(client, 0) + amount
    active = {client for client, amount in totals.items() if amount > 0}
    for row in found.rows.to_dict("records"):
        holders = sum(1 for (client, category), amount in cells.items()
                      if category == row["category"] and amount > 0 and client in active)
        assert row["holders"] == holders
        assert row["penetration"] == pytest.approx(holders / len(active))
    assert found.summary["penetration"] == pytest.approx(found.rows["penetration"].mean())


def test_filters_commute(company):
    one, other = FILTERS[0], FILTERS[1]
    there, back = (ask("cross_sell", company[0], scope(*YEAR, where=where), DEFAULT) for where in ((one, other), (other, one)))
    assert there.summary == back.summary
    assert there.rows.equals(back.rows)


# Categories that were renamed

CLIENTS = ("a", "b", "c", "d")


def renamed_sales(clients=CLIENTS, factor: float = 1.0, new: str = "Bolts, new list") -> list[dict]:
    sales = list(WHOLE)
    for place, client in enumerate(clients):
        for number in range(1, 13):
            sales += [line(client, f"2024-{number:02d}", "Nuts", 50), line(client, f"2025-{number:02d}", "Nuts", 50)]
            sales.append(line(client, f"2024-{number:02d}", "Bolts", 100 + place))
            sales.append(line(client, f"2025-{number:02d}", "Bolts" if number < 4 else new, (100 + place) * factor))
    return sales


def test_a_renamed_category_is_one_category(tmp_path):
    book = ledger(tmp_path, renamed_sales())
    found = ask("cross_sell", book, scope(*YEAR), DEFAULT)
    assert [(pair.old, pair.new, pair.month.isoformat(), pair.common) for pair in renamed(book, scope(*YEAR), DEFAULT)] == [
        ("Bolts", "Bolts, new list", "2025-04-01", 4)]
    assert (found.summary["cross_sold"], found.summary["categories"]) == (0, 2)
    assert any("seems to have been renamed “Bolts, new list” in April 2025: 4 clients of both" in said(note)
               for note in found.notes)
    apart = ask("cross_sell", book, scope(*YEAR), DEFAULT.with_(renamed_categories="apart")).summary
    assert (apart["cross_sold"], apart["categories"]) == (4, 3)


def test_before_the_change_nothing_was_renamed(tmp_path):
    assert renamed(ledger(tmp_path, renamed_sales()), scope("2024-01", "2025-01"), DEFAULT) == []


def test_other_money_other_clients_or_too_few_are_no_renaming(tmp_path):
    assert renamed(ledger(tmp_path / "money", renamed_sales(factor=0.7)), scope(*YEAR), DEFAULT) != []
    sales = [row | {"revenue": "5"} if row.get("category") == "Bolts, new list" else row for row in renamed_sales()]
    assert renamed(ledger(tmp_path / "less", sales), scope(*YEAR), DEFAULT) == []
    assert renamed(ledger(tmp_path / "few", renamed_sales(CLIENTS[:2])), scope(*YEAR), DEFAULT) == []
    others = [row | {"account": f"other {row['account']}"} if row.get("category") == "Bolts, new list" else row
              for row in renamed_sales()]
    assert renamed(ledger(tmp_path / "others", others), scope(*YEAR), DEFAULT) == []


def test_a_category_renamed_twice_has_its_last_name(tmp_path):
    sales = [row | {"category": "Bolts, newest"} if row.get("category") == "Bolts, new list" and row["date"].month > 8 else row
             for row in renamed_sales()]
    found = renamed(ledger(tmp_path, sales), scope(*YEAR), DEFAULT)
    assert [(pair.old, pair.new) for pair in found] == [("Bolts", "Bolts, newest"), ("Bolts, new list", "Bolts, newest")]
