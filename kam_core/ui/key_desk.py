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

SAID, WRONG, WHO = "key_said", "key_wrong", "key_who"
"""What was saved, or went wrong, when a button was pressed, until it is shown; and the name that was typed."""
DECIDES, SCORES, UNDOES = "key_who_input", "key_who_scores", "key_who_undo"
"""The fields for a name. As long as there is none, each form has its own: a field outside would be left by the click on
the form's button, and the page drawn anew for the one before the other is heard."""
CONSENT: dict[str, bool | None] = {"None": None, "True": True, "False": False}
DESK, UNDO = "desk", "undo"
"""Where a button stands: what came of it is said there, in sight of whoever pressed it."""
NO_TYPE = msg("not set")
NOTHING = 0
"""What stands for no score in a control."""
ANSWERS: dict[int, Message] = {NOTHING: NOT_ASSESSED, YES: STATES["yes"], NO: STATES["no"]}
SCALES = {factor.key for factor in FACTORS}
"""What is scored on the whole scale; the rest is a yes or a no."""


def key_desk(keys: KeyView) -> None:
    """A client, its evidence, and the forms that score it and decide on it."""
    st.subheader(str(msg("A client, the evidence and the decision")))
    _choose(keys)
    _said(DESK)
    row = keys.row()
    if row is None:
        st.caption(escape(msg("Find a client by name to see what speaks for it.")))
        return
    left, right = st.columns([3, 2], gap="large")
    with left:
        evidence(keys, row)
    with right:
        if _known():
            _who(keys, DECIDES, msg("Who decides"))
        if keys.may_decide():
            _decide(keys, row)
        else:
            st.caption(escape(msg("There is one list for all: only those who decide for the whole company may change it.")))
    if keys.book.reach.may_edit(str(row["account_id"])):
        _scores(keys, row)


def key_undo(keys: KeyView) -> None:
    """A button that takes the last decision back, and says which one that is."""
    _said(UNDO)
    undone = {each.undoes for each in keys.log}
    last = next((each for each in reversed(keys.log) if each.undoes is None and each.version not in undone), None)
    if last is None or not keys.may_decide():
        return

    def undo() -> None:
        cap = int(keys.view.settings.number("key_list_cap"))
        _save(last.client_id, lambda: keys.book.keys.undo(_name(keys, UNDOES), cap=cap, expected=keys.listed.version),
              msg("taken back: {name}", name=last.name), by=UNDO)

    words, icon = str(msg("Undo the last decision")), ":material/undo:"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if keys.view.member.email or _known():
            st.button(words, icon=icon, key="key_undo", on_click=undo)
        else:
            with st.form("key_undo_form", border=False, width=320):
                _who(keys, UNDOES, msg("Who takes it back"))
                st.form_submit_button(words, icon=icon, key="key_undo", on_click=undo)
        st.caption(escape(msg("{name}: {action}, {who}, {when}", name=last.name, action=ACTIONS[last.action], who=last.who,
                              when=moment(last.at))), width="content")


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


def _known() -> bool:
    """Whether a name was typed in this session."""
    return bool(str(st.session_state.get(WHO, "")).strip())


def _name(keys: KeyView, field: str = DECIDES) -> str:
    """Who decides: the e-mail of whoever has signed in, else the name typed in this field, or once in this session."""
    state = st.session_state
    return keys.view.member.email or str(state.get(DECIDES, state[WHO]) if _known() else state.get(field) or "")


def _who(keys: KeyView, field: str, words: Message) -> None:
    """Ask for the name, where nobody signs in."""
    if not keys.view.member.email:
        if field not in st.session_state:
            st.session_state[field] = str(st.session_state.get(WHO, ""))
        name = st.text_input(str(words), key=field, placeholder=str(msg("Your name")),
                             help=str(msg("Stands in the log beside every decision and score.")))
        if _known() and name.strip():
            st.session_state[WHO] = name


def _decide(keys: KeyView, row: dict[Any, Any]) -> None:
    """The form of the decision. What is pressed is done with the version of the list that was in sight."""
    client, name = str(row["account_id"]), str(row["name"])
    version, book, entry, state = keys.listed.version, keys.book.keys, keys.listed.entry(client), st.session_state
    stamp = client if entry is None else f"{client}_{entry.since.isoformat()}_{entry.consent}_{entry.kind}"
    why, consent, kind = f"key_why_{client}", f"key_consent_{stamp}", f"key_kind_{stamp}"

    def enter() -> None:
        cap = int(keys.view.settings.number("key_list_cap"))
        _save(client, lambda: book.enter(client, name, why=state[why], who=_name(keys), cap=cap, expected=version,
                                         consent=CONSENT[state[consent]], kind=state[kind] or None),
              msg("{name} is on the list", name=name), why)

    def edit() -> None:
        _save(client, lambda: book.edit(client, why=state[why], who=_name(keys), expected=version,
                                        consent=CONSENT[state[consent]], kind=state[kind] or None), name, why)

    def leave() -> None:
        _save(client, lambda: book.leave(client, why=state[why], who=_name(keys), expected=version),
              msg("{name} is off the list", name=name), why)

    with st.form(f"key_decision_{client}"):
        _head(msg("The decision"))
        if not _known():
            _who(keys, DECIDES, msg("Who decides"))
        st.text_area(str(msg("Why")), key=why, height=80,
                     placeholder=str(msg("The reason, in a sentence: it stands in the log.")))
        _consent(consent, None if entry is None else entry.consent)
        _kind(kind, row["type"] if entry is None else entry.kind)
        with st.container(horizontal=True, gap="small"):
            if entry is None:
                st.form_submit_button(str(msg("Put on the list")), type="primary", key="key_enter", on_click=enter)
            else:
                st.form_submit_button(str(msg("Save the entry")), type="primary", key="key_edit", on_click=edit)
                st.form_submit_button(str(msg("Take off the list")), key="key_leave", on_click=leave)


