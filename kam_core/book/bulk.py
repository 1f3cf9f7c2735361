"""Many records written as one, as a file brings them in: one transaction, one moment, one reason; what imports wrote."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from kam_core.book import kinds, log
from kam_core.book.book import Book
from kam_core.book.kinds import Value
from kam_core.book.models import CHANGES as C
from kam_core.book.models import RECORDS as R
from kam_core.book.record import AREA, Record, Stamp, record_of, row_of, told
from kam_core.book.seeing import Seeing
from kam_core.book.words import client_of, who_of
from kam_core.errors import AccessError, BookError
from kam_core.i18n import msg

IMPORT = "import"
"""The area of the log that says what was brought in. item: the batch; subject: the source"""
AT_ONCE = 500


@dataclass(frozen=True)
class Adding:
    """A record to be made. id: new, given by who asks, so that others can name it as their parent"""

    id: str
    kind: str
    client_id: str | None
    values: Mapping[str, object]
    parent: str | None = None
    account_id: str | None = None


@dataclass(frozen=True)
class Editing:
    """Fields of a record to be written over."""

    id: str
    values: Mapping[str, object]


@dataclass(frozen=True)
class Brought:
    """One import into the book. records: version of each record that it wrote, by id; undone: whether it was taken back

    what: table, file, counts, as they were noted
    """

    batch: str
    source: str
    who: str
    at: datetime.datetime
    what: dict[str, Any]
    undone: bool = False
    records: dict[str, int] = field(default_factory=dict)


def bring(
    book: Book, adds: Sequence[Adding], edits: Sequence[Editing], *, who: str, source: str, batch: str, what: dict[str, Any]
) -> None:
    """Write everything, or nothing. what: goes into the note of the import, with the versions of what was written

    UsageError where a value does not fit its field, AccessError where a client is out of reach
    """
    who, why = who_of(book.reach.who or who), reason(source, batch)
    seeing = Seeing(book.reach.now().of_dossiers())
    with book.database.writing() as connection:
        at = log.now()
        known = _known(connection, seeing, [each.id for each in edits])
        entries: list[log.Entry] = []
        rows: list[dict[str, Any]] = []
        changed: list[dict[str, Any]] = []
        for add in adds:
            shape = kinds.kind(add.kind)
            kept: dict[str, Value] = {
                key: value for key, value in shape.checked(add.values, whole=True).items() if value is not None}
            if add.client_id is not None:
                client_of(add.client_id)
            # a moment apart: lists are in the order in which things were made
            then = at + datetime.timedelta(microseconds=len(rows))
            made = Record(add.id, add.kind, add.client_id, add.account_id, add.parent, kept,
                          {key: Stamp(at, who, 1) for key in kept}, 1, then, who)
            seeing.expect_add(made)
            entries.append(log.Entry(AREA, made.client_id or "", made.id, "add", None, told(made, shape.written(kept))))
            rows.append(row_of(made))
        for edit in edits:
            record = known.get(edit.id)
            if record is None or record.deleted_at is not None:
                raise BookError(msg("A record of this file is not in the book any more."), next=msg("Look at the file anew."))
            seeing.expect_edit(connection, record)
            shape = kinds.kind(record.kind)
            values = shape.checked(edit.values)
            shape.agreed({**record.values, **values}, values)
            made = _edited(record, values, at, who)
            entries.append(log.Entry(AREA, record.client_id or "", record.id, "edit",
                                     told(record, shape.written({key: record.get(key) for key in values})),
                                     told(made, shape.written(values))))
            changed.append({f"new_{name}": value for name, value in row_of(made).items()})
            known[edit.id] = made
        versions = {each.id: 1 for each in adds} | {each.id: known[each.id].version for each in edits}
        log.append_all(connection, entries, who=who, why=why, at=at)
        if rows:
            connection.execute(insert(R), rows)
        if changed:
            columns = [column.name for column in R.columns if column.name != "id"]
            connection.execute(update(R).where(R.c.id == bindparam("new_id")).values(
                {name: bindparam(f"new_{name}") for name in columns}), changed)
        log.append(connection, IMPORT, source, batch, "import", who=who, why="", before=None,
                   after={**what, "records": versions}, at=at)


def undo(book: Book, batch: str, *, who: str) -> tuple[int, int]:
    """Take back what an import wrote: (records taken back, records left as somebody has changed them since)."""
    found = next((each for each in imports(book) if each.batch == batch), None)
    if found is None or found.undone:
        raise BookError(msg("There is no such import to take back."), next=msg("Take one from the list of imports."))
    taken = left = 0
    with book.database.together():
        known = book.records.many(found.records)
        # what was made first is taken back last: positions go before their persons
        for id, version in reversed(found.records.items()):
            record = known.get(id)
            if record is None or record.version != version or record.deleted_at is not None:
                left += 1
                continue
            book.records.undo(id, who)
            taken += 1
        book.note(IMPORT, found.source, "undo", who, {"taken back": taken, "left": left}, batch)
    return taken, left


def imports(book: Book) -> list[Brought]:
    """What was brought in, the latest first: everything for who reads the log, else one's own."""
    reach = book.reach
    with book.database.reading() as connection:
        rows = connection.execute(select(C).where(C.c.area == IMPORT).order_by(C.c.id)).all()
    undone = {row.item for row in rows if row.action == "undo"}
    found = []
    for row in rows:
        if row.item and row.action == "import" and (reach.log or not reach.who or row.who == reach.who):
            what = json.loads(row.after or "{}")
            found.append(Brought(row.item, row.subject, row.who, log.change(row).at, what, row.item in undone,
                                 what.pop("records", {})))
    return found[::-1]


