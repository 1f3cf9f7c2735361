"""The page "Settings": every threshold with its value in force, changed one at a time, each change in a log."""

from __future__ import annotations

import datetime

import pandas as pd
import streamlit as st

from kam_core.book import tell
from kam_core.errors import AccessError, UsageError
from kam_core.i18n import Message, msg
from kam_core.settings import CATALOGUE, Setting, change, history
from kam_core.ui import address, looking, session
from kam_core.ui.cards import setting_value
from kam_core.ui.choices import choice_word
from kam_core.ui.columns import Column
from kam_core.ui.definitions import found_settings, setting_range
from kam_core.ui.tables import table
from kam_core.ui.text import escape
from kam_core.ui.view import View

COLUMNS = (
    Column("help", msg("What it sets"), width="large"), Column("value", msg("In force")),
    Column("default", msg("By default")), Column("range", msg("Range")), Column("key", msg("Name")),
)
LOG = (
    Column("at", msg("When")), Column("who", msg("Who")), Column("help", msg("What it sets"), width="large"),
    Column("was", msg("Before")), Column("now", msg("After")),
)
SAID = "settings_said"


def settings_page(view: View) -> None:
    """Find a setting, choose it, give it another value; below, what was changed, with a way back.

    ``setting`` in the address chooses one.
    """
    st.title(escape(_thesis(view)))
    st.caption(escape(msg("A change holds for everybody, from the next question on. It is noted with who and when.")))
    asked = st.text_input(
        str(msg("Find")), key="settings_find", icon=":material/search:", label_visibility="collapsed",
        placeholder=str(msg("Find a setting")), live=True,
    ) or ""
    found = found_settings(asked)
    if not found:
        st.markdown(escape(msg("Nothing is called “{text}”.", text=asked)))
        return
    frame = pd.DataFrame([_row(setting, view) for setting in found])
    place = table(frame, COLUMNS, "settings_list", alt=msg("Settings with their values in force"), select=True)
    named = CATALOGUE.get(address.get("setting"))
    chosen = found[place] if place is not None else named if named in found else None
    if chosen is None:
        st.caption(escape(msg("Choose a row to change it.")))
    else:
        _editor(chosen, view)
    said = st.session_state.pop(SAID, None)
    if said is not None:
        st.success(escape(said), icon=":material/check:")
    _log(view)


def _thesis(view: View) -> Message:
    changed = len(view.settings.changed)
    if not changed:
        return msg("All settings stand at their defaults")
    return msg("{n} of {all} settings differ from their defaults", n=changed, all=len(CATALOGUE))


def _row(setting: Setting, view: View) -> dict[str, str]:
    default = view.settings.with_(**{setting.key: setting.default})
    return {
        "key": setting.key, "help": str(setting.help), "value": setting_value(setting, view.settings),
        "default": setting_value(setting, default), "range": setting_range(setting),
    }


def _editor(setting: Setting, view: View) -> None:
    may = view.may("settings")
    with st.form(f"settings_edit_{setting.key}", border=True):
        st.markdown(f"**{escape(setting.help)}**")
        value = _input(setting, view, may)
        with st.container(horizontal=True, gap="small"):
            save = st.form_submit_button(str(msg("Save")), type="primary", disabled=not may)
            back = st.form_submit_button(
                str(msg("Back to the default")), disabled=not may or view.settings[setting.key] == setting.default
            )
    if not may:
        st.caption(escape(looking.opened_by("settings")))
    elif save or back:
        _change(setting, None if back else value, view)


def _input(setting: Setting, view: View, may: bool) -> float | str:
    now, key = view.settings[setting.key], f"settings_value_{setting.key}"
    label = str(msg("New value"))
    if setting.choices:
        return str(st.selectbox(
            label, setting.choices, index=setting.choices.index(str(now)), key=key, disabled=not may,
            format_func=lambda choice: choice_word(setting.key, choice),
        ))
    if setting.unit == "text":
        return str(st.text_input(label, str(now), key=key, disabled=not may))
    share = setting.unit == "share"
    scale = 100.0 if share else 1.0
    whole = setting.unit == "count" and float(now).is_integer()
    entered = st.number_input(
        f"{label}, %" if share else label, setting.low * scale, setting.high * scale, float(now) * scale,
        step=1.0, format="%.0f" if whole else "%.4g", key=key, disabled=not may, width=260,
    )
    return round(float(entered) / scale, 10)


def _change(setting: Setting, value: float | str | None, view: View) -> None:
    try:
        if not session.member().may("settings"):
            raise AccessError(msg("You may not change settings any more."), next=msg("Ask the administrator."))
        who = view.member.email or str(msg("owner"))
        change(view.store.data, who, {setting.key: value})
        tell(view.store.data, "settings", setting.key, "edit", who, {"was": view.settings[setting.key], "now": value})
    except (AccessError, UsageError) as error:
        st.error(escape(error), icon=":material/error:")
        return
    at = datetime.datetime.now().astimezone()
    same = view.settings[setting.key] == (setting.default if value is None else value)
    st.session_state[SAID] = str(
        msg("This value was in force already: nothing was changed.") if same else msg("Saved, {time}", time=f"{at:%H:%M}"))
    st.session_state.pop(f"settings_value_{setting.key}", None)
    st.rerun()


def _log(view: View) -> None:
    made = [row for row in history(view.store.data) if row["setting"] in CATALOGUE]
    if not made:
        return
    st.subheader(str(msg("What was changed")))
    last = made[0]
    key = str(last["setting"])
    if view.may("settings") and view.settings[key] == last["is"] and st.button(
        str(msg("Undo the last change")), icon=":material/undo:", key="settings_undo"
    ):
        _change(CATALOGUE[key], last["was"], view)
    frame = pd.DataFrame([
        {
            "at": f"{datetime.datetime.fromisoformat(str(row['when'])).astimezone():%Y-%m-%d %H:%M}",
            "who": row["who"], "help": str(CATALOGUE[str(row["setting"])].help),
            "was": _shown(row, "was", view), "now": _shown(row, "is", view),
        }
        for row in made
    ])
    table(frame, LOG, "settings_log", alt=msg("Changes of settings, the last first"))


def _shown(row: dict[str, str | float], side: str, view: View) -> str:
    """A value of the log as the setting writes it; one that is out of its range by now, as it stands."""
    setting = CATALOGUE[str(row["setting"])]
    try:
        return setting_value(setting, view.settings.with_(**{setting.key: row[side]}))
    except UsageError:
        return str(row[side])
