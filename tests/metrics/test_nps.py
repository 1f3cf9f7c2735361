"""NPS of companies that are counted by hand, and its laws against a plain recount of random answers."""

from __future__ import annotations

import datetime
import random
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kam_core.errors import UsageError
from kam_core.metrics import ask, nps, nps_answers
from kam_core.scope import Viewer
from kam_core.settings import Settings
from metrics.company import answer, invitation, ledger, said, sale, scope

ACCOUNTS = [
    {"account_id": "a1", "name": "Alpha East", "group_id": "A", "group_name": "Alpha", "segment": "Large", "manager": "Ann"},
    {"account_id": "a2", "name": "Alpha West", "group_id": "A", "group_name": "Alpha", "segment": "Small", "manager": "Bob"},
    {"account_id": "b", "name": "Beta", "segment": "Large", "manager": "Ann"},
    {"account_id": "c", "name": "Gamma", "segment": "Small", "manager": "Bob"},
]
SALES = [sale("a1", "2025-02", 300), sale("a2", "2025-03", 100), sale("b", "2025-04", 100), sale("c", "2025-05", 500),
         sale(None, "2025-06", 50), sale("a1", "2025-12-31", 0), sale("b", "2024-02", 999)]
ANSWERS = [
    answer("a1", "2025-03-01", 10, role="Director", respondent="Ivanova", comment="Всё вовремя", csat=5, survey="spring"),
    answer("a1", "2025-03-02", 9, role="Buyer", respondent="Petrov", csat=4, survey="spring"),
    answer("a2", "2025-03-02", 6, role="Buyer", respondent="Sidorov", comment="Счёт ждали дольше недели", csat=3,
           survey="spring"),
    answer("b", "2025-09-01", 3, role="Owner", respondent="Kim", comment="Late, and late again", csat=2, survey="autumn"),
    answer("b", "2025-09-01", 8, role="Owner", respondent="Lee", csat=4, survey="autumn"),
    answer(None, "2025-10-01", 10, respondent="Nobody"),
    answer("c", "2024-05-05", 7, respondent="Gray"),
    answer("b", "2026-01-01", 0, respondent="Kim", comment="After the period"),
]
ASKED = [invitation("a1", "2025-02-20", "Ivanova"), invitation("a1", "2025-02-20", "Petrov"),
         invitation("c", "2025-02-20", "Gray"), invitation("c", "2025-02-20", "Green"),
         *[invitation(None, "2025-02-20")] * 4, invitation("b", "2024-12-31", "Kim")]
ALL = Settings().with_(nps_min_answers=1)


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """Alpha: 10, 9, 6 with 400 of revenue; Beta: 3, 8 with 100; Gamma: silent with 500; one answer of nobody's."""
    return ledger(tmp_path_factory.mktemp("small"), SALES, ACCOUNTS, nps=ANSWERS, invitations=ASKED)


def asked(book, start="2025-01", end="2026-01", how=ALL, **more):
    return ask("nps", book, scope(start, end, **more), how)


def by_id(found):
    return {row["account_id"]: row for row in found.rows.to_dict("records")}


def test_by_hand(small):
    figures = asked(small).summary
    assert [figures[key] for key in ("n", "promoters", "passives", "detractors", "accounts")] == [6, 3, 1, 2, 2]
    assert figures["nps"] == pytest.approx(1 / 6)
    # 5/6 of the answers count 1 or −1: 5/6 − 1/36
    assert figures["se"] == pytest.approx(((5 / 6 - 1 / 36) / 6) ** 0.5)
    # Alpha +1/3, Beta −1/2
    assert figures["nps_accounts"] == pytest.approx((1 / 3 - 1 / 2) / 2)
    assert figures["nps_revenue"] == pytest.approx((400 / 3 - 100 / 2) / 500)
    assert (figures["accounts_low"], figures["revenue_low"]) == (None, None)
    assert (figures["invited"], figures["response_rate"]) == (8, 6 / 8)
    assert figures["revenue_coverage"] == pytest.approx(500 / 1000)
    assert (figures["rated"], figures["csat"]) == (5, 3 / 5)
    assert (figures["csat_low"], figures["csat_high"]) == (pytest.approx(0.2307, abs=1e-4), pytest.approx(0.8824, abs=1e-4))
    assert (figures["silent"], figures["silent_share"]) == (1, pytest.approx(0.5))