def written(book: Book, source: str) -> dict[str, dict[str, Any]]:
    """What the imports of a source wrote last, by record and field, as JSON holds it; those taken back do not count."""
    with book.database.reading() as connection:
        undone = {row.item for row in connection.execute(select(C.c.item).where(C.c.area == IMPORT, C.c.action == "undo"))}
        query = select(C.c.item, C.c.after, C.c.why).where(
            C.c.area == AREA, C.c.action.in_(("add", "edit")), C.c.why.startswith(f"{source} #", autoescape=True))
        found: dict[str, dict[str, Any]] = {}
        for item, after, why in connection.execute(query.order_by(C.c.id)):
            if why.rpartition(" #")[0] == source and why.rpartition(" #")[2] not in undone and after is not None:
                found.setdefault(item, {}).update(json.loads(after).get("values", {}))
    return found


def reason(source: str, batch: str) -> str:
    """Why a record was written: the source and the import."""
    return f"{source} #{batch}"


def _known(connection: Connection, seeing: Seeing, ids: Iterable[str]) -> dict[str, Record]:
    wanted = sorted(set(ids))
    found = [record_of(row) for start in range(0, len(wanted), AT_ONCE)
             for row in connection.execute(select(R).where(R.c.id.in_(wanted[start : start + AT_ONCE])))]
    return {record.id: record for record in seeing.seen(connection, found)}


def _edited(record: Record, values: Mapping[str, Value], at: datetime.datetime, who: str) -> Record:
    version = record.version + 1
    kept: dict[str, Value] = {key: value for key, value in {**record.values, **values}.items() if value is not None}
    stamps = record.stamps | {key: Stamp(at, who, version) for key in values}
    return replace(record, values=kept, stamps=stamps, version=version)


def editable(book: Book, records: Sequence[Record]) -> set[str]:
    """Ids of those that whoever asks may change."""
    seeing, found = Seeing(book.reach.of_dossiers()), set()
    with book.database.reading() as connection:
        for record in records:
            try:
                seeing.expect_edit(connection, record)
            except AccessError:
                continue
            found.add(record.id)
    return found


def stamp(book: Book) -> int:
    """The number of the log's newest entry: while it stays, nothing in the book has changed."""
    with book.database.reading() as connection:
        return log.head(connection)[0]
