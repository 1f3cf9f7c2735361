"""Answers, invitations, plans: what is off its scale, names nobody, or only looks like sales."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from reading import balanced, read

from kam_core.ingest import Batch, bring
from kam_core.ledger import Store

HEAD = "Дата опроса;Клиент;Оценка;CSAT\n"


def answers(folder: Path, text: str, columns: str = "score, csat", **said):
    path = folder / "answers.csv"
    path.write_text(text, "utf-8")
    return read(Store(folder / "data"), path, columns, "nps", **said)


@pytest.mark.parametrize(("score", "kept"), [("0", True), ("10", True), ("-1", False), ("11", False), ("100", False)])
def test_a_score_off_the_scale_is_set_aside(tmp_path, score, kept):
    got = answers(tmp_path, f"{HEAD}13.02.2026;A;7;5\n13.02.2026;B;{score};\n")
    assert len(got.rows) == 1 + kept
    assert [reason for _, reason, _ in got.aside] == [] if kept else ["scale:score"]
    assert balanced(got.result)


def test_a_satisfaction_off_its_scale_is_set_aside(tmp_path):
    got = answers(tmp_path, f"{HEAD}13.02.2026;A;7;5\n13.02.2026;B;7;1\n13.02.2026;B;7;6\n", mapping={"csat": "CSAT"})
    assert (got.rows, [(line, reason) for line, reason, _ in got.aside]) == ([(7, 5), (7, 1)], [(4, "scale:csat")])


def test_a_satisfaction_of_ten_points_is_not_taken_for_one_of_five(tmp_path):
    got = answers(tmp_path, f"{HEAD}13.02.2026;A;7;10\n13.02.2026;B;7;4\n")
    assert got.rows == [(7, None), (7, None)]
    assert "csat" not in got.result.understood.plan.mapping


def test_answers_on_another_scale_stop_with_the_reason(tmp_path):
    """Most of a survey from 0 to 100 lies above 10."""
    path = tmp_path / "survey.csv"
    path.write_text(HEAD + "".join(f"13.02.2026;A;{score};\n" for score in (90, 80, 70, 5)), "utf-8")
    with Batch(Store(tmp_path / "data")) as batch:
        batch.add(path)
        with pytest.raises(Exception, match="3 of 4 rows") as caught:
            bring(batch)
    assert "outside its scale" in str(caught.value.means)


def test_a_scale_that_ends_at_five_is_asked_about(tmp_path):
    text = HEAD + "".join(f"{day:02d}.02.2026;A;{1 + day % 5};\n" for day in range(1, 25))
    assert "is the scale really 0 to 10" in " ".join(map(str, answers(tmp_path, text).result.outcome.warnings))


@pytest.mark.parametrize(("text", "said"), [
    (HEAD + "13.02.2026;A;7;\n13.02.2026;;7;\n14.02.2026;;8;\n", "2 rows name no client"),
    ("Дата опроса;Оценка\n13.02.2026;7\n14.02.2026;8\n", "No row names a client"),
])
def test_answers_without_a_client_are_kept_and_said(tmp_path, text, said):
    got = answers(tmp_path, text)
    assert len(got.rows) == text.count("2026")
    assert said in " ".join(map(str, got.result.outcome.warnings))


def test_bytes_that_are_no_text_lose_nothing(tmp_path):
    """Three answers, one with bytes that no alphabet has as letters: it is kept or set aside, and counted."""
    path = tmp_path / "answers.csv"
    path.write_bytes(b"date,score,account,comment\n2026-02-13,9,A,caf\xc3\xa9\n2026-02-13,9,B,\xff\xfe\x81\n2026-02-14,3,C,\n")
    got = read(Store(tmp_path / "data"), path, "account", "nps")
    assert got.result.outcome.read == len(got.rows) + len(got.aside) == 3


MONTHS = "Клиент;Янв 2026;Фев 2026;Мар 2026\nA;100;200;300\nB;50,5;;70\n"
ROWS = [("A", 1, 100), ("A", 2, 200), ("A", 3, 300), ("B", 1, Decimal("50.5")), ("B", 3, 70)]


@pytest.mark.parametrize(("name", "above"), [
    ("plan_2026.csv", ""), ("ResellerSalesTargets.csv", ""), ("выгрузка.csv", "План продаж по клиентам;;;\n"),
    ("Бюджет 2026.csv", ""),
])
def test_a_plan_with_months_across_is_no_sale(tmp_path, name, above):
    path = tmp_path / name
    path.write_text(above + MONTHS, "utf-8")
    got = read(Store(tmp_path / "data"), path, "account, month, revenue", "targets")
    assert got.rows == [(client, datetime.date(2026, month, 1), amount) for client, month, amount in ROWS]


@pytest.mark.parametrize("name", ["Продажи.csv", "план-факт.csv", "Планшеты.csv", "Plan vs actual.csv"])
def test_sales_with_months_across_stay_sales(tmp_path, name):
    path = tmp_path / name
    path.write_text(MONTHS, "utf-8")
    assert len(read(Store(tmp_path / "data"), path, "account", "sales").rows) == len(ROWS)


def test_a_plan_and_its_sales_of_one_shape_are_two_sources(tmp_path):
    store = Store(tmp_path / "data")
    found = []
    for name in ("Продажи 01.csv", "План 01.csv", "Продажи 02.csv", "План 02.csv"):
        path = tmp_path / name
        path.write_text(MONTHS.replace("100", f"1{len(found)}0"), "utf-8")
        with Batch(store) as batch:
            batch.add(path)
            found.append(bring(batch).files[0].understood.plan.table)
    assert found == ["sales", "targets", "sales", "targets"]
