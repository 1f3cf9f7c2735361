"""A client on the page Health: what makes up its score, how that went, and what its manager thinks."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from kam_core.book import BANDS as OPINIONS
from kam_core.book import Opinion
from kam_core.charts import health as charts
from kam_core.errors import KamError
from kam_core.i18n import Day, Message, Money, Number, Share, msg
from kam_core.metrics.health_said import why_red
from kam_core.metrics.health_score import BANDS, differs
from kam_core.metrics.key_list import find
from kam_core.ui import errors
from kam_core.ui.answers import chart
from kam_core.ui.columns import missing
from kam_core.ui.health_view import HealthView, open_client, who_looks
from kam_core.ui.notes import notes, thesis_line
from kam_core.ui.text import escape

SAID, WRONG = "health_said", "health_wrong"
"""What was saved, or went wrong, when a button was pressed, until it is shown."""
OFFERED = 200
"""Clients offered without a search: the red ones, then the largest."""
EARLIER = 5
"""Opinions shown of a client's past."""


def health_desk(health: HealthView) -> None:
    """Choose a client; its parts, its history, and the form for the manager's opinion."""
    st.subheader(str(msg("What makes up the score of a client")))
    _choose(health)
    _said()
    row = health.row()
    if row is None:
        st.caption(escape(msg("Find a client by name to see what makes up its score.")))
        return
    st.markdown(f"#### {escape(row['name'])}")
    st.caption(" · ".join(escape(part) for part in _summary(health, row)))
    left, right = st.columns([3, 2], gap="large")
    with left:
        chart("parts", health.view, partial(charts.parts_of, row, health.weights), health.chosen)
    with right:
        _opinion(health, row)
    past = health.answer.frames["past"]
    past = past[past["account_id"] == health.chosen]
    if len(past) > 1 and past["raw"].notna().any():
        thesis_line(msg("The score at the end of each month, payment left out"))
        chart("past", health.view, partial(charts.past_of, past, health.view.settings), health.chosen)


def _summary(health: HealthView, row: dict[Any, Any]) -> list[object]:
    band, parts = str(row["band"]), []
    parts.append(BANDS[band] if missing(row["score"]) else
                 msg("score {score}, {band}", score=Number(float(row["score"]), 0), band=BANDS[band]))
    if not missing(row["cap"]):
        parts.append(why_red(row))
    parts.append(msg("{share} of the weight is known", share=Share(float(row["coverage"]), 0)))
    parts.append(msg("{amount} in twelve months", amount=Money(float(row["revenue"]), health.view.open_ledger.info.currency)))
    return [*parts, *([] if missing(row["manager"]) else [row["manager"]])]


def _choose(health: HealthView) -> None:
    rows = health.rows
    red = health.parts.get("red", rows.head(0))
    some = pd.concat([red.head(OFFERED), rows.head(OFFERED)]).drop_duplicates("account_id").head(OFFERED)
    names = dict(zip(some["account_id"], some["name"], strict=True))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        wanted = st.text_input(
            str(msg("Find a client")), key="health_find", icon=":material/search:", placeholder=str(msg("Find by name")),
            width=260,
        )
        if wanted and wanted.strip():
            hits = find(health.view.open_ledger, health.view.scope, wanted)
            rated = set(rows.loc[rows["account_id"].isin(list(hits)), "account_id"])
            found = {client: name for client, name in hits.items() if client in rated}
            names = found or names
            if not found:
                st.caption(escape(msg("No client with a purchase in twelve months is called “{text}”.", text=wanted.strip())),
                           width="content")
        if health.chosen and health.chosen not in names:
            names = {health.chosen: rows.loc[rows["account_id"] == health.chosen, "name"].iloc[0], **names}
        if st.session_state.get("health_client") != health.chosen and health.chosen:
            st.session_state["health_client"] = health.chosen
        if names:
            st.selectbox(str(msg("Client")), list(names), format_func=lambda key: str(names.get(key, key)),
                         key="health_client", on_change=lambda: open_client(st.session_state["health_client"]), width=420)


