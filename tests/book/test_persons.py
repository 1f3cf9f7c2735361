"""A person's data: everything handed out, everything erased, the log whole, the bytes gone. On both databases."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
import sqlalchemy as sa

from kam_core.book import ConflictError
from kam_core.book.verify import verify
from kam_core.errors import BookError, UsageError

NAME, MAIL, PHONE = "Загогулькин Пётр Сергеевич", "zagogulkin@example.org", "+7 (495) 123-45-67"
TRACES = ("агогульк", "АГОГУЛЬК", "zagogulkin", "123-45-67", "4951234567", "Сергееви")
"""What may stand nowhere afterwards, in any case of the name."""


@pytest.fixture
def person(book) -> str:
    """A person at G1 and G2 whom everything speaks of, and others."""
    records = book.records
    id = records.add("person", None, {"name": NAME, "email": MAIL, "phone": PHONE, "note": "любит точность"}, "ann").id
    records.edit(id, {"note": "Сын Загогулькина учится у нас"}, "bob")
    first = records.add("position", "G1", {"role": "decides", "attitude": "opponent"}, "ann", parent=id, account_id="A1").id
    records.remove(records.add("position", "G2", {"role": "buys"}, "ann", parent=id).id, "ann")
    other = records.add("person", None, {"name": "Ольга Ли", "note": "подруга Загогулькина"}, "ann").id
    records.add("position", "G1", {"role": "buys", "held_by": "знает Загогулькина П. С."}, "ann", parent=other)
    visit = records.add("visit", "G1", {"date": "2026-03-01", "type": "call", "state": "done", "people": [id, other],
                                        "result": "Говорили с Загогулькиным.\nПётр Сергеевич против."}, "ann").id
    records.add("visit", "G2", {"date": "2026-03-02", "type": "call", "state": "done", "people": [id]}, "ann")
    records.put("dossier", "G1", {"story": "Началось с ЗАГОГУЛЬКИНА", "note": "звонить 8 495 123 45 67"}, "ann")
    records.put("dossier", "G9", {"story": "Петр Загогулькин перешёл сюда; адрес Zagogulkin@Example.org"}, "ann")
    records.add("task", "G9", {"text": "Узнать про Загогулькина"}, "ann")     # perhaps somebody else
    task = records.add("task", "G1", {"text": "Поздравить Загогулькина"}, "ann").id
    records.edit(task, {"text": "Поздравить всех"}, "ann")
    records.remove(task, "ann")
    book.drafts.put("ann", visit, "result", "Загогулькин обещал", "G1")
    book.drafts.put("ann", first, "role", "gate", "G1")
    book.drafts.put("ann", "new:task:G5", "text", "Ничего", "G5")
    book.keys.enter("G1", "ООО «Дуб»", why="так решил Загогулькин", who="ann", cap=5)
    book.keys.edit("G1", consent=True, why="П.С. Загогулькин согласен", who="ann")
    book.scores.put("G1", "fit", 7, who="ann", why="по словам Загогулькина")
    book.opinions.put("G1", "red", why="Загогулькину не нравится", who="ann")
    book.marks.put("detractor|G1|2026-01-01|Загогулькин Пётр", "G1", "detractor", "done", who="ann", why="Загогулькин доволен")
    book.marks.put("detractor|G1|2026-01-01|Загогулькин П.", "G1", "detractor", "not_relevant", who="ann", why="повтор")
    book.note("look", "G1", "person", "ann", {"name": NAME, "person": id})
    assert all(each.ok for each in verify_of(book))
    return id


def verify_of(book):
    from kam_core.book.verify import _log

    with book.database.reading() as connection:
        return _log("own", connection)


def everything(book) -> str:
    """What all tables hold, as text."""
    with book.database.engine.connect() as connection:
        tables = sa.inspect(connection).get_table_names()
        return "\n".join(str(tuple(row)) for table in tables for row in connection.exec_driver_sql(f"select * from {table}"))


def test_what_is_held_of_a_person_is_found_and_handed_out(book, person):
    found = book.persons.export(person, "cid")
    assert found["person"]["values"]["phone"] == PHONE
    assert [each["client_id"] for each in found["positions"]] == ["G1", "G2"]
    assert {(each["kind"], each["client"]) for each in found["references"]} == {("visit", "G1"), ("visit", "G2")}
    assert [(each["action"], each["who"]) for each in found["history"]][:2] == [("add", "ann"), ("edit", "bob")]
    assert [each["field"] for each in found["drafts"]] == ["role"]
    places = {(each["where"], each["client_id"], each["field"]): each for each in found["mentions"] if each["where"] != "log"}
    assert {key: each["sure"] for key, each in places.items()} == {
        ("record", None, "note"): True, ("record", "G1", "held_by"): True, ("record", "G1", "result"): True,
        ("record", "G1", "story"): True, ("record", "G1", "note"): True, ("record", "G9", "story"): True,
        ("record", "G9", "text"): False, ("draft", "G1", "result"): True,
        ("keys", "G1", "why"): True, ("keys", "G1", "reason"): True, ("scores", "G1", "why"): True,
        ("opinions", "G1", "why"): True, ("marks", "G1", "why"): True, ("marks", "G1", "key"): True,
    }
    assert places["record", "G1", "result"]["words"] == ["Загогулькиным", "Пётр Сергеевич"]
    assert json.loads(json.dumps(found, ensure_ascii=False)) == found
    assert book.changes()[-1].after == {"person": person}


def test_an_erased_person_is_nowhere_and_the_log_is_whole(place, book, person):
    act = book.persons.erase(person, "cid", "Письмо Загогулькина Петра от 1 мая", also=("Узнать про Загогулькина",))
    assert [trace for trace in TRACES if trace in everything(book)] == []
    assert all(each.ok for each in verify(place)), [str(each.detail) for each in verify(place)]
    assert book.records.get(person) is None
    assert [each.parent for each in book.records.of("position")] != [person]
    visit = book.records.of("visit", "G1")[0]
    assert visit.get("result") == "Говорили с [erased person 1].\n[erased person 1] против."
    assert len(visit.get("people")) == 1
    assert book.records.of("visit", "G2")[0].get("people") is None
    assert book.records.single("dossier", "G9").get("story") == (
        "[erased person 1] перешёл сюда; адрес [erased person 1]")
    assert book.records.of("task", "G9")[0].get("text") == "[erased person 1]"     # told by ``also``
    assert book.drafts.of("ann", visit.id)["result"].value == "[erased person 1] обещал"
    assert list(book.drafts.of("ann", "new:task:G5")) == ["text"]
    assert book.keys.current().entry("G1").why == "так решил [erased person 1]"
    assert [each.why for each in book.keys.log()] == ["так решил [erased person 1]", "[erased person 1] согласен"]
    assert {key: mark.state for key, mark in book.marks.of().items()} == {
        "detractor|G1|2026-01-01|[erased person 1]": "not_relevant"}
    assert book.records.of("person")[0].get("name") == "Ольга Ли"
    assert act.why == "Письмо [erased person 1] от 1 мая"
    text, told = act.text(), json.dumps(act.to_json(), ensure_ascii=False)
    assert [trace for trace in TRACES if trace in text + told] == []
    assert act.found["own"] == 3
    assert act.extract[0].id == act.change
    assert act.extract[0].area == "erased"
    assert act.head[0] == book.changes()[-1].id
    assert "was written anew" in str(act.storage[0]) or "were written anew" in str(act.storage[0])


def test_what_is_not_surely_theirs_is_left_for_review(book, person):
    act = book.persons.erase(person, "cid", "on request")
    assert act.left["review"] == 2          # the task at G9, as it stands and in the log
    assert book.records.of("task", "G9")[0].get("text") == "Узнать про Загогулькина"


def test_another_person_of_the_same_name_stays(place, book, person):
    twin = book.records.add("person", None, {"name": "Пётр Загогулькин", "email": "other@example.org"}, "ann").id
    book.records.add("position", "G7", {"role": "buys"}, "ann", parent=twin)
    book.records.put("dossier", "G7", {"story": "Загогулькин Пётр за нас"}, "ann")
    act = book.persons.erase(person, "cid", "on request")
    assert book.records.get(twin).values == {"name": "Пётр Загогулькин", "email": "other@example.org"}
    assert book.records.single("dossier", "G7").get("story") == "Загогулькин Пётр за нас"
    assert act.left["namesakes"] == 1
    assert all(each.ok for each in verify(place))
    book.persons.erase(twin, "cid", "on request")
    assert "Загогулькин" not in str(book.records.single("dossier", "G7").values)
    assert all(each.ok for each in verify(place))


def test_who_has_an_old_text_open_does_not_write_the_name_again(book, person):
    visit = book.records.of("visit", "G1")[0]
    book.persons.erase(person, "cid", "on request")
    with pytest.raises(ConflictError):
        book.records.edit(visit.id, {"result": "Загогулькин не против"}, "ann", visit.seen)
    with pytest.raises(UsageError, match="nothing to undo"):
        book.records.undo(visit.id, "ann")


def test_what_was_rewritten_in_another_way_is_found(place, book, person):
    act = book.persons.erase(person, "cid", "on request")
    with book.database.engine.begin() as connection:
        connection.exec_driver_sql(f"update changes set why = 'falsified', redacted_by = {act.change} where id = {act.rows[0]}")
    assert ("chain", False) in [(each.check, each.ok) for each in verify(place)]


def test_two_erasures_in_one_text(place, book, person):
    second = book.records.add("person", None, {"name": "Ребус Анна Ильинична"}, "ann").id
    book.records.put("dossier", "G1", {"story": "Загогулькин и Анна Ребус"}, "ann")
    book.persons.erase(person, "cid", "on request")
    book.persons.erase(second, "cid", "Ребус А. И. просит")
    assert book.records.single("dossier", "G1").get("story") == "[erased person 1] и [erased person 2]"
    assert not re.search("Ребус|Загогульк", str(book.changes()[-1]))
    assert all(each.ok for each in verify(place))


def test_an_erasure_that_fails_changes_nothing(book, person, monkeypatch):
    from kam_core.book import erasing

    before = everything(book)
    monkeypatch.setattr(erasing, "_records", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        book.persons.erase(person, "cid", "on request")
    assert everything(book) == before
    with pytest.raises(UsageError):
        book.persons.erase(person, "cid", " ")
    with pytest.raises(BookError, match="no person"):
        book.persons.erase("nobody", "cid", "on request")


def test_the_bytes_are_gone(place, book, person, tmp_path):
    with book.database.reading():              # somebody looks on while it begins
        pass
    book.persons.erase(person, "cid", "on request", also=("Узнать про Загогулькина",))
    for name, content in contents(book, tmp_path).items():
        for trace in TRACES:
            for bytes in (trace.encode(), trace.encode("cp1251"), trace.encode("utf-16-le"), json.dumps(trace)[1:-1].encode()):
                assert bytes not in content, (name, trace)


def contents(book, folder: Path) -> dict[str, bytes]:
    """Every file of a book, or what PostgreSQL's own tool takes out of it."""
    if book.database.sqlite:
        files = list(Path(book.database.url.database).parent.iterdir())
        assert any(path.suffix == ".sqlite" for path in files)
        return {path.name: path.read_bytes() for path in files}
    from postgres import binaries

    url = book.database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    dump = subprocess.run([binaries() / "pg_dump", "--dbname", url], check=True, capture_output=True).stdout
    assert b"COPY public.changes" in dump
    return {"dump": dump}
