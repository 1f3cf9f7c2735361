"""Overview and what changed, from small ledgers whose answers are counted by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kam_core.metrics import ask, to_json
from kam_core.settings import Settings
from metrics.company import ledger, open_months, said, sale, scope

DEFAULT = Settings()
YEAR = ("2025-01", "2026-01")


def overview(book, start=YEAR[0], end=YEAR[1], **more):
    return ask("overview", book, scope(start, end, **more), DEFAULT)


def two_years(*more, base=100, last=100):
    """Twenty-four months of one steady client, the second year at another level, and further lines."""
    months = [f"{year}-{month:02d}" for year in (2024, 2025) for month in range(1, 13)]
    return [*(sale("steady", each, base if each < "2025" else last, 60) for each in months),
            sale("steady", "2025-12-31", "0.01", "0.01"), *more]


def kinds(found):
    return [item.kind for item in found.changes]


def change(found, kind):
    return next(item for item in found.changes if item.kind == kind)


def test_figures_against_the_year_before(tmp_path):
    book = ledger(tmp_path, two_years(sale("new", "2025-05", 300, 100), sale(None, "2025-06", 20, 20), last=110))
    found = overview(book).summary
    assert found["revenue"] == 1320 + 300 + 20 + 0.01
    assert found["revenue_before"] == 1200
    assert found["revenue_change"] == pytest.approx(1640.01 / 1200 - 1)
    assert found["margin"] == 12 * 50 + 200
    assert found["margin_before"] == 480
    assert found["margin_rate"] == pytest.approx(800 / 1640.01)
    assert found["costed_share"] == 1
    assert (found["active"], found["active_before"], found["active_change"]) == (2, 1, 1)
    assert found["largest_share"] == pytest.approx(1320.01 / 1620.01)
    assert found["largest_share_change"] == pytest.approx(1320.01 / 1620.01 - 1)
    assert found["unassigned"] == 20


def test_months_stand_beside_the_same_months_a_year_before(tmp_path):
    book = ledger(tmp_path, [sale("a", "2024-01", 5), sale("a", "2024-03", 7), sale("a", "2025-03", 9), sale("b", "2024-04", 0),
                             sale("a", "2025-04-30", 1)])
    found = to_json(overview(book, "2025-01", "2025-06"))["rows"]
    assert [(row["month"], row["revenue"], row["revenue_before"]) for row in found] == [
        ("2025-01-01", None, 5), ("2025-02-01", None, None), ("2025-03-01", 9, 7),
        ("2025-04-01", 1, 0), ("2025-05-01", None, None)]
    assert [row["partial"] for row in found] == [False, False, False, False, True]


def test_no_whole_year_before(tmp_path):
    found = overview(ledger(tmp_path, [sale("a", "2024-06", 5), sale("a", "2025-12-31", 5)]))
    assert (found.summary["revenue_before"], found.summary["revenue_change"]) == (None, None)
    assert said(found.notes[0]) == "The ledger begins in June 2024: there is no whole year before to compare with."
    assert said(found.thesis) == "1 client bought; all sales brought 5."


def test_an_unfinished_period_is_not_compared(tmp_path):
    found = overview(ledger(tmp_path, [sale("a", "2024-01", 5), sale("a", "2025-12-05", 5)]))
    assert found.summary["revenue_change"] is None
    assert said(found.notes[0]) == "The data end on 5 Dec 2025, so the period is not compared with the year before."


def stray(*more):
    """January to June 2026 of two clients, and one line each of 2011 and 1996 by another."""
    return [*(sale(name, f"2026-{m:02d}{'-30' if m == 6 else ''}", 10) for name in ("a", "b") for m in range(1, 7)),
            sale("odd", "2011-05", 5), sale("odd", "1996-05", 5), *more]


def test_a_stray_old_year_is_no_year_before(tmp_path):
    found = overview(ledger(tmp_path, stray()), "2025-07", "2026-07")
    assert [found.summary[key] for key in ("revenue_before", "revenue_change", "active_change")] == [None] * 3
    assert said(found.notes[0]) == (
        "The ledger holds no sales of the year before (Jul 24 – Jun 25), so nothing is compared with it.")
    assert kinds(found) == []
    assert found.rows["revenue_before"].isna().all()
    assert found.rows["revenue"].isna().tolist() == [True] * 6 + [False] * 6
    assert said(found.thesis) == "2 clients bought; all sales brought 120."


@pytest.mark.parametrize(("months", "compared"), [(5, False), (6, True)])
def test_half_of_the_year_before_must_be_there(tmp_path, months, compared):
    early = [sale("a", f"2024-{m:02d}", 10) for m in range(7, 7 + months)]
    found = overview(ledger(tmp_path, stray(*early)), "2025-07", "2026-07")
    assert (found.summary["revenue_change"] is not None) == compared
    few = "Only 5 of the months of the year before (Jul 24 – Jun 25) hold sales, so nothing is compared with it."
    assert (few in map(said, found.notes)) == (not compared)


def test_a_month_that_is_not_complete_is_said_to_be_left_out(tmp_path):
    book = ledger(tmp_path, two_years(sale("steady", "2026-01-20", 7)))
    text = "January 2026 is not complete (sales to 20 Jan 2026) and is not counted."
    assert text in map(said, overview(book).notes)
    assert text in map(said, ask("concentration", book, scope(*YEAR), DEFAULT).notes)
    assert text not in map(said, overview(book, "2025-01", "2025-07").notes)
    assert text not in map(said, overview(book, None, None).notes)
    assert text not in map(said, overview(ledger(tmp_path / "whole", two_years())).notes)


def test_margins_of_unlike_coverage_are_not_compared(tmp_path):
    months = [sale("a", f"2024-{m:02d}", 100) for m in range(1, 13)]
    months += [sale("a", f"2025-{m:02d}", 100, 80) for m in range(1, 13)]
    found = overview(ledger(tmp_path, [*months, sale("a", "2024-05", 50, 10), sale("a", "2025-12-31", 1, 1)]))
    assert found.summary["margin"] == 240
    assert found.summary["margin_change"] is None
    assert found.summary["costed_share_before"] == pytest.approx(50 / 1250)


def test_without_cost_margin_is_absent(tmp_path):
    found = overview(ledger(tmp_path, [sale("a", "2025-12-31", 5)]))
    assert [found.summary[key] for key in ("margin", "margin_rate", "margin_change")] == [None] * 3
    assert "No sale of this period has a cost, so margin is not known." in map(said, found.notes)


def test_nothing_changed(tmp_path):
    found = overview(ledger(tmp_path, two_years()))
    assert found.changes == []
    assert said(found.thesis) == "Revenue is level at 1.2 k (0.0 %)."
    assert said(found.thesis, "ru") == "Выручка на прежнем уровне: 1,2 тыс. (0,0 %)."


def test_falls_rises_new_and_lost(tmp_path):
    clients = [
        *(sale(f"down{i}", "2024-05", 100) for i in range(2)), sale("down0", "2025-05", 40), sale("down1", "2025-05", 70),
        sale("up", "2024-05", 50), sale("up", "2025-05", 130), sale("gone", "2024-05", 90), sale("fresh", "2025-07", 75),
        sale(None, "2025-08", 30),
    ]
    found = overview(ledger(tmp_path, two_years(*clients, base=200, last=200)))
    assert sorted(kinds(found)) == ["fall", "lost", "new", "rise", "unassigned"]
    assert kinds(found) == [item.kind for item in sorted(found.changes, key=lambda item: -item.stake)]
    falls = change(found, "fall")
    assert said(falls.message) == "2 clients brought 90 less revenue than a year before, down0 the most: 60."
    assert said(falls.message, "ru") == "2 клиента принесли на 90 меньше выручки, чем годом ранее, прежде всего down0: 60."
    assert falls.rows[["account_id", "before", "now", "change"]].to_numpy().tolist() == [
        ["down0", 100, 40, -60], ["down1", 100, 70, -30]]
    assert said(change(found, "rise").message) == "up brought 80 more revenue than a year before."
    assert said(change(found, "lost").message) == "1 client bought a year before and nothing now, 90 of the revenue: gone."
    assert said(change(found, "new").message) == "1 new client brought 75 of the revenue: fresh."
    assert change(found, "unassigned").stake == 30


def test_a_client_that_crosses_a_limit(tmp_path):
    many = [sale(f"c{i:02d}", f"{year}-05", 100) for i in range(20) for year in (2024, 2025)]
    clients = [sale("climber", "2024-05", 150), sale("climber", "2025-05", 600), sale("faller", "2024-06", 400),
               sale("faller", "2025-06", 100), sale("c00", "2025-12-31", 1), sale("c00", "2024-01", 1)]
    found = overview(ledger(tmp_path, [*many, *clients, *open_months(2024)]))
    assert said(change(found, "crossed_up").message) == (
        "climber rose above 20 % of the revenue: 22.2 %, 5.9 % a year before.")
    assert said(change(found, "crossed_down").message) == (
        "faller is no longer above 10 % of the revenue: 3.7 %, 15.7 % a year before.")
    # Each is told once: as a crossing, not as a rise or a fall too.
    assert "rise" not in kinds(found)
    assert "fall" not in kinds(found)


def test_a_client_at_a_loss(tmp_path):
    found = overview(ledger(tmp_path, two_years(sale("dear", "2024-03", 50, 70), sale("dear", "2025-03", 50, 70))))
    loss = change(found, "at_a_loss")
    assert said(loss.message) == "1 client has a margin of −20: dear."
    assert loss.stake == 20


def test_a_record_month(tmp_path):
    found = overview(ledger(tmp_path, two_years(sale("steady", "2025-12", 40, 30))))
    assert said(change(found, "record").message) == "December 2025 had the highest revenue of 24 months: 140."
    assert said(change(found, "record").message, "ru") == "Самая высокая выручка за 24 мес.: декабрь 2025, 140."


def test_at_most_seven_and_json(company):
    found = overview(company[0])
    assert 0 < len(found.changes) <= 7
    told = to_json(found)["changes"]
    assert [set(each) for each in told] == [{"kind", "text", "stake", "rows"}] * len(told)


@pytest.mark.parametrize(("last", "cost", "expected"), [
    (150, 90, "Revenue grew by 50.0 %; more than half of the growth came from steady."),
    (150, 130, "Revenue grew by 50.0 %, but margin fell by 50.0 %."),
    (50, 0, "Revenue fell by 50.0 %, but margin grew by 25.0 %."),
    (50, 30, "Revenue fell by 50.0 %; more than half of the fall came from steady."),
    (101, 91, "Revenue is level at 1.21 k, but margin fell by 75.0 %."),
])
def test_thesis(tmp_path, last, cost, expected):
    months = [sale("steady", f"2024-{m:02d}", 100, 60) for m in range(1, 13)]
    months += [sale("steady", f"2025-{m:02d}{'-31' if m == 12 else ''}", last, cost) for m in range(1, 13)]
    assert said(overview(ledger(tmp_path, months)).thesis) == expected


@pytest.mark.parametrize(("base", "cost", "expected"), [
    ("margin", 100, "Margin grew by 25.0 %; more than half of the growth came from steady."),
    ("margin", 130, "Margin fell by 50.0 %; more than half of the fall came from steady."),
    ("margin", 110, "Margin is level at 480 (0.0 %)."),
    ("contribution", 100, "Contribution grew by 27.8 %; more than half of the growth came from steady."),
])
def test_the_thesis_is_in_the_base(tmp_path, base, cost, expected):
    # margin 480 a year before; 48 to serve in each year leave a contribution of 432, then 600 - 48 = 552
    months = [sale("steady", f"2024-{m:02d}", 100, 60) for m in range(1, 13)]
    months += [sale("steady", f"2025-{m:02d}{'-31' if m == 12 else ''}", 150, cost) for m in range(1, 13)]
    costs = [{"account": "steady", "date": f"{year}-03-01", "amount": 48} for year in (2024, 2025)]
    assert said(overview(ledger(tmp_path, months, costs=costs), base=base).thesis) == expected


def test_without_a_year_before_the_thesis_says_the_sum_in_the_base(tmp_path):
    book = ledger(tmp_path, [sale("a", "2025-12-31", 50, 30)])
    assert said(overview(book, base="margin").thesis) == "1 client bought; all sales brought 20 of the margin."
    assert said(overview(book, base="margin").thesis, "ru") == "Покупал 1 клиент; все продажи принесли 20 маржи."


def test_growth_of_many_names_nobody(tmp_path):
    months = [sale(f"c{i}", f"{year}-{m:02d}{'-31' if m == 12 else ''}", 100 + 10 * (year - 2024))
              for i in range(5) for year in (2024, 2025) for m in range(1, 13)]
    assert said(overview(ledger(tmp_path, months)).thesis) == "Revenue grew by 10.0 % to 6.6 k."


def test_totals_match_sums_in_python(company):
    book, sales, _ = company
    found = overview(book)
    wanted = [line for line in sales if line["date"].year == 2025]
    assert found.summary["revenue"] == float(sum(Decimal(line["revenue"]) for line in wanted))
    assert found.summary["margin"] == float(sum(
        Decimal(line["revenue"]) - Decimal(line["cost"]) for line in wanted if line["cost"] is not None))
    assert round(found.rows["revenue"].sum(), 4) == found.summary["revenue"]
    assert len(found.frames["sparks"]) == 24


@pytest.mark.parametrize("more", [{}, {"start": None, "end": None}])
def test_all_time_and_every_level_and_base_answer(company, more):
    for level in ("group", "account"):
        for base in ("revenue", "margin", "contribution"):
            found = overview(company[0], **more, level=level, base=base)
            assert found.summary["revenue"] is not None
            to_json(found)
