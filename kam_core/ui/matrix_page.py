"""The page Portfolio matrix: the picture, its table, what makes up the place of one client, the criteria with their weights."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from kam_core.charts import portfolio_matrix as charts
from kam_core.errors import KamError
from kam_core.i18n import Day, Joined, Message, Money, Number, Ratio, Share, msg, nmsg
from kam_core.metrics.key_factors import FACTORS, HIGHEST, LOWEST
from kam_core.metrics.matrix_criteria import AXES, CRITERIA, MEANINGS, QUADRANTS, SOURCES, Criterion, of
from kam_core.ui import errors
from kam_core.ui.answers import chart
from kam_core.ui.client_tables import answer_table, columns
from kam_core.ui.columns import Column, missing
from kam_core.ui.dossier_view import who
from kam_core.ui.empty import empty
from kam_core.ui.headline import Figure, figures, thesis
from kam_core.ui.key_desk import WHO
from kam_core.ui.matrix_view import MatrixView, choose, matrix_view
from kam_core.ui.notes import notes
from kam_core.ui.tables import table
from kam_core.ui.text import escape
from kam_core.ui.values import count, money
from kam_core.ui.view import View

SHOWN = ("name", "named", "place", "attractive", "strong", "attractive_known", "strong_known", "revenue", "available",
         "available_from", *(each.key for each in CRITERIA), "manager", "segment", "region")
HEADS = {"penetrate": msg("Penetrate"), "expand": msg("Expand"), "protect": msg("Protect")}
SCORED = tuple(each for each in CRITERIA if each.factor)
SAID, WRONG = "matrix_said", "matrix_wrong"
FACTOR = {factor.key: factor for factor in FACTORS}
WEIGHTS = (Column("axis", msg("Axis"), width=190), Column("label", msg("Criterion"), width=190),
           Column("weight", msg("Weight"), "number", digits=0), Column("from", msg("Told by"), width=220),
           Column("anchors", msg("Fixed points: fact → score"), width=420))


def matrix_page(view: View) -> None:
    """The whole page."""
    found = matrix_view(view)
    rows, said = found.answer.rows, found.answer.summary
    thesis(found.answer.thesis, found.view, nmsg("{n} client", "{n} clients", len(rows)))
    if rows.empty:
        empty(msg("There is no client to place."), view.page.sketch)
        notes(found.answer.notes)
        return
    currency = view.open_ledger.info.currency
    figures([
        Figure(label, count(said[place]), card="matrix" if place == "penetrate" else None, of=place,
               note=msg("{amount} a year", amount=Money(said[f"revenue_{place}"] or 0.0, currency)))
        for place, label in HEADS.items()
    ] + [
        Figure(msg("Available over three years"), money(said["available"], currency), of="available",
               note=nmsg("assumed, of {n} client", "assumed, of {n} clients", int(said["available_clients"] or 0))),
    ])
    notes(found.answer.notes)
    if said["placed"]:
        told = tuple(str(value) for value in rows[["account_id", "attractive", "strong", "available"]].to_numpy().ravel())
        chart("matrix", found.view, partial(charts.matrix_of, found.answer, view.settings, currency, chosen=found.chosen), told,
              found.chosen)
        st.caption(" · ".join(escape(msg("{what}: {meaning}", what=QUADRANTS[key], meaning=MEANINGS[key]))
                              for key in QUADRANTS))
    _table(found, rows[rows["place"].notna()], msg("Clients in the matrix"), "matrix")
    rest = rows[rows["place"].isna()]
    if len(rest):
        _table(found, rest, msg("Clients of which too little is known"), "matrix_rest")
    _desk(found)
    _criteria(view)


def _table(found: MatrixView, rows: pd.DataFrame, title: Message, key: str) -> None:
    if rows.empty:
        return
    own = {
        "place": Column("place", msg("What to do"), "mark", marks=tuple(QUADRANTS.items())),
        "available_from": Column("available_from", msg("What that rests on"), "mark", marks=tuple(SOURCES.items()), width=200),
    }
    whole = {"attractive", "strong", *(each.key for each in CRITERIA)}
    chosen = [own.get(column.key, replace(column, digits=0) if column.key in whole else column)
              for column in columns("matrix", SHOWN)]
    answer_table(rows.reset_index(drop=True), chosen, title, found.view, key)


def _desk(found: MatrixView) -> None:
    """Choose a client; its components; the scores that only people can give."""
    st.subheader(str(msg("What makes up the place of a client")))
    rows = found.answer.rows
    names = dict(zip(rows["account_id"], rows["name"], strict=True))
    if st.session_state.get("matrix_client") != found.chosen:
        st.session_state["matrix_client"] = found.chosen
    st.selectbox(str(msg("Client")), list(names), format_func=lambda key: str(names[key]), key="matrix_client", width=420,
                 on_change=lambda: choose(st.session_state["matrix_client"]))
    _said()
    row: dict[Any, Any] = dict(rows[rows["account_id"] == found.chosen].iloc[0])
    with st.grid(2, min_column_width=300, gap="medium"):
        for axis, label in AXES.items():
            with st.container(border=True):
                score, known = row[axis], Share(float(row[f"{axis}_known"]), 0)
                head = msg("{axis}: {score} of 100, {known} of the weight known", axis=label, known=known,
                           score=Number(float(score), 0)) if not missing(score) else msg("{axis}: nothing known", axis=label)
                st.markdown(f"**{escape(head)}**")
                for each in of(axis):
                    st.markdown(escape(_component(found, each, row)))
    _form(found, str(row["account_id"]), str(row["name"]))


def _component(found: MatrixView, each: Criterion, row: dict[Any, Any]) -> Message:
    weight = Number(found.view.settings.number(each.weight), 0)
    if missing(row[each.key]):
        return msg("{what}: not known (weight {weight})", what=each.label, weight=weight)
    score = Number(float(row[each.key]), 0)
    fact = row[f"{each.key}_fact"]
    if missing(fact):
        said = found.scores[str(row["account_id"])][each.factor]
        return msg("{what}: {value} of 10 by {who}, {day} → {score} (weight {weight})", what=each.label, value=said.value,
                   who=said.who, day=Day(said.at.astimezone().date()), score=score, weight=weight)
    units: dict[str, Any] = {"share": Share(float(fact)), "ratio": Ratio(float(fact)), "index": Number(float(fact), 1)}
    return msg("{what}: {fact} → {score} (weight {weight})", what=each.label, fact=units[each.unit], score=score, weight=weight)


def _form(found: MatrixView, client: str, name: str) -> None:
    """Scores from 1 to 10; the same ones that the selection of key clients uses."""
    if not found.book.reach.may_edit(client):
        return
    given = found.scores.get(client, {})
    open_ = [each for each in SCORED if not each.anchors or missing(
        found.answer.rows.loc[found.answer.rows["account_id"] == client, f"{each.key}_fact"].iloc[0])]
    fields = {each.factor: f"matrix_{each.factor}_{client}_{given[each.factor].version if each.factor in given else 0}"
              for each in open_}

    def save() -> None:
        choose(client)
        typed = str(st.session_state.get("matrix_who", st.session_state.get(WHO, "")))
        if typed.strip():
            st.session_state[WHO] = typed
        try:
            for factor, field in fields.items():
                seen = given.get(factor)
                value = st.session_state[field] or None
                if value != (None if seen is None else seen.value):
                    found.book.scores.put(client, factor, value, who=who(found.view, typed),
                                          expected=0 if seen is None else seen.version)
        except KamError as error:
            st.session_state[WRONG] = error
            return
        st.session_state[SAID] = msg("Saved: {name}", name=name)

    with st.form(f"matrix_scores_{client}"):
        head = msg("What only people know")
        st.markdown(f"**{escape(head)}**")
        st.caption(escape(msg("From 1 to 10; what is not scored is not counted. Spend and opportunities are written in the "
                              "dossier.")))
        if not found.view.member.email:
            st.text_input(str(msg("Who scores")), value=str(st.session_state.get(WHO, "")), key="matrix_who", width=300)
        with st.grid(3, min_column_width=240):
            for each in open_:
                options = [0, *range(LOWEST, HIGHEST + 1)]
                now = given.get(each.factor)
                words = dict(FACTOR[each.factor].anchors)
                st.selectbox(
                    escape(each.label), options, index=options.index(0 if now is None else now.value), key=fields[each.factor],
                    format_func=lambda value, words=words: _words(value, words),
                    help=None if now is None else escape(msg("{who}, {day}", who=now.who, day=Day(now.at.astimezone().date()))))
        st.form_submit_button(str(msg("Save the scores")), key="matrix_save", on_click=save)


def _words(value: int, words: dict[int, Message]) -> str:
    if not value:
        return str(msg("not scored"))
    return str(msg("{score} — {words}", score=value, words=words[value])) if value in words else str(value)


def _said() -> None:
    said, wrong = st.session_state.pop(SAID, None), st.session_state.pop(WRONG, None)
    if said is not None:
        st.success(escape(said), icon=":material/check:")
    if wrong is not None:
        errors.show(wrong)


def _criteria(view: View) -> None:
    """Every criterion with its weight and anchors: fixed before anybody is scored."""
    with st.expander(str(msg("Criteria and weights in force")), expanded=False):
        rows = pd.DataFrame([{
            "axis": str(AXES[each.axis]), "label": str(each.label), "weight": view.settings.number(each.weight),
            "from": str(_teller(each)), "anchors": str(_anchors(each)),
        } for each in CRITERIA])
        table(rows, list(WEIGHTS), "matrix_weights", alt=msg("Criteria and weights in force"), search=None)
        st.caption(escape(msg("Weights are settings, and changing one stands in the log.")))


def _teller(each: Criterion) -> Message:
    if each.key in ("size", "wallet"):
        return msg("the ledger and the dossier")
    if not each.anchors:
        return msg("people")
    return msg("the ledger; people where it does not") if each.factor else msg("the ledger")


def _anchors(each: Criterion) -> Joined:
    if not each.anchors:
        return Joined([msg("1 → 0"), msg("10 → 100")])
    writers: dict[str, Any] = {"share": Share, "ratio": Ratio, "index": lambda value: Number(value, 0)}
    return Joined([msg("{fact} → {score}", fact=writers[each.unit](at), score=Number(score, 0))
                   for at, score in each.anchors])


