"""A log of requests becomes one row a request; what a later file says of a request takes the place of what was known."""

from __future__ import annotations

import datetime
import itertools
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from reading import balanced, read

from kam_core.ingest import Batch, Corrections, bring, rebuild
from kam_core.ingest.results import FileResult
from kam_core.ledger import Store
from kam_core.ledger.check import check

ALL = ("ticket_id, account, opened_at, first_response_at, resolved_at, closed_at, priority, status, reopened, changed_at, "
       "within_limit")
HEAD = "Обращение;Клиент;Дата события;Статус;Приоритет\n"
NEWEST_FIRST = (
    HEAD + "T-1;A;05.02.2026 12:00;Закрыто;Высокий\nT-1;A;04.02.2026 12:00;Решено;Высокий\n"
    "T-1;A;03.02.2026 12:00;В работе;Высокий\nT-1;A;02.02.2026 12:00;Решено;Высокий\n"
    "T-1;A;01.02.2026 11:00;В работе;Средний\nT-1;A;01.02.2026 10:00;Новое;Средний\n"
    "T-2;B;03.02.2026 10:00;В работе;Низкий\nT-2;B;02.02.2026 10:00;Новое;Низкий\n"
)
STATED = (
    "number,opened_at,resolved_at,closed_at,state,sys_updated_at,reopen_count,made_sla\n"
    "1,1/2/2026 09:00,?,?,New,1/2/2026 09:00,0,true\n"
    "1,1/2/2026 09:00,2/2/2026 10:00,?,Resolved,2/2/2026 10:00,0,true\n"
    "1,1/2/2026 09:00,?,?,Active,3/2/2026 10:00,1,false\n"
    "2,13/2/2026 09:00,13/2/2026 10:00,14/2/2026 11:00,New,13/2/2026 09:00,0,true\n"
    "2,13/2/2026 09:00,?,14/2/2026 11:00,Closed,14/2/2026 11:00,0,true\n"
)


MOMENT = datetime.datetime


def at(day: int, hour: int, minute: int = 0) -> datetime.datetime:
    return MOMENT(2026, 2, day, hour, minute)


def fold(folder: Path, text: str, columns: str = ALL, **said):
    path = folder / "log.csv"
    path.write_text(text, "utf-8")
    return read(Store(folder / "data"), path, columns, "tickets", **said)


def load(store: Store, folder: Path, name: str, text: str, **said) -> FileResult:
    path = folder / name
    path.write_text(text, "utf-8")
    with Batch(store) as batch:
        batch.add(path, Corrections(**said))
        return bring(batch).files[0]


def held(store: Store, columns: str = ALL) -> list[tuple]:
    frame = store.open()._admin(f"select {columns} from tickets order by ticket_id, opened_at")
    return [tuple(None if pd.isna(value) else value for value in row) for row in frame.astype(object).itertuples(index=False)]


def test_a_log_of_states_alone_newest_first(tmp_path):
    got = fold(tmp_path, NEWEST_FIRST)
    assert got.rows == [
        ("T-1", "A", at(1, 10), at(1, 11), at(4, 12), at(5, 12), "Высокий", "Закрыто", 1, at(5, 12), None),
        ("T-2", "B", at(2, 10), at(3, 10), None, None, "Низкий", "В работе", 0, at(3, 10), None),
    ]
    outcome = got.result.outcome
    assert (outcome.read, outcome.loaded, outcome.folded, outcome.quarantined) == (8, 2, 6, 0)
    assert "8 rows are events of 2 requests" in str(outcome.warnings[0])


def test_columns_of_the_log_speak_before_its_states(tmp_path):
    """A request that was opened again is not resolved; one that is closed keeps the resolution of an earlier event."""
    got = fold(tmp_path, STATED)
    assert got.rows == [
        ("1", None, at(1, 9), at(2, 10), None, None, None, "Active", 1, at(3, 10), False),
        ("2", None, at(13, 9), at(14, 11), at(13, 10), at(14, 11), None, "Closed", 0, at(14, 11), True),
    ]