def _head(words: Message) -> None:
    st.markdown(f"**{escape(words)}**")


def _consent(key: str, now: bool | None) -> None:
    st.selectbox(
        str(msg("The client's consent to the status")), list(CONSENT), index=list(CONSENT).index(str(now)),
        format_func=lambda value: str(CONSENTS[value]), key=key,
    )


def _kind(key: str, now: object) -> None:
    options = ["", *TYPES]
    st.selectbox(
        str(msg("Type")), options, index=options.index("" if missing(now) or now not in TYPES else str(now)),
        format_func=lambda value: str(TYPES.get(value, NO_TYPE)), key=key,
    )


def _scores(keys: KeyView, row: dict[Any, Any]) -> None:
    """Scores of the factors that data do not tell, and what people say of the definitions and the three Ps."""
    client = str(row["account_id"])
    given = keys.scores.get(client, {})
    open_ = [factor for factor in FACTORS if not factor.measured or missing(row[factor.measured])]
    asked = [(each.key, each.label, each.meaning) for each in DEFINITIONS if each.people]
    fields = {key: f"score_{key}_{client}_{given[key].version if key in given else 0}"
              for key in (*(factor.key for factor in open_), *(key for key, _, _ in asked), *(key for key, _ in POWERS))}

    def put() -> None:
        wanted = {key: st.session_state[field] for key, field in fields.items()}
        _save(client, lambda: _put(keys, client, wanted), msg("scores of {name}", name=str(row["name"])))

    with st.form(f"key_scores_{client}"):
        _head(msg("What people say"))
        if not _known():
            _who(keys, SCORES, msg("Who scores"))
        st.caption(escape(msg("From 1 to 10, where the data do not tell. What is not scored does not count.")))
        with st.grid(4, min_column_width=210):
            for factor in open_:
                _score(factor, given.get(factor.key), fields[factor.key])
        _head(msg("Definitions and three Ps"))
        with st.grid(4, min_column_width=210):
            for key, label, meaning in [*asked, *((key, label, None) for key, label in POWERS)]:
                _answer(label, meaning, given.get(key), fields[key])
        st.form_submit_button(str(msg("Save the scores")), key="key_scores", on_click=put)


def _score(factor: Factor, now: Score | None, key: str) -> None:
    """A score from 1 to 10, or none."""
    options, words = [NOTHING, *range(LOWEST, HIGHEST + 1)], dict(factor.anchors)
    st.selectbox(
        escape(factor.label), options, index=options.index(NOTHING if now is None else now.value),
        format_func=lambda value: _score_words(value, words), key=key, help=escape(anchors(factor)),
    )


def _answer(label: Message, meaning: Message | None, now: Score | None, key: str) -> None:
    """Yes, no or nothing."""
    options = [NOTHING, YES, NO]
    st.selectbox(
        escape(label), options, index=options.index(_held(now)), key=key,
        format_func=lambda value: str(ANSWERS[value]), help=None if meaning is None else escape(meaning),
    )


def _held(now: Score | None) -> int:
    """Yes, no or nothing, as what a score means for a definition."""
    return NOTHING if now is None else YES if now.value >= HOLDS else NO


def _score_words(value: int, words: dict[int, Message]) -> str:
    if value == NOTHING:
        return str(NOT_SCORED)
    return str(msg("{score} — {words}", score=value, words=words[value])) if value in words else str(value)


def _put(keys: KeyView, client: str, wanted: dict[str, int]) -> None:
    """Write what was changed; what somebody else has changed meanwhile is refused, the rest is kept."""
    given, refused = keys.scores.get(client, {}), None
    for key, chosen in wanted.items():
        seen = given.get(key)
        shown = NOTHING if seen is None else seen.value if key in SCALES else _held(seen)
        if chosen == shown:
            continue
        try:
            keys.book.scores.put(client, key, chosen or None, who=_name(keys, SCORES),
                                  expected=0 if seen is None else seen.version)
        except KamError as error:
            refused = refused or error
    if refused is not None:
        raise refused


def _save(client: str, change: Callable[[], object], what: Message | str, typed: str | None = None, by: str = DESK) -> None:
    """Do what was asked, before the page is drawn anew; the client stays open, and its address says so.

    typed: the field that is emptied when it went well; by: where the button stands
    """
    choose(client)
    _keep_name()
    try:
        change()
    except Exception as error:  # noqa: BLE001  raised again where the page can show it
        st.session_state[f"{WRONG}_{by}"] = error
        return
    now = datetime.datetime.now().astimezone()
    st.session_state[f"{SAID}_{by}"] = msg("Saved, {time} · {what}", time=f"{now:%H:%M}", what=what)
    if typed is not None:
        st.session_state[typed] = ""


def _keep_name() -> None:
    """A name that came with a form is that of the session from then on: it is typed once."""
    state = st.session_state
    name = next((str(state[field]).strip() for field in (DECIDES, SCORES, UNDOES) if str(state.get(field) or "").strip()), "")
    if name and not _known():
        state[WHO] = state[DECIDES] = name


def _said(by: str) -> None:
    """Say what came of the button that was pressed there."""
    said, wrong = st.session_state.pop(f"{SAID}_{by}", None), st.session_state.pop(f"{WRONG}_{by}", None)
    if said is not None:
        st.success(escape(said), icon=":material/check:")
    if isinstance(wrong, KamError):
        errors.show(wrong)
    elif wrong is not None:
        raise wrong
