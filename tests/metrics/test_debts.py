"""Debts of companies that are added up by hand, and their laws against a plain recount of random invoices."""

from __future__ import annotations

import datetime
import random
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kam_core.metrics import ask
from kam_core.scope import add_months
from kam_core.settings import Settings
from metrics.company import invoice, ledger, said, sale, scope

BUCKETS = ("not_due", "late_30", "late_60", "late_90", "late_over")
LAST = datetime.date(2025, 6, 30)


def owed(found):
    """Rows as a dictionary by client."""
    return {row["account_id"]: row for row in found.rows.to_dict("records")}


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """The last day is 30 June 2025. a: sells 3,000 a month and owes 4,500. b: bought once, in March, and owes half of it."""
    sales = [sale("a", f"2025-{number:02d}", 3000) for number in range(1, 7)]
    sales += [sale("b", "2025-03", 800), sale(None, "2025-06-30", 50)]
    return ledger(tmp_path_factory.mktemp("owing"), sales, invoices=[
        invoice("a", "2025-06-20", "2025-07-20", 3000),
        invoice("a", "2025-05-02", "2025-06-01", 2000, 500, "2025-06-05"),
        invoice("a", "2025-04-01", "2025-05-01", 900, 900, "2025-05-21"),
        invoice("b", "2025-03-10", None, 800, 400, "2025-04-09"),
        invoice("c", "2025-06-01", None, -30),
        invoice("d", "2025-06-01", "2025-06-10", 40, 45, "2025-06-02"),
    ])


def test_by_hand(small):
    found = ask("debts", small, scope(), Settings())
    rows = owed(found)
    # 2,000 less 500 was due 29 days ago; b's invoice of 10 March is due on 9 April, 82 days ago
    assert [rows["a"][name] for name in ("receivables", *BUCKETS, "overdue", "oldest")] == [4500, 3000, 1500, 0, 0, 0, 1500, 29]
    assert [rows["b"][name] for name in ("receivables", *BUCKETS, "overdue", "oldest")] == [400, 0, 0, 0, 400, 0, 400, 82]
    # all of June (30 days) and half of May (31); b: June, May and April without a sale, then half of March
    assert rows["a"]["dso"] == pytest.approx(30 + 31 / 2)
    assert rows["b"]["dso"] == pytest.approx(30 + 31 + 30 + 31 / 2)
    # a: 500 after 34 days and 900 after 50
    assert rows["a"]["days_to_pay"] == pytest.approx((500 * 34 + 900 * 50) / 1400)
    assert (rows["c"]["credit"], rows["d"]["overpaid"]) == (-30, -5)
    figures = found.summary
    assert (figures["receivables"], figures["overdue"], figures["credit"], figures["overpaid"]) == (4900, 1900, -30, -5)
    assert (figures["debtors"], figures["debtors_overdue"], figures["invoices_open"], figures["undated"]) == (2, 2, 3, 400)
    # 4,900 of all: June's 3,000 and 1,900 of May's 3,000
    assert figures["dso"] == pytest.approx(30 + 31 * 1900 / 3000)
    assert said(found.thesis) == "2 clients are overdue with 1.9 k: 38.8 % of the 4.9 k that are owed."
    notes = " ".join(map(said, found.notes))
    assert "30 Jun 2025" in notes
    assert "credit notes of 30" in notes
    assert found.frames["aging"]["amount"].tolist() == [3000, 1500, 0, 400, 0]


def test_the_term_of_invoices_without_one_is_a_setting(small):
    rows = owed(ask("debts", small, scope(), Settings().with_(debt_days=90)))
    assert (rows["b"]["late_30"], rows["b"]["oldest"]) == (400, 22)
    rows = owed(ask("debts", small, scope(), Settings().with_(debt_days=112)))
    assert (rows["b"]["not_due"], rows["b"]["overdue"]) == (400, 0)


def test_the_period_does_not_matter_and_units_are_said(small):
    every = ask("debts", small, scope(), Settings())
    other = ask("debts", small, scope("2025-01", "2025-02", where=(("unit", ("Steel",)),)), Settings())
    assert other.summary == every.summary
    assert any("no business unit" in said(note) for note in other.notes)


def test_invoices_that_say_nothing_of_payments_are_no_debts(tmp_path):
    found = ask("debts", ledger(tmp_path, [sale("a", "2025-06", 10)], invoices=[invoice("a", "2025-06-01", None, 10)]), scope(),
                Settings())
    assert set(found.summary.values()) == {None}
    assert found.rows.empty
    assert "do not say what was paid" in said(found.thesis)


def test_sales_that_were_not_brought_in_leave_days_of_sales_unknown(tmp_path):
    """May was not brought in, and June alone does not make what is owed."""
    hole = ledger(tmp_path, [sale("a", "2025-04", 100), sale("a", "2025-06-30", 100)],
                  invoices=[invoice("a", "2025-06-01", "2025-06-30", 150, 0), invoice("a", "2025-06-01", None, 1, 1)])
    found = ask("debts", hole, scope(), Settings())
    assert found.summary["dso"] is None
    assert found.rows["dso"].isna().all()
    assert any("not known" in said(note) for note in found.notes)


def test_invoices_long_after_the_last_sale_leave_days_of_sales_unknown(tmp_path):
    late = ledger(tmp_path, [sale("a", "2025-04", 100)], invoices=[invoice("a", "2025-06-01", None, 50, 0)])
    assert ask("debts", late, scope(), Settings()).summary["dso"] is None


