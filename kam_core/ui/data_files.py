"""The files that were received, and what was understood of each."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from kam_core.i18n import Count, Message, msg, nmsg
from kam_core.ingest.plan import Understood
from kam_core.ui import errors
from kam_core.ui.columns import Column
from kam_core.ui.data_desk import MANY, Desk
from kam_core.ui.data_mapping import mapping
from kam_core.ui.data_reading import date_question, destination, reading
from kam_core.ui.data_said import uid_of
from kam_core.ui.data_session import acting
from kam_core.ui.data_words import how_read, table_name
from kam_core.ui.notes import notes
from kam_core.ui.tables import table
from kam_core.ui.text import escape

STATES: dict[str, Message] = {
    "broken": msg("cannot be read"), "problem": msg("needs a decision"), "held": msg("held already"),
    "known": msg("known source"), "new": msg("new source"), "part": msg("completes another file"),
}
LIST = (
    Column("file", msg("File"), width="medium"), Column("state", msg("State"), "mark", marks=tuple(STATES.items())),
    Column("table", msg("Table")), Column("source", msg("Source")), Column("how", msg("How it is read"), width="large"),
)


def files(desk: Desk) -> None:
    """Every file with what was understood; many of them as a list, one opened."""
    all_files = desk.files
    for refused in desk.refused:
        errors.show(refused)
    if not all_files:
        return
    st.subheader(escape(nmsg("{n} file received", "{n} files received", len(all_files))))
    if len(all_files) > MANY:
        all_files = _picked(desk, all_files)
    for each in all_files:
        _file(desk, each)
    if desk.batch is not None:
        notes(desk.batch.left_out)


def state(desk: Desk, each: Understood) -> str:
    """The state of a file, a key of STATES."""
    if each.role == "part":
        return "part"
    if each.problem is not None:
        return "problem" if each.columns else "broken"
    if desk.holds(each):
        return "held"
    return "known" if each.known_source else "new"


def _picked(desk: Desk, all_files: Sequence[Understood]) -> list[Understood]:
    """The list of many files; gives the one that is opened, the first with a problem unless another is chosen."""
    ordered = sorted(all_files, key=lambda each: state(desk, each) not in ("problem", "broken"))
    frame = pd.DataFrame([
        {"file": name_of(each), "state": state(desk, each), "table": table_name(each.plan.table),
         "source": each.plan.source, "how": " · ".join(how_read(each)) if each.columns else ""}
        for each in ordered
    ])
    table(frame, LIST, "data_list", alt=msg("The files with what was understood of each"), search="file")
    names = {uid_of(each): name_of(each) for each in ordered}
    chosen = st.selectbox(
        str(msg("Look at a file")), list(names), format_func=names.__getitem__, key=f"data_pick_{desk.round}", width=420,
        filter_mode="contains",
    )
    return [each for each in ordered if uid_of(each) == chosen] or ordered[:1]


def _file(desk: Desk, each: Understood) -> None:
    uid, found = uid_of(each), state(desk, each)
    with st.container(border=True, key=f"data_file_{uid}"):
        _head(desk, each, uid, found)
        if not each.columns:
            if each.problem is not None:
                errors.show(each.problem)
            return
        st.caption(escape(" · ".join(how_read(each))))
        if found == "part":
            st.caption(escape(_completes(desk, each)))
            return
        if found == "held" and each.twin is None:
            st.info(
                escape(msg("Nothing of it will be brought in again.")),
                title=escape(msg("The ledger already holds this file.")), icon=":material/done_all:",
            )
        alike = _alike(desk, uid)
        if each.questions:
            date_question(desk, each, alike)
        elif each.problem is not None:
            _problem(each)
        notes(each.warnings)
        if found in ("known", "held"):
            with st.expander(
                str(msg("Columns and reading")), key=f"data_known_{uid}", on_change="rerun",
                icon=":material/tune:",
            ) as known:
                if known.open:
                    destination(desk, each, alike)
                    mapping(desk, each, alike)
                    reading(desk, each, alike)
            return
        destination(desk, each, alike)
        with st.expander(
            _columns_label(each), expanded=True, key=f"data_columns_{uid}", on_change="rerun", icon=":material/view_column:"
        ) as shown:
            if shown.open:
                mapping(desk, each, alike)
        with st.expander(
            str(msg("How the file is read")), key=f"data_reading_{uid}", on_change="rerun", icon=":material/tune:"
        ) as shown:
            if shown.open:
                reading(desk, each, alike)


def _head(desk: Desk, each: Understood, uid: str, found: str) -> None:
    colours = {"broken": "red", "problem": "orange", "held": "gray", "known": "green", "new": "blue", "part": "gray"}
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{escape(name_of(each))}**", width="content")
        if each.plan.table and found != "part":
            st.badge(escape(table_name(each.plan.table)), color="primary")
        st.badge(escape(STATES[found]), color=colours[found])  # type: ignore[arg-type]
        st.space(size="stretch")
        st.button(
            str(msg("Leave out")), key=f"data_drop_{uid}", type="tertiary", icon=":material/delete:",
            on_click=acting(desk.drop), args=(uid,),
        )


def _problem(each: Understood) -> None:
    problem = each.problem
    assert problem is not None
    next_ = msg("Choose the table below.") if each.plan.table is None else problem.next
    st.warning(f"{escape(problem.means)} {escape(next_)}", title=escape(problem.what), icon=":material/rule:")


def _alike(desk: Desk, uid: str) -> bool:
    """Whether what is said about this file is meant for all of its shape."""
    others = len(desk.alike(uid)) - 1
    if others < 1:
        return False
    return st.checkbox(
        escape(nmsg("Corrections are for {n} other file of the same shape, too",
                    "Corrections are for {n} other files of the same shape, too", others)),
        value=True, key=f"data_alike_{uid}",
    )


def _columns_label(each: Understood) -> str:
    used = sum(column.field is not None for column in each.columns)
    return str(msg("Columns: {some} of {whole} are used", some=Count(used), whole=Count(len(each.columns))))


def _completes(desk: Desk, each: Understood) -> Message:
    for other in desk.files:
        for join in other.plan.joins:
            if join.key == each.key:
                return msg("Its rows complete {file}, by the column “{header}”.", file=other.rows.name, header=join.left)
    return msg("Its rows complete another file.")


def name_of(each: Understood) -> str:
    """The file, with its sheet where it has several."""
    return f"{each.rows.name} · {each.rows.sheet}" if each.rows.sheet else each.rows.name
