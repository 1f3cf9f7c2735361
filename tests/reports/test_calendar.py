"""The calendar, read back with an independent parser; folding and escaping for whatever text."""

from __future__ import annotations

import datetime

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kam_core.book.record import Record
from kam_core.i18n import set_language
from kam_core.reports.calendar import Entry, entries, ics

TODAY = datetime.date(2026, 7, 2)
AT = datetime.datetime(2026, 6, 1, 9, 30, tzinfo=datetime.UTC)
HOSTILE = "Склад; «Заря», C:\\new\nBEGIN:VEVENT\r\nSUMMARY:x " + "ж" * 200


@pytest.fixture(autouse=True)
def english() -> None:
    set_language("en")


def record(kind: str, id: str, client: str = "G1", **values: object) -> Record:
    return Record(id, kind, client, None, None, values, {}, 3, AT, "ann")


def events(body: bytes) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(body).walk("VEVENT"))


def test_what_stands_in_a_calendar_and_what_does_not():
    records = [
        record("action", "a1", text="Show the line", due=TODAY, owner="Kim", note="secret", resources="100 k"),
        record("action", "a2", text="Done", due=TODAY, done=TODAY),
        record("action", "a3", text="Dropped", due=TODAY, dropped=True), record("action", "a4", text="No day"),
        record("visit", "v1", date=TODAY, type="visit", state="planned", people=("p1",), purpose="Budget", result="secret"),
        record("visit", "v2", date=TODAY, type="call", state="off"),
        record("visit", "v3", date=datetime.date(2026, 6, 30), type="call", state="done", next="Send it",
               next_on=datetime.date(2026, 7, 9)),
        record("action", "a5", "G2", text="Another's", due=TODAY),
        record("action", "a6", text="Old", due=datetime.date(2020, 1, 1)),
    ]
    found = entries(records, {"G1": "Alpha"}, TODAY)
    assert [(each.id, each.day, each.title, each.done) for each in found] == [
        ("v3", datetime.date(2026, 6, 30), "✓ Alpha: call", True), ("a1", TODAY, "Alpha: Show the line", False),
        ("a2", TODAY, "✓ Alpha: Done", True), ("v1", TODAY, "Alpha: meeting at the client, Budget", False),
        ("v3-next", datetime.date(2026, 7, 9), "Alpha: Send it", False)]
    body = ics(found, "Kim")
    assert b"secret" not in body
    assert b"100 k" not in body
    first = events(body)[1]
    assert (str(first["uid"]), first["dtstart"].dt, first["dtend"].dt, int(first["sequence"])) == (
        "a1@kamerton", TODAY, TODAY + datetime.timedelta(days=1), 3)
    assert str(first["description"]) == "Action of the account plan; owner: Kim"
    assert first["dtstamp"].dt == AT


def test_hostile_texts_stay_texts():
    body = ics(entries([record("action", "a", text=HOSTILE, due=TODAY)], {"G1": HOSTILE}, TODAY), HOSTILE)
    assert max(len(line) for line in body.split(b"\r\n")) <= 75
    calendar = icalendar.Calendar.from_ical(body)
    event, = calendar.walk("VEVENT")
    said = HOSTILE.replace("\r\n", "\n")
    assert str(event["summary"]) == f"{said}: {said}"
    assert len(calendar.walk()) == 2  # the calendar and the one event: a text makes no other


@given(st.text(max_size=300), st.dates(datetime.date(2025, 1, 1), datetime.date(2027, 1, 1)))
def test_any_text_comes_back(text, day):
    body = ics([Entry("x", day, text, text, 1, AT)], "t")
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    assert b"\n" not in body.replace(b"\r\n", b"")
    event, = events(body)
    seen = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(" " if each in "\u2028\u2029\x85" else each for each in seen
                   if each == "\n" or (each >= " " and each != "\x7f"))
    assert str(event["summary"]) == kept
    assert event["dtstart"].dt == day


def test_an_empty_calendar_is_one():
    assert events(ics([], "Nobody")) == []
