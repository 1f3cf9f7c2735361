"""One client: its facts against pandas over the same lines, and what a viewer who sees only some clients is told."""

from __future__ import annotations

import datetime
import itertools
from pathlib import Path

import pandas as pd
import pytest

from kam_core.errors import UsageError
from kam_core.ledger import Ledger, Store
from kam_core.metrics import ask, health
from kam_core.scope import NOBODY, OWNER, Scope, Viewer, last_months
from kam_core.settings import Settings
from metrics.company import answer, invoice, ledger, sale, scope

ACCOUNTS = [
    {"account_id": "A1", "name": "АО «Ромашка»", "group_id": "G", "group_name": "Ромашка", "region": "N", "segment": "S",
     "manager": "Ann"},
    {"account_id": "A2", "name": "ООО «Лютик»", "group_id": "G", "group_name": "Ромашка", "region": "N", "segment": "S",
     "manager": "Bob"},
    {"account_id": "B", "name": "Oak", "region": "S", "segment": "S", "manager": "Bob"},
    {"account_id": "C", "name": "Idle", "region": "S", "segment": "S", "manager": "Bob"},
]


def lines() -> list[dict]:
    """Two years of two groups: G buys from two entities, B every third month; one line names no client."""
    rows = []
    for number in range(24):
        month = f"{2024 + number // 12}-{number % 12 + 1:02d}"
        rows.append(sale("A1", f"{month}-28", 1000 + 10 * number, 700, category="Pipes", product_id="P1", product="Pipe"))
        if number % 2:
            rows.append(sale("A2", f"{month}-05", 300, 200 if number % 4 == 1 else None, category="Pumps"))
        if number % 3 == 0:
            rows.append(sale("B", f"{month}-15", 900, 500, category="Pipes"))
    return [*rows, sale("A1", "2025-12-31", -50, category="Pipes"), sale(None, "2025-06", 400)]


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    return ledger(
        tmp_path_factory.mktemp("client"), lines(), ACCOUNTS,
        invoices=[invoice("A1", "2025-10-01", "2025-11-01", 500), invoice("A2", "2025-12-01", "2026-01-15", 300),
                  invoice("B", "2025-09-01", "2025-10-01", 100, 100, "2025-10-01")],
        nps=[answer("A1", "2025-03-01", 10), answer("A2", "2025-11-01", 3, comment="=1+1 slow"), answer("B", "2025-11-01", 9)],
        tickets=[{"account": who, "opened_at": datetime.datetime.fromisoformat(opened),
                  "resolved_at": done and datetime.datetime.fromisoformat(done), "ticket_id": opened}
                 for who, opened, done in (("A1", "2025-12-01 10:00", "2025-12-02 10:00"), ("A2", "2025-12-20 10:00", None),
                                           ("B", "2025-12-30 10:00", None))],
    )


def found(company: Ledger, client: str = "G", **more: object) -> dict:
    answer = ask("client", company, scope("2025-01", "2026-01", **more), Settings(), client=client)
    return {**answer.rows.iloc[0].to_dict(), "answer": answer}


def test_the_sums_are_those_of_its_lines(company: Ledger) -> None:
    frame = pd.DataFrame(lines())
    frame[["revenue", "cost"]] = frame[["revenue", "cost"]].astype(float)
    frame["client"] = frame["account"].map({"A1": "G", "A2": "G", "B": "B"})
    year = frame[frame["date"] >= datetime.date(2025, 1, 1)]
    sums = year.groupby("client")["revenue"].sum()
    own, before = year[year["client"] == "G"], frame[(frame["client"] == "G") & (frame["date"] < datetime.date(2025, 1, 1))]
    facts = found(company)
    assert facts["revenue"] == pytest.approx(own["revenue"].sum())
    assert facts["revenue_before"] == pytest.approx(before["revenue"].sum())
    assert facts["revenue_change"] == pytest.approx(own["revenue"].sum() / before["revenue"].sum() - 1)
    costed = own[own["cost"].notna()]
    assert facts["margin"] == pytest.approx(costed["revenue"].sum() - costed["cost"].sum())
    assert facts["margin_rate"] == pytest.approx((costed["revenue"].sum() - costed["cost"].sum()) / costed["revenue"].sum())
    assert facts["share_revenue"] == pytest.approx(sums["G"] / sums.sum())
    assert (facts["rank"], facts["clients"], facts["abc"]) == (1, 2, "A")
    assert facts["purchase_days"] == own.loc[own["revenue"] > 0, "date"].nunique()
    assert (facts["first_purchase"], facts["last_purchase"]) == (datetime.date(2024, 1, 28), datetime.date(2025, 12, 28))