def test_events_may_be_left_as_they_are(tmp_path):
    got = fold(tmp_path, NEWEST_FIRST, "ticket_id, opened_at", events=False)
    assert len(got.rows) == got.result.outcome.loaded == 8
    assert got.result.outcome.folded == 0


def test_a_subject_that_repeats_is_no_number(tmp_path):
    """Five requests under two subjects, each opened at its own moment: no row is lost, now or when the file comes again."""
    text = "Обращение;Клиент;Открыта;Статус\n" + "".join(
        f"{subject};A;0{day}.02.2026 10:00;Решено\n" for day, subject in enumerate(("Брак", "Брак", "Счёт", "Счёт", "Брак"), 1))
    store = Store(tmp_path / "data")
    first = load(store, tmp_path, "list.csv", text)
    assert (first.understood.plan.events, first.outcome.loaded, first.outcome.folded) == (False, 5, 0)
    again = load(store, tmp_path, "list.csv", text + "Брак;A;06.02.2026 10:00;Решено\n")
    assert (again.outcome.loaded, again.outcome.replaced) == (6, 5)
    assert len(held(store)) == 6


def test_rows_with_one_number_each_are_no_log(tmp_path):
    got = fold(tmp_path, "Номер заявки;Открыта;Решена\n1;01.02.2026 10:00;02.02.2026 10:00\n2;01.02.2026 11:00;\n")
    assert (got.result.understood.plan.events, got.result.outcome.folded, len(got.rows)) == (None, 0, 2)


def test_resolved_before_it_was_opened_is_set_aside_with_all_its_events(tmp_path):
    text = STATED + (
        "3,20/2/2026 09:00,19/2/2026 09:00,?,New,20/2/2026 09:00,0,true\n"
        "3,20/2/2026 09:00,19/2/2026 09:00,?,Resolved,20/2/2026 09:30,0,true\n"
    )
    got = fold(tmp_path, text)
    assert [row[0] for row in got.rows] == ["1", "2"]
    assert [(line, reason) for line, reason, _ in got.aside] == [(7, "before:resolved_at"), (8, "before:resolved_at")]
    outcome = got.result.outcome
    assert (outcome.read, outcome.loaded, outcome.folded, outcome.quarantined) == (7, 2, 3, 2)


def test_the_same_minute_is_not_before(tmp_path):
    """Opened with seconds, resolved without them."""
    text = ("Номер заявки;Открыта;Решена\n1;01.02.2026 10:00:30;01.02.2026 10:00\n2;01.02.2026 10:00:30;01.02.2026 09:59\n"
            "3;01.02.2026 10:00:30;01.02.2026 12:00\n")
    got = fold(tmp_path, text, "ticket_id")
    assert (got.rows, [reason for _, reason, _ in got.aside]) == ([("1",), ("3",)], ["before:resolved_at"])


def test_bad_events_go_aside_and_the_others_fold(tmp_path):
    got = fold(tmp_path, NEWEST_FIRST + "T-2;B;позавчера;Решено;Низкий\n;B;04.02.2026 10:00;Новое;Низкий\n")
    assert [reason for _, reason, _ in got.aside] == ["unreadable:opened_at"]
    assert [row[0] for row in got.rows] == [None, "T-1", "T-2"]
    outcome = got.result.outcome
    assert (outcome.read, outcome.loaded, outcome.folded, outcome.quarantined) == (10, 3, 6, 1)


def test_rebuilding_folds_again_and_the_check_passes(tmp_path):
    store = Store(tmp_path / "data")
    load(store, tmp_path, "log.csv", NEWEST_FIRST)
    before = held(store)
    rebuild(store)
    assert held(store) == before
    assert store.open().history()["folded"].tolist() == [6]
    assert [each for each in check(store) if not each.ok] == []


