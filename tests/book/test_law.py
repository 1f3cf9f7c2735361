"""The law of the book: whatever people do, in whatever order, what stands is what a plain model in memory says, every number of
the log is there, its chain is whole, and its entries add up to the records. Short always, long by ``make law``.

The model holds texts with tokens for persons (“met {P2} today”), so that an erasure is one entry of a table to it.
"""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import make_url

from kam_core.book import Book, ConflictError
from kam_core.book.database import Database
from kam_core.book.schema import bring_up
from kam_core.book.verify import _log
from kam_core.errors import BookError, UsageError

CLIENTS, PEOPLE, PLACES = ("G1", "G2"), ("ann", "bob"), ("new:task:G1", "dossier:G2")
FIELDS = {"task": ("text", "note"), "dossier": ("story", "mission"), "visit": ("people", "result"), "position": ("position",),
          "person": ("note",)}
SURNAMES = ("Quirk", "Zweig", "Загогулькин", "Хрумкина")
GIVEN = ("Ivo", "Una", "Пётр", "Анна")
NEEDED = {"visit": {"date": "2026-03-01", "type": "call", "state": "done"}}


@dataclass
class Row:
    """A record in the model. values: with tokens; versions: of each field; done: what undo may take back, the last one last"""

    kind: str
    client: str | None
    values: dict
    parent: str | None = None
    versions: dict = field(default_factory=dict)
    version: int = 1
    removed: bool = False
    done: list = field(default_factory=list)


