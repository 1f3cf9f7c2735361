"""What the Overview hears from four measures: sentences, the money behind them, and what is left out. Counted by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kam_core.i18n import msg
from kam_core.metrics import MEASURES, Answer, Change, ask, voices
from kam_core.metrics.changes import MOST
from kam_core.settings import Settings
from metrics.company import said, scope

DEFAULT = Settings()
"""loss_probability 10 %, change_share 1 %."""
CLIENTS = pd.DataFrame({"account_id": ["a", "b", "c"], "name": ["Alpha", "Beta", "Gamma"], "revenue": [600.0, 300.0, 100.0]})


def answer(measure, rows, summary=None, thesis=None):
    figures = dict.fromkeys(MEASURES[measure].summary) if measure in MEASURES else {}
    return Answer(measure, "1", scope(), DEFAULT, figures | (summary or {}), pd.DataFrame(rows), thesis)


OVERVIEW = answer("overview", {}, {"revenue": 1000.0, "revenue_before": 1000.0})


def find(settings=DEFAULT, overview=OVERVIEW, **answers):
    return voices.find(overview, answer("accounts", CLIENTS), answers, settings, "")


def late(*stakes, precision=None, state="late"):
    rows = {"account_id": list("abc")[:len(stakes)], "name": ["Alpha", "Beta", "Gamma"][:len(stakes)],
            "state": [state] * len(stakes), "stake": stakes}
    return answer("rhythm", rows, {"precision": precision})


def told(score, revenue, summary=None, thesis=None):
    rows = {"account_id": list("abc")[:len(score)], "name": ["Alpha", "Beta", "Gamma"][:len(score)], "last_score": score,
            "revenue": revenue}
    return answer("nps", rows, summary, thesis)


def waits(*clients, summary=None, thesis=None):
    rows = {"account_id": [client for client, _ in clients], "late": [over for _, over in clients],
            "name": [str(client) for client, _ in clients], "waited_hours": [100.0] * len(clients)}
    return answer("resolution", rows, summary, thesis)


def test_late_clients_weigh_by_how_often_the_rule_was_right():
    found, = find(rhythm=late(80.0, 40.0, precision=0.5))
    assert (found.kind, found.stake) == ("late", 60)
    assert said(found.message) == \
        "2 clients are late by their own rhythm; they brought 120 in twelve months, Alpha the most: 80."
    assert found.rows["now"].tolist() == [80, 40]
    assert find(rhythm=late(80.0, 15.0, precision=0.5, state="lost")) == []


def test_late_clients_are_told_by_a_rule_that_was_tried_and_counted_as_retention_does():
    assert find(rhythm=late(80.0, 40.0)) == []  # nothing is known of the rule here
    found, = find(rhythm=late(80.0, 40.0, 0.0, precision=0.5))
    assert said(found.message).startswith("3 clients are late")
    assert find(rhythm=late(0.0, precision=0.5)) == []


def test_one_late_client_is_named():
    found, = find(rhythm=late(200.0, precision=0.5))
    assert said(found.message) == "Alpha is late by its own rhythm; it brought 200 in twelve months."


def test_what_is_missing_weighs_in_full():
    rows = {"account_id": ["b", "c"], "name": ["Beta", "Gamma"], "drop": [True, False], "expected": [75.0, 30.0],
            "actual": [40.0, 29.0], "gap": [-35.0, -1.0]}
    found, = find(drop=answer("drop", rows, thesis=msg("Beta fell.")))
    assert (found.kind, found.stake, said(found.message)) == ("drop", 35, "Beta fell.")
    assert found.rows[["before", "now", "change"]].to_numpy().tolist() == [[75, 40, -35]]


def test_detractors_weigh_by_the_chance_of_losing_a_client():
    found, = find(nps=told([6, 7, 0], [600.0, 300.0, 100.0]))
    assert (found.kind, found.stake) == ("detractors", 70)
    assert said(found.message) == \
        "2 clients that brought 700 would not recommend us in their last answer, Alpha the largest: 600."
    one, = find(nps=told([6, 7, 9], [600.0, 300.0, 100.0]))
    assert said(one.message) == "Alpha, which brought 600, would not recommend us in its last answer."
    assert find(nps=told([7, 8, np.nan], [600.0, 300.0, 100.0])) == []


def test_a_score_that_moved_beyond_chance_is_told():
    moved = {"p": 0.01, "change": -0.4}
    found, = find(nps=told([9, 9], [1.0, 1.0], moved, msg("NPS fell.")))
    assert (found.kind, said(found.message)) == ("nps", "NPS fell.")
    assert found.stake == pytest.approx(0.4 * 1000 * 0.1)
    assert found.rows.empty
    assert find(nps=told([9, 9], [1.0, 1.0], {"p": 0.2, "change": -0.4}, msg("NPS fell."))) == []


def test_who_waits_past_the_limit():
    found, = find(resolution=waits(("c", True), ("a", True), ("a", True), ("b", False), (None, True), ("unknown", True)))
    assert (found.kind, found.stake) == ("requests", 70)
    assert said(found.message) == "2 clients that brought 700 have requests open past their limit, Alpha the largest: 600."
    assert found.rows["name"].tolist() == ["Alpha", "Gamma"]
    assert find(resolution=waits(("b", False))) == []


@pytest.mark.parametrize(("now", "before", "p", "told"), [(60, 40, 0.01, True), (60, 40, 0.2, False), (41, 40, 0.01, False),
                                                        (60, None, None, False)])
def test_a_time_that_moved_beyond_chance_is_told(now, before, p, told):
    found = find(resolution=waits(summary={"median_hours": now, "median_before_hours": before, "log_rank_p": p},
                                  thesis=msg("Slower.")))
    assert [item.kind for item in found] == (["resolution"] if told else [])
    assert not told or found[0].stake == pytest.approx(50)


def test_little_money_is_not_told_and_the_most_comes_first():
    assert find(rhythm=late(90.0, precision=0.1)) == []  # 90 × 10 % is below 1 % of 1,000
    assert [item.kind for item in find(Settings().with_(change_share=0.001), rhythm=late(90.0, precision=0.1))] == ["late"]
    found = find(rhythm=late(200.0, precision=0.1), nps=told([0, 9], [600.0, 300.0]))
    assert [item.kind for item in found] == ["detractors", "late"]
    nothing = answer("overview", {}, {"revenue": 0.0, "revenue_before": None})
    assert find(overview=nothing, rhythm=late(200.0, precision=0.1)) == []


def test_no_more_than_seven_in_all():
    nobody = pd.DataFrame()
    moved = [Change("fall", msg("less"), stake, nobody) for stake in (90.0, 80.0, 70.0, 60.0, 50.0, 40.0, 30.0)]
    found = voices.among(moved, [Change("late", msg("late"), 65.0, nobody), Change("drop", msg("fell"), 5.0, nobody)])
    assert len(found) == MOST == 7
    assert [item.stake for item in found] == [90, 80, 70, 65, 60, 50, 40]


def test_real_answers_are_understood(company):
    """Whatever a made-up company says, nothing is lost or raised, and what is told reads in both languages."""
    under = scope("2025-01", "2026-01")
    answers = {key: ask(key, company[0], under, DEFAULT) for key in voices.ASKED}
    found = voices.find(ask("overview", company[0], under, DEFAULT), ask("accounts", company[0], under, DEFAULT), answers,
                        Settings().with_(change_share=0.0001), "EUR")
    assert found
    assert all(said(item.message) != said(item.message, "ru") for item in found)
    assert all(list(item.rows.columns) == ["account_id", "name", "before", "now", "change"] for item in found)