def test_the_source_keeps_what_was_said(tmp_path):
    store = Store(tmp_path / "data")
    load(store, tmp_path, "log_2026-01.csv", NEWEST_FIRST, events=False)
    path = tmp_path / "log_2026-03.csv"
    path.write_text(NEWEST_FIRST.replace(".02.2026", ".03.2026"), "utf-8")
    with Batch(store) as batch:
        batch.add(path)
        assert (batch.files[0].known_source, batch.files[0].plan.events) == (True, False)
        assert batch.correct(0, events=True).plan.events is True


def test_folded_otherwise_is_another_import(tmp_path):
    store = Store(tmp_path / "data")
    load(store, tmp_path, "log.csv", NEWEST_FIRST, events=False)
    assert len(held(store)) == 8
    again = load(store, tmp_path, "log.csv", NEWEST_FIRST, events=True)
    assert (again.outcome.loaded, again.outcome.replaced, len(held(store))) == (2, 8, 2)


LIST = "Номер заявки;Клиент;Открыта;Решена;Изменено;Статус\n"


def test_a_later_export_takes_the_place_of_an_earlier_one(tmp_path):
    store = Store(tmp_path / "data")
    load(store, tmp_path, "list.csv", LIST + "1;A;01.02.2026 10:00;;01.02.2026 10:00;Новое\n"
         "2;B;02.02.2026 10:00;;02.02.2026 10:00;Новое\n")
    later = load(store, tmp_path, "other name.csv", LIST + "1;A;01.02.2026 10:00;03.02.2026 10:00;03.02.2026 10:00;Решено\n"
                 "3;C;04.02.2026 10:00;;04.02.2026 10:00;Новое\n")
    assert (later.outcome.loaded, later.outcome.replaced) == (2, 1)
    assert held(store, "ticket_id, resolved_at, status") == [
        ("1", at(3, 10), "Решено"), ("2", None, "Новое"), ("3", None, "Новое")]


def test_an_earlier_export_does_not_open_a_request_again(tmp_path):
    store = Store(tmp_path / "data")
    load(store, tmp_path, "list.csv", LIST + "1;A;01.02.2026 10:00;03.02.2026 10:00;03.02.2026 10:00;Решено\n")
    late = load(store, tmp_path, "old.csv", LIST + "1;A;01.02.2026 10:00;;01.02.2026 10:00;Новое\n")
    assert held(store, "ticket_id, resolved_at, status") == [("1", at(3, 10), "Решено")]
    assert any("later state" in str(each) for each in late.outcome.warnings)


def test_a_log_in_two_pieces_is_one_life(tmp_path):
    """The second piece begins when the request has long been answered and was opened again once."""
    store = Store(tmp_path / "data")
    lines = NEWEST_FIRST.removeprefix(HEAD).splitlines(keepends=True)
    load(store, tmp_path, "log_1.csv", HEAD + "".join(lines[2:6]))
    load(store, tmp_path, "log_2.csv", HEAD + "".join(lines[:2] + lines[6:]))
    assert held(store)[0] == ("T-1", "A", at(1, 10), at(1, 11), at(4, 12), at(5, 12), "Высокий", "Закрыто", 1, at(5, 12), None)


def test_an_event_that_was_set_aside_and_mended_joins_its_request(tmp_path):
    """The last event of T-2 had no day that could be read; mended, it ends the request and takes nothing from it."""
    store = Store(tmp_path / "data")
    load(store, tmp_path, "log.csv", NEWEST_FIRST + "T-2;B;позавчера;Решено;Низкий\n", source="desk")
    load(store, tmp_path, "mended.csv",
         "Kamerton: row;Kamerton: source;" + HEAD + "10;desk;T-2;B;04.02.2026 10:00;Решено;Низкий\n")
    rows = held(store)
    assert len(rows) == 2
    assert rows[1] == ("T-2", "B", at(2, 10), at(3, 10), at(4, 10), None, "Низкий", "Решено", 0, at(4, 10), None)


