"""Candidates for the list of key clients from small ledgers whose answers are counted by hand."""

from __future__ import annotations

import random
import statistics

import pandas as pd
import pytest

from kam_core.metrics import ask, to_json
from kam_core.scope import NOBODY, Viewer
from kam_core.settings import Settings
from metrics.company import ledger, open_months, said, sale, scope

DEFAULT = Settings()


def candidates(found, settings: Settings = DEFAULT, also: tuple[str, ...] = (), **more):
    return ask("key_clients", found, scope("2025-01", "2026-01", **more), settings, also=also)


def spread(unit: str, manager: str, count: int, each: float, **more) -> list[dict]:
    """``count`` clients of equal revenue."""
    return [sale(f"{unit}-{manager}-{i:02d}", "2025-06", each, unit=unit, manager=manager, **more) for i in range(count)]


def test_size_nominates_at_three_levels(tmp_path):
    # whole: 10,000; "big" brings 20 %; "unit" 500 of the 2,500 in Tools (20 %), "own" 60 of the 500 of Lee (12 %)
    sales = [sale("big", "2025-02", 2_000, unit="Metal", manager="Kim"),
             sale("unit", "2025-03", 500, unit="Tools", manager="Kim"),
             sale("own", "2025-04", 60, unit="Metal", manager="Lee"),
             *spread("Metal", "Kim", 50, 100), *spread("Tools", "Kim", 25, 80), *spread("Metal", "Lee", 11, 40)]
    found = candidates(ledger(tmp_path, sales))
    rows = found.rows.set_index("account_id")
    assert found.rows["account_id"].tolist() == ["big", "unit", "own"]
    assert rows["share"].tolist() == pytest.approx([0.2, 0.05, 0.006])
    assert rows["ladder"].tolist() == ["key", None, None]
    assert rows[["by_company", "by_unit", "by_manager", "by_amount"]].to_numpy().tolist() == [
        [True, True, True, False], [False, True, False, False], [False, False, True, False]]
    assert (rows.loc["unit", "key_unit"], rows.loc["unit", "unit_share"]) == ("Tools", pytest.approx(0.2))
    assert (rows.loc["own", "key_manager"], rows.loc["own", "manager_share"]) == ("Lee", pytest.approx(0.12))
    assert {key: found.summary[key] for key in ("candidates", "by_company", "by_unit", "by_manager", "by_amount")} == {
        "candidates": 3, "by_company": 1, "by_unit": 2, "by_manager": 2, "by_amount": 0}
    assert said(found.thesis) == "3 clients pass a limit by size; for the whole company: 1."
    assert rows["def_money"].tolist() == ["yes"] * 3


def test_exactly_ten_per_cent_is_key_only_where_the_setting_says_so(tmp_path):
    book = ledger(tmp_path, [sale(f"c{i}", "2025-02", 100) for i in range(10)])
    assert candidates(book).summary["candidates"] == 0
    rule = candidates(book).frames["rules"].set_index("rule").loc["limit"]
    assert (said(rule["in_force"]), said(rule["other"]), rule["enter"], rule["leave"]) == ("above 10 %", "10 % or more", 10, 0)
    found = candidates(book, DEFAULT.with_(key_limit="from"))
    assert found.summary["candidates"] == 10
    rule = found.frames["rules"].set_index("rule").loc["limit"]
    assert (said(rule["in_force"]), rule["enter"], rule["leave"]) == ("10 % or more", 0, 10)


def test_an_amount_a_year_nominates_whatever_the_share(tmp_path):
    # half a year: 300 in six months is 600 a year
    sales = [sale("a", "2025-07", 9_000), sale("b", "2025-08", 300), sale("c", "2025-09", 299)]
    book = ledger(tmp_path, [*open_months(2025), *sales])
    half = ask("key_clients", book, scope("2025-07", "2026-01"), DEFAULT.with_(key_amount=600))
    rows = half.rows.set_index("account_id")
    assert rows.index.tolist() == ["a", "b"]
    assert rows["revenue_year"].tolist() == [18_000, 600]
    assert rows["by_amount"].tolist() == [True, True]
    rule = half.frames["rules"].set_index("rule").loc["amount"]
    assert (rule["enter"], rule["leave"], rule["names"]) == (1, 0, ["b"])
    off = ask("key_clients", book, scope("2025-07", "2026-01"), DEFAULT)
    assert off.rows["account_id"].tolist() == ["a"]
    assert said(off.frames["rules"].set_index("rule").loc["amount", "why"]) == "no amount is set (setting key_amount)"


