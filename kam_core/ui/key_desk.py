"""The desk of the page Key clients: choose a client, see what speaks for it, score it, decide."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import streamlit as st

from kam_core.book import Score
from kam_core.errors import KamError
from kam_core.i18n import Message, msg
from kam_core.metrics.key_factors import DEFINITIONS, FACTORS, HIGHEST, HOLDS, LOWEST, NO, POWERS, TYPES, YES, Factor
from kam_core.metrics.key_list import find
from kam_core.ui import errors
from kam_core.ui.columns import missing
from kam_core.ui.key_evidence import NOT_ASSESSED, NOT_SCORED, STATES, anchors, evidence
from kam_core.ui.key_tables import ACTIONS, CONSENTS, moment
from kam_core.ui.key_view import KeyView, choose
from kam_core.ui.text import escape

SAID, WHO = "key_said", "key_who"
CONSENT: dict[str, bool | None] = {"None": None, "True": True, "False": False}
NO_TYPE = msg("not set")


def key_desk(keys: KeyView) -> None:
    """A client, its evidence, and the forms that score it and decide on it."""
    st.subheader(str(msg("A client, the evidence and the decision")))
    _choose(keys)
    row = keys.row()
    if row is None:
        st.caption(escape(msg("Find a client by name to see what speaks for it.")))
        return
    said = st.session_state.pop(SAID, None)
    if said is not None:
        st.success(escape(said), icon=":material/check:")
    left, right = st.columns([3, 2], gap="large")
    with left:
        evidence(keys, row)
    with right:
        who = _who(keys)
        if keys.may_decide():
            _decide(keys, row, who)
        else:
            st.caption(escape(msg("There is one list for all: only those who see the whole company may change it.")))
    _scores(keys, row, who)


def key_undo(keys: KeyView) -> None:
    """A button that takes the last decision back, and says which one that is."""
    undone = {each.undoes for each in keys.log}
    last = next((each for each in reversed(keys.log) if each.undoes is None and each.version not in undone), None)
    if last is None or not keys.may_decide():
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        asked = st.button(str(msg("Undo the last decision")), icon=":material/undo:", key="key_undo")
        st.caption(escape(msg("{name}: {action}, {who}, {when}", name=last.name, action=ACTIONS[last.action], who=last.who,
                              when=moment(last.at))), width="content")
    if asked:
        cap = int(keys.view.settings.number("key_list_cap"))
        _save(lambda: keys.book.keys.undo(_known(keys), cap=cap, expected=keys.listed.version),
              msg("taken back: {name}", name=last.name))


def _choose(keys: KeyView) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        wanted = st.text_input(
            str(msg("Find any client")), key="key_find", icon=":material/search:", placeholder=str(msg("Find by name")),
            width=260,
        )
        rows = keys.found.rows
        names = dict(zip(rows["account_id"], rows["name"], strict=True))
        if wanted and wanted.strip():
            found = find(keys.view.open_ledger, keys.view.scope, wanted)
            names = found | ({keys.chosen: names[keys.chosen]} if keys.chosen and keys.chosen not in found else {})
            if not found:
                st.caption(escape(msg("No client is called “{text}”.", text=wanted.strip())), width="content")
        if st.session_state.get("key_client") != keys.chosen and keys.chosen:
            st.session_state["key_client"] = keys.chosen
        if names:
            st.selectbox(str(msg("Client")), list(names), format_func=lambda key: str(names.get(key, key)), key="key_client",
                         on_change=lambda: choose(st.session_state["key_client"]), width=420)


def _known(keys: KeyView) -> str:
    """Who decides: the e-mail of whoever has signed in, else the name typed in this session."""
    return keys.view.viewer.email or str(st.session_state.get(WHO, ""))


def _who(keys: KeyView) -> str:
    """Ask for the name once, where nobody signs in."""
    if not keys.view.viewer.email:
        st.session_state[WHO] = st.text_input(
            str(msg("Who decides")), str(st.session_state.get(WHO, "")), key="key_who_input",
            placeholder=str(msg("Your name")), help=str(msg("Stands in the log beside every decision and score.")),
        )
    return _known(keys)


def _decide(keys: KeyView, row: dict[Any, Any], who: str) -> None:
    client, name = str(row["account_id"]), str(row["name"])
    version, book = keys.listed.version, keys.book.keys
    entry = keys.listed.entry(client)
    if entry is None:
        cap = int(keys.view.settings.number("key_list_cap"))
        with st.form(f"key_enter_{client}_{version}"):
            _head(msg("Put on the list"))
            why = _why("key_enter_why", client, version)
            consent = _consent("key_enter_consent", client, version, None)
            kind = _kind("key_enter_kind", client, version, row["type"])
            if st.form_submit_button(str(msg("Put on the list")), type="primary", key="key_enter"):
                _save(lambda: book.enter(client, name, why=why, who=who, cap=cap, consent=consent, kind=kind,
                                         expected=version), msg("{name} is on the list", name=name))
        return
    with st.form(f"key_edit_{client}_{version}"):
        _head(msg("Change the entry"))
        consent = _consent("key_edit_consent", client, version, entry.consent)
        kind = _kind("key_edit_kind", client, version, entry.kind)
        why = _why("key_edit_why", client, version)
        if st.form_submit_button(str(msg("Save the entry")), key="key_edit"):
            _save(lambda: book.edit(client, why=why, who=who, consent=consent, kind=kind, expected=version), name)
    with st.form(f"key_leave_{client}_{version}"):
        _head(msg("Take off the list"))
        why_leave = _why("key_leave_why", client, version)
        if st.form_submit_button(str(msg("Take off the list")), key="key_leave"):
            _save(lambda: book.leave(client, why=why_leave, who=who, expected=version),
                  msg("{name} is off the list", name=name))


def _head(words: Message) -> None:
    st.markdown(f"**{escape(words)}**")


def _why(key: str, client: str, version: int) -> str:
    return st.text_area(str(msg("Why")), key=f"{key}_{client}_{version}", height=80,
                        placeholder=str(msg("The reason, in a sentence: it stands in the log."))) or ""


def _consent(key: str, client: str, version: int, now: bool | None) -> bool | None:
    chosen = st.selectbox(
        str(msg("The client's consent to the status")), list(CONSENT), index=list(CONSENT).index(str(now)),
        format_func=lambda value: str(CONSENTS[value]), key=f"{key}_{client}_{version}",
    )
    return CONSENT[chosen]


def _kind(key: str, client: str, version: int, now: object) -> str | None:
    options: list[str | None] = [None, *TYPES]
    return st.selectbox(
        str(msg("Type")), options, index=options.index(None if missing(now) or now not in TYPES else str(now)),
        format_func=lambda value: str(NO_TYPE if value is None else TYPES[value]), key=f"{key}_{client}_{version}",
    )


def _scores(keys: KeyView, row: dict[Any, Any], who: str) -> None:
    """Scores of the factors that data do not tell, and what people say of the definitions and the three Ps."""
    client = str(row["account_id"])
    given = keys.scores.get(client, {})
    stamp = sum(score.version for score in given.values()) * 100 + len(given)
    wanted: dict[str, int | None] = {}
    with st.form(f"key_scores_{client}_{stamp}"):
        _head(msg("What people say"))
        st.caption(escape(msg("From 1 to 10, where the data do not tell. What is not scored does not count.")))
        with st.grid(4, min_column_width=210):
            for factor in FACTORS:
                if not factor.measured or missing(row[factor.measured]):
                    wanted[factor.key] = _score(factor, given.get(factor.key), f"{client}_{stamp}")
        _head(msg("Definitions and three Ps"))
        asked = [(each.key, each.label, each.meaning) for each in DEFINITIONS if each.people]
        with st.grid(4, min_column_width=210):
            for key, label, meaning in [*asked, *((key, label, None) for key, label in POWERS)]:
                wanted[key] = _answer(key, label, meaning, given.get(key), f"{client}_{stamp}")
        if st.form_submit_button(str(msg("Save the scores")), key="key_scores"):
            _save(lambda: _put(keys, client, wanted, who), msg("scores of {name}", name=str(row["name"])))


def _score(factor: Factor, now: Score | None, stamp: str) -> int | None:
    """A score from 1 to 10, or none."""
    options: list[int | None] = [None, *range(LOWEST, HIGHEST + 1)]
    words = dict(factor.anchors)
    return st.selectbox(
        escape(factor.label), options, index=options.index(None if now is None else now.value),
        format_func=lambda value: _score_words(value, words), key=f"score_{factor.key}_{stamp}", help=escape(anchors(factor)),
    )


def _answer(key: str, label: Message, meaning: Message | None, now: Score | None, stamp: str) -> int | None:
    """Yes, no or nothing, as the score that it is kept as; an answer that was not touched stays what it was."""
    held = None if now is None else "yes" if now.value >= HOLDS else "no"
    options: list[str | None] = [None, "yes", "no"]
    chosen = st.selectbox(
        escape(label), options, index=options.index(held), key=f"score_{key}_{stamp}",
        format_func=lambda value: str(STATES.get(str(value), NOT_ASSESSED)), help=None if meaning is None else escape(meaning),
    )
    if now is not None and chosen == held:
        return now.value
    return None if chosen is None else YES if chosen == "yes" else NO


def _score_words(value: int | None, words: dict[int, Message]) -> str:
    if value is None:
        return str(NOT_SCORED)
    return str(msg("{score} — {words}", score=value, words=words[value])) if value in words else str(value)


def _put(keys: KeyView, client: str, wanted: dict[str, int | None], who: str) -> None:
    """Write what differs from what was shown; whatever somebody else has changed since is refused by the book."""
    given = keys.scores.get(client, {})
    for key, value in wanted.items():
        seen = given.get(key)
        if value != (None if seen is None else seen.value):
            keys.book.scores.put(client, key, value, who=who, expected=0 if seen is None else seen.version)


def _save(change: Callable[[], object], what: Message | str) -> None:
    """Do it, say that it is saved and when, and draw the page anew; an error is shown and loses nothing that was typed."""
    try:
        change()
    except KamError as error:
        errors.show(error)
        return
    now = datetime.datetime.now().astimezone()
    st.session_state[SAID] = str(msg("Saved, {time} · {what}", time=f"{now:%H:%M}", what=what))
    st.rerun()
