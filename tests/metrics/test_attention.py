"""The attention list: what comes on it, by hand-made ledgers; episodes that begin anew; the marks that hide them."""

from __future__ import annotations

import datetime

import pandas as pd
import pytest

from kam_core.book import Mark
from kam_core.metrics import ask, attention_items
from kam_core.metrics.attention_desk import desk, looked_at
from kam_core.metrics.attention_said import KINDS, STEP_OF, STEPS
from kam_core.scope import Viewer
from kam_core.settings import Settings
from kam_core.ui.registry import PAGES
from metrics.company import answer, invoice, ledger, month, open_months, said, sale, scope

NOW = datetime.datetime(2025, 12, 31, 12, tzinfo=datetime.UTC)
DAY = datetime.date(2026, 1, 12)
WHO = (("a", "Ann", "North"), ("b", "Ann", "South"), ("c", "Bob", "South"), ("d", "Bob", "South"))
ACCOUNTS = [{"account_id": name, "name": f"Client {name}", "manager": manager, "region": region}
            for name, manager, region in WHO]


def monthly(account: str, amount: float, *years: int, day: str = "15", until: str = "9999") -> list[dict]:
    months = [f"{year}-{number:02d}" for year in years for number in range(1, 13)]
    return [sale(account, f"{month}-{day}", amount, manager=None) for month in months if month <= until]


def ticket(account: str | None, number: str, opened: str, **more: object) -> dict:
    made = dict.fromkeys(("first_response_at", "resolved_at", "closed_at", "priority", "category", "status", "reopened")) | more
    return {"ticket_id": number, "account": account, "opened_at": datetime.datetime.fromisoformat(opened), **made}


def found(folder, sales, accounts=ACCOUNTS, settings=None, where=(), viewer=None, **more):
    made = ledger(folder, [*open_months(2023, 2024, 2025), *sales], accounts, **more)
    asked = scope("2025-01", "2026-01", **({"viewer": viewer} if viewer else {}), where=where)
    return ask("attention", made, asked, settings or Settings())


def kinds(answered, kind: str) -> pd.DataFrame:
    return answered.rows[answered.rows["kind"] == kind].reset_index(drop=True)


def told(row, language="en") -> tuple[str, str]:
    return said(row["reason"], language), said(row["next"], language)


def test_who_is_late_is_called(tmp_path):
    sales = [*monthly("a", 100, 2024, 2025), *monthly("b", 300, 2024, 2025, until="2025-09")]
    (row,) = kinds(found(tmp_path, [*sales, sale("a", "2025-12-31", 1)]), "late").to_dict("records")
    # bought last on 15 September, every 31 days in the middle: nine of the last twelve months, 300 each
    assert (row["account_id"], row["name"], row["manager"], row["stake"]) == ("b", "Client b", "Ann", 2700)
    assert row["key"] == "late|b|2025-09-15|"
    assert told(row) == ("No purchase for 107 days; usually every 31 days.",
                         "Ask what they need; the next purchase was to be expected on 16 Oct 2025.")
    assert told(row, "ru")[0] == "Нет покупок 107 дней; обычно раз в 31 день."
    assert row["age_days"] == (datetime.date(2025, 12, 31) - datetime.date(2025, 10, 16)).days


def test_a_debt_is_collected_from_the_day_it_was_due(tmp_path):
    sales = [*monthly("a", 100, 2024, 2025, day="20"), sale("b", "2025-12-31", 1)]
    owed = [invoice("a", "2025-09-01", "2025-10-01", 500, 100), invoice("a", "2025-11-01", "2025-12-01", 70.25, 0),
            invoice("a", "2025-12-01", "2026-01-01", 1000, 0), invoice("b", "2025-12-01", "2025-12-28", 900, 0)]
    answered = found(tmp_path, sales, invoices=owed)
    (row,) = kinds(answered, "debt").to_dict("records")
    # b is overdue by three days only: below the setting
    assert (row["key"], row["stake"], row["age_days"], row["step"]) == ("debt|a|2025-10-01|", 470.25, 91, "collect")
    assert told(row)[0] == "470 overdue on 2 invoices, the oldest for 91 days."
    three = Settings().with_(attention_debt_days=3)
    again = ask("attention", ledger(tmp_path / "again", [*open_months(2025), *sales], ACCOUNTS, invoices=owed),
                scope("2025-01", "2026-01"), three)
    assert kinds(again, "debt")["account_id"].tolist() == ["b", "a"]


