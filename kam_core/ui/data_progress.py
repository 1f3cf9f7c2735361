"""How far the work in the background is, and the button that stops it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from kam_core.i18n import Count, Message, Share, msg
from kam_core.ingest import Progress
from kam_core.ui import errors
from kam_core.ui.data_desk import Desk
from kam_core.ui.data_session import acting
from kam_core.ui.data_words import STEPS, WORKS
from kam_core.ui.data_work import Work
from kam_core.ui.session import speak
from kam_core.ui.text import escape

EVERY = 0.5
"""Seconds between two looks at the work."""


def watch(desk: Desk) -> None:
    """Show the work until it ends, then run the page again."""
    _watch(desk)


@st.fragment(run_every=EVERY)
def _watch(desk: Desk) -> None:
    speak()
    with errors.shown():
        work = desk.work
        if work is None or not work.running:
            st.rerun()
        with st.container(border=True, key="data_work"):
            st.markdown(f"**{escape(WORKS[work.kind])}**")
            st.progress(share(work), text=escape(told(work)))
            counts = _counts(work.at)
            if counts is not None:
                st.caption(escape(counts))
            stopping = work.stop.is_set()
            st.button(
                str(msg("Stopping") if stopping else msg("Stop")), icon=":material/stop_circle:", key="data_stop",
                disabled=stopping, on_click=acting(work.stop.set),
            )


def share(work: Work[Any]) -> float:
    """How much is done, 0-1: reading takes most of the time, summing up the rest."""
    at = work.at
    if at is None:
        return min(1.0, work.done / work.of) if work.of else 0.0
    if at.step == "summing":
        return 0.95
    within = min(1.0, at.rows / at.of) if at.of else 0.0
    within = 0.9 + 0.1 * within if at.step == "checking" else 0.9 * within
    return min(1.0, 0.9 * (at.place + within) / max(at.files, 1))


def told(work: Work[Any]) -> Message:
    """What is being done right now."""
    at = work.at
    if at is None:
        if not work.file:
            return msg("Getting ready")
        if not work.done:
            return msg("{file}", file=work.file)
        return msg("{file}: {share}", file=work.file, share=Share(min(1.0, work.done / max(work.of, 1)), 0))
    step = STEPS.get(at.step, WORKS[work.kind])
    if at.step == "summing" or not at.file:
        return msg("All files are read: {step}", step=step)
    if at.step == "reading" and at.of > at.rows:
        return msg(
            "{file} ({place} of {files}), {step}: {rows} of about {of} rows", file=at.file, place=Count(at.place + 1),
            files=Count(at.files), step=step, rows=Count(at.rows), of=Count(at.of),
        )
    return msg(
        "{file} ({place} of {files}), {step}: {rows} rows", file=at.file, place=Count(at.place + 1),
        files=Count(at.files), step=step, rows=Count(at.rows),
    )


def _counts(at: Progress | None) -> Message | None:
    if at is None or not at.loaded + at.aside:
        return None
    return msg("So far {loaded} rows loaded, {aside} set aside", loaded=Count(at.loaded), aside=Count(at.aside))
