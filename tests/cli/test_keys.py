"""The command ``keys``: decisions on clients of a real import, in words and as JSON."""

from __future__ import annotations

import pytest

from kam_core.cli import main


@pytest.fixture(autouse=True)
def imported(gives, register, monkeypatch):
    monkeypatch.delenv("KAM_BOOK", raising=False)
    gives("import", register, "--source", "shop")


@pytest.fixture
def ids(gives) -> dict[str, str]:
    """Ids of the clients by name."""
    return {row["name"]: row["account_id"] for row in gives("ask", "concentration", "--all")["rows"]}


def test_a_list_is_made_edited_and_taken_back(gives, ids):
    assert gives("keys") == {"version": 0, "clients": []}
    made = gives("keys", "enter", "ооо «ромашка»", "--why", "8 % of the revenue", "--who", "ann", "--consent", "yes")
    (client,) = made["clients"]
    assert (client["client_id"], client["name"], client["who"], client["why"], client["consent"]) == (
        ids["ООО «Ромашка»"], "ООО «Ромашка»", "ann", "8 % of the revenue", True)
    assert (made["decision"]["action"], made["decision"]["at"]) == ("enter", client["since"])
    gives("keys", "enter", ids["ЗАО Василёк"], "--why", "grows", "--who", "ann")
    gives("keys", "edit", "ЗАО Василёк", "--why", "asked", "--who", "bob", "--consent", "no", "--kind", "promising")
    assert [(each["consent"], each["kind"]) for each in gives("keys")["clients"]] == [(True, None), (False, "promising")]
    left = gives("keys", "leave", "ООО «Ромашка»", "--why", "sold", "--who", "bob")
    assert [each["name"] for each in left["clients"]] == ["ЗАО Василёк"]
    assert [each["name"] for each in gives("keys", "undo", "--who", "cid")["clients"]] == ["ООО «Ромашка»", "ЗАО Василёк"]
    assert [(each["version"], each["action"], each["who"], each["undoes"]) for each in gives("keys", "log")["decisions"]] == [
        (1, "enter", "ann", None), (2, "enter", "ann", None), (3, "edit", "bob", None), (4, "leave", "bob", None),
        (5, "enter", "cid", 4)]
    assert [each["name"] for each in gives("keys", "list", "--version", 4)["clients"]] == ["ЗАО Василёк"]
    assert gives("check")["ok"]


@pytest.mark.parametrize(("language", "words"), [
    ("en", ("1 client is on the list, version 1", "on the list", "takes back decision 1", "0 clients are")),
    ("ru", ("в списке 1 клиент", "в список", "отменяет решение 1", "в списке 0 клиентов")),
])
def test_in_words(run, monkeypatch, language, words):
    monkeypatch.setenv("KAM_LANGUAGE", language)
    _, entered, _ = run("keys", "enter", "ООО «Ромашка»", "--why", "large\nand  loyal", "--who", "ann")
    _, undone, _ = run("keys", "undo", "--who", "bob")
    said = (entered + undone).casefold()
    for each in words:
        assert each.casefold() in said
    assert "ann: large and loyal" in entered
    assert len(run("keys", "log")[1].splitlines()) == 2


@pytest.mark.parametrize(("code", "arguments", "part"), [
    (2, ["dance"], "dance"),
    (2, ["enter"], "which client"),
    (2, ["enter", "Ромашка", "--why", "x"], "ООО «Ромашка»"),
    (2, ["enter", "nobody", "--why", "x"], "nobody"),
    (2, ["enter", "ООО «Ромашка»"], "reason"),
    (1, ["leave", "ООО «Ромашка»", "--why", "x"], "not on the list"),
    (2, ["edit", "ООО «Ромашка»", "--why", "x"], "--consent"),
    (1, ["undo"], "no decision"),
    (2, ["list", "--version", "3"], "version 3"),
])
def test_what_cannot_be_decided(refuses, gives, code, arguments, part):
    assert part in refuses(code, "keys", *arguments)
    assert gives("keys")["version"] == 0


def test_the_cap_is_a_setting(gives, refuses):
    gives("settings", "key_list_cap=1")
    gives("keys", "enter", "ООО «Ромашка»", "--why", "x", "--who", "ann")
    assert "1 of 1" in refuses(1, "keys", "enter", "ЗАО Василёк", "--why", "x", "--who", "ann")


def test_the_demo_has_a_book_of_its_own(gives, data, tmp_path, capsys):
    gives("keys", "enter", "ООО «Ромашка»", "--why", "x", "--who", "ann")
    gives("demo", "--accounts", 40, "--lines", 1500, "--months", 14, "--force")
    demo = gives("keys")["clients"]
    assert "ООО «Ромашка»" not in [each["name"] for each in demo]
    gives("rollback", "000001")
    assert [each["name"] for each in gives("keys")["clients"]] == ["ООО «Ромашка»"]


def test_a_book_that_cannot_be_reached_is_said(refuses, monkeypatch, capsys):
    monkeypatch.setenv("KAM_BOOK", "postgresql://ann:secret@127.0.0.1:1/book")
    said = refuses(1, "keys")
    assert "127.0.0.1:1/book" in said
    assert "secret" not in said
    monkeypatch.setenv("KAM_BOOK", "oracle://ann:secret@host/book")
    assert "secret" not in refuses(1, "keys")
    assert main(["measures"]) == 0