def _opinion(health: HealthView, row: dict[Any, Any]) -> None:
    """What the manager thinks, beside what is computed; the form that says it."""
    thesis_line(msg("What the manager thinks"))
    if health.wrong is not None:
        errors.show(health.wrong)
        return
    if not health.by_group:
        st.caption(escape(msg("Opinions are of groups of companies: choose the level of groups to read and write them.")))
        return
    opinion = health.opinions.get(health.chosen)
    if opinion is None:
        st.caption(escape(msg("Nobody has said anything yet.")))
    else:
        _show(health, row, opinion)
    if health.book is not None and health.book.reach.may_edit(health.chosen):
        _form(health, opinion)
    _earlier(health)


def _show(health: HealthView, row: dict[Any, Any], opinion: Opinion) -> None:
    when = Day(opinion.at.astimezone().date())
    st.markdown(escape(msg("{who}, {when}: {band}. {why}", who=opinion.who, when=when, band=BANDS[opinion.band],
                           why=opinion.why)))
    if health.stale(opinion):
        notes([msg("This opinion is old: say it anew, or change it.")])
    elif differs(str(row["band"]), opinion.band):
        said = msg("The manager says {opinion}, the data say {band}: one of the two knows something that the other does not.",
                   opinion=BANDS[opinion.band], band=BANDS[str(row["band"])])
        st.warning(escape(said), icon=":material/compare_arrows:")


def _form(health: HealthView, opinion: Opinion | None) -> None:
    client, version, book = health.chosen, 0 if opinion is None else opinion.version, health.book
    assert book is not None
    band, why = f"health_band_{client}", f"health_why_{client}"
    # what is typed stays where somebody else has said something meanwhile: it is filled once, when the form is first drawn
    st.session_state.setdefault(band, OPINIONS[1] if opinion is None else opinion.band)
    st.session_state.setdefault(why, "" if opinion is None else opinion.why)

    def save() -> None:
        _save(client, lambda: book.opinions.put(client, st.session_state[band], why=st.session_state[why],
                                                who=who_looks(health.view), expected=version))

    def clear() -> None:
        if _save(client, lambda: book.opinions.put(client, None, why="", who=who_looks(health.view), expected=version)):
            st.session_state[why] = ""

    with st.form(f"health_opinion_{client}"):
        st.segmented_control(
            str(msg("How healthy is this client")), list(OPINIONS), format_func=lambda key: str(BANDS[key]), key=band,
            required=True,
        )
        st.text_area(str(msg("Why")), key=why, height=80,
                     placeholder=str(msg("What you know and the data do not, in a sentence.")))
        if not health.view.member.email:
            st.session_state["key_who"] = st.text_input(
                str(msg("Who says so")), str(st.session_state.get("key_who", "")), key="health_who_input",
                placeholder=str(msg("Your name")),
            )
        with st.container(horizontal=True, gap="small"):
            st.form_submit_button(str(msg("Save the opinion")), type="primary", key="health_save", on_click=save)
            if opinion is not None:
                st.form_submit_button(str(msg("Take it back")), key="health_clear", on_click=clear)


def _earlier(health: HealthView) -> None:
    """What was said of the client before."""
    assert health.book is not None
    log = health.book.changes("opinions", health.chosen)[:-1][::-1][:EARLIER]
    if not log:
        return
    with st.expander(str(msg("Said before"))):
        for each in log:
            band = BANDS[each.after["band"]] if each.after else msg("taken back")
            st.caption(escape(msg("{who}, {when}: {band}. {why}", who=each.who, when=Day(each.at.astimezone().date()),
                                  band=band, why=each.why)))


def _save(client: str, change: Callable[[], object]) -> bool:
    """Do what was asked, before the page is drawn anew; the client stays open, and its address says so."""
    open_client(client)
    try:
        change()
    except Exception as error:  # noqa: BLE001  raised again where the page can show it
        st.session_state[WRONG] = error
        return False
    now = datetime.datetime.now().astimezone()
    st.session_state[SAID] = msg("Saved, {time}", time=f"{now:%H:%M}")
    return True


def _said() -> None:
    """Say what came of the button that was pressed."""
    said: Message | None = st.session_state.pop(SAID, None)
    wrong = st.session_state.pop(WRONG, None)
    if said is not None:
        st.success(escape(said), icon=":material/check:")
    if isinstance(wrong, KamError):
        errors.show(wrong)
    elif wrong is not None:
        raise wrong
