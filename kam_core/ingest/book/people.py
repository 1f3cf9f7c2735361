"""Which person, and which position of theirs, a row of contacts means: by e-mail, else by name at the legal entity."""

from __future__ import annotations

from kam_core.book import Book
from kam_core.book.kinds import KINDS
from kam_core.i18n import Message, msg
from kam_core.ingest.book.entities import Entity
from kam_core.ingest.book.lines import Line
from kam_core.ingest.book.matching import GONE, OTHER_CLIENT, new_id, plain, reference, said, tell
from kam_core.ingest.book.merge import Wanted
from kam_core.ingest.book.tables import TARGETS

PERSON, POSITION = KINDS["person"], KINDS["position"]


class People:
    """Contacts: a row is a person, and what they are at one legal entity."""

    def __init__(self, book: Book) -> None:
        self.target = TARGETS["contacts"]
        self.persons = {each.id: Wanted(each.id, PERSON, each, None) for each in book.records.of("person")}
        self.positions: dict[str, Wanted] = {}
        self._at: dict[tuple[str, str | None], list[Wanted]] = {}
        self._by_email: dict[str, list[Wanted]] = {}
        self._by_name: dict[tuple[str, str], list[Wanted]] = {}
        for person in self.persons.values():
            assert person.record is not None
            self._mailed(person, person.record.get("email"))
        for each in book.records.of("position"):
            if each.parent in self.persons:
                self._placed(Wanted(each.id, POSITION, each, each.client_id, each.account_id, each.parent))

    @property
    def wanted(self) -> dict[str, Wanted]:
        """All records: persons, then their positions."""
        return {**self.persons, **self.positions}

    def take(self, line: Line, entity: Entity | None) -> Message | None:
        """Find or make the person and the position of a row; gives why it cannot come in."""
        person, position = self._exported(line, entity) if reference(line) else self._found(line, entity)
        if isinstance(person, Message):
            return person
        before = [each.state() for each in (person, position) if each is not None]
        refused = tell(person, line, *said(self.target, PERSON, line, True))
        if refused is None and position is not None:
            refused = tell(position, line, *said(self.target, POSITION, line, False))
            if refused is None and position.id not in self.positions:
                self._placed(position)
        if refused is not None:  # the row is set aside as a whole
            for each, state in zip((person, position), before, strict=False):
                if each is not None:
                    each.reset(state)
        return refused

    def first(self, line: Line) -> int:
        """When a row has its turn: rows that name their record, then those whose e-mail is known, then by name."""
        if reference(line):
            return 0
        return 1 if plain(line.values.get("email") or "") in self._by_email else 2

    def _exported(self, line: Line, entity: Entity | None) -> tuple[Wanted | Message, Wanted | None]:
        """By the record that the row was exported from: a position, or a person who has none."""
        came_from = reference(line)
        assert came_from is not None
        id, version, persons = came_from
        if persons is None:
            person = self.persons.get(id)
            if person is None:
                return GONE, None
            person.seen = version
            return person, None if entity is None else self._position(person, entity)
        position = self.positions.get(id)
        if position is None or position.record is None or position.parent is None:
            return GONE, None
        if entity is not None and entity.client_id != position.client_id:
            return OTHER_CLIENT, None
        person, position.seen = self.persons[position.parent], version
        person.seen = persons if person.seen is None else min(person.seen, persons)
        return person, position

    def _found(self, line: Line, entity: Entity | None) -> tuple[Wanted | Message, Wanted | None]:
        assert entity is not None
        name, email = str(line.values["name"]), line.values.get("email")
        mailed = self._by_email.get(plain(email), []) if email else []
        named = [each for each in mailed if plain(_name(each)) == plain(name)]
        if len(mailed) > 1 and len(named) != 1:
            return msg("Several people have the e-mail “{email}”: export the contacts, and change them there.",
                       email=email), None
        if mailed and not named and not set(plain(_name(mailed[0])).split()) & set(plain(name).split()):
            return msg("“{email}” is the e-mail of {name}: leave it out of this row, or mend the name.", email=email,
                       name=_name(mailed[0])), None
        person = next(iter(named or mailed), None) or self._named(name, email, entity)
        if isinstance(person, Message):
            return person, None
        if person is None:
            person = Wanted(new_id(), PERSON, None, None)
            self.persons[person.id] = person
            self._mailed(person, email)
        return person, self._position(person, entity, name)

    def _named(self, name: str, email: object, entity: Entity) -> Wanted | Message | None:
        """The person of this name at this legal entity, unless another row of the file with another e-mail has them."""
        found = {each.id: each for each in self._by_name.get((plain(name), entity.client_id), [])
                 if any(entity.account_id in (None, at.account_id) or at.account_id is None
                        for at in self._at.get((each.id, entity.client_id), []))}
        free = [each for each in found.values() if not email or not each.values.get("email")]
        if len(free) > 1:
            return msg("There are several people called {name} at this client: give the e-mail.", name=name)
        return free[0] if free else None

    def _position(self, person: Wanted, entity: Entity, name: str = "") -> Wanted:
        at = self._at.get((person.id, entity.client_id), [])
        fitting = [each for each in at if each.account_id == entity.account_id]
        fitting = fitting or [each for each in at if entity.account_id is None or each.account_id is None]
        acting = [each for each in fitting if each.record is None or each.record.get("left") is None]
        for each in acting or fitting:
            return each
        if name:
            self._by_name.setdefault((plain(name), entity.client_id), []).append(person)
        return Wanted(new_id(), POSITION, None, entity.client_id, entity.account_id, person.id)

    def _mailed(self, person: Wanted, email: object) -> None:
        if email:
            self._by_email.setdefault(plain(email), []).append(person)

    def _placed(self, position: Wanted) -> None:
        assert position.parent is not None
        assert position.client_id is not None
        self.positions[position.id] = position
        self._at.setdefault((position.parent, position.client_id), []).append(position)
        person = self.persons[position.parent]
        if person.record is not None:
            self._by_name.setdefault((plain(_name(person)), position.client_id), []).append(person)


def _name(person: Wanted) -> str:
    return str(person.values.get("name") or (person.record.get("name") if person.record is not None else ""))