def test_requests_without_a_number_go_by_their_period(tmp_path):
    store = Store(tmp_path / "data")
    head = "Номер заявки;Клиент;Открыта;Решена\n"
    load(store, tmp_path, "list.csv", head + "1;A;01.02.2026 10:00;\n;A;02.02.2026 10:00;\n;B;02.02.2026 10:00;\n")
    again = load(store, tmp_path, "list.csv", head + ";A;02.02.2026 10:00;03.02.2026 10:00\n;C;03.02.2026 10:00;\n"
                 "2;A;04.02.2026 10:00;\n")
    assert again.outcome.replaced == 2
    assert sorted(held(store, "ticket_id, account"), key=str) == [("1", "A"), ("2", "A"), (None, "A"), (None, "C")]


def test_all_of_a_source_may_be_replaced(tmp_path):
    store = Store(tmp_path / "data")
    load(store, tmp_path, "list.csv", LIST + "1;A;01.02.2026 10:00;;01.02.2026 10:00;Новое\n")
    load(store, tmp_path, "list.csv", LIST + "2;A;01.03.2026 10:00;;01.03.2026 10:00;Новое\n", mode="replace-all")
    assert [row[0] for row in held(store)] == ["2"]


STATES = ("New", "Active", "Resolved", "Closed")
EVENTS = some.lists(some.tuples(some.integers(0, 3), some.sampled_from(STATES)), min_size=2, max_size=14)


@settings(max_examples=15, deadline=None)
@given(EVENTS)
def test_the_fold_of_a_log_is_its_story_told_in_order(tmp_path_factory, events):
    """Against the plain telling: the events of each request one after the other, a minute apart."""
    folder = tmp_path_factory.mktemp("log")
    start = MOMENT(2026, 2, 13)
    moments = [start + datetime.timedelta(minutes=place) for place in range(len(events))]
    lines = [f"R{number};{moment:%d.%m.%Y %H:%M};{state}\n"
             for (number, state), moment in zip(events, moments, strict=True)]
    lives: dict[str, list[tuple[datetime.datetime, str]]] = {}
    for (number, state), moment in zip(events, moments, strict=True):
        lives.setdefault(f"R{number}", []).append((moment, state))
    got = fold(folder, "ticket_id;changed_at;status\n" + "".join(lines), events=True, table="tickets")
    assert balanced(got.result)
    assert got.result.outcome.folded == len(events) - len(lives)
    done = {"Resolved", "Closed"}
    for row in got.rows:
        life = lives[row[0]]
        states = [state for _, state in life]
        back = sum(one in done and other not in done for one, other in itertools.pairwise(states))
        resolved = None
        if states[-1] in done:
            first = next((place for place in range(len(states) - 1, -1, -1) if states[place] not in done), -1) + 1
            resolved = life[first][0]
        assert (row[2], row[4], row[7], row[8], row[9]) == (life[0][0], resolved, states[-1], back, life[-1][0])


@pytest.mark.parametrize(
    ("text", "value"), [("да", True), ("Нет", False), ("TRUE", True), ("0", False), ("?", None), ("", None)])
def test_yes_and_no(tmp_path, text, value):
    got = fold(tmp_path, f"Номер заявки;Открыта;Статус;В срок\n1;13.02.2026 10:00;x;да\n2;13.02.2026 10:00;x;{text}\n",
               "within_limit")
    assert got.rows == [(True,), (value,)]


def test_what_is_neither_yes_nor_no_is_set_aside(tmp_path):
    text = "Номер заявки;Открыта;Статус;Лимит\n1;13.02.2026 10:00;x;да\n2;13.02.2026 10:00;x;почти\n"
    got = fold(tmp_path, text, "within_limit", mapping={"within_limit": "Лимит"})
    assert (got.rows, [reason for _, reason, _ in got.aside]) == ([(True,)], ["unreadable:within_limit"])
