"""The pages Members and Log: let in, change, give, share; everything written down, nothing a formula."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from ledgers import build
from lookers import looks, member
from streamlit.testing.v1 import AppTest

from kam_core.book import Change, open_book
from kam_core.i18n import use_language
from kam_core.ui.downloads import workbook
from kam_core.ui.log_words import COLUMNS, as_csv, rows, said
from kam_core.ui.registry import page


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The whole ledger (managers Ivanova and Petrov), a book with nothing in it, the owner looking."""
    folder = build(tmp_path / "data", "whole")
    monkeypatch.setenv("KAM_DATA", str(folder))
    monkeypatch.delenv("KAM_BOOK", raising=False)
    return folder


def opened(key: str = "members", **address: str) -> AppTest:
    app = AppTest.from_file(str(page(key).file), default_timeout=60)
    for name, value in {"lang": "en", **address}.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def press(app: AppTest, key: str) -> AppTest:
    next(each for each in app.button if (each.key or "").startswith(key)).click().run()
    assert not app.exception
    return app


def invite(app: AppTest, email: str, roles: list[str], turn: int = 0) -> AppTest:
    app.text_input(key=f"members_email_{turn}").input(email)
    app.multiselect(key=f"members_roles_{turn}").set_value(roles)
    return press(app, "members_invite")


def test_somebody_is_let_in(data: Path) -> None:
    app = opened()
    assert app.title[0].value == "Nobody has been invited yet"
    assert any("secrets" in each.value for each in app.markdown)
    assert app.multiselect(key="members_managers_0").options == ["Ivanova: 6 clients", "Petrov: 6 clients"]
    app.multiselect(key="members_managers_0").set_value(["Ivanova"])
    invite(app, "Ann@Firm.com", ["manager"])
    assert app.title[0].value.startswith("1 member may come in")
    made = open_book(data).members.list()[0]
    assert (made.email, made.roles, made.managers) == ("ann@firm.com", {"manager"}, {"Ivanova"})
    assert app.text_input(key="members_email_1").value == "", "the next form begins empty"


@pytest.mark.parametrize(("email", "roles", "told"), [
    ("ann", ["manager"], "not an e-mail"), ("ann@firm.com", [], "needs a role"),
    ("root@firm.com", ["board"], "a member already"),
])
def test_what_makes_no_member_is_said_and_what_was_typed_stays(data: Path, email: str, roles: list[str], told: str) -> None:
    member(data, "root@firm.com", ("administrator",))
    app = invite(opened(), email, roles)
    assert any(told in each.proto.title.replace("\\", "") for each in app.error)
    assert app.text_input(key="members_email_0").value == email
    assert len(open_book(data).members.list()) == 1


def test_a_client_is_given_shared_and_taken_back(data: Path) -> None:
    ann, bob = member(data, "ann@firm.com", ("manager",)), member(data, "bob@firm.com", ("manager",))
    app = opened()
    app.text_input(key="members_find").input("Group 03").run()
    assert app.selectbox(key="members_client").options == ["Group 03"]
    assert any("Ivanova and Petrov" in each.value for each in app.caption)
    stamp = "G03__0_"
    app.selectbox(key=f"members_give_{stamp}").set_value(ann)
    app.multiselect(key=f"members_share_{stamp}").set_value([bob])
    press(app, "members_owner_save")
    found = open_book(data).owners.current()
    assert (found.clients, found.shares) == ({"G03": ann}, {"G03": {bob}})
    stamp = f"G03__{ann}_{bob}"
    app.selectbox(key=f"members_give_{stamp}").set_value(0)
    app.multiselect(key=f"members_share_{stamp}").set_value([])
    press(app, "members_owner_save")
    found = open_book(data).owners.current()
    assert (found.clients, found.shares) == ({}, {})
    app.selectbox(key="members_part_G03").set_value("C05").run()
    app.selectbox(key="members_give_G03_C05_0_").set_value(bob)
    press(app, "members_owner_save")
    assert open_book(data).owners.current().accounts == {"C05": bob}
    assert {each.who for each in open_book(data).changes("owners")} == {"owner"}


def test_whoever_keeps_no_members_any_more_changes_nothing(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    member(data, "boss@firm.com", ("administrator",))
    number = member(data, "root@firm.com", ("administrator",))
    looks(monkeypatch, "root@firm.com")
    app = opened()
    assert not any("[auth]" in each.value for each in app.code), "people sign in already"
    open_book(data).members.edit(number, roles=("analyst",), who="boss")
    invite(app, "eve@firm.com", ["executive"])
    assert not any(each.email == "eve@firm.com" for each in open_book(data).members.list())
    assert [each.proto.title for each in app.warning] == ["Your roles do not open this page."]


def test_the_log_is_read_searched_and_given_as_files(data: Path) -> None:
    book = open_book(data)
    member(data, "root@firm.com", ("administrator",))
    for number in range(60):
        book.scores.put("G03", "fit", 1 + number % 9, who=f"ann{number % 3}", why="=1+1")
    app = opened("log")
    assert app.title[0].value == "61 changes stand in the log"
    assert any("chain is whole" in each.value for each in app.success)
    assert len(app.dataframe[0].value) == 50
    assert app.dataframe[0].value["client"].iloc[0] == "Group 03 (G03)"
    app.multiselect(key="log_who").set_value(["ann1"]).run()
    assert len(app.dataframe[0].value) == 20
    app.multiselect(key="log_who").set_value([])
    app.text_input(key="log_client").input("group 03").run()
    assert any("60 rows" in each.value for each in app.caption)
    app.text_input(key="log_client").input("nobody's").run()
    assert not app.dataframe
    with book.database.engine.begin() as connection:
        connection.exec_driver_sql("drop trigger changes_no_update")
        connection.exec_driver_sql("update changes set why = 'I never said so' where id = 7")
    assert any("entry 7 does not fit" in each.proto.title for each in opened("log").error)


HOSTILE = Change(7, pd.Timestamp("2026-03-01T12:00Z").to_pydatetime(), "=cmd|' /C calc'!A0", "scores", "@G1", "-fit", "score",
                 "+1", {"value": 3, "why": "=1+1"}, {"value": 4, "why": "\t=2"})


def test_no_text_of_the_log_is_a_formula() -> None:
    with use_language("en"):
        frame = rows([HOSTILE], {"@G1": "=HYPERLINK(1)"}, {})
        text = as_csv(frame).decode("utf-8-sig")
        made = workbook(frame, COLUMNS, ["Log"])
    cells = text.splitlines()[1].split(";")
    assert "'=cmd" in text
    assert not any(cell.strip('"').startswith(("=", "+", "@", "\t")) for cell in cells)
    import io

    sheet = openpyxl.load_workbook(io.BytesIO(made)).worksheets[0]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert sheet["C2"].value == "=cmd|' /C calc'!A0"


def test_a_record_is_told_in_the_words_of_its_form() -> None:
    with use_language("en"):
        assert said({"kind": "visit", "values": {"type": "call", "purpose": "Prices", "people": ["a"], "gone": None}}) == (
            "How: call; Purpose: Prices; With whom: a; gone: —")
        assert said({"roles": [], "active": True}) == "roles: —; active: True"
        assert said(None) == ""
