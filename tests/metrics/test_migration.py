"""Migration between classes: by hand, and as laws over both windows."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kam_core.metrics import ask
from kam_core.settings import Settings
from metrics.company import ledger, open_months, said, sale, scope

DEFAULT = Settings()
PREVIOUS = DEFAULT.with_(compare_with="previous")
FULL = sale(None, "2025-12-31", 0)


def asked(book, start="2025-01", end="2026-01", choice=DEFAULT, **more):
    return ask("migration", book, scope(start, end, **more), choice)


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    lines = [*open_months(2023, 2024, 2025), FULL]
    for name, early, before, now in (
        ("top", 0, 800, 850), ("fell", 0, 100, 30), ("rose", 0, 40, 90), ("same", 0, 60, 55), ("gone", 0, 45, None),
        ("back", 20, None, 35), ("new", 0, None, 25), ("negative", 0, 30, -12),
    ):
        for year, amount in ((2023, early), (2024, before), (2025, now)):
            if amount:
                lines.append(sale(name, f"{year}-03", amount))
    return ledger(tmp_path_factory.mktemp("migration"), lines)


def test_by_hand(book):
    found = asked(book)
    rows = found.rows.set_index("account_id")
    # before: 800, 100, 60, 45, 40, 30 of 1075: shares before 0, 74.4, 83.7, 89.3, 93.5, 97.2 %
    assert rows["abc_before"].to_dict() == {
        "top": "A", "fell": "A", "same": "B", "gone": "B", "rose": "B", "negative": "C", "back": "-", "new": "-"}
    # now: 850, 90, 55, 35, 30, 25 of 1085: 0, 78.3, 86.6, 91.7, 94.9, 97.7 %
    assert rows["abc_now"].to_dict() == {
        "top": "A", "rose": "A", "same": "B", "back": "B", "fell": "B", "new": "C", "negative": "C-", "gone": "-"}
    assert rows["move"].to_dict() == {
        "top": "same", "rose": "up", "same": "same", "back": "returned", "fell": "down", "new": "new", "negative": "down",
        "gone": "lost"}
    assert found.rows["account_id"].tolist()[0] == "fell"  # −70 is the largest change
    assert {key: found.summary[key] for key in ("A>A", "A>B", "B>A", "B>B", "B>-", "C>-", "->B", "->C", "C>C")} == {
        "A>A": 1, "A>B": 1, "B>A": 1, "B>B": 1, "B>-": 1, "C>-": 1, "->B": 1, "->C": 1, "C>C": 0}
    assert {key: found.summary[key] for key in ("clients", "same", "up", "down", "new", "returned", "lost")} == {
        "clients": 8, "same": 2, "up": 1, "down": 2, "new": 1, "returned": 1, "lost": 1}
    assert (found.summary["value_before"], found.summary["value_now"]) == (1075, 1085 - 12)
    assert (found.summary["value_lost"], found.summary["value_new"], found.summary["a_kept"]) == (45, 60, 0.5)
    assert said(found.thesis) == "Of 2 clients of class A 1 stayed in it (50.0 %); none was lost."
    assert "Compared with January 2024 – December 2024." in map(said, found.notes)


def test_pairs_hold_counts_and_money(book):
    pairs = asked(book).frames["abc"].set_index(["before", "now"])
    assert pairs.loc[("C", "C-"), ["clients", "value_before", "value_now", "share"]].tolist() == [1, 30, -12, 1]
    assert pairs.loc[("B", "-"), ["clients", "value_before", "value_now"]].tolist() == [1, 45, 0]
    assert pairs["clients"].sum() == 8
    assert pairs.groupby("before")["share"].sum().tolist() == pytest.approx([1] * 4)


def test_xyz_of_both_windows(book):
    rows = asked(book).rows.set_index("account_id")
    assert rows["xyz_before"].to_dict() == {
        **dict.fromkeys(("top", "fell", "same", "gone", "rose", "negative"), "Z"), "back": "-", "new": "-"}
    assert rows.loc["gone", "xyz_now"] == "-"


def test_half_a_year_against_the_one_before(tmp_path):
    lines = [*open_months(2025), FULL, sale("a", "2025-02", 90), sale("a", "2025-08", 10), sale("b", "2025-09", 90)]
    found = asked(ledger(tmp_path, lines), "2025-07", "2026-01", PREVIOUS)
    assert found.rows.set_index("account_id")["move"].to_dict() == {"a": "down", "b": "new"}
    assert (found.summary["A>B"], found.summary["->A"]) == (1, 1)


def test_without_an_earlier_period_nothing_is_told(tmp_path):
    found = asked(ledger(tmp_path, [sale("a", "2025-02", 10), FULL]))
    assert found.rows.empty
    assert set(found.summary.values()) == {None}
    assert said(found.thesis) == "There is no earlier period to compare classes with."
    assert any("The ledger begins in" in said(note) for note in found.notes)


def test_an_unknown_margin_is_no_class(tmp_path):
    lines = [*open_months(2024, 2025), FULL, sale("a", "2024-02", 10, 5), sale("a", "2025-02", 10),
             sale("b", "2024-02", 8, 2), sale("b", "2025-02", 8, 2)]
    found = asked(ledger(tmp_path, lines), base="margin")
    rows = found.rows.set_index("account_id")
    assert (rows.loc["a", "abc_now"], rows.loc["a", "move"]) == ("?", "unknown")
    assert rows["value_now"].isna()["a"]
    assert rows["change"].isna()["a"]
    assert (rows.loc["b", "move"], found.summary["value_now"]) == ("same", 6)


LINES = st.lists(
    st.tuples(st.sampled_from("abcdefghij"), st.sampled_from([2024, 2025]), st.integers(1, 12), st.integers(-2_000, 20_000)),
    min_size=1, max_size=40)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LINES)
def test_counts_and_money_are_those_of_both_windows(tmp_path_factory, lines):
    sales = [sale(name, f"{year}-{number:02d}", Decimal(cents) / 100) for name, year, number, cents in lines]
    found = asked(ledger(tmp_path_factory.mktemp("law"), [*sales, *open_months(2023, 2024, 2025), FULL]))
    pairs = found.frames["abc"]
    clients = {name for name, *_ in lines}
    assert set(found.rows["account_id"]) == clients
    assert pairs["clients"].sum() == len(found.rows) == found.summary["clients"] == len(clients)
    for side, year in (("before", 2024), ("now", 2025)):
        total = float(sum(Decimal(cents) for _, when, _, cents in lines if when == year) / 100)
        assert found.summary[f"value_{side}"] == total
        assert round(pairs[f"value_{side}"].sum(), 4) == total
        held = pairs[pairs[side] != "-"]["clients"].sum()
        assert held == len({name for name, when, *_ in lines if when == year})
    moves = ("same", "up", "down", "new", "returned", "lost")
    assert sum(found.summary[move] for move in moves) == len(clients)
