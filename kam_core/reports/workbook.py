"""Every table of a deck as .xlsx: a sheet each, numbers as numbers, frozen headers, a sheet of what it is and means."""

from __future__ import annotations

import datetime
import io
import re

import xlsxwriter

from kam_core.i18n import msg, use_language
from kam_core.reports.again import again
from kam_core.reports.slides import Column, Deck, Kind, Value
from kam_core.reports.written import head

FORMATS: dict[Kind, str] = {
    "money": "#,##0.00", "share": "0.0%", "points": "0.0%", "ratio": "0.0%", "count": "#,##0", "number": "#,##0.0",
    "day": "dd.mm.yyyy", "month": "mmm yyyy", "text": "@",
}
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}


def workbook(deck: Deck) -> bytes:
    """The workbook. Text is never a formula or a link."""
    held = io.BytesIO()
    with use_language(deck.language):
        book = xlsxwriter.Workbook(held, dict(OPTIONS))
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        styles = {kind: book.add_format({"num_format": pattern}) for kind, pattern in FORMATS.items()}
        taken: set[str] = set()
        for grid in deck.tables:
            sheet = book.add_worksheet(_name(grid.name, taken))
            sheet.freeze_panes(1, 0)
            for place, column in enumerate(grid.columns):
                sheet.set_column(place, place, 42 if column.wide else 18)
                sheet.write_string(0, place, head(column, deck.currency), bold)
                for line, row in enumerate(grid.rows, start=1):
                    _write(sheet, line, place, row[place], column, styles)
            if grid.rows:
                sheet.autofilter(0, 0, len(grid.rows), len(grid.columns) - 1)
        _about(book, deck, bold, taken)
        book.close()
    return again(held.getvalue(), deck.made)


def _write(sheet: xlsxwriter.worksheet.Worksheet, line: int, place: int, value: Value, column: Column,
           styles: dict[Kind, xlsxwriter.format.Format]) -> None:
    if value is None:
        return
    style = styles[column.kind]
    if isinstance(value, str) and column.kind in ("day", "month"):
        day = datetime.datetime.fromisoformat(value[:10])
        sheet.write_datetime(line, place, day, style)
    elif isinstance(value, str):
        sheet.write_string(line, place, value[:32767], styles["text"])
    else:
        sheet.write_number(line, place, value, style)


def _about(book: xlsxwriter.Workbook, deck: Deck, bold: xlsxwriter.format.Format, taken: set[str]) -> None:
    """What the tables are: title, period, version, scope; then the definitions."""
    sheet = book.add_worksheet(_name(str(msg("Definitions")), taken))
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 110)
    lines = [deck.title, deck.subtitle, deck.footer, *deck.scope, *([deck.age] if deck.age else [])]
    for line, words in enumerate(lines):
        sheet.write_string(line, 0, words)
    start = len(lines) + 1
    for place, words in enumerate((str(msg("Term")), str(msg("What it means")))):
        sheet.write_string(start, place, words, bold)
    for line, each in enumerate(deck.definitions, start=start + 1):
        sheet.write_string(line, 0, each.term, wrap)
        sheet.write_string(line, 1, " ".join(part for part in (each.formula, each.settings) if part), wrap)


def _name(words: str, taken: set[str]) -> str:
    """A name that a sheet may have, and no other has."""
    base = re.sub(r"[\[\]:*?/\\']", " ", words).strip()[:28] or "1"
    name, number = base, 1
    while name.casefold() in taken:
        number += 1
        name = f"{base} {number}"
    taken.add(name.casefold())
    return name


