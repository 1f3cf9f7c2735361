"""The parts of the page "Definitions": measures and settings, found by what the reader types."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from kam_core.i18n import Message, Number, Share, msg
from kam_core.metrics import MEASURES, Measure
from kam_core.settings import CATALOGUE, Setting, Settings
from kam_core.ui.cards import card, setting_value
from kam_core.ui.choices import choice_word
from kam_core.ui.columns import Column
from kam_core.ui.tables import table
from kam_core.ui.text import escape

ALSO: dict[str, Message] = {
    "overview": msg("sales, turnover, profit"),
    "concentration": msg("dependence, risk, ABC"),
    "accounts": msg("churn, attrition, customers"),
    "what_if": msg("churn, stress test, scenario"),
    "losses": msg("churn, risk, loss"),
    "abc_xyz": msg("classes, segments, regularity, Pareto"),
    "migration": msg("transitions, movement, flow"),
}
"""Other words by which a measure is looked for."""


def found_measures(asked: str) -> list[Measure]:
    """The measures that hold every word of a text in their card, in their columns or in their key."""
    return [measure for measure in MEASURES.values() if _holds(asked, _words(measure))]


def found_settings(asked: str) -> list[Setting]:
    """The settings that hold every word of a text in their name or their help."""
    return [setting for setting in CATALOGUE.values() if _holds(asked, [setting.key, setting.help])]


def definition(measure: Measure, settings: Settings) -> None:
    """The card of a measure, with what it gives. Its anchor is its key."""
    with st.container(border=True):
        st.subheader(escape(measure.label), anchor=measure.key)
        st.markdown("\n\n".join(card(measure.key, settings)))
        with st.expander(str(msg("What it gives")), icon=":material/table_rows:"):
            given = {**measure.summary, **measure.columns}
            st.markdown("\n".join(f"- `{key}` {escape(name.label)}" for key, name in given.items()))


def settings_table(chosen: list[Setting], settings: Settings) -> None:
    """The settings with value, default and range."""
    frame = pd.DataFrame([
        {
            "key": setting.key, "help": str(setting.help), "value": setting_value(setting, settings),
            "default": setting_value(setting, Settings()), "range": setting_range(setting),
        }
        for setting in chosen
    ])
    columns = [
        Column("help", msg("What it sets"), width="large"), Column("value", msg("In force")),
        Column("default", msg("By default")), Column("range", msg("Range")), Column("key", msg("Name")),
    ]
    table(frame, columns, "settings", alt=msg("Settings with their values in force"))


def setting_range(setting: Setting) -> str:
    """The range of a setting, in its unit."""
    if setting.unit == "text":
        return ""
    if setting.choices:
        return " · ".join(choice_word(setting.key, choice) for choice in setting.choices)
    if setting.unit == "share":
        return f"{Share(setting.low)} – {Share(setting.high)}"
    digits = 0 if setting.low == int(setting.low) else 2
    return f"{Number(setting.low, digits)} – {Number(setting.high)}"


def _words(measure: Measure) -> list[object]:
    names = [*measure.columns.items(), *measure.summary.items()]
    return [
        measure.key, measure.label, measure.formula, measure.period, measure.population, measure.source,
        ALSO.get(measure.key, ""), *measure.settings, *(part for key, name in names for part in (key, name.label)),
    ]


def _holds(asked: str, texts: list[str | Message] | list[object]) -> bool:
    whole = " ".join(str(text) for text in texts).casefold()
    return all(word in whole for word in asked.casefold().split())