def test_more_than_a_year_of_sales_is_no_number_of_days(tmp_path):
    little = ledger(tmp_path, [sale("a", "2025-06", 10)], invoices=[invoice("a", "2025-06-01", None, 11, 0)])
    found = ask("debts", little, scope(), Settings())
    assert (found.summary["dso"], found.summary["receivables"]) == (None, 11)


def test_all_paid(tmp_path):
    paid = ledger(tmp_path, [sale("a", "2025-06", 10)], invoices=[invoice("a", "2025-06-01", None, 11, 11, "2025-06-02")])
    found = ask("debts", paid, scope(), Settings())
    assert (found.summary["receivables"], found.summary["overdue"], found.summary["dso"]) == (0, 0, 0)
    assert said(found.thesis) == "Nothing is owed: all invoices are paid."


def made_up(dice: random.Random) -> tuple[list[dict], list[dict], list[dict]]:
    """(accounts, sales, invoices): six clients in three groups over the year to LAST, amounts in kopecks."""
    accounts = [{"account_id": f"c{i}", "name": f"Client {i}", "group_id": f"g{i % 3}", "region": "NA" if i % 2 else "South",
                 "manager": f"M{i % 2}"} for i in range(6)]
    sales = [sale(None, f"{add_months(LAST, -back):%Y-%m}", 0) for back in range(12)]
    sales += [sale(f"c{dice.randrange(6)}", f"{add_months(LAST, -dice.randrange(12)):%Y-%m}", dice.randrange(1, 10**6) / 100)
              for _ in range(60)]
    sales.append(sale("c0", str(LAST), 1))
    invoices = []
    for _ in range(dice.randrange(1, 25)):
        day = LAST - datetime.timedelta(days=dice.randrange(300))
        amount = dice.randrange(-2000, 40_000)
        share = dice.choice([0, 0, 0.4, 1, 1.1])
        due = dice.choice([None, day + datetime.timedelta(days=dice.randrange(60))])
        invoices.append(invoice(f"c{dice.randrange(6)}", str(day), None if due is None else str(due), amount / 100,
                                round(amount * share) / 100, None if not share else str(LAST)))
    return accounts, sales, invoices


def exhaustion(debt: Fraction, sold: dict[datetime.date, Fraction]) -> float | None:
    """Days of the latest sales that make a debt, month by month, as the method is told."""
    days = Fraction(0)
    for back in range(12):
        month = add_months(LAST, -back)
        if debt <= 0:
            return float(days)
        made = max(sold.get(month, Fraction(0)), Fraction(0))
        length = (add_months(month, 1) - month).days
        days += length if made <= debt else length * debt / made
        debt -= made
    return float(days) if debt <= 0 else None


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6))
def test_random_invoices_against_a_plain_recount(tmp_path_factory, seed):
    accounts, sales, invoices = made_up(random.Random(seed))
    owner = ledger(tmp_path_factory.mktemp("recount"), sales, accounts, invoices=invoices)
    found = ask("debts", owner, scope(level="account"), Settings())
    rows, figures = owed(found), found.summary
    expected: dict[str, dict[str, Fraction]] = {}
    for each in invoices:
        amount, paid = Fraction(each["amount"]), Fraction(each["paid"])
        due = each["due"] or each["issued"] + datetime.timedelta(days=30)
        late = (LAST - due).days
        kept = expected.setdefault(each["account"], dict.fromkeys(("receivables", *BUCKETS, "credit", "overpaid"), Fraction(0)))
        if amount > paid:
            bucket = BUCKETS[0 if late <= 0 else min(4, (late - 1) // 30 + 1)]
            kept[bucket] += amount - paid
            kept["receivables"] += amount - paid
        else:
            kept["credit" if amount < 0 else "overpaid"] += amount - paid
    for client, sums in expected.items():
        if any(sums.values()):
            assert {name: rows[client][name] for name in sums} == {name: float(value) for name, value in sums.items()}
        else:
            assert client not in rows
    for row in rows.values():
        assert sum(round(row[name] * 100) for name in BUCKETS) == round(row["receivables"] * 100)
        assert sum(round(row[name] * 100) for name in BUCKETS[1:]) == round(row["overdue"] * 100)
    for name in ("receivables", *BUCKETS, "credit", "overpaid"):
        assert figures[name] == float(sum((sums[name] for sums in expected.values()), Fraction(0)))
    sold: dict[str, dict[datetime.date, Fraction]] = {}
    for line in sales:
        if line["account"]:
            month = line["date"].replace(day=1)
            by_month = sold.setdefault(line["account"], {})
            by_month[month] = by_month.get(month, Fraction(0)) + Fraction(line["revenue"])
    for client, row in rows.items():
        if row["receivables"] > 0:
            days = exhaustion(expected[client]["receivables"], sold.get(client, {}))
            assert (None if row["dso"] != row["dso"] else row["dso"]) == (None if days is None else pytest.approx(days))


@pytest.mark.parametrize("level", ["group", "account"])
def test_filters_part_the_whole_and_levels_agree(tmp_path, level):
    accounts, sales, invoices = made_up(random.Random(5))
    owner = ledger(tmp_path, sales, accounts, invoices=invoices)
    every = ask("debts", owner, scope(level="account"), Settings()).summary
    assert ask("debts", owner, scope(level=level), Settings()).summary["receivables"] == every["receivables"]
    for field, values in (("region", ("NA", "South")), ("manager", ("M0", "M1"))):
        parts = [ask("debts", owner, scope(level=level, where=((field, (value,)),)), Settings()).summary for value in values]
        for name in ("receivables", *BUCKETS, "overdue", "credit", "overpaid", "issued", "invoices_open"):
            assert sum(part[name] for part in parts) == pytest.approx(every[name]), (field, name)
