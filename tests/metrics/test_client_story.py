"""Months, events, supplies and changes of one client, by hand on small ledgers."""

from __future__ import annotations

import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from kam_core.book import Record
from kam_core.ledger import Ledger
from kam_core.metrics import ask, client_events
from kam_core.metrics.client_events import storms
from kam_core.metrics.client_now import now
from kam_core.settings import Settings
from metrics.company import answer, ledger, said, sale, scope

DAY = datetime.date(2026, 3, 15)


def record(kind: str, id: str = "r", **values: object) -> Record:
    at = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    return Record(id, kind, "G", None, None, values, {}, 1, at, "ann")


def days(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def test_a_storm_is_far_above_the_twelve_months_before() -> None:
    quiet = [4.0] * 12
    # mean 4, standard deviation of Poisson 2: the limit is 4 + 3 × 2 = 10
    assert storms(np.array([*quiet, 10.0])) == []
    assert storms(np.array([*quiet, 11.0])) == [(12, 4.0)]
    assert storms(np.array([*quiet, 9.0]), sigmas=2) == [(12, 4.0)]
    # as high before: mean 8, √8 = 2.83, moving range of z 8 / 2.83, ÷ 1.128 = 2.51: the limit is 8 + 3 × 2.83 × 2.51 = 29.3
    assert storms(np.array([4.0, 12.0] * 6 + [29.0])) == []
    assert storms(np.array([4.0, 12.0] * 6 + [30.0])) == [(12, 8.0)]
    assert storms(np.array([0.0] * 12 + [4.0, 5.0])) == [(13, pytest.approx(4 / 12))]
    assert storms(np.array([1.0] * 5 + [50.0])) == []  # five months tell nothing


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    """Two years; March 2025 was not brought in at all; G buys Pumps up to May 2025, Pipes since July; April 2026 has begun."""
    accounts = [{"account_id": "A", "name": "Alder", "group_id": "G", "group_name": "Grove"},
                {"account_id": "B", "name": "Birch"}]
    rows = []
    for number in range(27):
        month = f"{2024 + number // 12}-{number % 12 + 1:02d}"
        if month == "2025-03":
            continue
        rows.append(sale("B", f"{month}-31" if number % 12 + 1 in (1, 3, 5, 7, 8, 10, 12) else f"{month}-20", 1000, 900,
                         category="Pumps"))
        if number % 2 == 0:
            rows.append(sale("A", month, 100 if number < 24 else 5000, 60, category="Pipes" if number >= 18 else "Pumps",
                             product=f"Item {number % 3}"))
    rows += [sale("A", "2026-03-30", 70, None, category="Pipes"), sale("B", "2026-03-31", 10), sale("A", "2026-04-02", 11)]
    opened = [*(f"2025-{step % 12 + 1:02d}-{5 + step // 2:02d} 09:00" for step in range(24)),
              *(f"2026-02-03 {hour:02d}:00" for hour in range(15))]
    tickets = [{"account": "A", "opened_at": datetime.datetime.fromisoformat(moment)} for moment in opened]
    answers = [answer("A", "2026-02-20", 4, comment="<b>slow</b>"), answer("A", "2025-01-10", 9), answer("A", "2025-01-11", 8)]
    return ledger(tmp_path_factory.mktemp("story"), rows, accounts, tickets=tickets, nps=answers)


def test_months_without_lines_are_zero_and_those_not_brought_in_are_unknown(company: Ledger) -> None:
    found = ask("client_months", company, scope("2025-04", "2026-04"), Settings(), client="G")
    rows = found.rows.set_index(found.rows["month"].dt.strftime("%Y-%m"))
    assert list(rows.index) == [f"{2024 + n // 12}-{n % 12 + 1:02d}" for n in range(28)]
    assert rows.loc["2024-02", "revenue"] == 0
    assert pd.isna(rows.loc["2025-03", "revenue"])
    assert pd.isna(rows.loc["2025-03", "margin"])
    assert rows.loc["2026-01", "revenue"] == 5000
    assert rows.loc["2026-03", "revenue"] == 5070
    assert rows.loc["2026-03", "margin"] == 4940  # of the line with a cost
    assert list(rows["partial"])[-2:] == [False, True]
    assert found.summary["months_active"] == 14
    short = ask("client_months", company, scope(), Settings(), client="G", months=3).rows
    assert short["revenue"].tolist() == [0, 5070, 11]


def test_events_of_the_ledger_and_of_the_book_stand_on_one_line(company: Ledger) -> None:
    told = ask("client_months", company, scope(), Settings(), client="G").frames["events"]
    assert [(row.date.date().isoformat(), row.kind) for row in told.itertuples()] == [
        ("2025-01-10", "promoter"), ("2026-02-01", "storm"), ("2026-02-20", "detractor")]
    assert said(told["text"].iloc[1]) == "15 requests in the month; usually 1.8"  # 22 in the twelve months before
    written = client_events.written([
        record("visit", date=days("2026-01-09"), type="visit", state="done", purpose="Audit"),
        record("visit", date=days("2026-05-09"), type="call", state="planned"),
        record("promise", type="claim", text="Broken", date=days("2025-06-01")),
        record("promise", type="promise", text="A discount", date=days("2025-06-01")),
        record("event", date=days("2025-07-01"), type="price", text="+4 %"),
        record("contract", start=days("2025-01-01"), end=days("2026-12-31"), name="12/7"),
    ])
    assert [(row.date.date().isoformat(), row.kind) for row in written.itertuples()] == [
        ("2025-06-01", "claim"), ("2025-07-01", "price"), ("2026-01-09", "visit"), ("2026-12-31", "contract")]
    assert said(written["text"].iloc[2]) == "meeting at the client: Audit"
    whole = client_events.together(told, written)
    assert len(whole) == 7
    assert whole["date"].is_monotonic_increasing


def test_what_was_supplied_and_when(company: Ledger) -> None:
    found = ask("client_supplied", company, scope("2025-04", "2026-04"), Settings(), client="G")
    rows = found.rows.dropna(subset="category").set_index("category")
    # Apr 2025 – Mar 2026: Pumps in May; Pipes in Jul, Sep, Nov, Jan, Mar and the 70 of 30 Mar; a year before: Pumps five times
    assert rows.loc["Pipes", "revenue"] == 3 * 100 + 5000 + 5070
    assert rows.loc["Pumps", "revenue"] == 100
    assert rows.loc["Pumps", "revenue_before"] == 500
    assert rows["state"].to_dict() == {"Pipes": "new", "Pumps": "kept"}
    assert rows.loc["Pipes", "first_purchase"] == pd.Timestamp("2025-07-10")
    assert rows.loc["Pipes", "last_purchase"] == pd.Timestamp("2026-03-30")
    assert rows.loc["Pumps", "last_purchase"] == pd.Timestamp("2025-05-10")
    products = found.frames["products"].set_index(["product", "category"])
    assert products["revenue_ever"].sum() == 11 * 100 + 2 * 5000
    assert products.loc[("Item 0", "Pumps"), "first_purchase"] == pd.Timestamp("2024-01-10")
    months = found.frames["months"]
    assert months.loc[months["month"] == "2026-03-01", "revenue"].sum() == 5070


def test_what_changed_since_a_day(company: Ledger) -> None:
    found = ask("client_since", company, scope(), Settings(), client="G", since="2026-01-20")
    told = {row.kind: said(row.text) for row in found.rows.itertuples()}
    # 10,070 against the 100 of January 2025
    assert told["revenue"] == "Revenue of Jan 26 – Mar 26: 10.1 k, +9,970.0 % against the same months a year before."
    assert told["requests"] == "15 requests opened since; open past the limit: 24."
    assert told["answers"] == "1 answer of a survey: 4."
    # in 2025 G brought 500 of 11,500; in the year up to March 2026, 10,470 of 22,480
    assert told["ladder"] == "Brings 46.6 % of the revenue now and has passed a limit of the ladder."
    later = ask("client_since", company, scope(), Settings(), client="G", since=days("2026-04-01"))
    assert set(later.rows["kind"]) <= {"requests", "answers"}
    assert "No full month" in said(later.notes[0])


def test_what_needs_doing_is_in_the_order_of_its_days() -> None:
    items = pd.DataFrame({"next": ["Call back", "Ask"], "reason": ["score 3", "late"], "stake": [500.0, 900.0]})
    was = {"type": "visit", "state": "done", "date": days("2026-02-20"), "next": "Offer", "next_on": days("2026-02-28")}
    records = [
        record("promise", "late", type="promise", text="Send samples", due=days("2026-03-01"), agreed=days("2026-02-01")),
        record("promise", "done", type="promise", text="Kept", due=days("2026-01-01"), fulfilled=days("2026-01-02")),
        record("promise", "far", type="claim", text="Later", due=days("2026-05-01")),
        record("visit", "unwritten", type="call", state="planned", date=days("2026-03-10"), purpose="Prices"),
        record("visit", "soon", type="visit", state="planned", date=days("2026-03-20")),
        record("visit", "was", **was),
        record("visit", "settled", **was, next_done=days("2026-02-27")),
        record("task", "undated", text="Find the budget"),
        record("task", "finished", text="x", done=days("2026-03-01"), due=days("2026-02-01")),
        record("contract", "near", start=days("2025-01-01"), end=days("2026-06-30"), name="7", notice_days=60),
        record("contract", "far off", start=days("2025-01-01"), end=days("2027-06-30")),
        record("contract", "renewed", start=days("2024-01-01"), end=days("2025-12-31"), name="6"),
    ]
    found = now(records, items, DAY, Settings())
    assert [(each.kind, each.record, each.overdue) for each in found] == [
        ("next", "was", True), ("promise", "late", True), ("visit", "unwritten", True),
        ("attention", None, False), ("attention", None, False),
        ("visit", "soon", False), ("contract", "near", False), ("task", "undated", False)]
    assert [each.stake for each in found if each.kind == "attention"] == [900, 500]
    late = next(each for each in found if each.record == "late")
    assert said(late.why) == "next: asked what solution they see"
    assert next(each for each in found if each.record == "near").due == days("2026-05-01")


def test_nothing_known_is_nothing_to_do() -> None:
    assert now([], pd.DataFrame(columns=["next", "reason", "stake"]), DAY, Settings()) == []


def test_beside_similar_clients_it_is_the_white_cell_of_the_whole_base(demo_ledger: Path) -> None:
    from kam_core.ledger import Store
    from kam_core.scope import OWNER, Scope, last_months

    store = Store(demo_ledger)
    book = store.open()
    year = Scope(*last_months(book.info.last_full_month), viewer=OWNER)
    white = ask("whitespace", book, year, store.settings).rows
    client = white["account_id"].iloc[0]
    mine = ask("client_peers", book, year, store.settings, client=client)
    own = mine.rows.set_index("category")
    for row in white[white["account_id"] == client].itertuples():
        assert own.loc[row.category, ["low", "mid", "high", "probability", "peers"]].astype(float).tolist() == pytest.approx(
            [row.low, row.mid, row.high, row.probability, row.peers], nan_ok=True)
        assert own.loc[row.category, "buyers"] == row.similar
    sums = book.query("accounts", year, before_from=None, before_to=None, idle=False).set_index("client_id")
    assert own["revenue"].sum() == pytest.approx(sums.loc[client, "revenue"], rel=1e-6)
    bought = ask("client_supplied", book, year, store.settings, client=client).rows.set_index("category")["revenue"]
    assert own["revenue"].dropna().to_dict() == pytest.approx(bought[bought > 0].to_dict())
