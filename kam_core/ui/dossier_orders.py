"""Lines of the client's orders: found by period, category, document and words; a page at a time; downloaded whole."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterator
from dataclasses import replace

import pandas as pd
import streamlit as st

from kam_core.errors import UsageError
from kam_core.i18n import Count, Day, Money, Number, current_language, msg, nmsg, use_language
from kam_core.metrics import client_lines
from kam_core.metrics.client_lines import PAGE, Totals, Wanted
from kam_core.metrics.client_supplied import twelve
from kam_core.ui.answers import ask
from kam_core.ui.columns import Column
from kam_core.ui.dossier_story import whole
from kam_core.ui.dossier_view import DossierView
from kam_core.ui.downloads import MIME, file_name, workbook
from kam_core.ui.fragments import fragment
from kam_core.ui.tables import table
from kam_core.ui.text import escape

COLUMNS = (
    Column("date", msg("Date"), "day"), Column("document", msg("Document")), Column("product", msg("Product"), width=240),
    Column("category", msg("Category")), Column("quantity", msg("Quantity"), "number", digits=3),
    Column("revenue", msg("Revenue"), "money"), Column("cost", msg("Cost"), "money"), Column("margin", msg("Margin"), "money"),
    Column("account", msg("Legal entity"), width=200), Column("unit", msg("Business unit")), Column("manager", msg("Manager")),
    Column("product_id", msg("Product's id")), Column("account_id", msg("Legal entity's id")),
    Column("currency", msg("Currency")),
)
MOST_XLSX, MOST_CSV = 200_000, 3_000_000
"""Lines that a file holds: a larger workbook takes too long to be made, and Excel opens no more than a million."""
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
ALL = "*"


@fragment
def orders(found: DossierView) -> None:
    """The part of the dossier with the lines themselves."""
    st.subheader(str(msg("Order lines")), anchor=False)
    wanted = _wanted(found)
    if wanted.since is not None and wanted.until is not None and wanted.since > wanted.until:
        raise UsageError(msg("The period from {start} to {end} is empty.", start=Day(wanted.since), end=Day(wanted.until)),
                         next=msg("Change one of the two dates."))
    ledger = found.view.open_ledger
    sums = client_lines.totals(ledger, found.scope, wanted)
    st.markdown(escape(_said(sums, found)))
    if not sums.lines:
        st.caption(str(msg("No line was found. Take a longer period, or fewer words.")))
        return
    _downloads(found, wanted, sums)
    pages = -(-sums.lines // PAGE)
    number = min(int(st.pagination(pages, key="orders_page") or 1), pages) if pages > 1 else 1
    rows = client_lines.page(ledger, found.scope, wanted, number)
    shown = [_digits(column, rows) for column in COLUMNS if rows[column.key].notna().any()]
    table(rows, shown, f"orders_{number}", alt=msg("Order lines, the latest first"), currency=found.currency)


def _digits(column: Column, rows: pd.DataFrame) -> Column:
    """Quantities in pieces have no decimals."""
    pieces = column.key == "quantity" and bool((rows["quantity"].dropna() % 1 == 0).all())
    return replace(column, digits=0) if pieces else column


def _wanted(found: DossierView) -> Wanted:
    """What is looked for. The period begins as the one that the page looks at."""
    info, scope = found.view.open_ledger.info, found.scope
    start, end = (scope.start, scope.end) if scope.start and scope.end else twelve(found.view.open_ledger, scope)
    last = end - datetime.timedelta(days=1)
    low, high = info.first_date or start, max(info.last_date or last, last)
    first = min(max(start, low), high)
    categories = ask("client_supplied", found.view, whole(found), client=found.client_id).rows["category"]
    with st.form("orders_form", border=True), st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        since = st.date_input(str(msg("From")), first, min_value=low, max_value=high, format="DD.MM.YYYY", key="orders_since",
                              width=150)
        until = st.date_input(str(msg("Until")), min(last, high), min_value=low, max_value=high, format="DD.MM.YYYY",
                              key="orders_until", width=150)
        category = st.selectbox(
            str(msg("Category")), [ALL, *(name for name in categories.dropna()), *([""] if categories.isna().any() else [])],
            format_func=lambda name: str(msg("all")) if name == ALL else name or str(msg("not named")), key="orders_category",
            width=220,
        )
        document = st.text_input(str(msg("Document")), key="orders_document", width=150)
        words = st.text_input(str(msg("Words")), key="orders_words", width=200, placeholder=str(msg("product, id, document")))
        st.form_submit_button(str(msg("Find")), icon=":material/search:")
    return Wanted(since, until, None if category == ALL else category, document, words)


def _said(sums: Totals, found: DossierView) -> object:
    """The sums over everything that was found, to the kopeck."""
    parts: list[object] = [nmsg("{n} line", "{n} lines", sums.lines), nmsg("{n} document", "{n} documents", sums.documents),
                           msg("revenue {amount}", amount=Money(sums.revenue, found.currency, exact=True))]
    if sums.margin is not None:
        parts.append(msg("margin {amount}", amount=Money(sums.margin, found.currency, exact=True)))
    if sums.quantity is not None:
        whole_number = sums.quantity == sums.quantity.to_integral_value()
        parts.append(msg("quantity {n}", n=Count(int(sums.quantity)) if whole_number else Number(sums.quantity, 3)))
    return " · ".join(str(part) for part in parts)


def _downloads(found: DossierView, wanted: Wanted, sums: Totals) -> None:
    """Everything that was found as .xlsx, where it is not too much for that, and as .csv."""
    language = current_language()
    name = file_name(msg("Order lines, {client}", client=found.name))

    def made(kind: str, most: int) -> bytes:
        with use_language(language):
            found.book.note("export", found.client_id, kind, found.who, {
                "kind": "order lines", "rows": min(sums.lines, most), "since": str(wanted.since), "until": str(wanted.until),
                "category": wanted.category, "document": wanted.document, "words": wanted.words})
            parts = client_lines.every(found.view.open_ledger, found.scope, wanted, most)
            return _xlsx(found, parts, sums) if kind == "xlsx" else _csv(parts)

    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if sums.lines <= MOST_XLSX:
            st.download_button(str(msg("Download .xlsx")), lambda: made("xlsx", MOST_XLSX), file_name=f"{name}.xlsx", mime=MIME,
                               key="orders_xlsx", on_click="ignore", icon=":material/download:", type="tertiary")
        else:
            st.caption(escape(msg("More than {n} lines: as .csv alone.", n=Count(MOST_XLSX))), width="content")
        st.download_button(str(msg("Download .csv")), lambda: made("csv", MOST_CSV), file_name=f"{name}.csv", mime="text/csv",
                           key="orders_csv", on_click="ignore", icon=":material/download:", type="tertiary")


def _xlsx(found: DossierView, parts: Iterator[pd.DataFrame], sums: Totals) -> bytes:
    rows = pd.concat(list(parts), ignore_index=True)
    about = [str(msg("Order lines, {client}", client=found.name)), str(_said(sums, found)),
             str(msg("ledger of {day}, version {version}", day=Day(found.view.open_ledger.info.created.date()),
                     version=found.view.open_ledger.version))]
    return workbook(rows, COLUMNS, about, found.currency)


def _csv(parts: Iterator[pd.DataFrame]) -> bytes:
    """Semicolons, a decimal point, UTF-8 with its mark; an apostrophe before what a spreadsheet would take for a formula."""
    held = io.StringIO()
    write = csv.writer(held, delimiter=";", lineterminator="\r\n")
    write.writerow([str(column.label) for column in COLUMNS])
    for part in parts:
        columns = [_texts(part[column.key], column) for column in COLUMNS]
        write.writerows(zip(*columns, strict=True))
    return b"\xef\xbb\xbf" + held.getvalue().encode()


def _texts(values: pd.Series, column: Column) -> list[str]:
    if column.kind == "day":
        return [value.strftime("%Y-%m-%d") for value in values]
    if column.numeric:
        return ["" if value != value else f"{value:.4f}".rstrip("0").rstrip(".") for value in values.astype(float)]
    return ["" if pd.isna(value) else f"'{value}" if str(value).startswith(RISKY) else str(value) for value in values]
