"""The portfolio matrix against hand-made cases."""

from __future__ import annotations

import pandas as pd
import pytest

from kam_core.metrics import ask
from kam_core.metrics.matrix import over
from kam_core.metrics.matrix_criteria import CRITERIA, NOTHING, Told, placed
from kam_core.settings import Settings
from metrics.company import answer, ledger, open_months, said, sale, scope


def facts(**columns: list[float]) -> pd.DataFrame:
    count = len(next(iter(columns.values())))
    plain = {"account_id": [f"c{place}" for place in range(count)], "revenue": [100.0] * count, "whole": [1000.0] * count}
    return pd.DataFrame(plain | {f"{key}_fact": values for key, values in columns.items()})


WEAK = {"growth": [0.30], "margin": [0.40], "payment": [0.0], "breadth": [0.0], "nps": [-1.0], "service": [0.5],
        "rhythm": [4.0]}


def test_the_weights_of_each_axis_make_a_hundred():
    settings = Settings()
    for axis in ("attractive", "strong"):
        assert sum(settings.number(each.weight) for each in CRITERIA if each.axis == axis) == 100


def test_scores_are_read_off_the_fixed_points_and_weighed_over_what_is_known():
    row = placed(facts(**WEAK), NOTHING, Settings()).iloc[0]
    # size: 10 % of the revenue is a third of the way from 5 % (70) to 20 % (100): 80
    assert row["size"] == pytest.approx(80)
    assert (row["growth"], row["margin"], row["payment"]) == (100, 100, 100)
    assert row["attractive_known"] == pytest.approx(0.85)
    assert row["attractive"] == pytest.approx((25 * 80 + 25 * 100 + 25 * 100 + 10 * 100) / 85)
    assert row["strong_known"] == pytest.approx(0.60)
    assert row["strong"] == 0
    assert row["place"] == "penetrate"


def test_below_sixty_per_cent_of_the_weight_nobody_is_placed():
    row = placed(facts(**(WEAK | {"rhythm": [float("nan")]})), NOTHING, Settings()).iloc[0]
    assert row["strong_known"] == pytest.approx(0.45)
    assert row["place"] is None
    told = Told({"c0": {"factor_relationship": 10}}, {}, {})
    row = placed(facts(**(WEAK | {"rhythm": [float("nan")]})), told, Settings()).iloc[0]
    assert row["strong_known"] == pytest.approx(0.65)
    assert row["relation"] == 100
    assert row["strong"] == pytest.approx(20 * 100 / 65)


def test_people_count_where_data_do_not_tell_and_only_there():
    told = Told({"c0": {"factor_growth": 1, "factor_logo": 1}}, {}, {})
    with_data = placed(facts(**WEAK), told, Settings()).iloc[0]
    without = placed(facts(**(WEAK | {"growth": [float("nan")]})), told, Settings()).iloc[0]
    assert (with_data["growth"], without["growth"]) == (100, 0)
    assert with_data["logo"] == 0


@pytest.mark.parametrize(("attractive", "strong", "expected"), [
    (0.4, 1.0, "expand"), (0.4, -1.0, "penetrate"), (0.0, 1.0, "protect"), (0.0, -1.0, "serve"),
])
def test_four_quadrants(attractive, strong, expected):
    alone = {f"matrix_{each.key}_weight": 0 for each in CRITERIA if each.key not in ("margin", "nps")}
    row = placed(facts(margin=[attractive], nps=[strong]), NOTHING, Settings().with_(**alone)).iloc[0]
    assert row["place"] == expected


def test_exactly_the_middle_is_not_above_it():
    alone = {f"matrix_{each.key}_weight": 0 for each in CRITERIA if each.key not in ("margin", "nps")}
    row = placed(facts(margin=[0.20], nps=[1.0]), NOTHING, Settings().with_(**alone)).iloc[0]
    assert (row["attractive"], row["place"]) == (50, "protect")


def test_spend_tells_size_wallet_and_what_is_available():
    rows = placed(facts(margin=[0.1] * 4), Told({}, {"c0": 200.0, "c1": 50.0}, {"c0": 9.0, "c2": 70.0}), Settings())
    assert rows["size_fact"].tolist() == [0.2, 0.1, 0.1, 0.1], "it spends at least what it buys from us"
    assert rows["wallet_fact"].tolist()[0] == 0.5
    assert rows["wallet_fact"].isna().tolist() == [False, True, True, True], "we cannot sell more than it spends"
    assert rows["available"].tolist()[:3] == [600, 150, 70]
    assert rows["available_from"].tolist() == ["spend", "spend", "opportunities", None]


def test_a_client_moves_only_because_of_itself():
    one = placed(facts(**WEAK), NOTHING, Settings()).iloc[0]
    both = {key: [values[0], values[0] * 0.5] for key, values in WEAK.items()}
    assert placed(facts(**both), NOTHING, Settings()).iloc[0][["attractive", "strong"]].tolist() == \
        one[["attractive", "strong"]].tolist()


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """big: 300 a year, 200 before, margin 40 %, buys both categories; small: 100 and 100, no cost, buys one; old: 2023."""
    sales = [*open_months(2023, 2024, 2025), sale(None, "2025-12-31", 0)]
    for number in range(1, 11):
        for year, amount, cost in ((2024, 20, 12), (2025, 30, 18)):
            day = f"{year}-{number:02d}"
            sales += [sale("big", day, amount, cost, category="bolts"), sale("small", day, 10, category="bolts")]
    sales += [sale("big", "2025-11", 0.0001, 0.0001, category="nuts"), sale("old", "2023-02", 5, category="bolts")]
    nps = [answer("big", "2025-03-01", 10, csat=5)]
    return ledger(tmp_path_factory.mktemp("matrix"), sales, nps=nps)


def test_the_ledger_tells_its_part(small):
    found = ask("matrix", small, scope("2025-01", "2026-01"), Settings(), also=("old",))
    rows = found.rows.set_index("account_id")
    assert list(rows.index) == ["old", "big", "small"], "key clients first, then by size"
    big = rows.loc["big"]
    assert big["revenue"] == pytest.approx(300.0001)
    assert big["growth_fact"] == pytest.approx(0.5, abs=1e-5)
    assert big["margin_fact"] == pytest.approx(0.4, abs=1e-5)
    assert big["size_fact"] == pytest.approx(0.75, abs=1e-5)
    assert (big["breadth_fact"], rows.loc["small", "breadth_fact"]) == (1, 0.5)
    assert big["nps_fact"] == 1
    assert pd.isna(rows.loc["small", "margin_fact"])
    assert rows.loc["old", "revenue"] == 0
    assert found.summary["clients"] == 3


def test_what_people_tell_is_laid_over_it(small):
    bare = ask("matrix", small, scope("2025-01", "2026-01"), Settings())
    told = Told({"big": {"factor_relationship": 1, "factor_logo": 10}}, {"big": 3000.0}, {})
    found = over(bare, told, "RUB")
    big = found.rows.set_index("account_id").loc["big"]
    assert big["wallet_fact"] == pytest.approx(0.1, abs=1e-5)
    assert big["available"] == 9000
    assert found.summary["available"] == 9000
    assert list(found.rows.columns) == list(bare.rows.columns)
    assert said(found.thesis) != said(found.thesis, "ru")


def test_so_many_are_shown_at_most(small):
    found = ask("matrix", small, scope("2025-01", "2026-01"), Settings().with_(matrix_clients=1))
    assert found.rows["account_id"].tolist() == ["big"]
