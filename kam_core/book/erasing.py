"""A person is taken out of a book: their records, the places where others name them, the log of it all, and the bytes.

The log stays whole: a rewritten entry keeps its digest and its hash, loses its salt (so that nobody can try names against
the digest), and names the entry that says what it says now (``log.broken``).
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, delete, exc, func, select, update

from kam_core.book import chain, kinds, log, mentions, record
from kam_core.book.acts import Act, Extract
from kam_core.book.database import WAIT, Database
from kam_core.book.mentions import Subject
from kam_core.book.models import CHANGES, DRAFTS, KEY_DECISIONS, MARKS, OPINIONS, RECORDS, SCORES
from kam_core.book.models_decks import DECKS
from kam_core.book.models_plans import PLAN_VERSIONS
from kam_core.book.naming import walked
from kam_core.book.plan_content import plain
from kam_core.book.record import Record
from kam_core.i18n import Message, msg

TABLES = (CHANGES, DECKS, DRAFTS, KEY_DECISIONS, MARKS, OPINIONS, PLAN_VERSIONS, RECORDS, SCORES)
"""Tables that an erasure rewrites."""


def erased(connection: Connection) -> int:
    """How many persons were erased."""
    return int(connection.execute(select(func.count()).where(CHANGES.c.area == log.ERASED)).scalar_one())


def instead(number: int) -> str:
    """What stands in the place of an erased name."""
    return str(msg("[erased person {n}]", n=number))


def erase(
    connection: Connection, about: Subject, who: str, why: str, counts: Mapping[str, int], left: Mapping[str, int]
) -> Act:
    """Do it, inside the transaction of whoever calls. counts, left: what was found and what stays elsewhere, for the act"""
    at, number = log.now(), erased(connection) + 1
    by = instead(number)
    why = about.changer(None, "", by)(why)
    left = {**mentions.untouched(connection, about), **{where: n for where, n in left.items() if n}}
    if counts.get("review"):
        left["review"] = counts["review"]
    found = {where: n for where, n in counts.items() if n and where != "review"}
    change = log.head(connection)[0] + 1
    rows = _log(connection, about, by, change)
    log.append(connection, log.ERASED, "", about.person.id, "erase", who=who, why=why, before=None, at=at,
               after={"number": number, "rows": rows, "found": found, "left": left})
    _texts(connection, about, by)
    _plans(connection, about, by)
    _drafts(connection, about, by)
    _decks(connection, about, by)
    _records(connection, about, by, who)
    head = log.head(connection)
    quoted = connection.execute(select(CHANGES).where(CHANGES.c.id >= change).order_by(CHANGES.c.id))
    extract = tuple(Extract(row.id, row.at, row.who, row.area, row.action, row.item, row.hash) for row in quoted)
    return Act(number, change, about.person.id, at, who, why, by, found, left, tuple(sorted(map(int, rows))), extract, head)


def _log(connection: Connection, about: Subject, by: str, change: int) -> dict[str, str]:
    """Rewrite the entries that hold the person; gives what each says now, by number."""
    there = log.rows(connection, mentions.said_in_log())
    found = [(row.id, new) for row in there if (new := mentions.rewritten(about, row, by))]
    said = {}
    for number, new in found:
        connection.execute(update(CHANGES).where(CHANGES.c.id == number).values(**new, salt=None, redacted_by=change))
        said[str(number)] = chain.digest("", new["item"], new["why"], new["before"], new["after"])
    return said


def _texts(connection: Connection, about: Subject, by: str) -> None:
    """The reasons that people gave for decisions on clients; the entries of the log say the same by now."""
    for table in (KEY_DECISIONS, SCORES, OPINIONS):
        key = list(table.primary_key.columns)
        for row in connection.execute(select(table)).all():
            _rewrite(connection, about, by, table, [column == getattr(row, column.name) for column in key], row)
    for row in connection.execute(select(MARKS).order_by(MARKS.c.at)).all():
        new = about.changer(row.client_id, "", by)(row.key)
        if new != row.key:  # two ways to write one name: the later mark holds
            connection.execute(delete(MARKS).where(MARKS.c.key == new))
            connection.execute(update(MARKS).where(MARKS.c.key == row.key).values(key=new))
        _rewrite(connection, about, by, MARKS, [MARKS.c.key == new], row)


def _plans(connection: Connection, about: Subject, by: str) -> None:
    """The versions of plans: their remarks, and the plan as it stood; the entries of the log say the same by now."""
    for row in connection.execute(select(PLAN_VERSIONS)).all():
        change, old = about.changer(row.client_id, "", by), json.loads(row.content)
        new = {"why": change(row.why), "content": plain(walked(old, change, about.ids))}
        if new != {"why": row.why, "content": row.content}:
            here = (PLAN_VERSIONS.c.client_id == row.client_id, PLAN_VERSIONS.c.number == row.number)
            connection.execute(update(PLAN_VERSIONS).where(*here).values(**new))


def _rewrite(connection: Connection, about: Subject, by: str, table: Any, here: list[Any], row: Row[Any]) -> None:
    change = about.changer(row.client_id, "", by)
    texts = {name: getattr(row, name) for name in ("why", "reason") if getattr(row, name, None)}
    new = {name: change(text) for name, text in texts.items()}
    if new != texts:
        connection.execute(update(table).where(*here).values(**new))


def _decks(connection: Connection, about: Subject, by: str) -> None:
    """The decks that name the person; what they say now is what is made of them again."""
    for row in connection.execute(select(DECKS)).all():
        change = about.changer(row.client_id, "", by)
        new = json.dumps(walked(json.loads(row.frozen), change, about.ids), ensure_ascii=False, sort_keys=True,
                         separators=(",", ":"))
        if new != row.frozen:
            connection.execute(update(DECKS).where(DECKS.c.id == row.id).values(
                frozen=new, title=change(row.title), sha256=hashlib.sha256(new.encode()).hexdigest()))


def _drafts(connection: Connection, about: Subject, by: str) -> None:
    for row in connection.execute(select(DRAFTS)).all():
        here = (DRAFTS.c.who == row.who, DRAFTS.c.place == row.place, DRAFTS.c.field == row.field)
        if any(id in row.place for id in about.ids):
            connection.execute(delete(DRAFTS).where(*here))
            continue
        old = json.loads(row.value)
        new = walked(old, about.changer(row.client_id, row.place, by), about.ids)
        if new != old:
            connection.execute(update(DRAFTS).where(*here).values(value=json.dumps(new, ensure_ascii=False)))


def _records(connection: Connection, about: Subject, by: str, who: str) -> None:
    """Remove the records about the person for good; rewrite those of others, so that who has them open is told."""
    for gone in (*about.own, about.person):
        log.append(connection, record.AREA, gone.client_id or "", gone.id, record.ERASE, who=who, why="", at=log.now(),
                   before={"kind": gone.kind, "values": {}, "erased": True}, after=None)
        connection.execute(delete(RECORDS).where(RECORDS.c.id == gone.id))
    for row in connection.execute(select(RECORDS)).all():
        if not about.concerns(row.data):
            continue
        old = json.loads(row.data)
        change = about.changer(row.client_id, row.id, by)
        new = walked(old, change, about.ids, mentions.staying(record.AREA, row.kind))
        changed = {key: new[key] for key in old if new[key] != old[key]}
        if changed:
            _write(connection, record.record_of(row), changed, who)


def _write(connection: Connection, known: Record, changed: dict[str, Any], who: str) -> None:
    values = kinds.kind(known.kind).read(changed)
    stands: dict[str, kinds.Value] = {key: value for key, value in {**known.values, **values}.items() if value is not None}
    record.write(connection, replace(known, values=stands), values, who, record.ERASE)


def scrub(database: Database) -> Message:
    """Overwrite what erased rows have left in the files of the database; says what became of it."""
    return _sqlite(database) if database.sqlite else _postgres(database)


def _sqlite(database: Database) -> Message:
    raw = database.engine.raw_connection()
    try:
        cursor = raw.cursor()
        cursor.execute("pragma secure_delete = on")
        cursor.execute("vacuum")
        until = time.monotonic() + WAIT
        while (busy := cursor.execute("pragma wal_checkpoint(truncate)").fetchone()[0]) and time.monotonic() < until:
            time.sleep(0.1)
    except (sqlite3.Error, exc.DBAPIError, OSError) as error:
        return msg("The book's file could not be written anew ({error}): run “person scrub” once nobody else is at work.",
                   error=str(error))
    finally:
        raw.close()
    if busy:
        return msg("The book's file was written anew, but somebody was reading it: run “person scrub” to empty its journal.")
    return msg("The book's file was written anew without the erased texts, its journal emptied.")


def _postgres(database: Database) -> Message:
    tables = ", ".join(table.name for table in TABLES)
    try:
        with database.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.exec_driver_sql(f"set lock_timeout = {WAIT * 1000}")
            connection.exec_driver_sql(f"vacuum (full, analyze) {tables}")
            connection.exec_driver_sql("reset lock_timeout")
    except exc.DBAPIError as error:
        return msg("The tables in PostgreSQL could not be written anew ({error}): run “person scrub” once nobody else is at "
                   "work.", error=str(error.orig).strip().splitlines()[0])
    return msg("The tables in PostgreSQL were written anew without the erased texts. Its write-ahead log and archives of it "
               "are kept as long as its administrator has set.")