def test_another_oldest_invoice_is_another_episode(tmp_path):
    sales = [sale("a", "2025-12-31", 1)]
    first = found(tmp_path / "1", sales, invoices=[invoice("a", "2025-09-01", "2025-10-01", 500, 0)])
    both = found(tmp_path / "2", sales, invoices=[invoice("a", "2025-09-01", "2025-10-01", 500, 0),
                                                  invoice("a", "2025-09-01", "2025-11-01", 500, 0)])
    paid = found(tmp_path / "3", sales, invoices=[invoice("a", "2025-09-01", "2025-10-01", 500, 500, "2025-12-01"),
                                                  invoice("a", "2025-09-01", "2025-11-01", 500, 0)])
    keys = [kinds(each, "debt")["key"].tolist() for each in (first, both, paid)]
    assert keys == [["debt|a|2025-10-01|"], ["debt|a|2025-10-01|"], ["debt|a|2025-11-01|"]]


def test_detractors_of_the_last_days_that_nobody_raised(tmp_path):
    sales = [*monthly("a", 100, 2025), *monthly("b", 50, 2025), sale("a", "2025-12-31", 1)]
    answers = [
        answer("a", "2025-12-20", 3, respondent="Ivan", role="Director", comment="<b>late</b>"),
        answer("a", "2025-12-20", 9, respondent="Olga"),
        answer("b", "2025-11-01", 2, respondent="Petr"), answer("b", "2025-12-01", 8, respondent="Petr"),  # raised since
        answer("b", "2025-10-03", 6, respondent="Anna"), answer("b", "2025-10-02", 0, respondent="Igor"),  # 89 and 90 days ago
        answer(None, "2025-12-01", 0, respondent="Nobody"),
    ]
    rows = kinds(found(tmp_path, sales, nps=answers), "detractor")
    assert rows[["account_id", "key", "stake", "age_days", "detail"]].values.tolist() == [
        ["a", "detractor|a|2025-12-20|Ivan", 1201, 11, "<b>late</b>"], ["b", "detractor|b|2025-10-03|Anna", 600, 89, None]]
    assert told(rows.iloc[0])[0] == "Score 3 of 10 from Ivan (Director), 20 Dec 2025."
    assert told(rows.iloc[1], "ru")[0] == "Оценка 6 из 10: Anna, 3 окт. 2025."


def test_an_answer_ages_though_nobody_answers_after_it(tmp_path):
    answers = [answer("a", "2025-06-01", 3, respondent="Ivan")]
    old = found(tmp_path / "1", [*monthly("a", 100, 2025), sale("a", "2025-12-31", 1)], nps=answers)
    assert kinds(old, "detractor").empty
    # answers that are newer than the sales count from their own last day
    newer = ledger(tmp_path / "2", [*open_months(2023, 2024), *monthly("a", 100, 2024), sale("a", "2024-12-31", 1)], ACCOUNTS,
                   nps=[*answers, answer("a", "2025-07-01", 10, respondent="Olga")])
    assert kinds(ask("attention", newer, scope(), Settings()), "detractor")["age_days"].tolist() == [30]


