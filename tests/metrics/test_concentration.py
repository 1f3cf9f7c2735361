"""Concentration from small ledgers whose answers are counted by hand, and against sums taken in Python."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kam_core.metrics import ask, to_json
from kam_core.scope import NOBODY, Viewer
from kam_core.settings import Settings
from metrics.company import ledger, month, said, sale, scope

DEFAULT = Settings()


def concentration(found, **more):
    return ask("concentration", found, scope("2025-01", "2026-01", **more), DEFAULT)


def test_ladder_by_hand(tmp_path):
    sales = [sale("mono", "2025-02", 7_200), sale("ten", "2025-03", 1_000), sale("key", "2025-04", 1_001),
             sale("rest", "2025-05", 799)]
    found = concentration(ledger(tmp_path, sales))
    rows = found.rows.set_index("account_id")
    assert found.rows["account_id"].tolist() == ["mono", "key", "ten", "rest"]
    assert rows["ladder"].tolist() == ["mono", "key", None, None]
    assert rows["disclosed"].tolist() == [True, True, True, False]
    assert rows["cumulative_share"].tolist() == pytest.approx([0.72, 0.8201, 0.9201, 1])
    assert {key: found.summary[key] for key in ("keys", "critical", "mono", "disclosed")} == {
        "keys": 2, "critical": 1, "mono": 1, "disclosed": 3}
    assert found.summary["key_share_total"] == pytest.approx(0.8201)
    assert found.summary["hhi"] == pytest.approx(10_000 * (0.72**2 + 0.1001**2 + 0.1**2 + 0.0799**2))
    assert said(found.thesis) == "One client brings 72.0 % of the revenue: the company lives on it alone."


def test_columns_and_keys_of_the_contract(company):
    found = concentration(company[0])
    assert list(found.rows.columns)[:7] == [
        "account_id", "name", "value", "share", "cumulative_share", "rank", "ladder"]
    assert list(found.summary)[:14] == [
        "revenue_total", "revenue_identified", "revenue_unassigned", "accounts_positive", "accounts_nonpositive",
        "nonpositive_total", "cr1", "cr3", "cr5", "cr10", "hhi", "effective_accounts", "gini", "accounts_for_80"]


def test_lines_without_a_client_and_returns(tmp_path):
    sales = [sale("a", "2025-02", 60), sale("b", "2025-02", 40), sale(None, "2025-03", 25), sale(None, "2025-03", -5),
             sale("c", "2025-03", 10), sale("c", "2025-04", -30), sale("d", "2025-05", 8), sale("d", "2025-06", -8)]
    found = concentration(ledger(tmp_path, sales))
    assert found.summary["revenue_total"] == 100
    assert found.summary["revenue_identified"] == 80
    assert found.summary["revenue_unassigned"] == 20
    assert (found.summary["accounts_positive"], found.summary["accounts_nonpositive"]) == (2, 2)
    assert found.summary["nonpositive_total"] == -20
    assert found.summary["cr1"] == pytest.approx(0.6)
    assert found.rows["account_id"].tolist() == ["a", "b", "d", "c"]
    last = to_json(found)["rows"][2:]
    assert [(row["share"], row["rank"], row["ladder"], row["cumulative_share"]) for row in last] == [(None,) * 4] * 2
    assert [said(note) for note in found.notes] == [
        "The data end on 10 Jun 2025: the period is not complete.",
        "20.0 % of the revenue has no client named: it is in the total, but no client's share.",
        "2 clients are not above zero in the period and have no share."]


def test_groups_roll_up_before_shares(tmp_path):
    accounts = [{"account_id": name, "name": name.upper(), "group_id": "g", "group_name": "Holding"} for name in "xy"]
    sales = [sale("x", "2025-02", 15), sale("y", "2025-02", 15), sale("z", "2025-02", 70)]
    book = ledger(tmp_path, sales, accounts)
    groups, single = concentration(book), concentration(book, level="account")
    assert groups.rows[["account_id", "name", "accounts"]].to_numpy().tolist() == [["z", "z", 1], ["g", "Holding", 2]]
    assert groups.rows["ladder"].tolist() == ["critical", "critical"]
    assert single.rows["account_id"].tolist() == ["z", "x", "y"]
    assert single.rows["ladder"].tolist() == ["critical", "key", "key"]
    assert groups.summary["revenue_total"] == single.summary["revenue_total"] == 100


def test_margin_beside_revenue(tmp_path):
    sales = [sale("big", "2025-02", 1_000, 990), sale("dear", "2025-02", 500, 300), sale("loss", "2025-02", 200, 250),
             sale("dark", "2025-02", 300)]
    found = concentration(ledger(tmp_path, sales), base="margin")
    assert found.rows["account_id"].tolist() == ["dear", "big", "loss", "dark"]
    assert found.rows["share"].tolist()[:2] == pytest.approx([200 / 210, 10 / 210])
    assert found.rows["share_revenue"].tolist() == pytest.approx([0.25, 0.5, 0.1, 0.15])
    assert found.rows["ladder"].tolist() == ["mono", None, None, None]
    assert found.rows["ladder_revenue"].tolist() == ["critical", "critical", None, "key"]
    assert found.summary["revenue_total"] == 2_000
    assert (found.summary["accounts_positive"], found.summary["accounts_nonpositive"]) == (2, 1)
    assert (found.summary["nonpositive_total"], found.summary["accounts_unknown"]) == (-50, 1)
    assert found.summary["costed_share"] == pytest.approx(0.85)
    assert "Cost is known for 85.0 % of the revenue; margin is taken over that part." in map(said, found.notes)


def test_contribution_takes_off_the_cost_to_serve(tmp_path):
    sales = [sale("a", "2025-02", 100, 50), sale("b", "2025-02", 100, 60), sale("dark", "2025-02", 100)]
    costs = [{"account": name, "date": month("2025-02"), "amount": amount} for name, amount in (("a", 45), ("dark", 5))]
    rows = concentration(ledger(tmp_path, sales, costs=costs), base="contribution").rows.set_index("account_id")
    assert rows["value"].to_dict()["a"] == 5
    assert rows["value"].to_dict()["b"] == 40
    # Without a cost of goods a contribution is not known, even where the cost to serve is.
    assert rows["value"].isna()["dark"]


def test_equal_clients_stand_in_the_order_of_their_ids(tmp_path):
    sales = [sale(name, "2025-02", 10) for name in ("m", "b", "z", "a")]
    assert concentration(ledger(tmp_path, sales)).rows["account_id"].tolist() == ["a", "b", "m", "z"]


def test_one_client(tmp_path):
    found = concentration(ledger(tmp_path, [sale("only", "2025-02", 10)]))
    assert (found.summary["hhi"], found.summary["gini"], found.summary["cr1"]) == (10_000, 0, 1)
    assert found.summary["gini_corrected"] is None
    assert said(found.thesis) == "All revenue with a client named comes from one client."


def test_only_returns(tmp_path):
    found = concentration(ledger(tmp_path, [sale("a", "2025-02", -10), sale("b", "2025-02", -5)]))
    assert (found.summary["accounts_positive"], found.summary["accounts_nonpositive"]) == (0, 2)
    shares = ("cr1", "hhi", "gini", "effective_accounts", "accounts_for_80", "loss_sd")
    assert [found.summary[key] for key in shares] == [None] * 6
    assert [row["share"] for row in to_json(found)["rows"]] == [None, None]
    assert said(found.thesis) == "No client is above zero in this period, so there are no shares."


def test_nothing_in_the_period(tmp_path):
    found = concentration(ledger(tmp_path, [sale("a", "2024-02", 10)]))
    assert found.rows.empty
    assert (found.summary["revenue_total"], found.summary["hhi"]) == (0, None)
    assert said(found.thesis) == "There are no sales in this period."


def test_no_line_names_a_client(tmp_path):
    found = concentration(ledger(tmp_path, [sale(None, "2025-02", 10)]))
    assert found.summary["revenue_unassigned"] == 10
    assert said(found.thesis) == "No line of this period names a client, so there are no shares."


def test_no_cost_at_all(tmp_path):
    found = concentration(ledger(tmp_path, [sale("a", "2025-02", 10)]), base="margin")
    assert found.summary["hhi"] is None
    assert said(found.thesis) == "Margin is not known, so nothing can be said about its concentration."


def test_who_may_see_nothing_gets_nothing(company):
    found = concentration(company[0], viewer=NOBODY)
    assert found.rows.empty
    assert found.summary["revenue_total"] == 0


def test_who_may_see_some_sees_neither_others_nor_lines_without_a_client(company):
    found = concentration(company[0], viewer=Viewer("m@x", frozenset({"a01", "a02"})), level="account")
    assert set(found.rows["account_id"]) == {"a01", "a02"}
    assert found.summary["revenue_unassigned"] == 0


def test_limits_come_from_the_settings(tmp_path):
    book = ledger(tmp_path, [sale("a", "2025-02", 60), sale("b", "2025-02", 40)])
    strict = DEFAULT.with_(key_share=0.5, critical_share=0.6, mono_share=0.9)
    assert ask("concentration", book, scope(), strict).rows["ladder"].tolist() == ["key", None]


@pytest.mark.parametrize(("amounts", "english", "russian"), [
    ([60, 30, 5, 5], "Two clients bring 90.0 % of the revenue, each a critical dependence.",
     "Два клиента дают 90,0 % выручки, каждый — критическая зависимость."),
    ([23, *[11] * 7], "One client brings 23.0 % of the revenue: a critical dependence.",
     "Один клиент даёт 23,0 % выручки: критическая зависимость."),
    ([15, 14, 13, 12, *[2] * 23], "Four clients bring half of the revenue.", "Четыре клиента дают половину выручки."),
    ([1] * 40, "Nothing stands out: no client brings more than 10 % of the revenue, the largest 2.5 %.",
     "Ничто не выделяется: ни один клиент не даёт больше 10 % выручки, крупнейший — 2,5 %."),
    ([20, *[1] * 80], "One key client brings 20.0 % of the revenue.", "Один ключевой клиент даёт 20,0 % выручки."),
])
def test_thesis(tmp_path, amounts, english, russian):
    book = ledger(tmp_path, [sale(f"c{i:03d}", "2025-02", amount) for i, amount in enumerate(amounts)])
    thesis = concentration(book).thesis
    assert said(thesis) == english
    assert said(thesis, "ru") == russian


SCOPES = st.tuples(
    st.sampled_from([("2025-01", "2026-01"), ("2024-04", "2024-07"), (None, None)]),
    st.sampled_from(["group", "account"]),
    st.sampled_from(["revenue", "margin"]),
    st.sampled_from([None, "Metal", "Tools"]),
    st.sampled_from([None, "NA", "South"]),
    st.sampled_from([None, "Manager 1"]),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SCOPES)
def test_every_scope_against_sums_in_python(company, chosen):
    book, sales, accounts = company
    (start, end), level, base, unit, region, manager = chosen
    where = tuple((key, (value,)) for key, value in (("manager", manager), ("region", region), ("unit", unit)) if value)
    found = ask("concentration", book, scope(start, end, level=level, base=base, where=where), DEFAULT)
    known = {account["account_id"]: account for account in accounts}
    sums: dict[str | None, Decimal] = defaultdict(Decimal)
    revenue = Decimal()
    for line in sales:
        client = known.get(line["account"], {})
        if (start and not month(start) <= line["date"] < month(end)) or (unit and line.get("unit") != unit) \
                or (region and client.get("region") != region) \
                or (manager and (line.get("manager") or client.get("manager")) != manager):
            continue
        revenue += Decimal(line["revenue"])
        key = client.get("group_id", line["account"]) if level == "group" else line["account"]
        if base == "revenue":
            sums[key] += Decimal(line["revenue"])
        elif line["cost"] is not None:
            sums[key] += Decimal(line["revenue"]) - Decimal(line["cost"])
    sums.pop(None, None)
    positive = sorted((value for value in sums.values() if value > 0), reverse=True)
    whole = sum(positive)
    assert found.summary["revenue_total"] == float(revenue)
    assert found.rows["value"].dropna().tolist() == [float(v) for v in sorted(sums.values(), reverse=True)]
    assert found.summary["accounts_positive"] == len(positive)
    assert found.summary["hhi"] == pytest.approx(float(10_000 * sum((v / whole) ** 2 for v in positive)))
    assert found.rows["share"].sum() == pytest.approx(1)
    assert found.summary["cr3"] == pytest.approx(float(sum(positive[:3]) / whole))


def test_parts_sum_to_the_whole(company):
    whole = concentration(company[0])
    for field in ("unit", "manager"):
        parts = ask(f"concentration_by_{field}", company[0], scope("2025-01", "2026-01"), DEFAULT)
        assert round(parts.rows["revenue"].sum(), 4) == whole.summary["revenue_total"]
        assert round(parts.rows["revenue_unassigned"].sum(), 4) == whole.summary["revenue_unassigned"]
        assert parts.rows["part_share"].sum() == pytest.approx(1)


def test_a_part_is_the_whole_under_its_filter(company):
    parts = ask("concentration_by_unit", company[0], scope("2025-01", "2026-01"), DEFAULT)
    for row in parts.rows[parts.rows["part"].notna()].to_dict("records"):
        alone = concentration(company[0], where=(("unit", (row["part"],)),))
        assert row["hhi"] == pytest.approx(alone.summary["hhi"])
        assert row["largest_share"] == pytest.approx(alone.summary["cr1"])
        assert row["accounts_positive"] == alone.summary["accounts_positive"]
        assert (row["keys"], row["critical"]) == (alone.summary["keys"], alone.summary["critical"])
        clients = parts.frames["clients"]
        mine = clients[clients["part"] == row["part"]]
        assert mine["account_id"].tolist()[:5] == alone.rows["account_id"].tolist()[:5]


def test_a_manager_who_hangs_on_one_client(tmp_path):
    sales = [sale("a", "2025-02", 90, manager="Anna"), sale("b", "2025-02", 10, manager="Anna"),
             *[sale(f"c{i}", "2025-02", 10, manager="Boris") for i in range(20)]]
    found = ask("concentration_by_manager", ledger(tmp_path, sales), scope(), DEFAULT)
    assert found.rows[["part", "largest", "ladder", "keys"]].to_numpy().tolist()[1][:3] == ["Anna", "a", "mono"]
    assert found.summary["parts_critical"] == 1
    assert said(found.thesis) == "1 manager hangs on one client: with Anna a brings 90.0 % of the revenue."
