"""ABC-XYZ of small ledgers whose answers are counted by hand, and its sums against those of Python."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kam_core.metrics import ask, to_json
from kam_core.metrics.classes import CELLS
from kam_core.settings import Settings
from metrics.company import ledger, month, open_months, said, sale, scope

DEFAULT = Settings()
FULL = sale(None, "2025-12-31", 0)
"""A line of nothing on the last day, so that December is full."""


def months(*numbers, year=2025):
    return [f"{year}-{number:02d}" for number in numbers]


def asked(book, start="2025-01", end="2026-01", choice=DEFAULT, **more):
    return ask("abc_xyz", book, scope(start, end, **more), choice)


def by_id(found, column):
    return dict(zip(found.rows["account_id"], found.rows[column], strict=True))


@pytest.fixture(scope="module")
def people(tmp_path_factory):
    """Two years, every month brought in; each client is one case."""
    lines = [*open_months(2024, 2025), FULL]
    for name, amount, when in (
        ("steady", 100, [*months(*range(1, 13), year=2024), *months(*range(1, 13))]),
        ("often", 60, [*months(1, year=2024), *months(*range(1, 10))]),
        ("regular", 50, [*months(2, year=2024), *months(1, 4, 7, 10)]),
        ("rare", 30, [*months(3, 9, year=2024), *months(2, 9)]),
        ("season", 40, [*months(11, 12, year=2024), *months(11, 12)]),
        ("once", 20, months(3)),
        ("fresh", 25, months(8, 10)),
        ("gone", 500, months(1, 5, year=2024)),
    ):
        lines += [sale(name, each, amount) for each in when]
    lines += [sale("back", "2024-05", 90), sale("back", "2025-02", 10), sale("back", "2025-03", -30)]
    lines += [sale("refund", "2024-06", 70), sale("refund", "2025-01", -5)]
    lines += [sale("never", "2025-06", -1)]
    return ledger(tmp_path_factory.mktemp("people"), lines)


def test_states_by_hand(people):
    found = asked(people)
    assert by_id(found, "state") == {
        "steady": "active", "often": "active", "regular": "active", "rare": "active", "season": "seasonal",
        "once": "one_off", "fresh": "new", "gone": "lost", "back": "net_negative", "refund": "lost", "never": "net_negative",
    }
    assert {key: found.summary[key] for key in ("new", "lost", "one_off", "seasonal", "net_negative")} == {
        "new": 1, "lost": 2, "one_off": 1, "seasonal": 1, "net_negative": 3}


def test_classes_by_hand(people):
    found = asked(people)
    # sums: 1200, 540, 200, 80 (season), 60 (rare), 50, 20 of 2150; before each 0, 55.8, 80.9, 90.2, 94.0, 96.7, 99.1 %
    assert by_id(found, "abc") == {
        "steady": "A", "often": "A", "regular": "B", "rare": "B", "season": "B", "fresh": "C", "once": "C",
        "never": "C-", "refund": "C-", "back": "C-", "gone": None,
    }
    assert [by_id(found, "xyz")[name] for name in ("steady", "often", "regular", "rare", "season")] == list("XXYZZ")
    assert by_id(found, "active_months")["back"] == 1
    assert found.rows["account_id"].tolist()[:7] == ["steady", "often", "regular", "season", "rare", "fresh", "once"]
    assert by_id(found, "xyz")["gone"] is None
    assert {key: found.summary[key] for key in ("a", "b", "c", "x", "y", "z", "clients")} == {
        "a": 2, "b": 3, "c": 2, "x": 2, "y": 1, "z": 4, "clients": 7}
    assert {cell: found.summary[cell] for cell in CELLS if found.summary[cell]} == {"AX": 2, "BY": 1, "BZ": 2, "CZ": 2}
    assert said(found.thesis) == "Two clients of class A bring 80.9 % of the revenue; none of them buys irregularly."


def test_variation_by_hand(people):
    found = asked(people)
    cv = by_id(found, "cv")
    # √(12/k − 1) for k equal months of twelve
    assert cv["steady"] == pytest.approx(0, abs=1e-6)
    assert cv["often"] == pytest.approx((1 / 3) ** 0.5)
    assert cv["regular"] == pytest.approx(2**0.5)
    assert by_id(found, "cv_sample")["regular"] == pytest.approx((2 * 12 / 11) ** 0.5)
    assert [by_id(found, "xyz_cv")[name] for name in ("steady", "often", "regular", "back")] == list("XYZZ")
    assert by_id(found, "reason")["back"] == "below"
    assert cv["back"] != cv["back"]
    assert found.summary["disagree"] == 2  # often: X and Y; regular: Y and Z
    methods = found.frames["methods"].set_index(["frequency", "variation"])["clients"]
    assert (methods["X", "Y"], methods["Y", "Z"], methods["Z", "Z"], methods.sum()) == (1, 1, 4, 7)


def test_variation_of_quarters_by_hand(people):
    found = asked(people, choice=DEFAULT.with_(xyz_bucket="quarter"))
    cv = by_id(found, "cv")
    assert cv["regular"] == pytest.approx(0, abs=1e-6)  # one purchase in each quarter
    assert cv["often"] == pytest.approx((1 / 3) ** 0.5)  # 180, 180, 180, 0
    assert by_id(found, "xyz_cv")["regular"] == "X"
    assert by_id(found, "xyz")["regular"] == "Y"  # frequency stays by months


def test_a_client_may_be_judged_from_its_first_purchase(people):
    whole, own = asked(people), asked(people, choice=DEFAULT.with_(xyz_window="own"))
    assert by_id(whole, "xyz")["fresh"] == "Z"
    assert by_id(own, "xyz")["fresh"] is None  # began in August: four full months
    assert by_id(own, "reason")["fresh"] == "too_new"
    assert by_id(own, "months")["once"] == 9  # April to December, none of them with a purchase
    assert by_id(own, "xyz")["once"] == "Z"
    assert by_id(own, "months")["steady"] == 12
    assert whole.summary["other_window"] == own.summary["other_window"] == 1


def test_other_rules_say_how_many_would_change(people):
    found = asked(people)
    # inclusive: 55.8, 80.9, 90.2, 94.0, 96.7 …: often falls to B, rare to C
    assert found.summary["other_rule"] == 2
    other = asked(people, choice=DEFAULT.with_(abc_rule="inclusive"))
    assert {name: by_id(other, "abc")[name] for name in ("often", "rare")} == {"often": "B", "rare": "C"}
    assert other.summary["other_rule"] == 2
    # at 10 % and 25 % only often changes, from Y to Z
    assert found.summary["other_limits"] == 1
    strict = asked(people, choice=DEFAULT.with_(xyz_cv_x=0.1, xyz_cv_y=0.25))
    assert (strict.summary["x_cv"], strict.summary["y_cv"], strict.summary["other_limits"]) == (1, 0, 1)


def test_abc_by_purchases(people):
    found = asked(people, choice=DEFAULT.with_(abc_by="purchases"))
    # days: 12, 9, 4, then 2 of season, rare and fresh, 1 of back and once: 33
    assert by_id(found, "share")["steady"] == pytest.approx(12 / 33)
    assert by_id(found, "abc")["back"] == "B"  # a net negative client may well buy; 31 of 33 before it is 93.9 %
    assert by_id(found, "abc")["once"] == "B"
    assert found.rows["account_id"].tolist()[:3] == ["steady", "often", "regular"]


def test_the_nine_cells_add_up(people):
    found = asked(people)
    cells = found.frames["cells"]
    assert cells["cell"].tolist() == list(CELLS)
    assert cells["value"].sum() == found.summary["value_total"] == 2150
    assert cells["clients"].sum() == 7
    assert cells["share"].sum() == pytest.approx(1)
    states = found.frames["states"].set_index("state")
    assert states["clients"].sum() == len(found.rows) == 11
    assert states["value"].sum() == 2150 - 20 - 5 - 1


def test_the_ends_of_history(tmp_path):
    """Five full months: no XYZ, nobody is new, and it is said."""
    book = ledger(tmp_path, [sale("a", f"2025-{n:02d}", 10) for n in range(1, 6)] + [sale("b", "2025-05-31", 5)])
    found = asked(book, "2025-01", "2025-06")
    assert [found.summary[key] for key in ("a", "x", "AX", "new", "disagree", "lost")] == [1, *[None] * 5]
    assert found.rows["xyz"].isna().all()
    assert found.rows["xyz_cv"].isna().all()
    assert by_id(found, "reason")["a"] == "short"
    assert found.frames["cells"].empty
    assert "XYZ needs 6 full months with data; the period has 5." in map(said, found.notes)
    assert said(found.thesis) == "One client of class A brings 90.9 % of the revenue."


def test_days_alone_have_no_full_month(tmp_path):
    found = ask("abc_xyz", ledger(tmp_path, [sale("a", "2025-03-03", 10), sale("b", "2025-03-09", 5)]), scope(), DEFAULT)
    assert (found.summary["months"], found.summary["x"], found.summary["a"]) == (0, None, 2)


def test_a_month_that_was_not_brought_in_is_missing_and_not_zero(tmp_path):
    held = [n for n in range(1, 13) if n not in (3, 4)]
    lines = [sale("a", f"2025-{n:02d}", 10) for n in held] + [sale("b", f"2025-{n:02d}", 10) for n in held[:5]] + [FULL]
    found = asked(ledger(tmp_path, lines))
    assert found.summary["months"] == 10
    assert by_id(found, "cv") == {"a": pytest.approx(0, abs=1e-6), "b": pytest.approx(1)}  # √(10/5 − 1)
    assert by_id(found, "xyz") == {"a": "X", "b": "Y"}
    assert "2 months were not brought in and are left out of XYZ: Mar 25 and Apr 25." in map(said, found.notes)
    assert "Of 10 months, X buys in 8 or more and Y in 4 or more." in map(said, found.notes)
    # the first two quarters hold a missing month each, so two are left
    quarters = asked(ledger(tmp_path / "q", lines), choice=DEFAULT.with_(xyz_bucket="quarter"))
    assert by_id(quarters, "cv")["a"] == pytest.approx(0, abs=1e-6)
    assert by_id(quarters, "months")["a"] == 10


def test_an_unfinished_month_is_not_in_the_grid(tmp_path):
    lines = [sale("a", f"2025-{n:02d}", 10) for n in range(1, 13)]  # the data end on the tenth of December
    found = asked(ledger(tmp_path, lines))
    assert found.summary["months"] == 11
    assert by_id(found, "active_months") == {"a": 11}
    assert by_id(found, "value") == {"a": 120}


def test_margin_that_is_not_known_gives_no_class(tmp_path):
    lines = [*[sale("known", f"2025-{n:02d}", 10, 4) for n in range(1, 13)], FULL,
             *[sale("partly", f"2025-{n:02d}", 10, 4 if n > 3 else None) for n in range(1, 13)],
             sale("dark", "2025-02", 99), sale("loss", "2025-03", 10, 15)]
    found = asked(ledger(tmp_path, lines), base="margin")
    assert by_id(found, "abc") == {"known": "A", "partly": "A", "loss": "C-", "dark": None}
    assert by_id(found, "reason") == {"known": None, "partly": "no_cost", "loss": "below", "dark": "no_cost"}
    assert by_id(found, "xyz_cv")["partly"] is None
    assert by_id(found, "xyz")["partly"] == "X"
    assert by_id(found, "state")["dark"] == "one_off"
    assert found.summary["disagree"] == 0


def test_groups_are_classed_as_one(tmp_path):
    accounts = [{"account_id": name, "name": name, "group_id": "g", "group_name": "Holding"} for name in "xy"]
    lines = [sale("x", f"2025-{n:02d}", 10) for n in range(1, 7)] + [sale("y", f"2025-{n:02d}", 10) for n in range(7, 13)]
    book = ledger(tmp_path, [*lines, FULL], accounts)
    assert by_id(asked(book), "xyz") == {"g": "X"}
    assert by_id(asked(book, level="account"), "xyz") == {"x": "Y", "y": "Y"}
    assert said(asked(book).thesis) == "All revenue with a client named comes from one client."


def test_a_unit_alone_tells_its_own_lost_clients(tmp_path):
    lines = [sale("a", "2024-02", 10, unit="Steel"), sale("a", "2025-02", 10, unit="Parts"),
             sale("b", "2025-03", 10, unit="Steel"), *open_months(2024), FULL]
    book = ledger(tmp_path, lines)
    assert by_id(asked(book, where=(("unit", ("Steel",)),)), "state") == {"b": "one_off", "a": "lost"}
    assert "a" in by_id(asked(book), "state")


def test_only_returns(tmp_path):
    found = asked(ledger(tmp_path, [sale("a", "2025-02", -10), sale("b", "2025-03-31", -5), FULL]))
    assert (found.summary["clients"], found.summary["a"], found.summary["net_negative"]) == (0, 0, 2)
    assert found.summary["value_total"] is None
    assert said(found.thesis) == "No client is above zero in this period, so there are no classes."
    assert found.rows["state"].tolist() == ["net_negative"] * 2


def test_equal_values_stand_in_order_and_share_a_class(tmp_path):
    found = asked(ledger(tmp_path, [sale(name, "2025-02", 10) for name in ("m", "b", "z", "a")] + [FULL]))
    assert found.rows["account_id"].tolist() == ["a", "b", "m", "z"]
    assert found.rows["abc"].tolist() == ["A"] * 4
    assert found.rows["cumulative_share"].tolist() == pytest.approx([0.25, 0.5, 0.75, 1])


def test_rows_of_the_contract(people):
    found = to_json(asked(people))
    assert list(found["rows"][0])[:10] == ["account_id", "name", "value", "share", "abc", "xyz", "xyz_cv", "cv",
                                           "active_months", "state"]
    assert list(found["summary"])[:21] == [
        "a", "b", "c", "x", "y", "z", "x_cv", "y_cv", "z_cv", "new", "lost", "disagree", *CELLS]


@pytest.mark.parametrize("level", ["group", "account"])
@pytest.mark.parametrize("base", ["revenue", "margin"])
def test_sums_against_python(company, base, level):
    book, sales, accounts = company
    group = {each["account_id"]: each["group_id"] for each in accounts} if level == "group" else {}
    totals, active = defaultdict(Decimal), defaultdict(set)
    for line in sales:
        if line["account"] and month("2025-01") <= line["date"] < month("2026-01"):
            client = group.get(line["account"], line["account"])
            if base == "revenue":
                totals[client] += Decimal(line["revenue"])
            elif line["cost"] is not None:
                totals[client] += Decimal(line["revenue"]) - Decimal(line["cost"])
            if Decimal(line["revenue"]) > 0:
                active[client].add(line["date"].month)
    found = asked(book, base=base, level=level)
    traded = found.rows[found.rows["active_months"] > 0]
    assert {name: round(value, 4) for name, value in by_id(found, "value").items() if value} == {
        name: float(value) for name, value in totals.items() if value}
    assert dict(zip(traded["account_id"], traded["active_months"], strict=True)) == {
        name: len(held) for name, held in active.items()}
    positive = sum(value for value in totals.values() if value > 0)
    assert found.summary["value_total"] == float(positive)
    assert found.frames["cells"]["value"].sum() == pytest.approx(float(positive), abs=1e-6)
    if base == "revenue":
        assert sum(found.summary[cell] for cell in CELLS) == found.summary["clients"]


LINES = st.lists(
    st.tuples(st.sampled_from("abcdefgh"), st.integers(1, 12), st.integers(-2_000, 20_000)), min_size=1, max_size=40)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LINES, st.integers(2, 9))
def test_classes_do_not_change_with_the_currency(tmp_path_factory, lines, factor):
    found = []
    for times in (1, factor):
        sales = [sale(name, f"2025-{number:02d}", Decimal(amount * times) / 100) for name, number, amount in lines]
        answer = asked(ledger(tmp_path_factory.mktemp("law"), [*sales, *open_months(2025), FULL]))
        found.append(answer)
        assert sum(answer.summary[cell] for cell in CELLS) == answer.summary["clients"] if answer.summary["x"] is not None \
            else answer.summary["clients"] == 0
        assert answer.frames["cells"]["value"].sum() == pytest.approx(answer.summary["value_total"] or 0, abs=1e-9)
    one, other = found
    columns = ["account_id", "abc", "xyz", "xyz_cv", "state", "demand"]
    assert one.rows[columns].to_dict("records") == other.rows[columns].to_dict("records")
    assert {key: value for key, value in one.summary.items() if key != "value_total"} == {
        key: value for key, value in other.summary.items() if key != "value_total"}