def test_its_entities_debts_requests_and_answers(company: Ledger) -> None:
    facts = found(company)
    entities = facts["answer"].frames["entities"].set_index("account_id")
    assert list(entities.index) == ["A1", "A2"]
    assert entities.loc["A2", "revenue"] == 6 * 300
    assert (facts["accounts"], facts["region"], facts["segment"], facts["manager"]) == (2, "N", "S", None)
    # debts are as of the last day known, 31 Dec 2025: only the invoice of A1 is due, for 60 days
    assert (facts["receivables"], facts["overdue"], facts["oldest"]) == (800, 500, 60)
    assert (facts["requests"], facts["requests_open"], facts["requests_late"]) == (2, 1, 1)
    assert (facts["answers"], facts["promoters"], facts["detractors"], facts["last_score"]) == (2, 1, 1, 3)
    assert facts["last_answer"] == datetime.date(2025, 11, 1)


def test_health_and_rhythm_are_those_of_their_pages(company: Ledger) -> None:
    facts, settings = found(company), Settings()
    same = health.ask(company, scope("2025-01", "2026-01"), settings).rows.set_index("account_id").loc["G"]
    assert facts["score"] == pytest.approx(same["score"])
    assert (facts["band"], facts["coverage"]) == (same["band"], pytest.approx(same["coverage"]))
    assert facts["score_change"] == pytest.approx(same["change"], nan_ok=True)
    parts = facts["answer"].frames["health"].set_index("part")["points"].astype(float)
    assert parts.sum() == pytest.approx(same["raw"])
    # days with a purchase of G: the 28th of each month, and the 5th of every second: gaps of 8 (or 7, 5) and of 23, 28 … days
    days = sorted({row["date"] for row in lines() if row["account"] in ("A1", "A2") and float(row["revenue"]) > 0})
    gaps = pd.Series([(late - early).days for early, late in itertools.pairwise(days)])
    assert facts["rhythm"] == gaps.median()
    assert facts["days_since"] == 3
    assert facts["late"] == "on_time"


def test_shares_are_among_those_that_the_viewer_sees(company: Ledger) -> None:
    bob = Viewer("bob@x", frozenset({"A2", "B"}))
    facts = found(company, viewer=bob)
    sold = 6 * 300
    assert facts["revenue"] == sold
    assert facts["accounts"] == 1
    assert facts["share_revenue"] == pytest.approx(sold / (sold + 4 * 900))
    assert any("you see" in str(note) for note in facts["answer"].notes)
    with pytest.raises(UsageError):
        found(company, "B", viewer=Viewer("ann@x", frozenset({"A1"})))
    with pytest.raises(UsageError):
        found(company, viewer=NOBODY)


def test_a_client_is_found_by_id_first_then_by_name_and_filters_do_not_part_it(company: Ledger) -> None:
    assert found(company, "oak")["account_id"] == "B"
    assert found(company, where=(("manager", ("Ann",)),))["revenue"] == found(company)["revenue"]
    assert found(company, level="account")["accounts"] == 2
    assert found(company, "")["account_id"] == "G"  # the largest
    with pytest.raises(UsageError):
        found(company, "nobody of that name")


def test_who_never_bought_has_facts_without_figures(company: Ledger) -> None:
    facts = found(company, "C")
    assert facts["revenue"] == 0
    assert facts["share_revenue"] is None
    assert facts["abc"] is None
    assert facts["band"] is None
    assert facts["overdue"] == 0
    assert facts["answers"] == 0
    assert "never bought" in str(facts["answer"].thesis)


def test_the_same_for_all_clients_of_the_demo(demo_ledger: Path) -> None:
    """Figures of a client alone are the rows of the measures over everybody."""
    store = Store(demo_ledger)
    book = store.open()
    year = Scope(*last_months(book.info.last_full_month), viewer=OWNER)
    every = {key: ask(key, book, year, store.settings).rows.set_index("account_id") for key in ("accounts", "abc_xyz", "health",
                                                                                              "debts", "concentration")}
    for client in [*every["concentration"].index[:3], *every["concentration"].index[-2:]]:
        facts = ask("client", book, year, store.settings, client=client).rows.iloc[0]
        assert facts["revenue"] == every["accounts"].loc[client, "revenue"]
        assert facts["abc"] == every["abc_xyz"].loc[client, "abc"]
        if client in every["health"].index:
            assert facts["score"] == pytest.approx(every["health"].loc[client, "score"], nan_ok=True)
            assert facts["band"] == every["health"].loc[client, "band"]
        if client in every["debts"].index:
            assert facts["overdue"] == every["debts"].loc[client, "overdue"]
            assert facts["dso"] == pytest.approx(every["debts"].loc[client, "dso"])
