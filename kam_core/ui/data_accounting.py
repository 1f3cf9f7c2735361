"""The accounting of an import, or of what it would do: every row of every file, and what the sums say."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from kam_core.i18n import Count, Day, Message, msg, nmsg
from kam_core.ingest import FileResult, Result
from kam_core.ingest.book.tables import KNOWN
from kam_core.ingest.job import Outcome
from kam_core.ui.columns import Column
from kam_core.ui.data_words import table_name
from kam_core.ui.headline import Figure, figures
from kam_core.ui.notes import notes
from kam_core.ui.tables import table
from kam_core.ui.text import escape

COLUMNS = (
    Column("file", msg("File"), width="medium"), Column("table", msg("Table")), Column("read", msg("Read"), "count"),
    Column("loaded", msg("Loaded"), "count"), Column("folded", msg("Folded"), "count"),
    Column("repeated", msg("Held already"), "count"),
    Column("aside", msg("Set aside"), "count"), Column("skipped", msg("Skipped"), "count"),
    Column("replaced", msg("Replaced"), "count"), Column("first", msg("From"), "day"), Column("last", msg("To"), "day"),
)
SUMS = (
    Column("file", msg("File"), width="medium"), Column("field", msg("Sum of")), Column("read", msg("Read"), "money"),
    Column("loaded", msg("Loaded"), "money"), Column("aside", msg("Set aside"), "money"),
)


def accounting(result: Result, key: str, *, would: bool = False) -> None:
    """Figures over all files; where there are several, a line each; control totals; suspicions.

    would: whether nothing was changed yet
    """
    tables = [each for each in result.files if each.understood.role == "table"]
    _figures(result, would)
    st.caption(" ".join(escape(part) for part in _beside(result, tables)))
    if len(result.files) > 1:
        table(rows(result.files), shown_columns(result), f"{key}_files", alt=msg("The accounting of each file"))
    sums = control_totals(tables)
    if not sums.empty:
        shown = SUMS if len(tables) > 1 else SUMS[1:]
        table(sums, shown, f"{key}_sums", alt=msg("Control totals: what was read, loaded and set aside"))
    told = [msg("{file}: {remark}", file=each.understood.rows.name, remark=remark) if len(result.files) > 1 else remark
            for each in result.files for remark in (*each.understood.warnings, *each.outcome.warnings)]
    notes([*told, *result.warnings])


def _figures(result: Result, would: bool) -> None:
    total = {what: Count(result.total(what))
             for what in ("read", "loaded", "quarantined", "replaced")}
    loaded = msg("Would be loaded") if would else msg("Loaded")
    replaced = msg("Would be replaced") if would else msg("Replaced")
    figures([
        Figure(msg("Rows read"), total["read"]), Figure(loaded, total["loaded"]),
        Figure(replaced, total["replaced"]), Figure(msg("Set aside"), total["quarantined"]),
    ])


def _beside(result: Result, tables: Sequence[FileResult]) -> list[Message]:
    """What the figures leave open, a sentence each."""
    found: list[Message] = []
    span = _span([each.outcome for each in tables])
    if span is not None:
        found.append(span)
    if skipped := result.total("skipped"):
        found.append(nmsg("{n} row skipped: a heading, a total or blank.",
                          "{n} rows skipped: headings, totals, blanks.", skipped))
    if folded := result.total("folded"):
        found.append(nmsg("{n} row was folded into another row of the same request.",
                          "{n} rows were folded into other rows of the same requests.", folded))
    if repeated := result.total("repeated"):
        found.append(nmsg("{n} row was in the ledger already.", "{n} rows were in the ledger already.", repeated))
    if replaced := result.total("replaced"):
        found.append(nmsg("{n} row of an earlier import gives way.", "{n} rows of earlier imports give way.", replaced))
    return found


def shown_columns(result: Result) -> list[Column]:
    """The columns of COLUMNS; that of folded rows only where a log was folded."""
    return [column for column in COLUMNS if column.key != "folded" or result.total("folded")]


def rows(files: Sequence[FileResult]) -> pd.DataFrame:
    """A row a file, in the columns of COLUMNS."""
    return pd.DataFrame([
        {
            "file": name_of(each), "table": _table(each), "read": each.outcome.read,
            "loaded": each.outcome.loaded, "folded": each.outcome.folded, "repeated": each.outcome.repeated,
            "aside": each.outcome.quarantined, "skipped": each.outcome.skipped, "replaced": each.outcome.replaced,
            "first": day(each.outcome.first), "last": day(each.outcome.last),
        }
        for each in files
    ])


def _table(each: FileResult) -> str:
    return str(msg("joined to others")) if each.understood.role == "part" else table_name(each.understood.plan.table)


def control_totals(files: Sequence[FileResult]) -> pd.DataFrame:
    """A row a file and summed field, in the columns of SUMS; exact decimals."""
    found = []
    for each in files:
        totals, plan = each.outcome.totals, each.understood.plan
        if plan.table is None:
            continue
        for field in KNOWN[plan.table].total:
            if field in plan.mapping and field in totals.get("read", {}):
                found.append({
                    "file": name_of(each), "field": str(KNOWN[plan.table].column(field).label),
                    "read": totals["read"][field], "loaded": totals.get("loaded", {}).get(field),
                    "aside": totals.get("quarantined", {}).get(field),
                })
    return pd.DataFrame(found)


def name_of(each: FileResult) -> str:
    """The file, with its sheet where it has several."""
    rows_ = each.understood.rows
    return f"{rows_.name} · {rows_.sheet}" if rows_.sheet else rows_.name


def day(text: str | None) -> datetime.date | None:
    """An ISO date of an outcome; None for none."""
    return datetime.date.fromisoformat(str(text)[:10]) if text else None


def _span(outcomes: Sequence[Outcome]) -> Message | None:
    first = [found for each in outcomes if (found := day(each.first))]
    last = [found for each in outcomes if (found := day(each.last))]
    if not first or not last:
        return None
    return msg("From {first} to {last}.", first=Day(min(first)), last=Day(max(last)))
