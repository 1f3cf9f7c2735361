"""The part People of a dossier: added, moved, left, removed, tied across clients, looked at, erased. In process."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest
from metrics.company import ledger, sale
from streamlit.testing.v1 import AppTest

from kam_core.access.reach import Reach
from kam_core.book import Book, Record, open_book
from kam_core.ui import people_read
from kam_core.ui.registry import ROOT

HOSTILE = "Ян <b>*[x](http://y)*</b>"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A group of two entities, and a client alone, which buy for 300, 30 and 7 in each month of 2025."""
    sales = [sale(account, f"2025-{month:02d}", amount) for month in range(1, 13)
             for account, amount in (("A1", 300), ("A2", 30), ("B1", 7))]
    accounts = [
        {"account_id": "A1", "name": "Alpha", "group_id": "G1", "group_name": "Group", "manager": "Ivanova"},
        {"account_id": "A2", "name": "Alef", "group_id": "G1", "group_name": "Group", "manager": "Ivanova"},
        {"account_id": "B1", "name": "Beta", "manager": "Petrov"},
    ]
    folder = tmp_path / "data"
    ledger(folder, [*sales, sale(None, "2025-12-31", 0)], accounts)
    monkeypatch.setenv("KAM_DATA", str(folder))
    people_read._looks.clear()
    yield folder
    people_read._looks.clear()


def opened(client: str = "G1", **address: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "pages" / "today" / "dossier.py"), default_timeout=60)
    for key, value in {"lang": "en", "client": client, "part": "people", **address}.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception
    return app


def told(app: AppTest) -> str:
    kinds = (app.title, app.subheader, app.markdown, app.caption, app.success, app.error)
    said = "\n".join([str(each.value) for kind in kinds for each in kind] + [str(each.proto.title) for each in app.error])
    return said.replace("\\", "").replace("\u00a0", " ").replace("\u202f", " ")


def person(book: Book, name: str, client: str = "G1", account: str | None = "A1", **values: object) -> tuple[Record, Record]:
    made = book.records.add("person", None, {"name": name}, "anna")
    return made, book.records.add("position", client, values, "anna", parent=made.id, account_id=account)


def press(app: AppTest, start: str) -> AppTest:
    button = next(each for each in app.button if each.key and each.key.startswith(start))
    return button.click().run()


def field(app: AppTest, kind: str, name: str) -> object:
    return next(each for each in getattr(app, kind) if each.key and each.key.startswith("field_") and f"_{name}_" in each.key)


def test_nobody_is_known_yet_and_the_first_person_is_written_with_a_position(data: Path) -> None:
    app = opened()
    assert "Nobody at this client is written down yet." in told(app)
    press(app, "add_new:person")
    app.text_input(key="find_new:person:G1").set_value(HOSTILE).run()
    assert "Nobody is called" in told(app)
    press(app, "new_new:person")
    assert field(app, "text_input", "name").value == HOSTILE
    field(app, "selectbox", "entity").set_value("A2").run()
    field(app, "selectbox", "role").set_value("decides").run()
    press(app, "save_new:person")
    assert not app.exception
    book = open_book(data)
    made, = book.records.of("person")
    place, = book.records.of("position", "G1")
    assert (made.values, made.client_id) == ({"name": HOSTILE}, None)
    assert (place.values, place.account_id, place.parent) == ({"role": "decides"}, "A2", made.id)
    assert "Single thread: only 1 contact is known here" in told(app)
    assert "Revenue of twelve months where they decide: 360.00 (1 legal entity)." in told(app)
    assert HOSTILE in told(app)


def test_the_same_e_mail_is_the_same_person(data: Path) -> None:
    book = open_book(data)
    known = book.records.add("person", None, {"name": "Inna", "email": "inna@x.example"}, "anna")
    book.records.add("position", "B1", {"role": "expert"}, "anna", parent=known.id, account_id="B1")
    app = press(opened(), "add_new:person")
    app.text_input(key="find_new:person:G1").set_value("INNA@x.example").run()
    press(app, "new_new:person")
    field(app, "text_input", "name").set_value("Somebody else").run()
    press(app, "save_new:person")
    assert "There is somebody with this e-mail: Inna." in told(app)
    assert [each.id for each in book.records.of("person")] == [known.id]
    press(app, "cancel_new:person")
    press(app, "add_new:person")
    app.text_input(key="find_new:person:G1").set_value("inn").run()
    press(app, f"take_{known.id}")
    field(app, "selectbox", "entity").set_value("A1").run()
    field(app, "selectbox", "role").set_value("approves").run()
    press(app, "save_new:position")
    assert not app.exception
    assert {(each.client_id, each.account_id) for each in book.records.of("position", parent=known.id)} == {
        ("B1", "B1"), ("G1", "A1")}
    assert "Revenue of twelve months where they decide: 3,600.00; where they act: 3,684.00 (2 legal entities of 2 clients)." \
        in told(app)


def test_an_attitude_is_moved_by_one_click_and_taken_back(data: Path) -> None:
    book = open_book(data)
    _, place = person(book, "Inna", role="decides", attitude="neutral", held_by="Oleg")
    app = opened()
    app.button_group(key=f"attitude_{place.id}_1").set_value("opponent").run()
    assert book.records.get(place.id).get("attitude") == "opponent"
    assert "Inna decides and is against us." in told(app)
    assert [change.action for change in book.records.history(place.id, "attitude")] == ["add", "edit"]
    press(app, "record_undo")
    assert book.records.get(place.id).get("attitude") == "neutral"
    assert "Inna decides and is against us." not in told(app)


