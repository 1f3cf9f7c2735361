"""Retention against sums taken in plain Python, and the laws that hold whatever is sold."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as rules
from hypothesis import strategies as st

from kam_core.metrics import ask
from kam_core.metrics.retention import PARTS, part_of, split
from kam_core.settings import Settings
from metrics.company import ledger, month, open_months, said, sale, scope

FEW = Settings().with_(retention_min_clients=1)
YEAR = ("2025-01", "2026-01")


def whole(*some: int) -> list[dict]:
    """Every month of these years counts as brought in, the last one to its end."""
    return [*open_months(*some), sale(None, f"{some[-1]}-12-31", 0)]


def years(sales, key="account"):
    """{client: [2023, 2024, 2025]} of exact revenue, the lines without a client under None."""
    found = defaultdict(lambda: [Decimal(0)] * 3)
    for line in sales:
        found[line[key]][line["date"].year - 2023] += Decimal(line["revenue"])
    return found


def test_the_company_against_plain_sums(company):
    store, sales, _ = company
    found = ask("retention", store, scope(*YEAR, level="account"), Settings())
    by = years(sales)
    unnamed = by.pop(None)
    cohort = [three for three in by.values() if three[1] > 0]
    base = sum(three[1] for three in cohort)
    got = found.summary
    assert got["base_accounts"] == len(cohort)
    assert got["logo_retention"] == pytest.approx(sum(three[2] > 0 for three in cohort) / len(cohort))
    assert got["churn"] == pytest.approx(1 - got["logo_retention"])
    assert got["grr"] == pytest.approx(float(sum(min(three[1], max(three[2], 0)) for three in cohort) / base))
    assert got["nrr"] == pytest.approx(float(sum(three[2] for three in cohort) / base))
    assert got["base_value"] == float(base)
    assert got["value_before"] == float(sum(three[1] for three in by.values()) + unnamed[1])
    assert got["value_now"] == float(sum(three[2] for three in by.values()) + unnamed[2])
    assert got["change_unassigned"] == float(unnamed[2] - unnamed[1])
    assert {row.account_id: (row.before, row.now) for row in found.rows.itertuples()} == {
        client: (float(three[1]), float(three[2])) for client, three in by.items() if three[1] or three[2]}


@pytest.mark.parametrize("base", ["revenue", "margin", "contribution"])
@pytest.mark.parametrize("level", ["group", "account"])
def test_the_bridge_adds_up_to_the_kopeck(company, base, level):
    found = ask("retention", company[0], scope(*YEAR, base=base, level=level), Settings())
    got = found.summary
    steps = [Decimal(str(got[f"change_{part}"])) for part in (*PARTS, "unassigned") if part != "kept"]
    assert Decimal(str(got["value_before"])) + sum(steps) == Decimal(str(got["value_now"]))
    assert sum(got[f"clients_{part}"] for part in PARTS) == len(found.rows)
    bridge = found.frames["bridge"].set_index("part")["change"]
    for part in PARTS:
        rows = found.rows.loc[found.rows["part"] == part, "change"]
        assert sum((Decimal(str(each)) for each in rows), Decimal(0)) == Decimal(str(bridge[part]))


def test_filters_part_the_cohort(company):
    whole = ask("retention", company[0], scope(*YEAR, level="account"), FEW)
    parts = [ask("retention", company[0], scope(*YEAR, level="account", where=(("region", (region,)),)), FEW)
             for region in ("NA", "South")]
    unlisted = whole.rows[whole.rows["account_id"] == "unlisted"]
    assert sum(part.summary["base_accounts"] for part in parts) + len(unlisted) == whole.summary["base_accounts"]
    for key in ("before", "now"):
        assert sum(part.rows[key].sum() for part in parts) + unlisted[key].sum() == pytest.approx(whole.rows[key].sum())


def test_segments_weighted_give_the_whole(company):
    found = ask("retention", company[0], scope(*YEAR, level="account"), FEW)
    parts, got = found.frames["by_segment"], found.summary
    assert set(parts["part"].dropna()) == {"SMB", "Large"}
    assert parts["base_accounts"].sum() == got["base_accounts"]
    for rate, weight in (("logo_retention", "base_accounts"), ("grr", "base_value"), ("nrr", "base_value")):
        assert np.average(parts[rate], weights=parts[weight]) == pytest.approx(got[rate])
    assert (parts["grr_low"] <= parts["grr"] + 1e-12).all()
    assert (parts["grr"] <= parts["grr_high"] + 1e-12).all()


def test_what_becomes_of_clients(tmp_path):
    """Each part once, by hand. Won back: bought in 2023, nothing in 2024, again in 2025."""
    sales = [
        *whole(2023, 2024, 2025),
        sale("lost", "2024-02", 100), sale("gave back", "2024-02", 80), sale("gave back", "2025-02", -30),
        sale("less", "2024-02", 100), sale("less", "2025-02", 60), sale("more", "2024-02", 100), sale("more", "2025-02", 170),
        sale("same", "2024-02", 40), sale("same", "2025-05", 40), sale("back", "2023-05", 10), sale("back", "2025-05", 25),
        sale("new", "2025-05", 15), sale("returns", "2025-05", -5), sale("old", "2023-02", 99),
    ]
    found = ask("retention", ledger(tmp_path, sales), scope(*YEAR), FEW)
    assert dict(zip(found.rows["account_id"], found.rows["part"], strict=True)) == {
        "lost": "lost", "gave back": "lost", "less": "shrunk", "more": "grown", "same": "kept", "back": "won_back",
        "new": "new", "returns": "returns"}
    got = found.summary
    assert got["base_accounts"] == 5
    assert got["logo_retention"] == 3 / 5
    assert got["grr"] == (60 + 100 + 40) / 420
    assert got["nrr"] == (60 + 170 + 40 - 30) / 420
    assert got["revenue_churn"] == 180 / 420
    assert (got["change_lost"], got["change_shrunk"], got["change_grown"]) == (-100 - 110, -40, 70)
    assert (got["change_won_back"], got["change_new"], got["change_returns"]) == (25, 15, -5)


def test_costs_to_serve_without_sales_are_a_part_of_their_own(tmp_path):
    """The bridge in contribution ends where Profit and the Overview do: 80 - 30 - 7 before, 40 - 20 - 9 now."""
    accounts = [{"account_id": each, "name": each} for each in ("buys", "served", "idle")]
    sales = [*whole(2024, 2025), sale("buys", "2024-02", 200, 120), sale("buys", "2025-02", 100, 60)]
    costs = [{"account": who, "date": month(when), "amount": str(amount)} for who, when, amount in (
        ("buys", "2024-02", 30), ("served", "2024-03", 7), ("buys", "2025-02", 20), ("served", "2025-04", 9))]
    store, looked = ledger(tmp_path, sales, accounts, costs), scope(*YEAR, base="contribution")
    found = ask("retention", store, looked, FEW)
    got = found.summary
    assert (got["value_before"], got["value_now"]) == (43, 11)
    assert (got["change_shrunk"], got["change_served"]) == (-30, -2)
    assert (got["clients_served"], got["base_accounts"]) == (1, 1)
    assert got["value_now"] == ask("profit", store, looked, FEW).summary["contribution"]
    assert found.rows.set_index("account_id")["part"].to_dict() == {"buys": "shrunk", "served": "served"}
    assert ask("retention", store, scope(*YEAR, base="margin"), FEW).summary["clients_served"] == 0


def test_a_group_stays_though_one_of_its_accounts_left(tmp_path):
    accounts = [{"account_id": each, "name": each, "group_id": "g", "group_name": "G"} for each in ("a", "b")]
    sales = [*whole(2024, 2025), sale("a", "2024-02", 100), sale("b", "2025-02", 100)]
    store = ledger(tmp_path, sales, accounts)
    assert ask("retention", store, scope(*YEAR), FEW).summary["grr"] == 1
    apart = ask("retention", store, scope(*YEAR, level="account"), FEW).summary
    assert (apart["grr"], apart["nrr"], apart["clients_new"]) == (0, 0, 1)


def test_few_clients_are_counted_not_rated(tmp_path):
    sales = [*whole(2024, 2025), *(sale(f"c{i}", f"{year}-02", 10) for year in (2024, 2025) for i in range(4))]
    found = ask("retention", ledger(tmp_path, sales), scope(*YEAR), Settings())
    assert found.summary["logo_retention"] is found.summary["grr"] is None
    assert found.summary["base_accounts"] == 4
    assert said(found.thesis) == "4 of 4 clients of the period before still buy."
    assert said(found.notes[-1]) == "Only 4 clients bought in the period before: counts are given, not per cent."


def test_without_an_earlier_period_it_says_so(tmp_path):
    store = ledger(tmp_path, [sale("a", f"2025-{month:02d}-28", 10) for month in range(1, 13)] + [sale("a", "2025-12-31", 10)])
    found = ask("retention", store, scope(*YEAR), Settings())
    assert found.rows.empty
    assert found.summary["nrr"] is None
    assert "no whole year before" in said(found.notes[0])
    right_before = Settings().with_(compare_with="previous", retention_min_clients=1)
    assert ask("retention", store, scope("2025-07", "2026-01"), right_before).summary["nrr"] == 70 / 60


def test_clients_without_a_cost_have_no_margin_to_keep(tmp_path):
    sales = [*whole(2024, 2025), sale("a", "2024-02", 100, 60), sale("a", "2025-02", 100, 50), sale("b", "2024-02", 100),
             sale("b", "2025-02", 100)]
    found = ask("retention", ledger(tmp_path, sales), scope(*YEAR, base="margin"), FEW)
    assert found.summary["base_accounts"] == 1
    assert found.summary["nrr"] == 50 / 40
    assert said(found.notes[0]) == "1 client has no line with a known cost and is left out."


def test_who_sells_most_stands_for_clients_without_a_manager(tmp_path):
    sales = [*whole(2024, 2025), sale("a", "2024-02", 100, manager="One"), sale("a", "2025-02", 30, manager="Two"),
             sale("b", "2025-02", 1, manager="Two")]
    rows = ask("retention", ledger(tmp_path, sales), scope(*YEAR), FEW).rows
    assert dict(zip(rows["account_id"], rows["manager"], strict=True)) == {"a": "One", "b": "Two"}


CLIENTS = st.lists(st.tuples(st.integers(-50, 1000), st.integers(-50, 1000), st.sampled_from(["x", "y", None])),
                   min_size=1, max_size=40)


@rules(max_examples=60, deadline=None)
@given(CLIENTS)
def test_laws_of_the_rates(clients):
    before, now, part = zip(*clients, strict=True)
    frame = pd.DataFrame({"revenue_before": before, "revenue": now, "value_before": before, "value": now}).astype(float)
    rows = split(frame, pd.Series(part, dtype=object), 1)
    whole = split(frame, pd.Series([""] * len(clients)), 1)
    cohort = [(had, has) for had, has in zip(before, now, strict=True) if had > 0]
    assert rows["base_accounts"].sum() == len(cohort)
    if not cohort:
        assert whole.empty
        return
    grr, nrr = whole["grr"].iloc[0], whole["nrr"].iloc[0]
    base = sum(had for had, _ in cohort)
    below = sum(min(has, 0) for _, has in cohort)
    assert 0 <= grr <= min(1, nrr - below / base) + 1e-12
    assert grr == pytest.approx(sum(min(had, max(has, 0)) for had, has in cohort) / base)
    assert nrr == pytest.approx(sum(has for _, has in cohort) / base)
    assert np.average(rows["grr"], weights=rows["base_value"]) == pytest.approx(grr)
    assert whole["logo_low"].iloc[0] <= whole["logo_retention"].iloc[0] <= whole["logo_high"].iloc[0]


@given(CLIENTS, st.booleans())
def test_every_client_is_in_one_part(clients, earlier):
    before, now = (pd.Series([float(client[side]) for client in clients]) for side in (0, 1))
    parts = part_of(before, now, before, now, pd.Series([earlier] * len(clients)))
    for had, has, part in zip(before, now, parts, strict=True):
        assert part in PARTS
        assert (part in ("lost", "shrunk", "grown", "kept")) == (had > 0)
        assert (part in ("new", "won_back")) == (had <= 0 and has > 0)
        assert part != "new" or not earlier


def test_where_nothing_can_be_compared_a_period_that_can_is_named(tmp_path):
    lines = [sale("a", f"{year}-{month:02d}-28", 10) for year in (2024, 2025) for month in range(1, 13)]
    store = ledger(tmp_path, lines[:20])
    notes = ask("retention", store, scope("2024-09", "2025-09"), Settings()).notes
    assert said(notes[1]) == "From January 2025 to July 2025 the same months a year before are known: choose that period."
    assert ask("retention", store, scope("2025-01", "2025-08"), FEW).summary["nrr"] == 1


def test_in_the_first_year_halves_can_be_compared(tmp_path):
    store = ledger(tmp_path, [sale("a", f"2025-{month:02d}-28", 10) for month in range(1, 10)] + [sale("a", "2025-09-30", 0)])
    notes = ask("retention", store, scope("2025-01", "2025-10"), Settings()).notes
    assert said(notes[1]).startswith("From June 2025 to September 2025 can be compared with what is right before it")
    previous = FEW.with_(compare_with="previous")
    assert ask("retention", store, scope("2025-06", "2025-10"), previous).summary["base_accounts"] == 1


def test_where_nobody_bought_before_nothing_is_counted(tmp_path):
    sales = [*open_months(2024, 2025), sale(None, "2025-12-31", 0), sale("a", "2024-05", -5), sale("a", "2025-05", -5)]
    found = ask("retention", ledger(tmp_path, sales), scope("2025-01", "2026-01"), Settings())
    assert said(found.thesis) == "Nobody bought in the period before, so there is nobody to keep."
    assert found.notes == []
