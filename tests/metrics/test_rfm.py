"""Scores and segments of RFM: by hand, as laws, and over ledgers that lack something."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kam_core.errors import UsageError
from kam_core.metrics import ask, to_json
from kam_core.metrics.rfm_scores import SEGMENTS, fixed, limits, money_step, quintiles, segments
from kam_core.settings import Settings
from metrics.company import ledger, said, sale, scope

DEFAULT = Settings()
YEAR = ("2025-01", "2026-01")
FIXED = DEFAULT.with_(rfm_quintiles_from=1000)
numbers = st.lists(st.integers(-50, 500), min_size=1, max_size=80)


def test_quintiles_by_hand():
    # type 7 of 1..10: 2.8, 4.6, 6.4, 8.2; one more each
    assert quintiles(range(1, 11)).tolist() == [1, 1, 1, 2, 2, 3, 3, 4, 4, 5]
    assert quintiles(range(1, 11), 0.01).tolist() == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    # a limit is in the upper score: the quantiles of 1..6 are the whole numbers 2 to 5
    assert quintiles(range(1, 7)).tolist() == [1, 1, 2, 3, 4, 5]
    assert quintiles([5, float("nan"), 5]).tolist() == [1, 0, 1]
    assert quintiles([]).tolist() == []


@given(numbers, st.sampled_from([0.01, 1.0]))
def test_a_higher_value_never_scores_lower_and_equal_ones_share(values, step):
    scores = quintiles(values, step)
    for (one, first), (other, second) in itertools.combinations(zip(values, scores.tolist(), strict=True), 2):
        assert (one > other) <= (first >= second)
        assert (one == other) <= (first == second)
    assert set(scores) <= {1, 2, 3, 4, 5}


@given(numbers, st.randoms())
def test_the_order_of_clients_does_not_matter(values, dice):
    order = list(range(len(values)))
    dice.shuffle(order)
    assert quintiles([values[i] for i in order]).tolist() == [quintiles(values).tolist()[i] for i in order]


def test_fixed_limits_take_who_stands_on_them():
    assert fixed([1, 2, 3.9, 4, 12, 99, float("nan")], (2, 4, 8, 12)).tolist() == [1, 2, 2, 3, 5, 5, 0]
    # shares that do not come out exactly: 0.1 is on the limit
    assert fixed([0.3 - 0.2, 0.1], (0.01, 0.025, 0.05, 0.1)).tolist() == [5, 5]


def test_a_unit_of_money_is_small_beside_the_amounts():
    assert money_step([100, 500, 900]) == 1
    assert money_step([0.2, 0.4, -0.6]) == pytest.approx(0.004)
    assert money_step([float("nan")]) == 1


@pytest.mark.parametrize("text", ["", "1, 2, 3", "1, 2, 3, x", "4, 3, 2, 1", "1, 1, 2, 3", "1, 2, 3, nan", "1,2,3,inf"])
def test_limits_that_make_no_sense_are_refused(text):
    with pytest.raises(UsageError) as refused:
        limits(DEFAULT.with_(rfm_recency_limits=text), "rfm_recency_limits")
    assert "rfm_recency_limits" in said(refused.value)
    assert limits(DEFAULT.with_(rfm_recency_limits="1; 2;3 ; 4.5"), "rfm_recency_limits") == (1, 2, 3, 4.5)


def test_every_combination_of_scores_has_one_segment():
    every = np.array(list(itertools.product(range(1, 6), repeat=3)))
    found = segments(every[:, 0], every[:, 1], every[:, 2])
    assert found.notna().all()
    assert set(found) == {segment.key for segment in SEGMENTS}
    # by the published table, counted by hand: Champions 2×2×2, Cannot be lost 1×2×2, newcomers R 4-5 and promising R 3
    # with F = M = 1; May become loyal: R 3-5, F and M 1-3, less F = M = 3 (loyal) and F = M = 1
    counts = found.value_counts()
    assert (counts["champions"], counts["cannot_lose"], counts["new"], counts["promising"], counts["potential"]) == (
        8, 4, 2, 1, 21)
    assert counts["loyal"] == 4 * 9 - 8
    # what no row of the table takes has one of F and M high, and the other low
    for (_, f, m), key in zip(every, found, strict=True):
        assert (key == "uneven") <= (abs(f - m) >= 2 or min(f, m) == 1)


def test_rows_by_hand(tmp_path):
    sales = [
        *(sale("often", f"2025-{number:02d}", 100, unit=unit) for number in range(1, 13) for unit in "xy"),
        sale("often", "2025-12-31", 50), sale("often", "2025-12-31", 50, unit="y"),
        sale("once", "2025-03-02", 60), sale("once", "2025-03-05", -10), sale("back", "2025-05", -10),
        sale("big", "2025-10-31", 900), sale("before", "2024-12-31", 900), sale(None, "2025-05", 7),
    ]
    accounts = [{"account_id": "once", "name": "Once", "manager": "Anna", "region": "N", "segment": "SMB"}]
    found = ask("rfm", ledger(tmp_path, sales, accounts), scope(*YEAR), DEFAULT)
    rows = {row["account_id"]: row for row in to_json(found)["rows"]}
    assert set(rows) == {"often", "once", "big"}
    often, once = rows["often"], rows["once"]
    # 10 December and 31 December; twelve months and one day, each once for both units
    assert (often["recency_days"], often["frequency"], often["monetary"], often["last_purchase"]) == (
        0, 13, 2500, "2025-12-31")
    assert (often["r"], often["f"], often["m"], often["segment"]) == (5, 5, 5, "champions")
    # 2 March to 31 December; 50 of 3,450 are 1.4 %
    assert (once["recency_days"], once["frequency"], once["monetary"]) == (304, 1, 50)
    assert (once["r"], once["f"], once["m"], once["segment"]) == (1, 1, 2, "hibernating")
    assert (once["manager"], once["region"], once["client_segment"]) == ("Anna", "N", "SMB")
    # 31 October is 61 days before: 60 is the limit of 4
    assert (rows["big"]["recency_days"], rows["big"]["r"], rows["big"]["segment"]) == (61, 3, "uneven")
    assert found.summary["clients"] == 3
    assert found.summary["frequency"] == 15
    assert found.summary["monetary"] == 3450
    assert (found.summary["champions"], found.summary["champions_money"]) == (1, 2500)
    assert found.summary["champions_share"] == pytest.approx(2500 / 3450)
    assert found.summary["loyal"] == 0
    notes = list(map(said, found.notes))
    assert notes == [
        "1 client had returns only and has no scores.",
        "Recency is counted to 31 Dec 2025; purchases are days with a purchase, a day once.",
        "3 clients are too few for fifths: scores go by fixed limits, which are settings.",
    ]
    assert said(found.thesis) == "1 champion of 3 clients brings 72.5 % of the revenue."


def test_segments_sum_to_the_whole(company):
    book, _, _ = company
    for base, level in itertools.product(("revenue", "margin"), ("group", "account")):
        asked = scope(*YEAR, base=base, level=level)
        for settings in (DEFAULT, DEFAULT.with_(rfm_quintiles_from=5)):
            found = ask("rfm", book, asked, settings)
            frame, known = found.frames["segments"], found.rows["segment"].notna()
            assert frame["clients"].sum() == known.sum()
            assert frame["monetary"].sum() == pytest.approx(found.rows.loc[known, "monetary"].sum())
            assert frame["frequency"].sum() == found.rows.loc[known, "frequency"].sum()
            assert frame["share"].sum() == pytest.approx(1)
            assert found.summary["monetary"] == pytest.approx(found.rows["monetary"].sum())
        clients = ask("accounts", book, asked, DEFAULT).rows.set_index("account_id")
        bought = found.rows.set_index("account_id")
        assert (bought["frequency"] == clients.loc[bought.index, "purchase_days"]).all()
        assert bought["monetary"].equals(clients.loc[bought.index, "value"].rename("monetary"))


def test_a_line_is_a_purchase_where_hardly_any_client_has_two_a_day(tmp_path):
    one_a_day = [sale(f"c{n}", f"2025-{number:02d}", 10) for n in range(3) for number in range(1, 13)]
    same_day = sale("c0", "2025-06", 10)
    few = ask("rfm", ledger(tmp_path / "few", [*one_a_day, same_day]), scope(*YEAR), DEFAULT)
    assert few.summary["frequency"] == 37
    assert "a line of sales is a purchase" in said(few.notes[0])
    many = ledger(tmp_path / "many", [*one_a_day, *[same_day] * 3])
    assert ask("rfm", many, scope(*YEAR), DEFAULT).summary["frequency"] == 36
    assert ask("rfm", many, scope(*YEAR), DEFAULT.with_(rfm_frequency="lines")).summary["frequency"] == 39
    returned = ledger(tmp_path / "back", [*one_a_day, same_day, sale("c0", "2025-06", -10)])
    assert ask("rfm", returned, scope(*YEAR), DEFAULT).summary["frequency"] == 36


def test_equal_clients_share_scores_and_segment(tmp_path):
    sales = [sale(f"c{n:02d}", "2025-06", 100) for n in range(60)]
    found = ask("rfm", ledger(tmp_path, sales), scope(*YEAR), DEFAULT)
    assert found.rows[["r", "f", "m", "segment"]].drop_duplicates().to_numpy().tolist() == [[5, 1, 1, "new"]]
    assert any("nobody scores above 1 for frequency" in said(note) for note in found.notes)


@pytest.mark.parametrize(("sales", "base", "thesis"), [
    ([sale("a", "2025-05", -10), sale(None, "2025-05", 7)], "revenue", "No client bought in this period."),
    ([sale("a", "2024-05", 10)], "revenue", "No client bought in this period."),
    ([sale("a", "2025-05", 10)], "margin",
     "What clients bring in this base is not known, so there are no segments."),
], ids=["returns", "nothing", "no cost"])
def test_too_little_is_said(tmp_path, sales, base, thesis):
    found = ask("rfm", ledger(tmp_path, sales), scope(*YEAR, base=base), DEFAULT)
    assert said(found.thesis) == thesis
    assert found.rows["segment"].isna().all()
    assert to_json(found)["summary"]["champions"] == 0
    assert to_json(found)["summary"]["champions_money"] == (0 if base == "revenue" and len(found.rows) else None)


def test_clients_of_unknown_margin_have_no_segment(tmp_path):
    sales = [sale("a", "2025-05", 10, 4), sale("b", "2025-05", 10), sale("a", "2025-12-31", 5, 5)]
    found = ask("rfm", ledger(tmp_path, sales), scope(*YEAR, base="margin"), DEFAULT)
    rows = {row["account_id"]: row for row in to_json(found)["rows"]}
    assert rows["a"]["monetary"] == 6
    assert (rows["b"]["monetary"], rows["b"]["m"], rows["b"]["segment"]) == (None, None, None)
    assert "Of 1 client the amount in this base is not known; it has no segment." in map(said, found.notes)


def test_all_time_ends_with_the_last_day_of_sales(tmp_path):
    book = ledger(tmp_path, [sale("a", "2025-05-02", 10), sale("a", "2025-05-04", 10)])
    assert ask("rfm", book, scope(), DEFAULT).rows["recency_days"].tolist() == [0]
    assert ask("rfm", book, scope("2025-05", "2025-06"), DEFAULT).rows["recency_days"].tolist() == [0]


def test_months_without_sales_are_said(tmp_path):
    found = ask("rfm", ledger(tmp_path, [sale("a", "2025-02", 10), sale("a", "2025-11-30", 5)]), scope(*YEAR), DEFAULT)
    assert said(found.notes[-1], "en") == (
        "10 months of the period hold no sales at all: if they were not brought in, clients look as if they had paused.")
    assert said(found.notes[-1], "ru").startswith("В 10 месяцах периода нет ни одной продажи")


def test_lines_of_a_price_of_zero_are_no_returns(tmp_path):
    store = ledger(tmp_path, [sale("buys", "2025-03", 10), sale("gift", "2025-03", 0), sale("back", "2025-03", -5),
                              sale("both", "2025-03", 0), sale("both", "2025-04", -1), sale(None, "2025-12-31", 0)])
    notes = list(map(said, ask("rfm", store, scope("2025-01", "2026-01"), Settings()).notes))
    assert notes[:2] == ["2 clients had returns only and have no scores.",
                         "1 client had lines of a price of zero only and has no scores."]