def test_whoever_is_slower_with_an_attitude_is_told_and_sees_what_stands(data: Path) -> None:
    book = open_book(data)
    _, place = person(book, "Inna", role="decides", attitude="neutral")
    app = opened()
    book.records.edit(place.id, {"attitude": "supporter"}, "boris")
    app.button_group(key=f"attitude_{place.id}_1").set_value("opponent").run()
    assert not app.exception
    assert book.records.get(place.id).get("attitude") == "supporter"
    assert app.button_group(key=f"attitude_{place.id}_2").value == "supporter"
    assert "boris" in told(app)


def test_somebody_leaves_and_is_back_is_removed_and_brought_back(data: Path) -> None:
    book = open_book(data)
    inna, place = person(book, "Inna", role="decides", held_by="Oleg")
    person(book, "Boris", role="uses", held_by="Vera")
    app = opened()
    assert "Inna decided here and left" not in told(app)
    book.records.edit(place.id, {"left": datetime.date(2025, 11, 3)}, "anna")
    app.run()
    assert "Inna decided here and left, the last on 3 Nov 2025; nobody who decides is known since." in told(app)
    press(app, f"back_{place.id}")
    assert book.records.get(place.id).get("left") is None
    press(app, f"remove_{place.id}")
    assert "Nobody who decides is known." in told(app)
    assert "Inna" in told(app)  # in the bin
    press(app, f"restore_{place.id}")
    assert book.records.get(place.id).deleted_at is None
    assert [each.key for each in app.button if each.key == f"edit_{inna.id}"]


def test_a_look_is_in_the_log_once_an_hour_and_again_for_somebody_new(data: Path) -> None:
    book = open_book(data)
    inna, _ = person(book, "Inna", role="decides")
    app = opened()
    app.run()
    opened()
    looks = [change for change in book.changes("look", "G1") if change.action == "people"]
    assert [look.after for look in looks] == [{"persons": [inna.id]}]
    boris, _ = person(book, "Boris")
    opened()
    looks = [change for change in book.changes("look", "G1") if change.action == "people"]
    assert [look.after["persons"] for look in looks[1:]] == [sorted([inna.id, boris.id])]


def test_people_on_whom_most_hangs_stand_below_the_dossiers(data: Path) -> None:
    book = open_book(data)
    inna, _ = person(book, "Inna", role="decides")
    book.records.add("position", "B1", {"role": "uses"}, "anna", parent=inna.id, account_id="B1")
    person(book, "Boris", account=None, role="approves")
    app = opened(client="")
    rows = next(frame.value for frame in app.dataframe if "decides" in frame.value)
    assert [str(name) for name in rows["name"]] == ["Boris", "Inna"]
    assert [float(amount) for amount in rows["decides"]] == [3960.0, 3600.0]
    assert [float(amount) for amount in rows["acts"]] == [3960.0, 3684.0]
    assert "Boris decides where 97.9 % of the revenue of Jan 25 – Dec 25 comes from." in told(app)


def test_a_lost_decision_maker_makes_a_client_red(data: Path) -> None:
    book = open_book(data)
    person(book, "Inna", role="decides", left=datetime.date(2025, 11, 3))
    app = AppTest.from_file(str(ROOT / "pages" / "voice" / "health.py"), default_timeout=60)
    app.query_params["lang"] = "en"
    app.query_params["client"] = "G1"
    app.run()
    assert not app.exception
    assert "who decided has left, and nobody is known in their place" in told(app)
    person(book, "Boris", role="decides")
    assert "who decided has left" not in told(app.run())


def test_whoever_sees_one_client_sees_its_people_and_their_positions_there_alone(data: Path) -> None:
    book = open_book(data)
    inna, _ = person(book, "Inna", role="decides")
    book.records.add("position", "B1", {"role": "uses"}, "anna", parent=inna.id, account_id="B1")
    person(book, "Boris", client="B1", account="B1", role="decides")
    seen = book.seen_by(Reach("oleg", frozenset({"G1"}), frozenset({"G1"}), dossiers=True))
    assert [(seat.name, seat.client) for seat in people_read.every_seat(seen)] == [("Inna", "G1")]
    assert people_read.every_seat(book.seen_by(Reach("analyst", None, frozenset()))) == []


def test_a_person_is_handed_out_and_erased_by_whoever_confirms_it(data: Path) -> None:
    book = open_book(data)
    inna, _ = person(book, "Inna Storey", role="decides", position="Finance director")
    book.records.add("event", "G1", {"date": datetime.date(2025, 11, 3), "type": "other", "text": "Met Inna Storey"}, "anna")
    app = opened()
    app.session_state[f"person_{inna.id}_all"] = True
    app.run()
    assert "Together: 3,600.00; of this where they decide: 3,600.00." in told(app)
    press(app, f"ask_erasing_{inna.id}")
    app.text_input(key=f"why_erasing_{inna.id}").set_value("letter of 20 Nov")
    app.text_input(key=f"name_erasing_{inna.id}").set_value("Inna")
    press(app, f"do_erasing_{inna.id}")
    assert "The name does not agree." in told(app)
    app.text_input(key=f"name_erasing_{inna.id}").set_value("Inna Storey")
    press(app, f"do_erasing_{inna.id}")
    assert not app.exception
    assert "letter of 20 Nov" in app.code[0].value
    assert "Storey" not in told(app) + app.code[0].value
    assert book.records.of("person") == []
    assert "Storey" not in str(book.records.of("event")[0].values)
    press(app, "erased_act_close")
    assert not app.code