def test_requests_past_their_limit_are_solved(tmp_path):
    sales = [*monthly("a", 100, 2025), sale("a", "2025-12-31", 1)]
    tickets = [
        ticket("a", "T1", "2025-12-20T10:00", category="Price"), ticket("a", "T2", "2025-12-31T09:00"),
        ticket("a", "T3", "2025-12-01T10:00", reopened=2, first_response_at=datetime.datetime(2025, 12, 2, 9)),  # noqa: DTZ001
        ticket("a", "T4", "2025-12-01T10:00", resolved_at=datetime.datetime(2025, 12, 31, 10)),  # noqa: DTZ001
        ticket(None, "T5", "2025-12-01T10:00"),
    ]
    rows = kinds(found(tmp_path, sales, tickets=tickets), "request")
    assert sorted(rows["key"]) == ["request|a|2025-12-01|T3+2", "request|a|2025-12-20|T1"]
    one = rows[rows["key"].str.endswith("T1")].iloc[0]
    assert told(one) == ("Request T1 (Price) is open for 11 days; the limit is 72 h.",
                         "Nobody has answered yet: answer today, and name a date.")
    other = rows[rows["key"].str.contains("T3")].iloc[0]
    assert told(other)[1] == "Find who holds it up, and name the client a date."
    assert set(rows["stake"]) == {1201.0}


def test_a_client_that_passes_a_step_of_the_ladder(tmp_path):
    # 10 % of 2024 is no key client yet; it doubles in August 2025: 8 x 20 in the twelve months up to December
    sales = [*monthly("a", 90, 2023, 2024, 2025), *monthly("b", 10, 2023, 2024, 2025),
             *[sale("b", f"2025-{number:02d}-20", 20) for number in range(8, 13)], sale("a", "2025-12-31", 1)]
    (row,) = kinds(found(tmp_path, sales), "ladder").to_dict("records")
    assert (row["account_id"], row["stake"], row["step"]) == ("b", 220, "review")
    # with the first 20 of August the twelve months are 140 of 1,220: 11.5 %
    assert row["key"] == "ladder|b|2025-08-31|key revenue"
    assert told(row)[0] == "Brings 16.9 % of the revenue, 10.0 % a year before: a key client by size now."


def test_a_key_of_shares_depends_on_what_is_looked_at(tmp_path):
    sales = [*monthly("a", 90, 2023, 2024, 2025), *monthly("b", 10, 2023, 2024, 2025), *monthly("c", 90, 2023, 2024, 2025),
             *[sale("b", f"2025-{number:02d}-20", 90) for number in range(8, 13)], sale("a", "2025-12-31", 1)]
    made = ledger(tmp_path, sales, ACCOUNTS)
    everybody, south = (kinds(ask("attention", made, scope("2025-01", "2026-01", where=where), Settings()), "ladder")
                        for where in ((), (("region", ("South",)),)))
    assert everybody["key"].tolist() == ["ladder|b|2025-08-31|critical revenue"] or len(everybody) == 1
    assert south["account_id"].tolist() == ["b"]
    assert south["key"].iloc[0] != everybody["key"].iloc[0]


def test_who_left_its_class_and_who_left_altogether(tmp_path):
    sales = [*monthly("a", 1000, 2024, 2025), *monthly("b", 900, 2024), *monthly("c", 500, 2024),
             *monthly("c", 30, 2025), *monthly("d", 60, 2024, 2025), sale("a", "2025-12-31", 1)]
    answered = found(tmp_path, sales)
    (gone,) = kinds(answered, "lost").to_dict("records")
    assert (gone["account_id"], gone["stake"], gone["step"]) == ("b", 10_800, "win_back")
    assert gone["key"] == "lost|b|2024-12-31|"
    assert told(gone)[0] == "Last bought in December 2024; brought 10.8 k in the twelve months before (class A)."
    (fell,) = kinds(answered, "class").to_dict("records")
    # of 2024: a 12,000, b 10,800, c 6,000, d 720 of 29,520: a and b make 77 %, so c crosses 80 % and is A
    assert (fell["account_id"], fell["stake"]) == ("c", 5640)
    assert told(fell)[0] == "Fell from class A to C: 360 in twelve months, 6 k in those before."
    assert fell["key"].startswith("class|c|2025-")
    assert fell["key"].endswith("|AC revenue")