class Law(RuleBasedStateMachine):
    """The book beside its model."""

    place = staticmethod(lambda: None)

    @initialize()
    def begin(self) -> None:
        self.book: Book = self.place()
        self.rows: dict[str, Row] = {}
        self.names: dict[str, str] = {}          # id of a person → what stands for them: their name, or that they were erased
        self.drafts: dict[tuple[str, str, str], str] = {}
        self.score: str | None = None
        self.erased = 0
        self.steps = 0
        for who in PEOPLE:
            self.add_person(who, 0)

    def teardown(self) -> None:
        if hasattr(self, "book"):
            self.whole()
            self.book.database.close()

    # what people do

    @precondition(lambda self: len(self.names) < 12)
    @rule(who=st.sampled_from(PEOPLE), note=st.integers(0, 9))
    def meet_somebody(self, who, note):
        self.add_person(who, note)

    def add_person(self, who, note):
        number = len(self.names)
        name = f"{GIVEN[number % 4]} {SURNAMES[number % 4]}{'abcdefghijklm'[number // 4] if number > 3 else ''}"
        made = self.book.records.add("person", None, {"name": name, "note": f"note {note}"}, who)
        self.names[made.id] = name
        self.rows[made.id] = Row("person", None, {"name": f"{{{made.id}}}", "note": f"note {note}"})
        self.added(made.id)

    @rule(data=st.data(), kind=st.sampled_from(["task", "visit", "position"]), client=st.sampled_from(CLIENTS))
    def add(self, data, kind, client):
        living = [id for id in self.living() if not self.rows[id].removed]
        if kind == "position" and not living:
            return
        parent = data.draw(st.sampled_from(living)) if kind == "position" else None
        values = {name: self.value(data, name) for name in FIELDS[kind]}
        if kind == "task":
            values["text"] = values["text"] or "something"
        made = self.book.records.add(kind, client, {**NEEDED.get(kind, {}), **self.said(values)}, "ann", parent=parent)
        kept = {**NEEDED.get(kind, {}), **values}
        self.rows[made.id] = Row(kind, client, {key: value for key, value in kept.items() if value}, parent)
        self.added(made.id)

    @rule(data=st.data(), client=st.sampled_from(CLIENTS))
    def write_dossier(self, data, client):
        id = f"dossier:{client}"
        values = {name: self.value(data, name) for name in FIELDS["dossier"]}
        if id not in self.rows:
            self.book.records.put("dossier", client, self.said(values), "bob")
            self.rows[id] = Row("dossier", client, {key: value for key, value in values.items() if value})
            self.added(id)
        else:
            self.changed(id, values, lambda said: self.book.records.put("dossier", client, said, "bob"))

    @precondition(lambda self: self.rows)
    @rule(data=st.data(), who=st.sampled_from(PEOPLE))
    def edit(self, data, who):
        id, values = self.choice(data)
        if self.rows[id].removed:
            with pytest.raises(ConflictError):
                self.book.records.edit(id, self.said(values), who)
            return
        seen = dict(self.rows[id].versions)
        self.changed(id, values, lambda said: self.book.records.edit(id, said, who, seen))

    @precondition(lambda self: self.rows)
    @rule(data=st.data())
    def two_edit_at_once(self, data):
        """The second has seen what was there before the first."""
        id, first = self.choice(data)
        if self.rows[id].removed:
            return
        seen = dict(self.rows[id].versions)
        self.changed(id, first, lambda said: self.book.records.edit(id, said, "ann", seen))
        second = {name: self.value(data, name) or "mine" for name in FIELDS[self.rows[id].kind] if name != "people"}
        row = self.rows[id]
        clash = {key for key, value in second.items()
                 if value != row.values.get(key) and key in row.versions and row.versions[key] != seen.get(key, 0)}
        if clash:
            with pytest.raises(ConflictError) as caught:
                self.book.records.edit(id, self.said(second), "bob", seen)
            assert set(caught.value.clashes) == clash
        else:
            self.changed(id, second, lambda said: self.book.records.edit(id, said, "bob", seen))

    @precondition(lambda self: self.rows)
    @rule(data=st.data(), back=st.booleans())
    def remove_or_restore(self, data, back):
        id = data.draw(st.sampled_from(list(self.rows)))
        row = self.rows[id]
        if row.kind == "dossier":
            return
        (self.book.records.restore if back else self.book.records.remove)(id, "ann")
        if row.removed == back:
            row.removed, row.version = not back, row.version + 1
            row.done.append({"action": "restore" if back else "remove"})

    @precondition(lambda self: self.rows)
    @rule(data=st.data())
    def undo(self, data):
        id = data.draw(st.sampled_from(list(self.rows)))
        row = self.rows[id]
        if not row.done or row.done[-1].get("erased"):
            with pytest.raises(UsageError, match="nothing to undo"):
                self.book.records.undo(id, "bob")
            return
        with pytest.raises(ConflictError):
            self.book.records.undo(id, "bob", expected=row.version - 1)
        self.book.records.undo(id, "bob", expected=row.version)
        last = row.done.pop()
        row.version += 1
        before = last.get("before", {})
        if last["action"] == "add" and row.kind == "dossier":
            before = dict.fromkeys(row_values(last["after"]))
        elif last["action"] in ("add", "restore"):
            row.removed = True
        elif last["action"] == "remove":
            row.removed = False
        self.put(row, before)

    @rule(data=st.data(), who=st.sampled_from(PEOPLE), place=st.sampled_from(PLACES), clear=st.integers(0, 4))
    def type_a_draft(self, data, who, place, clear):
        if clear == 4:
            self.book.drafts.clear(who, place)
            self.drafts = {key: value for key, value in self.drafts.items() if key[:2] != (who, place)}
            return
        text = self.value(data, "note") or ""
        self.book.drafts.put(who, place, "note", self.shown(text), place[-2:])
        self.drafts[who, place, "note"] = text

    @rule(data=st.data())
    def score(self, data):
        text = self.value(data, "note") or "so"
        self.book.scores.put("G1", "fit", 7, who="ann", why=self.shown(text))
        self.score = text

    @precondition(lambda self: self.living())
    @rule(data=st.data())
    def erase_somebody(self, data):
        self.erase(data.draw(st.sampled_from(self.living())))

    @precondition(lambda self: self.steps > 15 and self.living())
    @rule()
    def erase_the_first(self):
        self.erase(self.living()[0])

    def erase(self, id):
        self.book.persons.erase(id, "cid", f"letter of {self.names[id]}", alone=False)
        self.erased += 1
        self.names[id] = f"[erased person {self.erased}]"
        gone = {id, *(key for key, row in self.rows.items() if row.parent == id)}
        for key in gone:
            del self.rows[key]
        for row in self.rows.values():
            names = {name: value for name, value in row.values.items() if token(id) in str(value) or id in str(value)}
            for change in row.done:
                if token(id) in str(change) or id in str(change):
                    change["erased"] = True
                without(change.get("before", {}), id)
                without(change.get("after", {}), id)
            if names:
                row.version += 1
                row.versions |= dict.fromkeys(names, row.version)
                row.done.append({"action": "erase", "erased": True})
                without(row.values, id)
                row.values = {key: value for key, value in row.values.items() if value}
        with pytest.raises(BookError, match="no person"):
            self.book.persons.erase(id, "cid", "again")

    # what must hold

    @invariant()
    def stands(self):
        if not hasattr(self, "book"):
            return
        found = {record.id: record for kind in FIELDS for removed in (False, True)
                 for record in self.book.records.of(kind, deleted=removed)}
        assert set(found) == set(self.rows)
        for id, row in self.rows.items():
            record, plain = found[id], self.said(row.values)
            values = {key: list(value) if isinstance(value, tuple) else value for key, value in record.values.items()}
            values = {key: str(value) if key == "date" else value for key, value in values.items()}
            assert values == plain, (id, row)
            assert (record.version, record.deleted_at is not None) == (row.version, row.removed)
            assert {key: stamp.version for key, stamp in record.stamps.items()} == row.versions
        typed = {(who, place, name): draft.value for who in PEOPLE for place in PLACES
                 for name, draft in self.book.drafts.of(who, place).items()}
        assert typed == {key: self.shown(text) for key, text in self.drafts.items()}
        assert self.score is None or self.book.scores.of()["G1"]["fit"].why == self.shown(self.score)
        self.steps += 1
        if self.steps % 10 == 0:
            self.whole()

    def whole(self):
        """Numbers without a gap, the chain, and every record as its entries add up."""
        changes = self.book.changes()
        assert [change.id for change in changes] == list(range(1, len(changes) + 1))
        with self.book.database.reading() as connection:
            assert [check.check for check in _log("own", connection) if not check.ok] == []
        told: dict[str, dict] = {}
        for change in changes:
            if change.area == "record":
                values = told.setdefault(change.item, {})
                values.update(change.after["values"] if change.after else dict.fromkeys(values))
        sums = {id: {key: value for key, value in values.items() if value is not None} for id, values in told.items()}
        assert {id: values for id, values in sums.items() if id in self.rows} == {
            id: self.said(row.values) for id, row in self.rows.items()}
        assert {id for id, values in sums.items() if values and id not in self.rows} == set()
        everything = str(changes)
        for number in range(self.erased):
            assert f"[erased person {number + 1}]" in everything      # in the reason of the erasure, at the least

    # helpers

    def living(self) -> list[str]:
        return [id for id, name in self.names.items() if not name.startswith("[")]

    def value(self, data, name):
        """A new value of a field, some of them naming somebody."""
        living = self.living()
        if name == "people":
            return data.draw(st.lists(st.sampled_from(living), max_size=2, unique=True)) if living else []
        text = data.draw(st.sampled_from([None, "a", "met {} today", "{} and {}"]))
        if text is None or "{}" not in text:
            return text
        if not living:
            return "nobody"
        return re.sub(r"\{\}", lambda _: token(data.draw(st.sampled_from(living))), text)

    def choice(self, data):
        id = data.draw(st.sampled_from(list(self.rows)))
        kind = self.rows[id].kind
        names = data.draw(st.lists(st.sampled_from(FIELDS[kind]), min_size=1, unique=True))
        values = {name: self.value(data, name) for name in names}
        if kind == "task" and "text" in values:
            values["text"] = values["text"] or "something"
        return id, values

    def shown(self, text):
        return re.sub(r"\{(\w+)\}", lambda hit: self.names[hit[1]], text) if isinstance(text, str) else text

    def said(self, values):
        return {key: self.shown(value) for key, value in values.items()}

    def added(self, id):
        row = self.rows[id]
        row.versions = dict.fromkeys(row.values, 1)
        row.done.append({"action": "add", "after": dict(row.values)})

    def changed(self, id, values, write):
        row = self.rows[id]
        wanted = {key: value for key, value in values.items() if (value or None) != row.values.get(key)}
        write(self.said(values))
        if wanted:
            row.done.append({"action": "edit", "before": {key: row.values.get(key) for key in wanted}, "after": dict(wanted)})
            row.version += 1
            self.put(row, wanted)

    def put(self, row, values):
        row.values = {key: value for key, value in {**row.values, **values}.items() if value}
        row.versions |= dict.fromkeys(values, row.version)


