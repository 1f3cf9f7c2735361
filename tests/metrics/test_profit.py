"""Profit by client over companies that are added up by hand, and its laws over made-up ones."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kam_core.metrics import ask
from kam_core.settings import Settings
from metrics.company import invoice, ledger, month, open_months, said, sale, scope

YEAR = ("2025-01", "2026-01")


def cost(account: str, when: str, amount: float) -> dict:
    return {"account": account, "date": month(when), "amount": str(amount)}


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """3,090 of revenue, of which 2,490 cost 1,980, and 210 of costs to serve: the company's rates are 20.5 % and 6.8 %.

    Best leaves 400. Dear: a margin of 30 % and a cost to serve of 35 %. Thin: 5 % and 8 %. Below: sold under cost. Back:
    more returned than bought. Idle: costs, no sales. Blind: no cost known. 100 have no client and no cost.
    """
    sales = [
        sale("Best", "2025-02", 1000, 550), sale("Dear", "2025-03", 200, 140), sale("Thin", "2025-03", 1000, 950),
        sale("Below", "2025-04", 300, 330), sale("Back", "2025-05", 50, 30), sale("Back", "2025-06", -60, -20),
        sale("Blind", "2025-05", 500), sale(None, "2025-05", 100), sale("Best", "2024-06", 77, 7),
    ]
    costs = [cost("Best", "2025-02", 50), cost("Dear", "2025-02", 70), cost("Thin", "2025-02", 80),
             cost("Idle", "2025-02", 10), cost("Best", "2024-02", 999)]
    return ledger(tmp_path_factory.mktemp("small"), sales, costs=costs)


def test_contribution_of_each_client_by_hand(small):
    rows = ask("profit", small, scope(*YEAR), Settings()).rows
    found = {row.account_id: (row.revenue, row.margin, row.contribution, row.reason) for row in
             rows.astype(object).where(rows.notna(), None).itertuples()}
    assert found == {
        "Best": (1000, 450, 400, None),
        "Dear": (200, 60, -10, "high_serve"),
        "Idle": (0, None, -10, "no_sales"),
        "Back": (-10, -20, -20, "returns"),
        "Below": (300, -30, -30, "below_cost"),
        "Thin": (1000, 50, -30, "low_margin"),
        "Blind": (500, None, None, None),
    }
    assert rows["account_id"].tolist() == ["Best", "Dear", "Idle", "Back", "Below", "Thin", "Blind"]
    assert rows["cumulative"].tolist()[:6] == [400, 390, 380, 360, 330, 300]


def test_the_company_by_hand(small):
    found = ask("profit", small, scope(*YEAR), Settings())
    figures = found.summary
    assert (figures["revenue"], figures["cost"], figures["margin"], figures["serve"], figures["contribution"]) == (
        3090, 1980, 510, 210, 300)
    assert figures["margin_rate"] == pytest.approx(510 / 2490)
    assert figures["serve_rate"] == pytest.approx(210 / 3090)
    assert figures["costed_share"] == pytest.approx(2490 / 3090)
    assert (figures["clients"], figures["clients_profitable"], figures["clients_losing"], figures["clients_unknown"]) == (
        6, 1, 5, 1)
    assert (figures["earned"], figures["loss"], figures["peak"]) == (400, -100, pytest.approx(4 / 3))
    assert found.frames["curve"]["amount"].tolist() == [0, 400, 390, 380, 360, 330, 300]
    assert said(found.thesis) == "One client earns 133.3 % of the profit, 5 clients lose 33.3 % of it."
    assert said(found.thesis, "ru") == "Один клиент приносит 133,3 % прибыли, 5 клиентов отнимают 33,3 %."
    notes = " ".join(map(said, found.notes))
    assert "Cost is known for 80.6 % of the revenue" in notes
    assert "1 client has no line with a known cost" in notes


def test_without_cost_nothing_is_known_and_nothing_is_zero(tmp_path):
    bare = ledger(tmp_path, [sale("a", "2025-02", 10), sale("b", "2025-03", 5)], costs=[cost("a", "2025-02", 1)])
    found = ask("profit", bare, scope(*YEAR), Settings())
    for name in ("cost", "margin", "margin_rate", "contribution", "earned", "loss", "peak", "receivables", "dso"):
        assert found.summary[name] is None, name
    assert found.rows["contribution"].isna().all()
    assert found.summary["clients_unknown"] == 2
    assert said(found.thesis) == "Profit by client is not known: the sales have no cost."


def test_everybody_loses(tmp_path):
    bad = ledger(tmp_path, [sale("a", "2025-02", 10, 15), sale("b", "2025-03", 5, 6)])
    assert said(ask("profit", bad, scope(*YEAR), Settings()).thesis).startswith("No client earns money")


def test_a_filter_by_unit_has_no_cost_to_serve_and_says_so(tmp_path):
    two = ledger(tmp_path, [sale("a", "2025-02", 10, 4, unit="Steel"), sale("a", "2025-02", 10, 5, unit="Parts")],
                 costs=[cost("a", "2025-02", 3)])
    found = ask("profit", two, scope(*YEAR, where=(("unit", ("Steel",)),)), Settings())
    assert (found.summary["serve"], found.summary["contribution"]) == (None, 6)
    assert any("no business unit" in said(note) for note in found.notes)
    assert ask("profit", two, scope(*YEAR), Settings()).summary["contribution"] == 8


def test_debts_stand_beside_the_profit(tmp_path):
    owing = ledger(tmp_path, [sale("a", "2025-02", 100, 40), sale("b", "2025-03-31", 100, 40)],
                   invoices=[invoice("a", "2025-02-10", "2025-03-10", 90, 20), invoice("b", "2025-03-31", "2025-04-30", 100)])
    found = ask("profit", owing, scope("2025-01", "2025-04"), Settings())
    assert found.rows.set_index("account_id")["overdue"].to_dict() == {"a": 70, "b": 0}
    assert (found.summary["receivables"], found.summary["overdue"]) == (170, 70)


# Laws, over a company of 30 entities with returns, gaps in cost, lines without a client

@pytest.mark.parametrize("level", ["group", "account"])
def test_contribution_is_revenue_less_cost_less_serve_to_the_kopeck(company, level):
    """Against sums of the lines in decimals, over the lines that have a cost."""
    owner, sales, accounts = company
    found = ask("profit", owner, scope(*YEAR, level=level), Settings())
    groups = {each["account_id"]: each["group_id"] if level == "group" else each["account_id"] for each in accounts}
    sums: dict[str | None, Decimal] = {}
    for line in sales:
        if line["date"].year == 2025 and line["cost"] is not None:
            client = groups.get(line["account"], line["account"])
            sums[client] = sums.get(client, Decimal(0)) + Decimal(line["revenue"]) - Decimal(line["cost"])
    kept = found.rows[found.rows["contribution"].notna()]
    assert {row.account_id: round(row.contribution, 4) for row in kept.itertuples()} == {
        client: float(amount) for client, amount in sums.items() if client is not None}
    assert found.summary["contribution"] == float(sum(sums.values()))
    assert found.summary["contribution_identified"] == float(sum(amount for client, amount in sums.items() if client))
    assert found.frames["curve"]["amount"].iloc[-1] == found.summary["contribution_identified"]
    assert found.summary["earned"] + found.summary["loss"] == pytest.approx(found.summary["contribution_identified"])


def test_filters_part_the_whole(company):
    owner = company[0]
    every = ask("profit", owner, scope(*YEAR, level="account"), Settings())
    parts = [ask("profit", owner, scope(*YEAR, level="account", where=(("region", (name,)),)), Settings())
             for name in ("NA", "South")]
    unlisted = every.rows[every.rows["region"].isna()]
    for name in ("revenue", "cost", "margin", "contribution", "receivables", "overdue"):
        together = sum(part.rows[name].sum() for part in parts) + unlisted[name].sum()
        assert together == pytest.approx(every.rows[name].sum(), abs=1e-6), name
    assert sum(len(part.rows) for part in parts) + len(unlisted) == len(every.rows)


def test_groups_and_accounts_have_the_same_totals(company):
    by = [ask("profit", company[0], scope(*YEAR, level=level), Settings()).summary for level in ("group", "account")]
    for name in ("revenue", "cost", "margin", "serve", "contribution", "contribution_identified", "receivables", "dso"):
        assert by[0][name] == by[1][name], name


def test_which_sum_a_share_of_profit_divides_by_is_said(tmp_path):
    """60 and -20: Profit divides by 40, Key clients by 60."""
    lines = [*open_months(2025), sale("earns", "2025-02", 100, 40), sale("loses", "2025-02", 10, 30)]
    store, looked = ledger(tmp_path / "both", lines), scope("2025-01", "2026-01")
    found = ask("profit", store, looked, Settings())
    assert found.rows["share_contribution"].tolist() == [1.5, -0.5]
    assert ask("key_clients", store, looked, Settings()).rows["profit_share"].iloc[0] == 1.0
    words = "divide by what is left after losses"
    assert any(words in said(note) for note in found.notes)
    alone = ask("profit", ledger(tmp_path / "one", lines[:-1]), looked, Settings())
    assert not any(words in said(note) for note in alone.notes)
