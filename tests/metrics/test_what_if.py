"""What if, the stress rows, months to replace, concentration over time, and the distribution of a ledger's losses."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

import pytest

from kam_core.errors import UsageError
from kam_core.metrics import ask
from kam_core.metrics.year_loss import losses
from kam_core.scope import add_months
from kam_core.settings import Settings
from metrics.company import ledger, month, open_months, said, sale, scope

DEFAULT = Settings()
YEAR = ("2025-01", "2026-01")


@pytest.fixture
def book(tmp_path):
    sales = [
        *(sale("a", f"{year}-03", 500, 300) for year in (2024, 2025)),
        *(sale("b", f"{year}-04", 300, 270) for year in (2024, 2025)),
        sale("c", "2024-05", 80, 40), sale("c", "2025-05", 80, 40), sale("d", "2025-05", 120, 60),
        sale(None, "2025-06", 100, 90), sale("a", "2025-12-31", 0, 0), *open_months(2024)[2:],
    ]
    return ledger(tmp_path, sales)


def test_a_client_lost_and_one_cut_by_half(book):
    found = ask("what_if", book, scope(*YEAR), DEFAULT, losses={"a": 1.0, "b": 0.5})
    got = found.summary
    assert (got["revenue"], got["revenue_lost"], got["revenue_after"]) == (1100, 650, 450)
    assert got["revenue_lost_share"] == pytest.approx(650 / 1100)
    assert (got["margin"], got["margin_lost"], got["margin_after"]) == (340, 215, 125)
    assert got["largest_share_after"] == pytest.approx(150 / 350)
    rows = found.rows.set_index("account_id")
    assert rows.index.tolist() == ["b", "a", "d", "c"]
    assert rows.loc["b", ["cut", "value", "value_after", "ladder", "ladder_after"]].tolist() == [
        0.5, 300, 150, "critical", "critical"]
    assert rows.loc["a", "value_after"] == 0
    assert rows.loc["d", ["ladder", "ladder_after"]].tolist() == ["key", "critical"]
    # d is the one client first seen in 2025: 120 in twelve months, so 650 take 65 of them.
    assert (got["new_clients"], got["new_revenue_monthly"], got["months_to_replace"]) == (1, 10, 65)
    assert said(found.thesis) == (
        "The company would lose 650, 59.1 % of all revenue; new business takes 65 months to replace it.")


def test_nothing_chosen_changes_nothing(book):
    got = ask("what_if", book, scope(*YEAR), DEFAULT).summary
    assert (got["revenue_lost"], got["revenue_after"], got["keys"]) == (0, 1100, got["keys_after"])


def test_a_cut_out_of_range_is_refused(book):
    with pytest.raises(UsageError):
        ask("what_if", book, scope(*YEAR), DEFAULT, losses={"a": 1.5})


def test_stress_rows(book):
    stress = ask("what_if", book, scope(*YEAR), DEFAULT).frames["stress"]
    assert stress[["by", "count", "revenue", "margin"]].to_numpy().tolist() == [
        ["revenue", 1, 500, 200], ["revenue", 3, 920, 290], ["margin", 1, 500, 200], ["margin", 3, 700, 300]]
    assert stress["revenue_share"].tolist()[0] == pytest.approx(500 / 1100)
    assert stress["names"].tolist()[3] == ["a", "d", "c"]


def test_without_history_months_to_replace_are_not_known(tmp_path):
    found = ask("what_if", ledger(tmp_path, [sale("a", "2025-03", 5), sale("b", "2025-12-31", 5)]), scope(*YEAR), DEFAULT,
                losses={"a": 1.0})
    assert found.summary["months_to_replace"] is None
    assert said(found.notes[0]).startswith("The ledger begins in March 2025")
    assert said(found.thesis) == "The company would lose 5, 50.0 % of all revenue."


def test_without_new_clients_months_to_replace_are_not_known(tmp_path):
    sales = [sale("a", "2024-03", 5), sale("a", "2025-12-31", 5), *open_months(2024)[2:]]
    found = ask("what_if", ledger(tmp_path, sales), scope(*YEAR), DEFAULT, losses={"a": 1.0})
    assert found.summary["months_to_replace"] is None
    assert said(found.notes[0], "ru") == "За последние 12 месяцев новых клиентов не было, поэтому срок замены неизвестен."


def test_concentration_over_time_against_sums_in_python(company):
    book, sales, _ = company
    rows = ask("concentration_trend", book, scope(level="account"), DEFAULT).rows
    assert len(rows) == 25
    for at, row in zip(rows["month"], rows.to_dict("records"), strict=True):
        end = add_months(at.date(), 1)
        sums: dict[str, Decimal] = defaultdict(Decimal)
        for line in sales:
            if line["account"] and add_months(end, -12) <= line["date"] < end:
                sums[line["account"]] += Decimal(line["revenue"])
        positive = [value for value in sums.values() if value > 0]
        index = sum((value / sum(positive)) ** 2 for value in positive)
        assert row["hhi"] == pytest.approx(float(index * 10_000), rel=1e-12)
        assert row["effective_accounts"] == pytest.approx(float(1 / index))
        assert (row["accounts_positive"], round(row["value"], 4)) == (len(positive), float(sum(positive)))


def test_the_last_point_over_time_is_the_concentration_of_the_year(company):
    year = ask("concentration", company[0], scope(*YEAR), DEFAULT).summary
    over = ask("concentration_trend", company[0], scope(*YEAR), DEFAULT)
    assert over.summary["hhi"] == pytest.approx(year["hhi"])
    before = ask("concentration", company[0], scope("2024-01", "2025-01"), DEFAULT).summary
    assert over.summary["hhi_before"] == pytest.approx(before["hhi"])


def test_too_short_a_ledger_has_no_trend(tmp_path):
    found = ask("concentration_trend", ledger(tmp_path, [sale("a", "2025-02", 5)]), scope(), DEFAULT)
    assert found.rows.empty
    assert said(found.thesis) == "Twelve full months are needed before concentration can be followed over time."


def test_a_year_s_loss(book):
    found = ask("losses", book, scope(*YEAR), DEFAULT)
    assert (found.summary["total"], found.summary["mean"], found.summary["step"]) == (1000, pytest.approx(100), 1)
    squares = 500**2 + 300**2 + 80**2 + 120**2
    assert found.summary["sd"] == pytest.approx((0.09 * squares) ** 0.5)
    assert found.summary["no_loss"] == pytest.approx(0.9**4)
    assert (found.summary["median"], found.summary["q95"]) == (0, 500)
    chosen = losses(book, scope(*YEAR), DEFAULT, {"a": 0.0, "b": 1.0})
    assert chosen.exceeding(299) == pytest.approx(1)
    assert chosen.exceeding(300) == pytest.approx(1 - 0.9**2)


def test_the_spread_is_that_of_concentration(company):
    for base in ("revenue", "margin"):
        spread = ask("losses", company[0], scope(*YEAR, base=base), DEFAULT).summary["sd_share"]
        assert spread == pytest.approx(ask("concentration", company[0], scope(*YEAR, base=base), DEFAULT).summary["loss_sd"])


def test_nothing_to_lose(tmp_path):
    found = ask("losses", ledger(tmp_path, [sale("a", "2025-02", -5)]), scope(), DEFAULT)
    assert set(found.summary.values()) == {None}
    assert said(found.thesis) == "There is nothing to lose in this period."


def test_other_periods_than_a_year_are_said(book):
    assert "12 months" not in "".join(said(note) for note in ask("losses", book, scope(*YEAR), DEFAULT).notes)
    half = ask("losses", book, scope("2025-01", "2025-07"), DEFAULT)
    assert said(half.notes[-1]) == "A client's amount is its sum over the 6 months shown, not over a year."
    assert month("2025-01") == half.scope.start


def test_a_stray_old_year_gives_no_new_clients_and_no_trend(tmp_path):
    sales = [*(sale("a", f"2026-{m:02d}{'-30' if m == 6 else ''}", 10) for m in range(1, 7)), sale("b", "1996-05", 5)]
    book, when = ledger(tmp_path, sales), scope("2025-07", "2026-07")
    found = ask("what_if", book, when, DEFAULT, losses={"a": 1.0})
    assert found.summary["months_to_replace"] is None
    assert said(found.notes[0]).startswith("Most months before July 2025 hold no sales")
    assert ask("accounts", book, when, DEFAULT).summary["new"] is None
    trend = ask("concentration_trend", book, when, DEFAULT)
    # the one window with six of its twelve months is that up to June 2026
    assert [day.strftime("%Y-%m") for day in trend.rows["month"]] == ["2026-06"]
    assert trend.summary["hhi_before"] is None


@pytest.mark.parametrize(("cost", "serve", "by"), [
    (None, 0, ["revenue"]), (0.7, 0, ["revenue"]), (0.7, 900, ["contribution", "revenue"])])
def test_stress_rows_are_not_repeated(tmp_path, cost, serve, by):
    sales = [sale(name, "2025-03", amount, cost and amount * cost) for name, amount in (("a", 2000), ("b", 1000))]
    costs = [{"account": "a", "date": month("2025-03"), "amount": serve}] if serve else []
    stress = ask("what_if", ledger(tmp_path, sales, costs=costs), scope(*YEAR), DEFAULT).frames["stress"]
    assert sorted(set(stress["by"])) == by
