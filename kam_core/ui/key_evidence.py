"""What speaks for a client, and against: six definitions, eight factors, four types, three Ps."""

from __future__ import annotations

import datetime
from typing import Any

import pandas as pd
import streamlit as st

from kam_core.i18n import Count, Day, Joined, Message, Number, Ratio, Share, msg, nmsg
from kam_core.metrics import key_factors
from kam_core.metrics.key_factors import DEFINITIONS, FACTORS, POWERS, TYPES
from kam_core.metrics.key_list import STANDINGS
from kam_core.ui.columns import missing
from kam_core.ui.headline import DASH
from kam_core.ui.key_tables import nominated_by
from kam_core.ui.key_view import KeyView
from kam_core.ui.text import escape

STATES: dict[str, Message] = {"yes": msg("yes"), "no": msg("no")}
NOT_ASSESSED = msg("not assessed")
NOT_SCORED = msg("not scored")
HEADS = (msg("Factor"), msg("Score"), msg("Weight"), msg("What tells"))
SIX, TYPE, THREE = msg("Six definitions"), msg("Type"), msg("Three Ps")


def evidence(keys: KeyView, row: dict[Any, Any]) -> None:
    """The evidence for one client. row: of ``key_list.Standing.rows``"""
    st.markdown(f"#### {escape(row['name'])}")
    st.caption(escape(_summary(row)))
    st.markdown(f"**{escape(SIX)}**")
    st.markdown("\n".join(
        f"{place}. {escape(each.label)} — **{escape(_state(row[each.key]))}**: {escape(_definition(each.key, row, keys))}"
        for place, each in enumerate(DEFINITIONS, 1)
    ))
    types = [str(word) for key, word in TYPES.items() if row[f"type_{key}"] == "yes"]
    open_ = [str(word) for key, word in TYPES.items() if missing(row[f"type_{key}"])]
    words = str(Joined(types)) if types else str(msg("none so far"))
    if open_:
        words = str(msg("{types}; not known: {open}", types=words, open=Joined(open_)))
    st.markdown(f"**{escape(TYPE)}.** {escape(words)}")
    powers = [str(msg("{name}: {state}", name=str(label).lower(), state=_state(row[key]))) for key, label in POWERS]
    st.markdown(f"**{escape(THREE)}.** {escape(' · '.join(powers))}")
    # a table in Markdown would push the page aside on a phone; this one scrolls within its frame
    st.table(pd.DataFrame([_factor(each, row, keys) for each in FACTORS], columns=[escape(head) for head in HEADS]),
             hide_index=True, alt=str(msg("The eight factors with their scores and weights")))
    with st.expander(str(msg("How the scores are given"))):
        st.markdown("\n".join(_scale(each) for each in FACTORS))


def anchors(factor: key_factors.Factor) -> Joined:
    """The anchors for whoever scores a factor: '1 — …, 4 — …'."""
    return Joined([msg("{score} — {words}", score=score, words=words) for score, words in factor.anchors])


def _summary(row: dict[Any, Any]) -> str:
    parts: list[object] = [STANDINGS[row["standing"]]]
    if row["standing"] == "listed":
        parts.append(msg("since {when}, by {who}: {why}", when=_day(row["since"]), who=row["who"], why=row["why"]))
    total, known = row["total"], int(row["known"])
    if missing(total):
        parts.append(msg("no factor is known"))
    else:
        parts.append(msg("{total} of 10; {known} of {all} factors known, {weight} of the weight", total=Number(float(total), 1),
                         known=known, all=len(FACTORS), weight=Share(float(row["known_weight"]), 0)))
    return " · ".join(str(part) for part in parts)


def _day(at: datetime.datetime) -> Day:
    return Day(at.astimezone().date())


def _state(state: object) -> Message:
    return STATES.get(str(state), NOT_ASSESSED)


def _definition(key: str, row: dict[Any, Any], keys: KeyView) -> str:
    meaning = next(each.meaning for each in DEFINITIONS if each.key == key)
    if key == "def_money":
        said = nominated_by(row, keys)
        return str(Joined(said)) if said else str(msg("passes no limit by size"))
    score = keys.scores.get(str(row["account_id"]), {}).get(key)
    people = None if score is None else msg("said by {who}, {when}", who=score.who, when=_day(score.at))
    if key == "def_potential":
        data = _potential(row)
        return str(data if people is None else msg("{people}; the data: {data}", people=people, data=data))
    return str(meaning if people is None else msg("{meaning}; {people}", meaning=meaning, people=people))


def _potential(row: dict[Any, Any]) -> Message:
    if missing(row["peers"]):
        return msg("there are too few similar clients to compare with")
    peers = Count(int(row["peers"]))
    if row["missing_names"]:
        return msg("half of {n} similar clients buy what it does not: {names}", n=peers, names=str(row["missing_names"]))
    if not missing(row["peer_median"]) and float(row["revenue"] or 0) < float(row["peer_median"]):
        return msg("it buys less than the median of {n} similar clients", n=peers)
    if missing(row["categories"]) or not row["categories"]:
        return msg("it buys no less than the median of {n} similar clients; the sales name no categories", n=peers)
    return msg("it buys what {n} similar clients buy", n=peers)


def _factor(factor: key_factors.Factor, row: dict[Any, Any], keys: KeyView) -> list[str]:
    score, weight = row[factor.key], keys.view.settings.number(factor.weight)
    cells: list[object] = [
        factor.label, DASH if missing(score) else Number(float(score)), Number(weight, 0 if weight.is_integer() else 1),
        _tells(factor, row, keys),
    ]
    return [escape(cell) for cell in cells]


def _tells(factor: key_factors.Factor, row: dict[Any, Any], keys: KeyView) -> Message:
    if factor.measured and not missing(row[factor.measured]):
        value = float(row[factor.measured])
        if factor.key == "factor_revenue":
            return msg("data: {share} of the revenue", share=Share(value))
        if factor.key == "factor_growth":
            return msg("data: revenue {change} to the earlier period", change=Ratio(value))
        if factor.key == "factor_renewal":
            days = int(row["open_days"])
            if not days:
                return msg("data: bought on the last day of the data or of the period")
            return nmsg("data: {n} day since the last purchase, {times} of its usual interval",
                        "data: {n} days since the last purchase, {times} of its usual interval", days,
                        times=Number(value, 2))
        return msg("data: serving takes {share} of its revenue, {times} of what is usual",
                   share=Share(float(row["serve_share"])), times=Number(value, 2))
    said = keys.scores.get(str(row["account_id"]), {}).get(factor.key)
    if said is None:
        return NOT_SCORED
    return msg("{who}, {when}", who=said.who, when=_day(said.at))


def _scale(factor: key_factors.Factor) -> str:
    people = msg("people: {anchors}", anchors=anchors(factor))
    words = msg("data: {scale}; without data {people}", scale=factor.scale(), people=people) if factor.measured else people
    return f"- **{escape(factor.label)}.** {escape(words)}"
