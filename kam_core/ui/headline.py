"""The thesis of a page, and its three to five figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import streamlit as st

from kam_core.i18n import Day, Message, Points, Ratio, msg
from kam_core.metrics.words import BASE
from kam_core.ui.cards import measure_card
from kam_core.ui.period import between
from kam_core.ui.text import escape
from kam_core.ui.view import View

DASH = "—"


@dataclass(frozen=True)
class Figure:
    """One figure of a page.

    label: what it is; value: a value of kam_core.i18n (Money, Share, Count, …) or a Message; None where it is unknown
    change: against the same period a year before, as Ratio or Points; None where there is nothing to compare with
    good: which direction is welcome; None where neither is
    spark: a trend, oldest first; note: said in place of a change (why there is none, or what the sample is)
    card: key of the measure that its "?" opens; None: that of the figures beside it
    of: its key in the summary of that measure
    """

    label: Message
    value: object | None
    change: Ratio | Points | None = None
    good: Literal["up", "down"] | None = "up"
    spark: Sequence[float] = ()
    note: Message | None = None
    card: str | None = None
    of: str | None = None


def thesis(message: Message | None, view: View, population: Message | None = None) -> None:
    """The headline: one sentence from the data; under it, small, what is shown.

    population: who is counted, e.g. "89 clients with positive revenue"
    """
    st.title(escape(message if message is not None else msg("Nothing stands out in this period.")))
    st.caption(" · ".join(escape(part) for part in shown(view, population)))


def shown(view: View, population: Message | None = None) -> list[Message]:
    """What a page shows: population, period, base, level, the ledger's date."""
    from kam_core.ui.scope_bar import LEVEL_NAMES

    scope, info = view.scope, view.open_ledger.info
    parts: list[Message] = [] if population is None else [population]
    if scope.start is not None and scope.end is not None:
        parts.append(msg("period: {months}", months=between((scope.start, scope.end))))
    elif info.first_date and info.last_date:
        parts.append(msg("all time: {first} – {last}", first=Day(info.first_date), last=Day(info.last_date)))
    parts.append(msg("base: {base}", base=BASE[scope.base]))
    if info.has_groups:
        parts.append(msg("level: {level}", level=LEVEL_NAMES[scope.level]))
    parts.append(msg("ledger of {day}, version {version}", day=Day(info.created.date()), version=info.version))
    return parts


def figures(items: Sequence[Figure]) -> None:
    """Three to five figures side by side in equal heights; on a phone below one another."""
    cards = [item.card for item in items if item.card]
    with st.grid(len(items), min_column_width=190, gap="small"):
        for item in items:
            _figure(item, item.card or (cards[0] if cards else None))


def _figure(item: Figure, card: str | None) -> None:
    change = item.change
    arrow: Literal["up", "down", "off"] = "off"
    colour: Literal["green", "orange", "gray"] = "gray"
    if change is not None and round(change.value, 4) != 0:
        rising = change.value > 0
        arrow = "up" if rising else "down"
        colour = "gray" if item.good is None else "green" if rising == (item.good == "up") else "orange"
    beside = None
    if change is not None:
        beside = str(item.note or msg("vs a year before"))
    with st.container(border=True, height="stretch", gap=None):
        if card:
            measure_card(card, item.label, item.of)
        else:
            st.markdown(f":small[{escape(item.label)}]")
        st.metric(
            escape(item.label), DASH if item.value is None else escape(item.value), label_visibility="collapsed",
            delta=escape(change) if change is not None else str(item.note or "") or None,
            delta_color=colour, delta_arrow=arrow, delta_description=beside,
            chart_data=list(item.spark) or None, chart_type="area",
        )