def test_rows_by_hand(small):
    rows = by_id(asked(small))
    alpha, beta, gamma = rows["A"], rows["b"], rows["c"]
    assert (alpha["n"], alpha["promoters"], alpha["passives"], alpha["detractors"]) == (3, 2, 0, 1)
    # the latest first; of one day the worse
    assert (alpha["scores"], alpha["last_score"], alpha["last_answer"]) == ("6, 9, 10", 6, pd.Timestamp("2025-03-02"))
    assert (alpha["decision_score"], beta["decision_score"]) == (10, 3)
    assert (alpha["invited"], beta["invited"], gamma["invited"]) == (2, 0, 2)
    assert (alpha["share"], alpha["silent"], alpha["nps"]) == (0.4, False, pytest.approx(1 / 3))
    # Gamma answered a year before, Beta again after the period
    assert (gamma["n"], gamma["silent"], gamma["last_answer"], gamma["last_score"]) == (0, True, pd.Timestamp("2024-05-05"), 7)
    assert (beta["last_answer"], beta["last_score"]) == (pd.Timestamp("2025-09-01"), 3)
    assert asked(small).rows["account_id"].tolist() == ["c", "A", "b"]
    assert set(by_id(asked(small, level="account"))) == {"a1", "a2", "b", "c"}


def test_parts_by_hand(small):
    frames = asked(small).frames
    parts = {kind: {row["part"] if row["part"] == row["part"] else None: (row["n"], row["promoters"], row["detractors"])
                    for row in frames[f"by_{kind}"].to_dict("records")} for kind in nps.PARTS}
    assert parts["role"] == {"Director": (1, 1, 0), "Buyer": (2, 1, 1), "Owner": (2, 0, 1), None: (1, 1, 0)}
    assert parts["survey"] == {"spring": (3, 2, 1), "autumn": (2, 0, 1), None: (1, 1, 0)}
    # of the account, not of the group
    assert parts["segment"] == {"Large": (4, 2, 1), "Small": (1, 0, 1), None: (1, 1, 0)}
    assert parts["manager"] == {"Ann": (4, 2, 1), "Bob": (1, 0, 1), None: (1, 1, 0)}
    assert frames["scores"]["n"].tolist() == [0, 0, 0, 1, 0, 0, 1, 0, 1, 1, 2]


def test_few_answers_are_told_themselves(small):
    found = asked(small, how=Settings().with_(nps_min_answers=7))
    assert [found.summary[key] for key in ("nps", "se", "low", "high", "nps_accounts", "nps_revenue")] == [None] * 6
    assert said(found.thesis) == "6 answers: promoters 3, passives 1, detractors 2."
    assert said(found.thesis, "ru") == "6 ответов: сторонников 3, нейтральных 1, критиков 2."
    assert found.rows["nps"].isna().all()
    assert found.frames["by_role"]["nps"].isna().all()
    assert found.frames["trend"]["nps"].isna().all()


def test_some_answers_begin_with_the_interval(small):
    """With three more answers 1/9; 6.5/9 − 1/81 over 9 is 0.0789, whose root times 1.96 is 0.5505."""
    assert said(asked(small, how=Settings()).thesis) == "NPS lies between −44 and +66: 6 answers give +17."


def test_a_viewer_and_filters(small):
    ann = asked(small, viewer=Viewer("ann@firm", frozenset({"a1"})))
    assert (ann.summary["n"], ann.summary["promoters"], ann.summary["invited"]) == (2, 2, 2)
    assert set(by_id(ann)) == {"A"}
    assert asked(small, where=(("manager", ("Bob",)),)).summary["n"] == 1
    assert asked(small, where=(("segment", ("Large",)),)).summary["n"] == 4
    unit = asked(small, where=(("unit", ("Steel",)),))
    assert unit.summary == asked(small).summary
    assert any("no business unit" in said(note) for note in unit.notes)


def test_more_answers_than_invitations_give_no_rate(tmp_path):
    book = ledger(tmp_path, [sale("a", "2025-06-30", 1)], nps=[answer("a", "2025-03-01", 9)] * 3,
                  invitations=[invitation("a", "2025-02-01")] * 2)
    found = asked(book)
    assert (found.summary["invited"], found.summary["response_rate"]) == (2, None)
    assert any("more answers (3) than invitations (2)" in said(note) for note in found.notes)


def test_without_answers(tmp_path):
    found = asked(ledger(tmp_path, SALES, ACCOUNTS, invitations=ASKED))
    assert said(found.thesis) == "There are no answers in this period."
    assert {key: found.summary[key] for key in ("n", "nps", "response_rate", "revenue_coverage", "silent", "csat")} == {
        "n": 0, "nps": None, "response_rate": 0.0, "revenue_coverage": None, "silent": None, "csat": None}
    assert not found.rows["silent"].any()
    assert found.frames["trend"].empty


def test_without_sales_accounts_or_clients(tmp_path):
    """A file of answers alone, none of which names a client."""
    book = ledger(tmp_path, [], nps=[answer(None, "2025-03-01", score) for score in (10, 9, 9, 2, 7, 8)])
    found = asked(book, None, None)
    assert (found.summary["n"], found.summary["nps"], found.summary["nps_accounts"]) == (6, pytest.approx(2 / 6), None)
    assert found.rows.empty
    assert any("6 answers name no client" in said(note) for note in found.notes)