def test_revenue_against_margin(tmp_path):
    # revenue: 600, 300, 100 of 1,000; margin: 10, 150, 40 of 200
    sales = [sale("a", "2025-02", 600, 590), sale("b", "2025-02", 300, 150), sale("c", "2025-02", 100, 60)]
    rule = candidates(ledger(tmp_path, sales)).frames["rules"].set_index("rule").loc["base"]
    assert (said(rule["in_force"]), said(rule["other"])) == ("revenue", "margin")
    assert (rule["enter"], rule["leave"], rule["names"]) == (1, 1, ["a", "c"])


def test_profit_makes_a_breadwinner_from_ten_per_cent_on(tmp_path):
    # contribution: a 80 − 30 = 50, b 45, c 5: 50 %, 45 %, 5 % of 100; d loses money, e has no cost
    sales = [sale("a", "2025-02", 200, 120), sale("b", "2025-02", 200, 155), sale("c", "2025-02", 200, 195),
             sale("d", "2025-02", 200, 210), sale("e", "2025-02", 200)]
    costs = [{"account": "a", "date": "2025-03-01", "amount": "30"}]
    found = candidates(ledger(tmp_path, sales, costs=costs))
    rows = found.rows.set_index("account_id")
    assert rows.loc[list("abc"), "profit_share"].tolist() == pytest.approx([0.5, 0.45, 0.05])
    assert rows["breadwinner"].to_dict() == {"a": "yes", "b": "yes", "c": "no", "d": "no", "e": None}
    assert found.summary["breadwinners"] == 2
    # cost to serve: 30 of 1,000 is usual, a takes 15 % of its 200: five times as much; of the others nothing is known
    assert rows.loc["a", "effort"] == pytest.approx(5)
    assert to_json(found)["rows"][0]["factor_effort"] == 1
    assert rows["factor_effort"].isna().sum() == 4


def test_without_cost_nobody_is_called_a_breadwinner(tmp_path):
    found = candidates(ledger(tmp_path, [sale("a", "2025-02", 10)]))
    assert found.rows["breadwinner"].tolist() == [None]
    assert found.summary["breadwinners"] is None
    assert "The sales have no cost: profit is not known, so nobody is called a breadwinner." in map(said, found.notes)
    assert said(found.frames["rules"].set_index("rule").loc["base", "why"]) == "the sales have no cost"


def test_growth_is_taken_against_the_year_before(tmp_path):
    sales = [*open_months(2024, 2025), sale("up", "2024-05", 100), sale("up", "2025-05", 130), sale("new", "2025-05", 70),
             sale("end", "2025-12-31", 1)]
    rows = candidates(ledger(tmp_path, sales)).rows.set_index("account_id")
    assert rows.loc["up", "growth"] == pytest.approx(0.3)
    assert rows.loc["up", "factor_growth"] == 8
    assert rows["factor_growth"].isna().tolist() == [False, True]


def test_lateness_follows_the_rhythm_of_the_group_up_to_the_end_of_the_period(tmp_path):
    # two entities of one group: days 1 Jan, 11 Jan, 21 Jan, 31 Jan: a gap of 10 days; the period ends on 28 Feb: 28 days open
    accounts = [{"account_id": name, "name": name, "group_id": "g", "group_name": "Holding"} for name in "xy"]
    sales = [sale("x", "2025-01-01", 10), sale("y", "2025-01-11", 10), sale("y", "2025-01-21", 10), sale("x", "2025-01-21", 1),
             sale("x", "2025-01-31", 10), sale("x", "2025-03-31", 10), *open_months(2025)]
    found = ask("key_clients", ledger(tmp_path, sales, accounts), scope("2025-01", "2025-03"), DEFAULT)
    row = found.rows.iloc[0]
    assert (row["account_id"], row["purchase_days"], row["gap_median"], row["open_days"]) == ("g", 4, 10, 28)
    assert row["lateness"] == pytest.approx(2.8)
    assert row["factor_renewal"] == 4


