"""Every page, measure, link and file as each role: a manager learns nothing of other people's clients.

Two companies differ in nothing but the clients of others: their number, names, sums, what was written about them. Whatever
a manager is shown must be the same in both, to the letter; that finds every total, rank, count and note that they are part of.
"""

from __future__ import annotations

import base64
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import streamlit as st
from lookers import looks, member
from metrics.test_viewer import company
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df
from streamlit.testing.v1 import AppTest

from kam_core.access import ROLES, may
from kam_core.book import open_book
from kam_core.ui.dossier import PARTS
from kam_core.ui.registry import PAGES, Page, page

EMAILS = {role: f"{role}@example.com" for role in ROLES}
KIM, OTHER = "kim@example.com", "other@example.com"
FOREIGN = re.compile(r"alien|zebra", re.IGNORECASE)
OPEN = [each for each in PAGES if each.right is None or may(("manager",), each.right)]
"""What a manager may open."""
LAST = ("overview",)
"""Pages that say what others have asked for are looked at when those have."""


def write(data: Path, secret: str, factor: int) -> None:
    """Members, and what people wrote: of Kim's clients the same, of others' by ``secret`` and ``factor``."""
    for role, email in EMAILS.items():
        member(data, email, (role,), ("Kim",) if role == "manager" else ())
    number = member(data, KIM, ("manager",))
    member(data, OTHER, ("manager",), (secret,))
    book = open_book(data)
    book.owners.give("group-own-1", "Group own-1", number, who="root")
    book.owners.share("group-own-2", "Group own-2", number, who="root")
    for client in ("own-1", "own-2", *(f"{secret}-{place}" for place in range(6 * factor))):
        group, who = f"group-{client}", "boss" if client.startswith("own") else secret
        book.keys.enter(group, f"Group {client}", why=f"why {client}", who=who, cap=99)
        book.scores.put(group, "fit", 7, who=who, why=f"score {client}")
        book.opinions.put(group, "red", why=f"opinion {client}", who=who)
        book.records.put("dossier", group, {"description": f"about {client}"}, who)
        book.records.add("task", group, {"text": f"task {client}", "owner": f"owner {client}"}, who)
        book.records.add("competitor", group, {"name": f"rival of {client}"}, who)
        person = book.records.add("person", None, {"name": f"person of {client}"}, who)
        book.records.add("position", group, {"position": f"head of {client}"}, who, parent=person.id)
    # somebody who acts for a client of Kim's and for one of others
    person = book.records.add("person", None, {"name": "person of two"}, "boss")
    book.records.add("position", "group-own-1", {"position": "here"}, "boss", parent=person.id)
    book.records.add("position", f"group-{secret}-1", {"position": f"{secret} position", "role": "decides"}, secret,
                     parent=person.id)


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The two companies' data folders."""
    made = []
    for name, secret, factor in (("one", "alien", 1), ("two", "zebra", 2)):
        data = tmp_path_factory.mktemp(name)
        company(data, secret, factor)
        write(data, secret, factor)
        made.append(data)
    return made[0], made[1]


@pytest.fixture(autouse=True)
def files(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bytes]]:
    """What every download button would give, made when it is drawn."""
    found: list[tuple[str, bytes]] = []

    def button(label: str, data: Any, *args: Any, file_name: str = "", **options: Any) -> bool:
        found.append((file_name, data() if callable(data) else data))
        return False

    monkeypatch.setattr(st, "download_button", button)
    return found


@pytest.fixture
def show(monkeypatch: pytest.MonkeyPatch, files: list[tuple[str, bytes]]) -> Callable[..., tuple[str, AppTest]]:
    """Everything that a page hands to the browser, and gives as files."""
    def shown(data: Path, what: Page, email: str | None, **address: str | list[str]) -> tuple[str, AppTest]:
        files.clear()
        monkeypatch.setenv("KAM_DATA", str(data))
        looks(monkeypatch, email)
        app = AppTest.from_file(str(what.file), default_timeout=120)
        for name, value in {"lang": "en", **address}.items():
            app.query_params[name] = value
        app.run()
        assert not app.exception, (what.key, [each.message for each in app.exception])
        whole = [*told(app.main)] + [text for name, made in files for text in (name, unpacked(made))]
        return clean("\n".join(whole), data), app

    return shown