def year(number: int, promoters: int, detractors: int, n: int) -> list[dict]:
    scores = [10] * promoters + [0] * detractors + [8] * (n - promoters - detractors)
    return [answer("a", f"{number}-{place % 12 + 1:02d}-15", score) for place, score in enumerate(scores)]


def test_periods_that_share_no_answer_are_compared(tmp_path):
    """100 answers, 60 promoters and 20 detractors, against 100 with 40 and 40: 0.4 over the root of 0.0064 + 0.008."""
    book = ledger(tmp_path, [sale("a", "2025-12-31", 1)], nps=year(2025, 60, 20, 100) + year(2024, 40, 40, 100))
    found = asked(book)
    assert (found.summary["n_before"], found.summary["nps_before"]) == (100, 0)
    assert found.summary["change"] == pytest.approx(0.4)
    assert found.summary["z"] == pytest.approx(0.4 / 0.0144**0.5)
    assert found.summary["p"] == pytest.approx(0.00086, abs=1e-5)  # two-sided, z = 3.333
    # 40/103, plus and minus 1.96 times the root of (81.5/103 − 0.1508)/103
    assert said(found.thesis) == "NPS rose from 0 to +40 (from +23 to +54, 100 answers)."
    assert asked(book, None, None).summary["n_before"] is None
    two = asked(book, "2024-01", "2026-01").summary
    assert (two["n"], two["n_before"], two["p"]) == (200, 0, None)
    half = asked(book, "2025-07").summary
    assert half["n_before"] == 48
    half = asked(book, "2025-07", how=Settings().with_(compare_with="previous")).summary
    assert half["n_before"] == 52


def test_too_few_answers_are_not_compared(tmp_path):
    book = ledger(tmp_path, [sale("a", "2025-12-31", 1)], nps=year(2025, 30, 0, 40) + year(2024, 5, 5, 29))
    found = asked(book, how=Settings())
    assert (found.summary["n_before"], found.summary["nps_before"], found.summary["p"]) == (29, 0, None)
    assert any("it has 29 answers, this one 40, and each needs 30" in said(note) for note in found.notes)
    assert said(found.thesis).startswith("Clients recommend us: NPS +75 (from +5")


def test_a_change_that_may_be_chance_is_not_in_the_thesis(tmp_path):
    book = ledger(tmp_path, [sale("a", "2025-12-31", 1)], nps=year(2025, 20, 20, 50) + year(2024, 21, 20, 50))
    found = asked(book)
    assert said(found.thesis).startswith("As many clients may advise against us as recommend us: NPS 0 ")
    assert any("may be chance" in said(note) for note in found.notes)


def test_the_trend_takes_twelve_months_and_ends_with_the_period(tmp_path):
    scores = {"2024-01": 10, "2024-06": 0, "2025-01": 0, "2025-03": 10, "2025-08": 10}
    book = ledger(tmp_path, [sale("a", "2025-12-31", 1)], nps=[answer("a", f"{at}-05", score) for at, score in scores.items()])
    trend = asked(book, "2025-01", "2025-07").frames["trend"].set_index("month")
    assert (trend.index.min(), trend.index.max()) == (pd.Timestamp("2024-01-01"), pd.Timestamp("2025-06-01"))
    # January 2025 has lost January 2024, June 2025 has lost June 2024
    assert trend["n"].to_dict()[pd.Timestamp("2024-12-01")] == 2
    assert trend.loc["2025-01-01", ["n", "promoters", "detractors", "nps", "own"]].tolist() == [2, 0, 2, -1, 1]
    assert trend.loc["2025-06-01", ["n", "promoters", "detractors", "nps", "own"]].tolist() == [2, 1, 1, 0, 0]
    assert trend["months"].tolist() == [*range(1, 12), *[12] * 7]
    # long after the last answer the trend ends with what it still takes
    once = ledger(tmp_path / "late", [sale("a", "2027-12-31", 1)], nps=[answer("a", "2024-01-05", 10)])
    late = asked(once, "2027-01", "2028-01")
    assert late.frames["trend"]["month"].max() == pd.Timestamp("2024-12-01")


def test_a_known_population_narrows_the_interval(small):
    some = ask("nps", small, scope("2025-01", "2026-01"), ALL, population=12).summary
    census = ask("nps", small, scope("2025-01", "2026-01"), ALL, population=6).summary
    wide = asked(small).summary
    assert wide["low"] < some["low"] < census["low"]
    assert census["low"] == census["high"] == pytest.approx(wide["nps"])
    assert census["high"] < some["high"] < wide["high"]


