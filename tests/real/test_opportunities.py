"""487 real opportunities in parts: names, clients, stages and products each in a file of its own."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from kam_core.ledger import Store
from real.conftest import column, total

PARTS = ("Account", "Fact", "Opportunity", "SalesStage", "Product")


def test_obvience_opportunities(bring, shared, tmp_path):
    folder = shared / "real/obvience/opportunity_tracking"
    fact = folder / "Fact.csv"
    got = bring(*(folder / f"{name}.csv" for name in PARTS))
    files = {file["table"]: file for file in got["files"] if file["table"]}
    assert files["accounts"]["loaded"] == len(column(folder / "Account.csv", "Account ID")) == 357
    keys = Counter(zip(column(fact, "Account ID"), column(fact, "Opportunity ID"), strict=True))
    (twice,) = (key for key, times in keys.items() if times > 1)
    told = files["opportunities"]
    assert (told["read"], told["added"], told["set_aside"], told["changed"], told["unchanged"], told["skipped"]) == (
        487, len(keys), 1, 0, 0, 0)
    assert len(keys) == 486
    rows = list(zip(column(fact, "Account ID"), column(fact, "Opportunity ID"), column(fact, "ProductRevenue"), strict=True))
    second = [amount for account, deal, amount in rows if (account, deal) == twice][1]
    revenue = total(column(fact, "ProductRevenue"))
    assert Decimal(str(told["totals"]["read"]["amount"])) == revenue
    assert Decimal(str(told["totals"]["loaded"]["amount"])) == revenue - Decimal(second)
    records = Store(tmp_path / "data").book().records.of("opportunity")
    stages = dict(zip(column(folder / "SalesStage.csv", "Sales Stage ID"), column(folder / "SalesStage.csv", "Sales Stage"),
                      strict=True))
    meant = {"Lead": "idea", "Qualify": "need", "Solution": "offer", "Proposal": "offer", "Finalize": "talks"}
    wanted = Counter(meant[stages[stage]] for stage in column(fact, "Sales Stage ID"))
    found = Counter(record.get("stage") for record in records)
    assert sum((wanted - found).values()) == 1  # the one that was set aside
    again = bring(*(folder / f"{name}.csv" for name in PARTS))
    (told,) = (file for file in again["files"] if file["table"] == "opportunities")
    assert (told["added"], told["changed"], told["unchanged"], told["set_aside"]) == (0, 0, 486, 1)
    assert again["changed"] is False