def test_money_is_counted_once_and_small_money_left_out(tmp_path):
    sales = [*monthly("a", 100, 2025), sale("a", "2025-12-31", 1)]
    owed = [invoice("a", "2025-09-01", "2025-10-01", 40, 0)]
    answers = [answer("a", "2025-12-20", 3, respondent="Ivan"), answer("a", "2025-12-21", 4, respondent="Olga")]
    answered = found(tmp_path, sales, invoices=owed, nps=answers)
    assert {key: answered.summary[key] for key in ("items", "clients", "stake", "detractor", "debt", "ladder")} == {
        "items": 4, "clients": 1, "stake": 1201.0, "detractor": 2, "debt": 1, "ladder": 1}
    large = ask("attention", ledger(tmp_path / "2", sales, ACCOUNTS, invoices=owed, nps=answers), scope(),
                Settings().with_(attention_amount=100))
    assert large.summary["debt"] == 0
    assert large.summary["detractor"] == 2


def test_what_is_small_for_its_manager_is_counted_only(tmp_path):
    # Ann's clients bring 1,200 + 12 and 1: 1.5 % are 18.2, 0.3 % are 3.64; Bob's bring 12 and 1: 0.2 and 0.04
    sales = [*monthly("a", 100, 2025), *monthly("b", 1, 2025), *monthly("c", 1, 2025),
             sale("a", "2025-12-31", 1)]
    said_ = [answer(name, "2025-12-20", 3, respondent=name) for name in "abc"]
    owed = [invoice("b", "2025-09-01", "2025-10-01", 3.6, 0), invoice("a", "2025-09-01", "2025-10-01", 3.7, 0),
            invoice("c", "2025-09-01", "2025-10-01", 0.05, 0)]
    answered = found(tmp_path, sales, nps=said_, invoices=owed)
    assert sorted(kinds(answered, "detractor")["account_id"]) == ["a", "c"]
    assert sorted(kinds(answered, "debt")["account_id"]) == ["a", "c"]
    assert answered.summary["small"] == 2
    assert "2 more reasons have too little at stake" in "\n".join(said(note) for note in answered.notes)
    whole = ask("attention", ledger(tmp_path / "2", sales, ACCOUNTS, nps=said_, invoices=owed), scope(),
                Settings().with_(attention_share=0, attention_debt_share=0))
    assert (whole.summary["detractor"], whole.summary["debt"], whole.summary["small"]) == (3, 3, 0)


def test_how_large_is_enough():
    items = pd.DataFrame({"account_id": ["a", "b", "x"], "manager": ["Ann", None, "Eve"], "kind": "late", "stake": 5.0})
    portfolio = pd.DataFrame({"account_id": ["a", "b"], "manager": ["Ann", None], "value": [100.0, 400.0]})
    # without a manager, or with one who has no clients, the whole of 500 is looked at
    assert attention_items.enough(items, portfolio, 0.05, 0).tolist() == [True, False, False]
    assert attention_items.enough(items, portfolio, 0.01, 0).tolist() == [True, True, True]
    assert attention_items.enough(items, portfolio, 0, 6).tolist() == [False, False, False]
    assert attention_items.enough(items, portfolio.head(0), 0.5, 0).all()


def test_requests_wait_twice_their_limit_unless_they_are_critical(tmp_path):
    sales = [*monthly("a", 100, 2025), sale("a", "2025-12-31", 1)]
    # 72 hours are the limit; as of the last moment, the opening of T0 at noon
    tickets = [ticket("a", "T0", "2025-12-31T12:00"), ticket("a", "T1", "2025-12-25T11:59"),
               ticket("a", "T2", "2025-12-25T12:01"), ticket("a", "T3", "2025-12-28T11:00", priority="1 - Critical"),
               ticket("a", "T4", "2025-12-29T12:00", priority="P1")]
    assert sorted(kinds(found(tmp_path, sales, tickets=tickets), "request")["key"].str[-2:]) == ["T1", "T3"]
    once = ask("attention", ledger(tmp_path / "2", sales, ACCOUNTS, tickets=tickets), scope(),
               Settings().with_(attention_request_factor=1))
    assert sorted(kinds(once, "request")["key"].str[-2:]) == ["T1", "T2", "T3"]


