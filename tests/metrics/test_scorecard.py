"""The scorecard against hand-made cases: measures of each manager, and what people wrote beside them."""

from __future__ import annotations

import datetime

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kam_core.book import Standing
from kam_core.metrics import ask
from kam_core.metrics.scorecard import COLUMNS, median_bounds
from kam_core.metrics.scorecard_book import Written, beside, state, thesis
from kam_core.scope import Viewer
from kam_core.settings import Settings
from metrics.company import answer, ledger, month, open_months, said, sale, scope
from metrics.records import record

TODAY = datetime.date(2026, 1, 20)


def account(key: str, manager: str | None) -> dict:
    return {"account_id": key, "name": key.upper(), "manager": manager}


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """Ann: 12 clients of 2024, of which 9 buy in 2025; Bob: 2, of which 1 does; c has no manager in the list, Bob sold it."""
    ann = [f"a{number:02d}" for number in range(12)]
    sales = [*open_months(2023, 2024, 2025), sale(None, "2025-12-31", 0)]
    sales += [sale(each, "2024-03", 100, category="bolts") for each in ann]
    sales += [sale(each, "2025-03", 100 if place else 150, category="bolts") for place, each in enumerate(ann[:9])]
    sales += [sale("a01", "2025-04", 20, category="nuts")]
    sales += [sale("b1", "2024-03", 40, category="bolts"), sale("b2", "2024-03", 40, category="bolts"),
              sale("b1", "2025-03", 40, category="bolts"), sale("c", "2025-05", 7, category="nuts", manager="Bob")]
    accounts = [*(account(each, "Ann") for each in ann), account("b1", "Bob"), account("b2", "Bob")]
    nps = [answer("a00", "2025-03-01", score, csat=csat) for score, csat in ((10, 5), (9, 5), (9, 4), (7, 3), (3, 1))]
    return ledger(tmp_path_factory.mktemp("score"), sales, accounts, nps=nps)


@pytest.fixture(scope="module")
def found(small):
    return ask("scorecard", small, scope("2025-01", "2026-01"), Settings())


def test_rows_stand_by_name_and_hold_no_rank_and_no_total(found):
    assert found.rows["manager"].tolist() == ["Ann", "Bob"]
    assert not {"rank", "total", "score", "place"} & set(COLUMNS)


def test_the_measures_of_a_manager_are_those_of_their_clients(found):
    ann, bob = (found.rows.loc[found.rows["manager"] == name].iloc[0] for name in ("Ann", "Bob"))
    assert (ann["base_accounts"], ann["kept_accounts"], ann["lost_accounts"]) == (12, 9, 3)
    assert ann["logo_retention"] == pytest.approx(0.75)
    assert ann["churn"] == pytest.approx(0.25)
    # Wilson 9 of 12, by hand: (0.75 + 0.16006 ± 0.27692) / 1.32012
    assert (ann["logo_low"], ann["logo_high"]) == pytest.approx((0.4677, 0.9111), abs=1e-4)
    assert (ann["churn_low"], ann["churn_high"]) == pytest.approx((1 - 0.9111, 1 - 0.4677), abs=1e-4)
    assert ann["revenue_to_date"] == pytest.approx(12 * 100 + 8 * 100 + 150 + 20)
    assert (ann["eligible"], ann["cross_sold"]) == (12, 1)
    assert ann["cross_sell_rate"] == pytest.approx(1 / 12)
    assert (ann["upsell_base"], ann["upsold"]) == (9, 1)
    assert (ann["answers"], ann["nps"]) == (5, pytest.approx((3 - 1) / 5))
    assert (ann["rated"], ann["satisfied"], ann["csat"]) == (5, 3, pytest.approx(0.6))
    assert (bob["base_accounts"], bob["kept_accounts"]) == (2, 1)
    assert bob[["logo_retention", "churn", "cross_sell_rate", "upsell_rate", "nps", "csat"]].isna().all(), "too few"


def test_a_client_whom_the_list_gives_to_nobody_is_whose_who_sold_it(found):
    bob = found.rows.loc[found.rows["manager"] == "Bob"].iloc[0]
    assert bob["clients"] == 2
    assert bob["revenue_to_date"] == pytest.approx(40 * 3 + 7)


def test_growth_adds_up_to_that_of_the_company(company):
    where = scope("2025-01", "2026-01")
    whole, parts = (ask(key, company[0], where, Settings()) for key in ("cross_sell", "scorecard"))
    for key in ("eligible", "cross_sold", "upsell_base", "upsold"):
        assert parts.rows[key].sum() == whole.summary[key]


def test_a_manager_sees_their_own_row_alone(small):
    bob = Viewer("b@x", frozenset({"a00"}), managers=frozenset({"Bob"}))
    found = ask("scorecard", small, scope("2025-01", "2026-01", viewer=bob), Settings())
    assert found.rows["manager"].tolist() == ["Bob"], "a client shared with Bob makes no row of Ann"
    assert set(found.frames["clients"]["client_id"]) <= {"b1", "b2"}