def token(id: str) -> str:
    return "{" + id + "}"


def row_values(after: dict) -> dict:
    return {key: value for key, value in after.items() if value}


def without(values: dict, id: str) -> None:
    """The id of an erased person is taken out of lists; in texts their token stands for what stands instead."""
    for key, value in values.items():
        if isinstance(value, list):
            values[key] = [each for each in value if each != id]


def run(examples: int, steps: int, place) -> None:
    class Here(Law):
        pass

    Here.place = staticmethod(place)
    run_state_machine_as_test(Here, settings=settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, derandomize=examples < 100, print_blob=True,
        suppress_health_check=list(HealthCheck)))


@pytest.fixture
def fresh(backend, tmp_path, request):
    """Gives an empty book each time."""
    if backend == "postgres":
        server = request.getfixturevalue("postgres")

        def place() -> Book:
            database = Database(make_url(server.fresh()).set(drivername="postgresql+psycopg"))
            bring_up(database)
            return Book(database)
        return place
    template = tmp_path / "template.sqlite"
    made = Database(make_url(f"sqlite:///{template}"))
    bring_up(made)
    made.engine.dispose()
    count = iter(range(10**9))

    def place() -> Book:
        path = Path(shutil.copy(template, tmp_path / f"{next(count)}.sqlite"))
        return Book(Database(make_url(f"sqlite:///{path}")))
    return place


def test_the_law_of_the_book(fresh, backend):
    run(*((12, 30) if backend == "sqlite" else (2, 25)), fresh)


@pytest.mark.slow
def test_the_law_of_the_book_at_length(fresh, backend):
    run(int(os.environ.get("KAM_EXAMPLES", 400 if backend == "sqlite" else 40)), 60, fresh)