def told(node: Any) -> Iterator[str]:
    """Every element below a block, as it goes to the browser: tables and pictures by their values."""
    proto = getattr(node, "proto", None)
    if node.type == "dataframe":
        yield node.value.to_csv()
        if proto.arrow_data.styler.display_values:
            yield convert_arrow_bytes_to_pandas_df(proto.arrow_data.styler.display_values).to_csv()
        proto.ClearField("arrow_data")
    if node.type == "plotly_chart":
        yield json.dumps(plain(json.loads(proto.spec)))
        proto.ClearField("spec")
    if proto is not None:
        yield str(proto)
    for child in getattr(node, "children", {}).values():
        yield from told(child)


def plain(value: Any) -> Any:
    """A figure with its arrays as lists."""
    if isinstance(value, dict):
        if "bdata" in value:
            return np.frombuffer(base64.b64decode(value["bdata"]), value["dtype"]).tolist()
        return {key: plain(kept) for key, kept in value.items()}
    return [plain(kept) for kept in value] if isinstance(value, list) else value


def unpacked(made: bytes) -> str:
    """The texts and numbers of a workbook, or a text file as it is."""
    if not made.startswith(b"PK"):
        return made.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(made)) as book:
        names = [name for name in sorted(book.namelist()) if not name.startswith("docProps")]
        return "\n".join(book.read(name).decode("utf-8", "replace") for name in names)


def clean(text: str, data: Path) -> str:
    """Without what differs between any two folders, minutes and drawn numbers."""
    text = re.sub(r'uuid: "\w+"|T_\w{5}|\b[0-9a-f]{32}\b', "ID", text.replace(str(data), "DATA"))
    # the last digits of a sum depend on the order in which it was summed
    text = re.sub(r"-?\d+\.\d{8,}(e-?\d+)?", lambda found: f"{float(found[0]):.8g}", text)
    return re.sub(r"\d\d:\d\d", "hh:mm", text)


WIDE = {"period": "all", "level": "account", "base": "margin"}
KEY = {"list": "key", "base": "contribution"}
PAGES_LAST = sorted(OPEN, key=lambda each: each.key in LAST)
CASES = [
    *((what, {}) for what in PAGES_LAST), *((what, WIDE) for what in PAGES_LAST if what.scoped),
    *((page(key), KEY) for key in ("concentration", "abc_xyz", "today", "overview")),
    *((page("dossier"), {"client": "group-own-1", "part": part}) for part in PARTS),
    (page("health"), {"client": "group-own-2"}), (page("key_clients"), {"client": "group-own-2"}),
]


@pytest.mark.parametrize(("what", "address"), CASES, ids=[f"{what.key} {address}" for what, address in CASES])
def test_a_manager_is_shown_the_same_whatever_others_have(
    what: Page, address: dict[str, str], pair: tuple[Path, Path], show: Callable[..., tuple[str, AppTest]]
) -> None:
    one, two = (show(data, what, EMAILS["manager"], **address)[0] for data in pair)
    assert "own" in one or not what.scoped
    assert not FOREIGN.search(one)
    assert one == two


@pytest.mark.parametrize("key", ["key_clients", "health", "dossier", "overview", "nps"])
def test_who_asks_for_a_client_of_others_is_told_what_is_told_of_none(
    key: str, pair: tuple[Path, Path], show: Callable[..., tuple[str, AppTest]]
) -> None:
    asked = {"client": "group-{}-1", "manager": "{}", "region": "{}-"}
    told = []
    for data, secret in zip((*pair, pair[0]), ("alien", "zebra", "nosuch"), strict=True):
        text, _ = show(data, page(key), EMAILS["manager"], **{name: value.format(secret) for name, value in asked.items()})
        told.append(text.replace(secret, "SECRET"))
    assert told[0] == told[1] == told[2]
    assert f"Group {'SECRET'}" not in told[0]


def test_what_is_given_and_shared_is_seen_and_nothing_else(
    pair: tuple[Path, Path], show: Callable[..., tuple[str, AppTest]]
) -> None:
    for key in ("overview", "key_clients", "dossier", "today"):
        one, two = (show(data, page(key), KIM)[0] for data in pair)
        assert one == two
        assert "own-1" in one
        assert "own-2" in one
    for client, may_write in (("group-own-1", True), ("group-own-2", False)):
        text, app = show(pair[0], page("key_clients"), KIM, client=client)
        assert any(button.key == "key_scores" for button in app.button) is may_write
        assert "why own-1" in text


