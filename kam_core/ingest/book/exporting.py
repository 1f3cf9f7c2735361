"""The book's records as sheets: the three tables that come in again as they went out, and every other kind to read."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import xlsxwriter

from kam_core.book import Book, Record
from kam_core.book.kinds import KINDS, Field
from kam_core.i18n import Message, current_language, msg
from kam_core.ingest.book.entities import Entities, Entity
from kam_core.ingest.book.tables import ACCOUNT, BOOK_TABLES, TARGETS
from kam_core.ingest.book.words import guarded
from kam_core.ledger import Ledger
from kam_core.scope import Viewer

CLIENT = msg("Client name")
OTHERS = ("competitor", "tender", "visit", "promise", "event", "task", "answer", "team", "dossier")
"""Kinds that are exported to read; they do not come in as files."""
FIRST_DAY = datetime.date(1900, 3, 1)
"""The first day that spreadsheets agree on."""


@dataclass(frozen=True)
class Sheet:
    """What is exported. title: of the table; headers; rows: values of each column; kinds: a Field.type each"""

    title: Message
    headers: tuple[Message, ...]
    kinds: tuple[str, ...]
    rows: list[list[Any]]


def exports() -> dict[str, Message]:
    """What can be exported: key → label. The three tables first."""
    return {key: table.label for key, table in BOOK_TABLES.items()} | {key: KINDS[key].plural for key in OTHERS}


def sheet(what: str, book: Book, ledger: Ledger | None, viewer: Viewer, *, who: str, client_id: str | None = None) -> Sheet:
    """The records of a table or kind, as far as whoever asks sees them, in their language; the log says that it was made.

    client_id: of one client alone
    """
    made = _table(what, book, client_id) if what in BOOK_TABLES else _kind(what, book, client_id)
    records = made[2]
    known = Entities(ledger, viewer, {text for each in records for text in (each.account_id, each.client_id) if text})
    fields, values, _ = made
    rows = []
    for record, cells in zip(records, values, strict=True):
        entity = known.named(record.account_id or record.client_id or "")
        name = entity.name if isinstance(entity, Entity) else ""
        rows.append([record.account_id or record.client_id, name or None, *cells])
    book.note("export", client_id or "", "export", who, {"what": what, "rows": len(rows)})
    headers = (ACCOUNT, CLIENT, *(label for label, _ in fields))
    label = BOOK_TABLES[what].label if what in BOOK_TABLES else KINDS[what].plural
    return Sheet(label, headers, ("text", "text", *(kind for _, kind in fields)), rows)


def as_csv(made: Sheet) -> bytes:
    """The sheet as text with a byte order mark: semicolons and decimal commas in Russian, else as in English."""
    russian = current_language() == "ru"
    held = io.StringIO()
    out = csv.writer(held, delimiter=";" if russian else ",", lineterminator="\r\n")
    out.writerow([str(header) for header in made.headers])
    for row in made.rows:
        out.writerow([_text(value, kind, russian) for value, kind in zip(row, made.kinds, strict=True)])
    return b"\xef\xbb\xbf" + held.getvalue().encode("utf-8", "replace")


def as_xlsx(made: Sheet) -> bytes:
    """The sheet as a workbook: text is never a formula or a link, days are days, shares are per cent cells."""
    held = io.BytesIO()
    book = xlsxwriter.Workbook(
        held, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    )
    page = book.add_worksheet(str(made.title)[:31])
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    formats = {kind: book.add_format({"num_format": form}) for kind, form in (
        ("money", "#,##0.00"), ("share", "0.0%"), ("number", "0"), ("date", "dd.mm.yyyy"), ("text", "@"))}
    for place, header in enumerate(made.headers):
        page.write_string(0, place, str(header), head)
        page.set_column(place, place, min(40, max(12, len(str(header)) + 2)))
    for at, row in enumerate(made.rows, start=1):
        for place, (value, kind) in enumerate(zip(row, made.kinds, strict=True)):
            if value is None:
                continue
            if kind == "date" and value >= FIRST_DAY:
                page.write_datetime(at, place, datetime.datetime.combine(value, datetime.time()), formats["date"])
            elif kind in ("money", "share", "number") and _exact(value):
                page.write_number(at, place, float(value), formats[kind])
            else:
                page.write_string(at, place, guarded(_text(value, kind, False, plain=True), sheet=True), formats["text"])
    page.freeze_panes(1, 0)
    if made.rows:
        page.autofilter(0, 0, len(made.rows), len(made.headers) - 1)
    book.close()
    return held.getvalue()


WRITERS: dict[str, Callable[[Sheet], bytes]] = {"xlsx": as_xlsx, "csv": as_csv}


def _exact(value: Any) -> bool:
    """Whether a cell of a spreadsheet, which is a float of fifteen digits, holds it as it is."""
    return not isinstance(value, Decimal) or Decimal(f"{float(value):.15g}") == value


def _text(value: Any, kind: str, russian: bool, plain: bool = False) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime.date):
        return value.isoformat()  # in Russian too: 01.02.2026 alone does not say which is the month
    if isinstance(value, bool):
        return str(msg("yes")) if value else str(msg("no"))
    if kind in ("money", "share", "number"):
        number = f"{value:.2f}" if isinstance(value, Decimal) else f"{value:.10f}".rstrip("0").rstrip(".")
        return number.replace(".", ",") if russian else number
    text = str(value)
    return text if plain else guarded(text, sheet=False)


def _cell(known: Field, value: Any) -> Any:
    if known.type == "choice" and value is not None:
        return str(known.label_of(value) or value)
    return value


def _kind_of(known: Field | None) -> str:
    return known.type if known is not None and known.type in ("money", "share", "number", "date", "flag") else "text"


def _table(what: str, book: Book, client_id: str | None) -> tuple[list[tuple[Message, str]], list[list[Any]], list[Record]]:
    """One of the three tables, in the columns in which it comes in."""
    target = TARGETS[what]
    columns = [column for column in BOOK_TABLES[what].columns if column.name not in ("account", "record", "won")]
    known = {column.name: target.field(column.name) for column in columns}
    records = book.records.of(target.kind, client_id)
    persons = book.records.many(each.parent or "" for each in records) if target.person else {}
    if target.person and client_id is None:
        placed = {each.parent for each in records}
        records += [each for each in book.records.of("person") if each.id not in placed]
    values = []
    for record in records:
        person = record if record.kind == "person" else persons.get(record.parent or "")
        cells = []
        for column in columns:
            field, holder = known[column.name], person if column.name in target.person else record
            value = None if holder is None or field is None else _cell(field, holder.get(column.name))
            cells.append(value)
        version = f"@{person.version}" if person is not None and person is not record else ""
        values.append([*cells, f"{record.id}@{record.version}{version}"])
    fields = [(column.label, _kind_of(known[column.name])) for column in columns]
    return [*fields, (BOOK_TABLES[what].column("record").label, "text")], values, records


def _kind(what: str, book: Book, client_id: str | None) -> tuple[list[tuple[Message, str]], list[list[Any]], list[Record]]:
    """Any other kind: its fields, but those that never leave the company; who wrote it, and when."""
    kind = KINDS[what]
    fields = [field for field in kind.fields if not field.confidential]
    records = book.records.of(what, client_id)
    named = _names(book, fields, records)
    values = []
    for record in records:
        cells = [_named(field, record.get(field.key), named) for field in fields]
        values.append([*cells, record.changed.who, record.changed.at.astimezone().date()])
    headers = [(field.label, _kind_of(field)) for field in fields]
    return [*headers, (msg("Last changed by"), "text"), (msg("Last changed"), "date")], values, records


def _names(book: Book, fields: Sequence[Field], records: Sequence[Record]) -> dict[str, str]:
    """The names of the records that others point to."""
    pointed = {id for record in records for field in fields if field.type in ("record", "records")
               for id in _ids(record.get(field.key))}
    return {id: str(each.get(KINDS[each.kind].title) or "") for id, each in book.records.many(pointed).items()}


def _ids(value: Any) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else () if value is None else (str(value),)


def _named(known: Field, value: Any, names: dict[str, str]) -> Any:
    if known.type in ("record", "records"):
        return ", ".join(filter(None, (names.get(id, "") for id in _ids(value)))) or None
    return _cell(known, value)
