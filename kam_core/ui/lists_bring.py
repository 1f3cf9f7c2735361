"""Files of contacts, opportunities and contracts: what they would change in the book, what both sides have changed, and the
button that writes it. On the page Data and on the page of lists alike."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from kam_core.book import bulk
from kam_core.book.kinds import Field, Value
from kam_core.errors import AccessError, KamError
from kam_core.i18n import Count, Day, Message, Money, Share, current_language, msg, nmsg, use_language
from kam_core.ingest.book.bringing import Coming, Row, preview
from kam_core.ingest.book.files import bring_files, of_book
from kam_core.ingest.book.merge import Chosen, Difference
from kam_core.ingest.book.tables import KNOWN, TARGETS
from kam_core.ingest.plan import Understood
from kam_core.ui import errors
from kam_core.ui.columns import Column
from kam_core.ui.data_desk import Desk
from kam_core.ui.data_said import Said, uid_of
from kam_core.ui.downloads import MIME, exported, file_name, workbook
from kam_core.ui.headline import Figure, figures
from kam_core.ui.notes import notes
from kam_core.ui.tables import table
from kam_core.ui.text import escape
from kam_core.ui.view import View

CHANGES = (
    Column("row", msg("Row"), "count"), Column("name", msg("Name")), Column("state", msg("State")),
    Column("field", msg("Field")), Column("before", msg("Before")), Column("after", msg("After")),
)
ASIDE = (Column("row", msg("Row"), "count"), Column("reason", msg("Why"), width="large"))
STATES: dict[str, Message] = {"added": msg("new"), "changed": msg("changed")}
MOST = 2_000
"""Rows of changes that are shown; the figures count all."""
MOST_CLASHES = 200
_MEANING = msg("What do these words mean?")
_WHOSE = msg("Changed here since: whose word counts?")


def lists(desk: Desk, view: View) -> None:
    """What each such file on the desk would change, and the button; nothing where there is none."""
    waiting = [] if desk.batch is None or desk.working else of_book(desk.batch)
    if not waiting:
        return
    st.subheader(str(msg("What would change in the dossiers")))
    try:
        reach = view.reach.of_dossiers()
        if not reach.dossiers or (reach.edits is not None and not reach.edits):
            raise AccessError(
                msg("These are lists of people and deals: your role does not write in dossiers."),
                next=msg("Ask a manager of these clients to bring them in on the page “Contacts, deals, contracts”."),
            )
        ready = [_file(desk, view, each) for each in waiting if each.problem is None]
    except KamError as error:
        errors.show(error)
        return
    st.caption(escape(msg("These files are not kept: they hold data of people. Rows that are set aside are kept nowhere; "
                          "download them now if you want to mend them.")))
    problems = len(waiting) - len(ready)
    writes = any(each.writes for each in ready)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            str(msg("Write into the dossiers")) if writes else str(msg("Nothing to write")), type="primary", key="lists_write",
            icon=":material/save:", disabled=bool(problems) or not writes, on_click=_written, args=(desk, view, who_of(view)),
        )
        if problems:
            st.caption(escape(nmsg("{n} file must be decided on or left out first.",
                                   "{n} files must be decided on or left out first.", problems)), width="content")


def who_of(view: View) -> str:
    """Who brings in, for the log, in the language of the page."""
    return view.member.email or str(msg("owner"))


def _written(desk: Desk, view: View, who: str) -> None:
    """Write all of them as one, then let go of them."""
    batch = desk.batch
    if batch is None:
        return
    try:
        chosen = frozenset().union(*(_chosen(uid_of(each)) for each in of_book(batch)))
        told = bring_files(batch, view.book, view.ledger, view.viewer, who=who, chosen=chosen)
        for uid in [uid_of(each) for each in of_book(batch)]:
            desk.drop(uid)
        counts = {state: sum(each.coming.count(state) for each in told) for state in ("added", "changed", "aside")}
        desk.said = Said(note=msg(
            "Written into the dossiers: {added} added, {changed} changed; {aside} set aside. It can be taken back below, under "
            "“Imports”.", added=Count(counts["added"]), changed=Count(counts["changed"]), aside=Count(counts["aside"])))
    except KamError as error:
        desk.said = Said(error=error)


def _file(desk: Desk, view: View, each: Understood) -> Coming:
    """One file: figures, words to be decided, conflicts, changes, rows set aside."""
    uid = uid_of(each)
    coming = _coming(desk, view, each)
    with st.container(border=True, key=f"lists_file_{uid}"):
        st.markdown(f"**{escape(each.title)}** · {escape(KNOWN[each.plan.table or ''].label)}")
        figures([
            Figure(msg("Rows read"), Count(coming.read)), Figure(msg("Would be added"), Count(coming.count("added"))),
            Figure(msg("Would be changed"), Count(coming.count("changed"))),
            Figure(msg("Set aside"), Count(coming.count("aside"))),
        ])
        said = [nmsg("{n} row is in the dossiers as it is.", "{n} rows are in the dossiers as they are.",
                     coming.count("unchanged")),
                nmsg("{n} row skipped: a heading, a total or blank.", "{n} rows skipped: headings, totals, blanks.",
                     coming.lines.skipped)]
        st.caption(" ".join(escape(each) for each,
                            n in zip(said, (coming.count("unchanged"), coming.lines.skipped), strict=True)
                            if n))
        notes(coming.remarks())
        _words(desk, each, coming, uid)
        _clashes(coming, uid, view)
        rows = _changes(coming, view)
        if rows:
            table(pd.DataFrame(rows[:MOST]), CHANGES, f"lists_changes_{uid}", alt=msg("What would change, row by row"),
                  search="name")
        _aside(coming, uid, view)
    return coming


def _coming(desk: Desk, view: View, each: Understood) -> Coming:
    """The preview, kept while the file, the book, the ledger and the choices are the same."""
    uid = uid_of(each)
    assert desk.batch is not None
    key = (each.plan.to_json(), bulk.stamp(view.book), view.ledger and view.ledger.key, view.viewer, _chosen(uid))
    kept: tuple[Any, Coming] | None = st.session_state.get(f"lists_kept_{uid}")
    if kept is None or kept[0] != key:
        with st.spinner(str(msg("Comparing with the dossiers"))):
            kept = (key, preview(each, desk.batch.files, view.book, view.ledger, view.viewer, _chosen(uid)))
        st.session_state[f"lists_kept_{uid}"] = kept
    return kept[1]


def _chosen(uid: str) -> Chosen:
    found: Chosen = st.session_state.get(f"lists_chosen_{uid}", frozenset())
    return found


def _words(desk: Desk, each: Understood, coming: Coming, uid: str) -> None:
    """Words of choices that are not known: what each means."""
    unknown = list(dict.fromkeys(line.unknown for line in coming.lines.lines if line.unknown is not None))
    if not unknown:
        return
    st.markdown(f"**{escape(_MEANING)}**")
    with st.grid(4, min_column_width=220, gap="small"):
        for place, (name, word) in enumerate(unknown[:24]):
            known = TARGETS[each.plan.table or ""].field(name)
            assert known is not None
            labels = {key: str(label) for key, label in known.choices}
            st.selectbox(
                escape(f"{known.label}: {word}"), list(labels), index=None, format_func=labels.__getitem__,
                key=f"lists_word_{uid}_{place}_{name}_{word}", placeholder=str(msg("not known")),
                on_change=_meant(desk, each, name, word, f"lists_word_{uid}_{place}_{name}_{word}"),
            )


def _meant(desk: Desk, each: Understood, name: str, word: str, key: str) -> Callable[[], None]:
    def meant() -> None:
        chosen = st.session_state.get(key)
        if chosen:
            words = {**each.plan.formats.get(name, {}).get("words", {}), word: chosen}
            try:
                desk.correct(uid_of(each), formats={name: {"words": words}})
            except KamError as error:
                desk.said = Said(error=error)

    return meant


def _clashes(coming: Coming, uid: str, view: View) -> None:
    """Fields that both sides have changed: the book's word stands unless the file's is taken."""
    clashes = coming.clashes[:MOST_CLASHES]
    if not clashes:
        return
    names = {difference.key: row.name for row in coming.rows for difference in row.differences}
    st.markdown(f"**{escape(_WHOSE)}**")
    frame = pd.DataFrame([
        {"take": each.taken, "name": names[each.key], "field": str(each.field.label),
         "before": written(each.field, each.before, view),
         "who": "" if each.clash is None else f"{each.clash.who}, {Day(each.clash.at.astimezone().date())}",
         "after": written(each.field, each.after, view)} for each in clashes
    ])
    labels = {"name": msg("Name"), "field": msg("Field"), "before": msg("In the dossier"), "who": msg("Written by"),
              "after": msg("In the file")}
    edited = st.data_editor(
        frame, hide_index=True, key=f"lists_clash_{uid}_{hash(tuple(each.key for each in clashes))}", disabled=list(labels),
        column_config={"take": st.column_config.CheckboxColumn(str(msg("Take the file's"))),
                       **{key: st.column_config.TextColumn(str(label)) for key, label in labels.items()}},
    )
    taken = frozenset(each.key for each, take in zip(clashes, edited["take"], strict=True) if take)
    if taken != _chosen(uid):
        st.session_state[f"lists_chosen_{uid}"] = taken
        st.rerun()


def _changes(coming: Coming, view: View) -> list[dict[str, Any]]:
    """A row for every field that would be written; one for a record that is new."""
    found: list[dict[str, Any]] = []
    for row in coming.rows:
        if row.state == "added":
            found.append(_told(row, field="", before="", after=_summary(coming, row, view)))
        found += [_told(row, field=str(each.field.label), before=written(each.field, each.before, view),
                        after=written(each.field, each.after, view))
                  for each in row.differences if each.taken and row.state != "aside"]
    return found


def _told(row: Row, **more: str) -> dict[str, Any]:
    return {"row": row.line.number, "name": row.name, "state": str(STATES.get(row.state, "")), **more}


def _summary(coming: Coming, row: Row, view: View) -> str:
    """What a new record says, in a line."""
    target = TARGETS[coming.understood.plan.table or ""]
    parts = []
    for name, value in row.line.values.items():
        known = target.field(name)
        if known is not None and name != "name":
            parts.append(f"{known.label}: {written(known, value, view)}")
    client = "" if row.entity is None else row.entity.name
    return " · ".join(filter(None, (client, *parts)))


def written(known: Field, value: Value, view: View) -> str:
    """A value of the book in the reader's language."""
    if value is None:
        return "—"
    if known.type == "choice":
        return str(known.label_of(value) or value)
    if isinstance(value, Decimal):
        return str(Money(value, "" if view.ledger is None else view.ledger.info.currency, exact=True))
    if known.type == "share":
        return str(Share(float(str(value))))
    if known.type == "flag":
        return str(msg("yes") if value else msg("no"))
    if isinstance(value, datetime.date):
        return str(Day(value))
    return str(value)