def test_answers_are_found_by_words(small):
    def found(**how):
        return ask("answers", small, scope("2025-01", "2026-01"), Settings(), **how)

    assert found().rows["respondent"].tolist() == ["Nobody", "Kim", "Lee", "Petrov", "Sidorov", "Ivanova"]
    assert found(mood="detractor").rows["score"].tolist() == [3, 6]
    assert found(words="LATE again").rows["respondent"].tolist() == ["Kim"]
    assert found(words="счет недели").rows["respondent"].tolist() == ["Sidorov"]
    assert found(words="недели счёт", mood="promoter").rows.empty
    assert found(words="%").rows.empty
    assert found(commented=True).summary == {"found": 3, "listed": 3, "commented": 3}
    with pytest.raises(UsageError, match="mood"):
        found(mood="angry")


def test_long_lists_end_with_the_latest(tmp_path):
    many = [answer("a", str(datetime.date(2025, 1, 1) + datetime.timedelta(days=day % 300)), 3) for day in range(450)]
    found = ask("answers", ledger(tmp_path, [sale("a", "2025-12-31", 1)], nps=many), scope(), Settings())
    assert found.summary == {"found": 450, "listed": nps_answers.MOST, "commented": 0}
    assert found.rows["date"].is_monotonic_decreasing
    assert said(found.notes[0]) == "Of 450 answers the latest 200 are listed."


def test_what_was_done_stands_beside_the_answer(small):
    rows = ask("answers", small, scope("2025-01", "2026-01"), Settings(), mood="detractor").rows
    key = rows["key"].iloc[0]
    assert key == "detractor|b|2025-09-01|Kim"
    done = nps_answers.with_done(rows, {key: "visited", "another": "nothing"})
    assert done["done"].iloc[0] == "visited"
    assert done["done"].isna().tolist() == [False, True]
    assert nps_answers.with_done(rows.head(0), {key: "x"}).empty


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6))
def test_random_answers_against_a_plain_recount(tmp_path_factory, seed):
    dice = random.Random(seed)
    clients = ["a1", "a2", "b", "c", None]
    answers = [answer(dice.choice(clients), f"2025-{dice.randrange(1, 13):02d}-10", dice.randrange(11),
                      role=dice.choice(["Buyer", "Owner", None]), survey=dice.choice(["s", "t"]))
               for _ in range(dice.randrange(1, 80))]
    sales = [sale(client, "2025-03", dice.randrange(-50, 500)) for client in clients[:4]]
    book = ledger(tmp_path_factory.mktemp("recount"), sales, ACCOUNTS, nps=answers)
    found = asked(book, level="account")

    def own(scores):
        return Fraction(sum(score >= 9 for score in scores) - sum(score <= 6 for score in scores), len(scores))

    assert found.summary["nps"] == pytest.approx(float(own([each["score"] for each in answers])), abs=1e-12)
    by_client = {client: own(scores) for client in clients[:4]
                 if (scores := [each["score"] for each in answers if each["account"] == client])}
    revenue = {line["account"]: Fraction(line["revenue"]) for line in sales}
    equal = sum(by_client.values()) / len(by_client) if by_client else None
    assert found.summary["nps_accounts"] == (None if equal is None else pytest.approx(float(equal), abs=1e-12))
    heard = {client: revenue[client] for client in by_client if revenue[client] > 0}
    weighed = sum(heard[client] * by_client[client] for client in heard) / sum(heard.values()) if heard else None
    assert found.summary["nps_revenue"] == (None if weighed is None else pytest.approx(float(weighed), abs=1e-12))
    whole = sum(value for value in revenue.values() if value > 0)
    if whole:
        assert found.summary["revenue_coverage"] == pytest.approx(float(sum(heard.values()) / whole))
    for kind in nps.PARTS:
        parts = found.frames[f"by_{kind}"]
        sums = [found.summary[key] for key in ("n", "promoters", "detractors")]
        assert parts[["n", "promoters", "detractors"]].sum().tolist() == sums
    assert found.frames["scores"]["n"].sum() == len(answers)
    assert found.frames["trend"]["own"].sum() == len(answers)
    again = ask("nps", ledger(tmp_path_factory.mktemp("again"), sales, ACCOUNTS, nps=answers[::-1]),
                scope("2025-01", "2026-01", level="account"), ALL)
    pd.testing.assert_frame_equal(again.rows, found.rows)


def test_large_is_what_the_setting_says(small):
    assert not asked(small, how=ALL.with_(pareto_share=0.01)).rows.set_index("account_id")["silent"].drop("c").any()
    everything = asked(small, start="2025-03", end="2025-04", how=ALL.with_(pareto_share=1.0))
    assert by_id(everything)["A"]["silent"] is False
