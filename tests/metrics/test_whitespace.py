"""White cells: who is like whom, what a cell is worth, and what the picture and the table hold."""

from __future__ import annotations

import numpy as np
import pytest

from kam_core.metrics import ask
from kam_core.scope import Viewer
from kam_core.settings import Settings
from metrics.company import ledger, open_months, said, sale, scope

YEAR = ("2025-01", "2026-01")
WHOLE = [*open_months(2024, 2025), sale(None, "2025-12-31", 0)]
LIKE = Settings().with_(size_bands=2, similar_clients=3)


def line(account: str | None, month: str, category: str | None, revenue: float) -> dict:
    return sale(account, month, revenue, category=category)


def shop_sales() -> list[dict]:
    """Eight large clients with 10,000 of bolts, five of them with 100 to 500 of nuts; eight small ones with 100 of bolts."""
    sales = [line(f"large{i}", "2025-03", "bolts", 10_000 + i) for i in range(8)]
    sales += [line(f"large{i}", "2025-04", "nuts", 100 * (i + 1)) for i in range(5)]
    sales += [line(f"small{i}", "2025-03", "bolts", 100 + i) for i in range(8)]
    sales += [line("small0", "2025-03", "nuts", 7), line("large7", "2024-03", "nuts", 90), line(None, "2025-03", "nuts", 1000)]
    return [*sales, *WHOLE]


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    accounts = [{"account_id": f"{size}{i}", "name": f"{size}{i}", "segment": "A" if i < 7 else "B"}
                for size in ("large", "small") for i in range(8)]
    return ledger(tmp_path_factory.mktemp("shop"), shop_sales(), accounts)


def test_by_hand(shop):
    """Similar to large5: the six others of segment A and the upper half, of whom five buy nuts, 200 to 400 in the middle."""
    found = ask("whitespace", shop, scope(*YEAR), LIKE)
    assert (found.summary["cells"], found.summary["empty_cells"]) == (32, 10)
    assert found.summary["categories_mean"] == 22 / 16
    rows = {row["account_id"]: row for row in found.rows.to_dict("records")}
    first = rows["large5"]
    assert (first["similar"], first["peers"], first["similar_by"]) == (5, 6, "segment")
    assert (first["spend"], first["probability"]) == (300, pytest.approx(5 / 6))
    assert [first[key] for key in ("low", "mid", "high")] == pytest.approx([200 * 5 / 6, 300 * 5 / 6, 400 * 5 / 6])


def test_where_the_segment_is_too_small_the_size_decides(shop):
    rows = ask("whitespace", shop, scope(*YEAR), LIKE).rows.to_dict("records")
    row = next(row for row in rows if row["account_id"] == "large7")
    assert (row["similar_by"], row["similar"], row["peers"]) == ("size", 5, 7)
    assert row["lapsed"]  # it bought nuts the year before
    assert row["segment"] == "B"


def test_too_few_similar_clients_give_no_amount(shop):
    """One of the small buys nuts: nothing is said of the others' cells."""
    found = ask("whitespace", shop, scope(*YEAR), LIKE)
    small = found.rows[found.rows["account_id"].str.startswith("small")]
    assert len(small) == 7
    assert small[["low", "mid", "high", "probability", "similar"]].isna().all(axis=None)
    assert found.summary["sized_cells"] == 3
    assert "7 white cells have no amount: fewer than 3 similar clients buy the category." in map(said, found.notes)
    assert ask("whitespace", shop, scope(*YEAR), LIKE.with_(similar_clients=6)).summary["sized_cells"] == 0


def test_the_matrix_holds_every_cell_of_the_largest(shop):
    cells = ask("whitespace", shop, scope(*YEAR), LIKE).frames["matrix"]
    assert len(cells) == 32
    assert cells.drop_duplicates("client_place")["name"].tolist()[:3] == ["large4", "large3", "large2"]
    assert cells["category"].tolist()[:2] == ["bolts", "nuts"]
    assert cells["revenue"].isna().sum() == 10
    assert (cells["mid"].notna() & cells["revenue"].notna()).sum() == 0


def test_the_thesis_names_the_best(shop):
    found = ask("whitespace", shop, scope(*YEAR), LIKE)
    assert said(found.thesis) == "31.2 % of the cells are white. The best: nuts at large6, 167 to 333."


def test_equal_clients_are_of_one_band(tmp_path):
    """Twelve clients of the same revenue are all alike, whatever the number of bands."""
    sales = [line(f"c{i:02d}", "2025-03", "bolts" if i else "nuts", 100) for i in range(12)] + WHOLE
    found = ask("whitespace", ledger(tmp_path, sales), scope(*YEAR), Settings())
    bolts = found.rows[found.rows["category"] == "bolts"]
    assert bolts[["similar", "peers", "mid"]].to_numpy().tolist() == [[11, 11, 100]]


def test_everybody_buys_everything(tmp_path):
    sales = [line(client, "2025-03", category, 5) for client in "ab" for category in "xy"] + WHOLE
    found = ask("whitespace", ledger(tmp_path, sales), scope(*YEAR), Settings())
    assert found.summary["empty_cells"] == 0
    assert said(found.thesis) == "Every client buys every category: there are no white cells."
    assert said(found.thesis, "ru") == "Каждый клиент покупает каждую категорию: белых клеток нет."


def test_the_best_are_the_best_of_all(company):
    """However many there are: the rows hold the largest middle amounts of all white cells, in order."""
    settings = Settings().with_(similar_clients=2)
    found = ask("whitespace", company[0], scope("2025-03", "2025-05", level="account"), settings)
    middle = found.rows["mid"].to_numpy(dtype=float)
    known = middle[~np.isnan(middle)]
    assert found.summary["empty_cells"] == len(found.rows) > 20
    assert (np.diff(known) <= 0).all()
    assert found.summary["sized_cells"] == known.size
    assert np.isnan(middle[known.size:]).all()
    assert (found.rows["low"].dropna() <= found.rows["mid"].dropna()).all()
    assert (found.rows["mid"].dropna() <= found.rows["high"].dropna()).all()


def test_cells_are_those_of_cross_sell(company):
    for asked in (scope(*YEAR), scope(*YEAR, level="account"), scope("2025-05", "2025-06", where=(("unit", ("Metal",)),))):
        white, sold = (ask(key, company[0], asked, Settings()).summary for key in ("whitespace", "cross_sell"))
        assert white["categories_mean"] == sold["categories_mean"]
        assert (white["accounts"], white["categories"]) == (sold["accounts"], sold["categories"])
        assert 1 - white["empty_share"] == pytest.approx(sold["penetration"])


def test_a_viewer_compares_his_clients_alone(shop):
    mine = Viewer("x", frozenset({"large5", "large6", "small0"}))
    found = ask("whitespace", shop, scope(*YEAR, viewer=mine), LIKE)
    assert set(found.rows["account_id"]) == {"large5", "large6"}
    assert found.rows["mid"].isna().all()


def test_a_few_days_of_a_year_are_said(tmp_path, shop):
    few = ledger(tmp_path, [line("a", "2025-11-28", "bolts", 5), line("b", "2025-12-02", "nuts", 5)])
    words = "Of the 12 months of the period 2 hold sales: amounts and rates are of these alone."
    for measure in ("whitespace", "cross_sell"):
        assert words in [said(note) for note in ask(measure, few, scope(*YEAR), LIKE).notes]
        assert not any("hold sales" in said(note) for note in ask(measure, shop, scope(*YEAR), LIKE).notes)