def _aside(coming: Coming, uid: str, view: View) -> None:
    """The rows that would be set aside, with what they hold: to be downloaded and mended."""
    rows = [row for row in coming.rows if row.why is not None]
    if not rows:
        return
    headers = coming.understood.own_headers
    frame = pd.DataFrame([
        {**{f"c{place}": cell for place, cell in enumerate(row.line.cells[: len(headers)])}, "row": row.line.number,
         "reason": str(row.why)} for row in rows
    ])
    cells = [Column(f"c{place}", msg("{header}", header=header)) for place, header in enumerate(headers)]
    title, language = msg("Rows of {file} that were set aside", file=coming.understood.rows.name), current_language()

    def make() -> bytes:
        with use_language(language):
            exported(view, "lists", "xlsx", {"set aside": len(rows)})
            return workbook(frame, [*cells, *ASIDE], [str(title)])

    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f"**{escape(title)}**", width="content")
        st.download_button(
            str(msg("Download to mend")), make, mime=MIME, key=f"lists_aside_{uid}", on_click="ignore", type="tertiary",
            file_name=f"{file_name(title)}.xlsx", icon=":material/download:",
        )
    table(frame, [*ASIDE, *cells], f"lists_aside_rows_{uid}", alt=title)


__all__ = ["Difference", "lists", "written"]