def test_who_buys_daily_is_not_late_after_a_weekend_and_three_days_are_no_rhythm(tmp_path):
    daily = [sale("daily", f"2025-02-{day:02d}", 10) for day in range(1, 26)]
    rare = [sale("rare", f"2025-02-{day:02d}", 10) for day in (1, 2, 3)]
    found = ask("key_clients", ledger(tmp_path, [*daily, *rare, sale(None, "2025-02-28", 0)]), scope("2025-02", "2025-03"),
                DEFAULT)
    rows = found.rows.set_index("account_id")
    assert (rows.loc["daily", "open_days"], rows.loc["daily", "gap_median"]) == (3, 1)
    assert rows.loc["daily", "factor_renewal"] == 10
    assert rows["factor_renewal"].isna().to_dict() == {"daily": False, "rare": True}


def test_potential_is_what_half_of_similar_clients_buy(tmp_path):
    accounts = [{"account_id": name, "name": name, "segment": "Large"} for name in ("star", "p0", "p1", "p2", "p3", "p4")]
    accounts += [{"account_id": "other", "name": "other", "segment": "Small"}]
    sales = [sale("star", "2025-02", 900, category="Pipes")]
    for place, peer in enumerate(("p0", "p1", "p2", "p3", "p4")):
        sales.append(sale(peer, "2025-02", 10, category="Pipes"))
        if place < 3:
            sales.append(sale(peer, "2025-02", 10, category="Cable"))
        if place < 2:
            sales.append(sale(peer, "2025-02", 10, category="Tools"))
    sales.append(sale("other", "2025-02", 10, category="Tools"))
    book = ledger(tmp_path, sales, accounts)
    row = candidates(book).rows.set_index("account_id").loc["star"]
    # of five peers three buy cable (60 %), two tools (40 %)
    assert (row["peers"], row["circle"], row["categories"]) == (5, "Large", 1)
    assert (row["missing"], row["missing_names"], row["def_potential"]) == (1, "Cable", "yes")
    # the only small client is compared with all six others: pipes are bought by all of them, cable by three
    small = candidates(book, also=("other",)).rows.set_index("account_id").loc["other"]
    assert (small["peers"], small["missing_names"]) == (6, "Pipes, Cable")
    assert pd.isna(small["circle"])


def test_a_client_is_not_among_those_it_is_compared_with(tmp_path):
    draw = random.Random(7)
    sums = {f"s{size}-{turn}": [draw.randint(1, 9) * 10 for _ in range(size)] for size in (6, 7, 8, 9) for turn in range(4)}
    amounts = {f"{segment}-{place}": amount for segment, kept in sums.items() for place, amount in enumerate(kept)}
    accounts = [{"account_id": name, "name": name, "segment": name.rsplit("-", 1)[0]} for name in [*amounts, "s7-0-idle"]]
    book = ledger(tmp_path, [sale(name, "2025-02", amount) for name, amount in amounts.items()], accounts)
    rows = candidates(book, also=(*amounts, "s7-0-idle")).rows.set_index("account_id")
    for name in amounts:
        segment, place = name.rsplit("-", 1)
        others = [amount for at, amount in enumerate(sums[segment]) if at != int(place)]
        assert rows.loc[name, "peer_median"] == statistics.median(others), name
        assert rows.loc[name, "peers"] == len(others)
    assert rows.loc["s7-0-idle", "peer_median"] == statistics.median(sums["s7-0"])


def test_with_few_similar_clients_nothing_is_said_of_potential(tmp_path):
    sales = [sale("a", "2025-02", 90, category="A"), sale("b", "2025-02", 10, category="B")]
    row = candidates(ledger(tmp_path, sales)).rows.iloc[0]
    assert row["def_potential"] is None
    assert row["missing_names"] == ""


