"""The command ``members``, and whose eyes ``ask --viewer`` looks with."""

from __future__ import annotations

import pytest

from kam_core.book import open_book

LIST = """Код;Клиент;Менеджер
R;ООО «Ромашка»;Ann
V;ЗАО Василёк;Bob
"""
"""Of the register's 3,450.50: Ann's client 3,000.50, Bob's 400.00, 50.00 without a client."""


@pytest.fixture(autouse=True)
def imported(gives, register, tmp_path, monkeypatch):
    monkeypatch.delenv("KAM_BOOK", raising=False)
    path = tmp_path / "accounts.csv"
    path.write_text(LIST, "utf-8")
    gives("import", register, "--source", "shop")
    gives("import", path, "--table", "accounts")


def revenue(gives, *viewer):
    found = gives("ask", "accounts", "--all", "--level", "account", *viewer)
    return {row["account_id"]: row["revenue"] for row in found["rows"]}, found["scope"]["viewer"]


def test_without_members_a_name_sees_nothing_and_no_name_everything(gives):
    assert revenue(gives)[0] == {"R": 3000.5, "V": 400.0}
    assert revenue(gives, "--viewer", "ann@firm.com") == ({}, "ann@firm.com")


def test_a_member_sees_what_is_theirs(gives, data):
    gives("members", "add", "root@firm.com", "--role", "administrator")
    gives("members", "add", "Ann@Firm.com", "--role", "manager", "--manager", "Ann")
    gives("members", "add", "eve@firm.com", "--role", "executive", "--role", "analyst")
    assert revenue(gives, "--viewer", "ann@firm.com") == ({"R": 3000.5}, "ann@firm.com")
    assert revenue(gives, "--viewer", "EVE@firm.com")[0] == {"R": 3000.5, "V": 400.0}
    assert revenue(gives, "--viewer", "root@firm.com")[0] == {}
    assert revenue(gives, "--viewer", "stranger@firm.com")[0] == {}
    ann = next(each["id"] for each in gives("members")["members"] if each["email"] == "ann@firm.com")
    book = open_book(data)
    book.owners.give("V", "ЗАО Василёк", ann, who="root")
    assert revenue(gives, "--viewer", "ann@firm.com")[0] == {"R": 3000.5, "V": 400.0}
    book.owners.give("R", "ООО «Ромашка»", 99, who="root")
    assert revenue(gives, "--viewer", "ann@firm.com")[0] == {"V": 400.0}
    book.owners.share("R", "ООО «Ромашка»", ann, who="root")
    assert revenue(gives, "--viewer", "ann@firm.com")[0] == {"R": 3000.5, "V": 400.0}
    gives("members", "remove", "ann@firm.com")
    assert revenue(gives, "--viewer", "ann@firm.com")[0] == {}
    gives("members", "add", "ann@firm.com")
    assert revenue(gives, "--viewer", "ann@firm.com")[0] == {"R": 3000.5, "V": 400.0}


def test_members_are_listed_and_changed(gives, run):
    assert gives("members") == {"members": []}
    made = gives("members", "add", "ann@firm.com", "--role", "manager", "--manager", "Ann", "--name", "Ann Lee", "--who", "me")
    assert (made["member"]["roles"], made["member"]["managers"], made["member"]["active"]) == (["manager"], ["Ann"], True)
    assert gives("members", "edit", "ANN@firm.com", "--role", "analyst", "--role", "board")["member"]["roles"] == [
        "analyst", "board"]
    assert gives("members", "sign-out", "ann@firm.com")["member"]["sessions_from"] is not None
    code, out, _ = run("members")
    assert code == 0
    assert "1 member." in out
    assert "ann@firm.com  Ann Lee  Analyst and Board reader  Ann  let in" in out
    assert gives("check")["ok"]


@pytest.mark.parametrize(("code", "said", "arguments"), [
    (2, "which member", ("add",)), (2, "needs a role", ("add", "ann@firm.com")),
    (2, "not an e-mail", ("add", "ann", "--role", "manager")), (2, "is not a member", ("edit", "bob@firm.com", "--name", "B")),
    (2, "what is to change", ("edit", "root@firm.com")), (1, "only administrator", ("remove", "root@firm.com")),
    (1, "only administrator", ("edit", "root@firm.com", "--role", "manager")),
    (1, "a member already", ("add", "root@firm.com", "--role", "manager")),
])
def test_what_cannot_be_done_is_said(gives, refuses, code, said, arguments):
    gives("members", "add", "root@firm.com", "--role", "administrator")
    assert said in refuses(code, "members", *arguments)
    assert [each["roles"] for each in gives("members")["members"]] == [["administrator"]]


def test_imports_and_settings_stand_in_the_log(gives, data):
    gives("settings", "key_share=0.12", "--who", "ann")
    gives("rollback", "000001")
    told = [(each.area, each.action, each.after) for each in open_book(data).changes()]
    assert [(area, action) for area, action, _ in told] == [
        ("import", "import"), ("import", "import"), ("settings", "edit"), ("import", "rollback")]
    assert told[0][2]["version"] == "000001"
    assert [(each["path"].split("/")[-1], each["loaded"]) for each in told[0][2]["files"]] == [("register.csv", 5)]
    assert told[2][2] == {"key_share": "0.12"}
    assert gives("check")["ok"]