def test_what_is_missing_is_said(tmp_path):
    answered = found(tmp_path, [sale("a", "2025-12-31", 1)])
    notes = "\n".join(said(note) for note in answered.notes)
    for words in ("No answers of surveys", "No requests were brought in", "No invoices with payments"):
        assert words in notes
    known = dict(zip(answered.frames["kinds"]["kind"], answered.frames["kinds"]["known"], strict=True))
    assert (known["late"], known["detractor"], known["request"], known["debt"]) == (True, False, False, False)
    assert "late by own rhythm" in [said(each) for each in looked_at(answered)]


def test_who_may_see_one_client_is_told_of_that_one(tmp_path):
    sales = [*monthly("a", 100, 2024, 2025, until="2025-06"), *monthly("b", 100, 2024, 2025, until="2025-06"),
             sale("c", "2025-12-31", 5)]
    answered = found(tmp_path, sales, viewer=Viewer("x@y.z", frozenset({"b"})),
                     invoices=[invoice("a", "2025-09-01", "2025-10-01", 500, 0)], nps=[answer("a", "2025-12-20", 3)])
    assert set(answered.rows["account_id"]) <= {"b"}
    assert "late" in set(answered.rows["kind"])


def test_keys_are_short_and_can_be_kept(tmp_path):
    name = "я" * 700
    made = ledger(tmp_path, [sale(name, "2025-12-31", 5)], nps=[answer(name, "2025-12-20", 3, respondent="x\x01" + "𝒦" * 400)])
    (key,) = ask("attention", made, scope(), Settings()).rows["key"]
    assert len(key) <= 600


def test_every_kind_has_a_step_and_a_page():
    from kam_core.metrics.attention_said import PAGE_OF

    assert set(KINDS) == set(STEP_OF) == set(PAGE_OF)
    assert set(STEP_OF.values()) | {"do"} == set(STEPS)  # "do" is the step of what the book says is due
    assert set(PAGE_OF.values()) <= {page.key for page in PAGES}


def test_without_sales_no_money_is_told(tmp_path):
    made = ledger(tmp_path, [], nps=[answer("a", "2025-12-20", 3, respondent="Ivan"), answer("b", "2025-12-21", 0)])
    answered = ask("attention", made, scope(), Settings())
    assert (answered.summary["clients"], answered.summary["stake"]) == (2, None)
    assert said(answered.thesis) == "2 clients need somebody."
    shown = desk(answered, {}, DAY, "")
    assert shown.summary["stake"] is None
    assert said(shown.thesis) == "2 clients need you today, a first."
    assert said(shown.thesis, "ru") == "Сегодня вас ждут 2 клиента, первый — a."


# The desk: marks

def mark(key: str, state: str, until: datetime.date | None = None) -> Mark:
    return Mark(key, "a", "late", state, "ann", NOW, 3, until, "why")


@pytest.fixture
def listed(tmp_path):
    """b owes, was lost, and a detractor; a is late; Bob's c owes."""
    sales = [*monthly("a", 100, 2024, 2025, until="2025-06"), *monthly("b", 20, 2025), *monthly("c", 900, 2025, 2024),
             sale("c", "2025-12-31", 1)]
    return found(tmp_path, sales, nps=[answer("b", "2025-12-20", 3, respondent="Ivan")], invoices=[
        invoice("b", "2025-09-01", "2025-10-01", 5000, 0), invoice("c", "2025-09-01", "2025-10-01", 70, 0)])


def test_a_client_stands_once_with_all_its_reasons(listed):
    shown = desk(listed, {}, DAY, "")
    needs = [need for step in STEPS for need in shown.needs(step, 10)]
    assert [(need.client_id, need.step, need.stake, [item["kind"] for item in need.items]) for need in needs] == [
        ("a", "call", 600.0, ["late"]), ("b", "collect", 5000.0, ["debt", "detractor"]), ("c", "collect", 70.0, ["debt"])]
    assert (shown.summary["clients"], shown.summary["items"], shown.summary["stake"]) == (3, 4, 5670.0)
    assert shown.managers[["manager", "clients", "items", "stake"]].values.tolist() == [
        ["Ann", 2, 3, 5600.0], ["Bob", 1, 1, 70.0]]
    assert said(shown.thesis) == "3 clients need you today, Client b first; 5.67 k are at stake."
    assert [need.client_id for need in shown.needs("collect", 1)] == ["b"]


