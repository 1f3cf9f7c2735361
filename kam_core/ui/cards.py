"""The card of a measure: formula, period, population, source, and the settings in force."""

from __future__ import annotations

from functools import cache

import streamlit as st

from kam_core.i18n import Count, Message, Number, Share, current_language, msg
from kam_core.metrics import MEASURES
from kam_core.settings import CATALOGUE, Setting, Settings, load
from kam_core.ui.choices import choice_word
from kam_core.ui.links import page_link
from kam_core.ui.session import data_folder
from kam_core.ui.text import escape

SETTINGS = msg("Settings in force")


def measure_card(key: str, label: Message, of: str | None = None) -> None:
    """The name of a figure with its "?": it opens the card of its measure, and leads to all of them.

    of: the key of the figure in the summary of the measure, if it is one
    """
    with st.popover(escape(label), icon=":material/help:", type="tertiary"):
        st.markdown("\n\n".join([_figure(key, label, of), *_card(key, load(data_folder()), current_language())]))
        page_link("definitions", msg("All definitions"), find=key)


def _figure(key: str, label: Message, of: str | None) -> str:
    """The figure that was asked for: its name, and what the registry calls it where that says more."""
    said = f"**{escape(label)}**"
    known = MEASURES[key].summary.get(of or "")
    return said if known is None or str(known) == str(label) else f"{said} — {escape(known)}"


@cache
def _card(key: str, settings: Settings, _language: str) -> list[str]:
    return card(key, settings)


def card(key: str, settings: Settings) -> list[str]:
    """The parts of a card as Markdown, in the order in which they are read."""
    measure = MEASURES[key]
    parts = [
        (msg("Formula"), measure.formula),
        (msg("Period"), measure.period),
        (msg("Population"), measure.population),
        (msg("Source"), measure.source),
    ]
    said = [f"**{escape(name)}.** {escape(text)}" for name, text in parts]
    if measure.settings:
        lines = [f"- {escape(setting_sentence(CATALOGUE[key], settings))}" for key in measure.settings]
        # Right after the formula that they are a part of: a card is cut at the end of the window, and scrolls from there.
        said.insert(1, "\n".join([f"**{escape(SETTINGS)}.**", "", *lines]))
    return said


def setting_sentence(setting: Setting, settings: Settings) -> str:
    """What a setting sets, and its value in force."""
    return f"{str(setting.help).rstrip('.')} — {setting_value(setting, settings)}"


def setting_value(setting: Setting, settings: Settings) -> str:
    """The value in force, with its unit, in the current language."""
    value = settings[setting.key]
    if setting.choices:
        return choice_word(setting.key, str(value))
    if setting.unit == "text" or isinstance(value, str):
        return str(value) or "—"
    if setting.unit == "share":
        return str(Share(value))
    plain = str(Count(int(value))) if float(value).is_integer() else str(Number(value, 2))
    units = {"seconds": msg("s"), "MB": msg("MB"), "GB": msg("GB")}
    unit = units.get(setting.unit)
    return f"{plain} {unit}" if unit is not None else plain
