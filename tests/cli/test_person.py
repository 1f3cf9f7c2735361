"""The commands ``person`` and ``log``: what is held is handed out and erased, who changed what is told."""

from __future__ import annotations

import csv
import json

import pytest

from kam_core.book import open_book
from kam_core.cli import main


@pytest.fixture
def person(data, monkeypatch) -> str:
    monkeypatch.delenv("KAM_BOOK", raising=False)
    records = open_book(data).records
    id = records.add("person", None, {"name": "Загогулькин Пётр", "email": "z@example.org"}, "ann").id
    records.add("position", "G1", {"role": "decides"}, "ann", parent=id)
    records.put("dossier", "G1", {"story": "Началось с Загогулькина"}, "bob")
    records.put("dossier", "G9", {"story": "=Загогулькин там"}, "bob")
    return id


def test_a_person_is_listed_found_handed_out_and_erased(gives, person, tmp_path, data, capsys):
    (known,) = gives("person")["persons"]
    assert (known["id"], known["name"], known["clients"]) == (person, "Загогулькин Пётр", ["G1"])
    places = gives("person", "find", person)["places"]
    assert {(each["where"], each["client_id"], each["sure"]) for each in places} == {
        ("record", "G1", True), ("log", "G1", True), ("record", "G9", False), ("log", "G9", False)}
    told = gives("person", "export", person, "--who", "cid")
    assert told["person"]["values"]["email"] == "z@example.org"
    gives("person", "export", person, "-o", str(tmp_path / "all.txt"))
    assert "email: z@example.org" in (tmp_path / "all.txt").read_text("utf-8")
    act = gives("person", "erase", person, "--why", "letter of 1 May", "--who", "cid", "--also", "Загогулькин там")
    assert (act["person"], act["why"], act["who"]) == (person, "letter of 1 May", "cid")
    assert gives("person", "list")["persons"] == []
    assert [each["person"] for each in gives("person", "acts")["acts"]] == [person]
    assert gives("check")["ok"]
    assert "was written anew" in gives("person", "scrub")["said"]
    assert "агогульк" not in json.dumps(gives("log"), ensure_ascii=False)


@pytest.mark.parametrize(("arguments", "code", "said"), [
    (("erase",), 2, "not said which person"), (("erase", "nobody", "--why", "x"), 1, "no person nobody"),
    (("erase", "ID"), 2, "needs a reason"), (("export", "ID", "-o", "/nowhere/x.json"), 2, "cannot be written"),
])
def test_what_cannot_be_done_is_said_and_changes_nothing(data, person, capsys, arguments, code, said):
    before = open_book(data).persons.all()
    assert main(["person", *(person if each == "ID" else each for each in arguments), "--data", str(data)]) == code
    assert said in capsys.readouterr().err
    assert open_book(data).persons.all() == before


def test_the_log_is_told_and_written_as_a_file(gives, data, person, tmp_path):
    found = gives("log")
    assert found["broken"] is None
    assert [(each["id"], each["who"], each["action"]) for each in found["changes"]] == [
        (1, "ann", "add"), (2, "ann", "add"), (3, "bob", "add"), (4, "bob", "add")]
    assert [each["id"] for each in gives("log", "--who", "bob", "--area", "record")["changes"]] == [3, 4]
    assert gives("log", "--from", "2100-01-01")["changes"] == []
    assert len(gives("log", "--to", "2100-01-01")["changes"]) == 4
    open_book(data).scores.put("G1", "fit", 7, who="=cmd()", why="+1 to us\nof two lines")
    assert gives("log", "-o", str(tmp_path / "log.csv"))["changes"] == 5
    with (tmp_path / "log.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert [row["id"] for row in rows] == ["1", "2", "3", "4", "5"]
    assert (rows[4]["who"], rows[4]["why"]) == ("'=cmd()", "'+1 to us\nof two lines")
    assert json.loads(rows[2]["after"])["values"] == {"story": "Началось с Загогулькина"}
    assert [(each["area"], each["what"] if "what" in each else each["after"]["rows"]) for each in
            gives("log", "--area", "export")["changes"]] == [("export", 5)]