def test_every_file_that_is_given_stands_in_the_log(
    pair: tuple[Path, Path], show: Callable[..., tuple[str, AppTest]], files: list[tuple[str, bytes]]
) -> None:
    book = open_book(pair[0])
    before = len(book.changes("export"))
    show(pair[0], page("overview"), EMAILS["manager"])
    made = book.changes("export")[before:]
    assert len(made) == len(files) > 0
    assert {(each.who, each.subject, each.action) for each in made} == {(EMAILS["manager"], "overview", "xlsx")}


# Rights

@pytest.mark.parametrize("role", [*ROLES, "stranger"])
def test_a_page_opens_for_whose_roles_open_it(
    role: str, pair: tuple[Path, Path], show: Callable[..., tuple[str, AppTest]], monkeypatch: pytest.MonkeyPatch
) -> None:
    if role == "stranger":
        monkeypatch.setattr("kam_core.ui.sign_in.wall", lambda *_: st.stop())
    for what in PAGES:
        open_ = role != "stranger" and (what.right is None or may((role,), what.right))
        if open_ and what.scoped:
            continue  # looked at above, and in the tests of the pages
        text, app = show(pair[0], what, EMAILS.get(role, "stranger@example.com"))
        if role == "stranger":
            assert not text.strip() or not re.search("own|alien", text)
            continue
        told = [each.proto.title for each in app.warning]
        assert ("Your roles do not open this page." in told) is not open_, (what.key, role)
        if not open_:
            assert not re.search("alien|own-", text)
            assert not app.button
            assert not app.metric


@pytest.mark.parametrize("role", ROLES)
def test_the_list_of_pages_holds_what_opens(role: str, pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAM_DATA", str(pair[0]))
    looks(monkeypatch, EMAILS[role])
    drawn: list[str] = []
    monkeypatch.setattr(st, "page_link", lambda made, **_: drawn.append(made.url_path))
    app = AppTest.from_string("from kam_core import ui\nui.speak()\nui.navigation()", default_timeout=60).run()
    assert not app.exception
    opens = [each for each in PAGES if each.right is None or may((role,), each.right)]
    assert sorted(drawn) == sorted("" if each is opens[0] else each.url_path for each in opens)


def test_the_administrator_sees_no_client_and_reads_the_log(
    pair: tuple[Path, Path], show: Callable[..., tuple[str, AppTest]]
) -> None:
    email = EMAILS["administrator"]
    text, app = show(pair[0], page("log"), email)
    assert any("The chain is whole" in each.value for each in app.success)
    assert "opinion alien-5" in text
    text, _ = show(pair[0], page("members"), email)
    assert KIM in text
    assert "Group own-1" in text


def test_a_right_that_was_taken_away_stops_the_next_click(
    pair: tuple[Path, Path], show: Callable[..., tuple[str, AppTest]]
) -> None:
    data = pair[0]
    _, app = show(data, page("key_clients"), KIM, client="group-own-1")
    book = open_book(data)
    number = next(each.id for each in book.members.list() if each.email == KIM)
    try:
        book.owners.give("group-own-1", "Group own-1", None, who="root")
        before = book.changes("scores")
        next(each for each in app.selectbox if re.match("score_.*_group-own-1_0", each.key or "")).select(3)
        next(each for each in app.button if each.key == "key_scores").click().run()
        assert book.changes("scores") == before
        assert any("not yours" in each.proto.title for each in app.error)
    finally:
        book.owners.give("group-own-1", "Group own-1", number, who="root")


def test_pages_ask_the_guarded_book_alone() -> None:
    """Whoever opens the raw book has a reason: it is looked into once more before another file may join them."""
    allowed = {
        "view.py", "looking.py", "entrance.py",  # find out who looks
        "members_view.py", "log_page.py", "dossier_plan_read.py",  # read the list of members
        "calendar_clients.py", "calendar_feed.py", "calendar_mine.py",  # ask for one's own feed; clients through seen_by
    }
    found = set()
    for path in (Path(__file__).resolve().parents[2] / "kam_core" / "ui").glob("*.py"):
        if re.search(r"store\.book\(\)|open_book\(", path.read_text("utf-8")):
            found.add(path.name)
    assert found <= allowed