@given(st.lists(st.integers(0, 10_000), min_size=6, max_size=60))
def test_a_median_lies_inside_its_interval(amounts):
    values = pd.Series(sorted(amounts), dtype=float).to_numpy()
    low, high = median_bounds(values)
    assert low <= pd.Series(values).median() <= high


def test_the_interval_of_a_median_is_that_of_the_tables():
    # order statistics 2 and 9 of 10 (coverage 97.9 %), 6 and 15 of 20 (95.9 %): Conover (1999), table A3
    assert median_bounds(pd.Series(range(1, 11), dtype=float).to_numpy()) == (2, 9)
    assert median_bounds(pd.Series(range(1, 21), dtype=float).to_numpy()) == (6, 15)
    assert all(value != value for value in median_bounds(pd.Series(range(5), dtype=float).to_numpy()))


# What people wrote

def clients(**manager: tuple[str | None, bool]) -> pd.DataFrame:
    return pd.DataFrame([{"client_id": key, "name": key, "manager": who, "active": buys}
                         for key, (who, buys) in manager.items()])


def laid(records=(), listed=(), plans=None, settings=None) -> pd.DataFrame:
    known = clients(k1=("Ann", True), k2=("Ann", False), d1=("Ann", True), o1=("Ann", True), b1=("Bob", True), n1=(None, True),
                    gone=("Bob", False))
    rows = pd.DataFrame({"manager": ["Ann", "Bob"]})
    return beside(rows, known, Written(listed, records, plans or {}), settings or Settings(), TODAY).set_index("manager")


def test_load_counts_key_clients_three_times_and_those_with_a_dossier_one_and_a_half():
    found = laid([record("dossier", key, aim="x") for key in ("d1", "k1", "n1")], ["k1", "k2"])
    ann, bob = found.loc["Ann"], found.loc["Bob"]
    assert (ann["keys"], ann["with_dossier"], ann["held"]) == (2, 1, 4)
    assert ann["points"] == 2 * 3 + 1.5 + 1
    assert ann["load"] == pytest.approx(0.85)
    assert (bob["keys"], bob["held"], bob["points"]) == (0, 1, 1)


@pytest.mark.parametrize(("keys", "points", "expected"), [
    (3, 8.5, "within"), (0, 8.6, "near"), (4, 8, "near"), (3, 10, "near"), (0, 10.5, "over"), (11, 5, "over"),
])
def test_amber_begins_above_85_per_cent_and_red_above_the_whole(keys, points, expected):
    assert state(keys, points, Settings()) == expected


def test_others_can_be_left_out_of_the_load():
    assert laid(listed=["k1"], settings=Settings().with_(load_other_weight=0)).loc["Ann", "points"] == 3


def test_goals_contacts_dossiers_and_plans_are_counted_by_manager():
    goals = [*(record("client_goal", "k1", text="a", state="reached") for _ in range(3)),
             *(record("client_goal", "k1", text="b", state="missed") for _ in range(2)),
             record("client_goal", "b1", text="c", state="running")]
    visits = [record("visit", "k1", date="2026-01-10", state="done", begun=who, type="call") for who in ("us", "us", "client")]
    fresh = datetime.datetime(2026, 1, 10, tzinfo=datetime.UTC)
    whole = record("dossier", "d1", at=fresh, description="a", story="b", process="c", scene="d")
    plan = [record("plan", "d1", aim="x")]
    approved = Standing(approved=object())  # type: ignore[arg-type]
    found = laid([*goals, *visits, whole, *plan], ["k1", "k2"], {"d1": approved})
    ann, bob = found.loc["Ann"], found.loc["Bob"]
    assert (ann["goals"], ann["goals_reached"], ann["goals_rate"]) == (5, 3, 0.6)
    # Wilson 3 of 5
    assert (ann["goals_low"], ann["goals_high"]) == pytest.approx((0.2307, 0.8824), abs=1e-4)
    assert (bob["goals"], bob["goals_reached"]) == (0, 0)
    assert bob[["goals_rate", "ours_rate"]].isna().all()
    assert (ann["contacts"], ann["contacts_told"], ann["contacts_ours"]) == (3, 3, 2)
    assert ann[["ours_rate", "ours_low", "ours_high"]].isna().all(), "three are too few for a rate"
    assert (ann["dossiers"], ann["dossiers_good"]) == (3, 1), "two key clients have none"
    assert (ann["plans"], ann["plans_approved"]) == (3, 1)


def test_the_headline_names_facts():
    many = clients(**{f"o{number}": ("Ann", True) for number in range(11)}, b1=("Bob", True))
    rows = beside(pd.DataFrame({"manager": ["Ann", "Bob"]}), many, Written((), (), {}), Settings(), TODAY)
    assert said(thesis(rows, Settings())) == "Ann carries 11.0 where 10 is a full load."
    rows = beside(rows[["manager"]], many, Written(("b1",), (), {}), Settings(), TODAY)
    assert said(thesis(rows, Settings())) == "Ann carries 11.0 where 10 is a full load; 1 of 1 dossiers is to be revised."
    assert thesis(rows.head(0), Settings()) is None
    assert month("2026-01") < TODAY