def test_what_was_marked_is_out_of_sight(listed):
    late, debt = "late|a|2025-06-15|", "debt|b|2025-10-01|"
    shown = desk(listed, {late: mark(late, "done"), debt: mark(debt, "not_relevant")}, DAY, "")
    assert sorted(shown.hidden["key"]) == [debt, late]
    assert shown.summary["clients"] == 2
    # with its debt out of sight, b is to be called
    assert [(need.client_id, need.stake) for need in shown.needs("call", 10)] == [("b", 240.0)]
    assert desk(listed, {"late|a|2025-05-15|": mark("late|a|2025-05-15|", "done")}, DAY, "").summary["hidden"] == 0


def test_later_comes_back_on_its_day(listed):
    key = "late|a|2025-06-15|"
    for until, hidden in ((DAY + datetime.timedelta(days=1), 1), (DAY, 0), (DAY - datetime.timedelta(days=9), 0)):
        shown = desk(listed, {key: mark(key, "later", until)}, DAY, "")
        assert shown.summary["hidden"] == hidden
        if not hidden:
            assert shown.rows.set_index("key").loc[key, "version"] == 3


def test_nothing_is_left(listed):
    marks = {key: mark(key, "done") for key in listed.rows["key"]}
    shown = desk(listed, marks, DAY, "")
    assert said(shown.thesis) == "Nothing more needs you today."
    assert (shown.summary["clients"], shown.summary["hidden"], shown.summary["stake"]) == (0, 4, 0.0)
    assert [need for step in STEPS for need in shown.needs(step, 10)] == []


def test_a_late_client_that_bought_and_is_late_again_is_on_the_list_again(tmp_path):
    sales = [*monthly("a", 100, 2024, 2025, until="2025-04"), sale("c", "2025-12-31", 1)]
    before = found(tmp_path / "1", sales)
    after = found(tmp_path / "2", [*sales, sale("a", "2025-08-15", 100)])
    (first,), (second,) = kinds(before, "late")["key"], kinds(after, "late")["key"]
    assert desk(before, {first: mark(first, "done")}, DAY, "").summary["hidden"] == 1
    assert desk(after, {first: mark(first, "done")}, DAY, "").summary["hidden"] == 0
    assert first != second


def test_drops_that_are_told_alone():
    rows = pd.DataFrame({
        "account_id": ["a", "b"], "name": ["A", "B"], "manager": [None, "Ann"], "drop": [True, False],
        "since": [pd.Timestamp(month("2025-10"))] * 2, "gap": [-500.0, -9000.0], "expected": [800.0, 1e5],
        "actual": [300.0, 1e5], "window": [3, 1],
    })
    items = attention_items.drops(rows, datetime.date(2025, 12, 31))
    assert items[["account_id", "stake", "age_days"]].values.tolist() == [["a", 500.0, 61.0]]
    assert attention_items.keyed(items).tolist() == ["drop|a|2025-10-31|"]
    assert attention_items.drops(rows.head(0), datetime.date(2025, 12, 31)).empty


@pytest.mark.parametrize("number", range(6))
def test_every_item_is_either_seen_or_out_of_sight(listed, number):
    keys = listed.rows["key"].tolist()
    marks = {key: mark(key, "done") for place, key in enumerate(keys) if (place + number) % (number + 1) == 0}
    shown = desk(listed, marks, DAY, "")
    assert sorted([*shown.rows["key"], *shown.hidden["key"]]) == sorted(keys)
    assert set(shown.hidden["key"]) == set(marks)
    assert sum(shown.count(step) for step in STEPS) == shown.summary["clients"] == shown.rows["account_id"].nunique()
    assert shown.managers["stake"].sum() == pytest.approx(shown.summary["stake"])
    assert shown.managers["items"].sum() == shown.summary["items"]