def test_the_number_of_candidates_is_limited_and_said(tmp_path):
    book = ledger(tmp_path, [sale(f"c{i}", "2025-02", 100 - i) for i in range(6)])
    found = candidates(book, DEFAULT.with_(key_candidates=2))
    assert (found.summary["candidates"], found.summary["candidates_shown"]) == (6, 2)
    assert found.rows["account_id"].tolist() == ["c0", "c1"]
    assert any("4 more pass a limit" in said(note) for note in found.notes)


def test_where_few_are_nominated_the_largest_others_can_be_seen(tmp_path):
    book = ledger(tmp_path, [sale("big", "2025-02", 9_000), *[sale(f"c{i:02d}", "2025-02", 30 - i) for i in range(30)],
                             sale("back", "2025-02", -5)])
    found = ask("key_clients", book, scope("2025-01", "2026-01"), DEFAULT, at_least=4)
    assert found.rows["account_id"].tolist() == ["big", "c00", "c01", "c02"]
    assert found.rows["nominated"].tolist() == [True, False, False, False]
    assert (found.summary["candidates"], found.summary["candidates_shown"]) == (1, 1)
    assert said(found.thesis) == "1 client passes a limit by size; for the whole company: 1."


def test_clients_of_the_list_are_looked_at_in_any_case(tmp_path):
    sales = [sale("big", "2025-02", 9_500), *[sale(f"c{i:02d}", "2025-02", 10) for i in range(50)], sale("gone", "2024-02", 5)]
    accounts = [{"account_id": "silent", "name": "Silent"}]
    also = ("c07", "gone", "silent", "nobody")
    found = candidates(ledger(tmp_path, sales, accounts), DEFAULT.with_(key_candidates=1), also=also)
    rows = found.rows.set_index("account_id")
    assert rows.index.tolist() == ["big", "c07", "gone", "silent"]
    assert rows["nominated"].tolist() == [True, False, False, False]
    assert rows.loc[["gone", "silent"], "share"].isna().all()
    assert rows.loc[["gone", "silent"], "def_money"].tolist() == ["no", "no"]


def test_clients_with_returns_only_and_nobody_at_all(tmp_path):
    found = candidates(ledger(tmp_path, [sale("a", "2025-02", -5), sale("b", "2025-02", -1, 1)]))
    assert found.rows.empty
    assert said(found.thesis) == "No client is above zero in this period, so nobody is nominated by size."
    assert candidates(ledger(tmp_path / "none", [])).rows.empty


def test_whoever_sees_some_clients_sees_candidates_among_them_alone(tmp_path):
    book = ledger(tmp_path, [sale("a", "2025-02", 90), sale("b", "2025-02", 10), sale("c", "2025-02", 2)])
    assert candidates(book, viewer=NOBODY, also=("a",)).rows.empty
    some = candidates(book, viewer=Viewer("kam@example.com", frozenset({"b", "c"})), also=("a",))
    assert some.rows["account_id"].tolist() == ["b", "c"]
    assert some.rows["share"].tolist() == pytest.approx([10 / 12, 2 / 12])


def test_every_base_level_and_filter_can_be_asked(company):
    for base in ("revenue", "margin", "contribution"):
        for level in ("group", "account"):
            for where in ((), (("unit", ("Metal",)),), (("manager", ("Manager 1",)),), (("segment", ("SMB",)),)):
                found = candidates(company[0], base=base, level=level, where=where)
                assert found.summary["candidates"] == found.rows["nominated"].sum()
                data = to_json(found)["rows"]
                assert all(1 <= row["factor_revenue"] <= 10 for row in data if row["share_revenue"] is not None)
    assert candidates(company[0]).rows["share"].tolist() == pytest.approx(
        ask("concentration", company[0], scope("2025-01", "2026-01"), DEFAULT).rows.set_index("account_id")
        .loc[candidates(company[0]).rows["account_id"], "share"].tolist())


def test_all_time_is_asked_without_a_year_before(company):
    found = ask("key_clients", company[0], scope(), DEFAULT)
    assert found.rows["growth"].isna().all()
    assert found.summary["candidates"] > 0
