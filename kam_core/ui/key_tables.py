"""The tables of the page Key clients: the clients, the rules, the log of decisions, and earlier versions of the list."""

from __future__ import annotations

import datetime
from typing import Any

import pandas as pd
import streamlit as st

from kam_core.book import KeyDecision
from kam_core.i18n import Day, Joined, Message, Money, Share, msg
from kam_core.metrics.key_factors import FACTORS, TYPES
from kam_core.metrics.key_list import STANDINGS
from kam_core.metrics.words import OF_BASE
from kam_core.ui.client_tables import WIDTH, answer_table, columns
from kam_core.ui.columns import Column
from kam_core.ui.downloads import download_xlsx
from kam_core.ui.key_view import KeyView, choose
from kam_core.ui.tables import table
from kam_core.ui.text import escape

CONSENTS: dict[str, Message] = {"None": msg("not asked"), "True": msg("agreed"), "False": msg("refused")}
"""The client's consent to the status, by what the book keeps."""
ACTIONS: dict[str, Message] = {
    "enter": msg("put on the list"), "leave": msg("taken off the list"), "edit": msg("changed"), "undo": msg("taken back"),
}
RULES: dict[str, Message] = {
    "limit": msg("A share exactly on the limit"), "amount": msg("Share or amount a year"),
    "base": msg("What the share is taken of"),
}
CONSENT = Column("consent", msg("Consent"), "mark", marks=tuple(CONSENTS.items()))
KIND = Column("kind", msg("Type"), "mark", marks=tuple(TYPES.items()))
WHY = Column("why", msg("Why"), width="large")
NAME = Column("name", msg("Client"), width=WIDTH)
LOG = (
    Column("version", msg("Version"), "count"), Column("when", msg("When")), NAME,
    Column("action", msg("Decision"), "mark", marks=tuple(ACTIONS.items())), WHY, Column("who", msg("Who")), CONSENT, KIND,
)
LIST = (NAME, Column("day", msg("On the list since"), "day"), Column("who", msg("Who")), WHY, CONSENT, KIND)


def moment(at: datetime.datetime) -> str:
    """A moment as the clock on the wall has it: 21 Nov 2026, 14:32."""
    local = at.astimezone()
    return f"{Day(local.date())}, {local:%H:%M}"


def nominated_by(row: dict[Any, Any], keys: KeyView) -> list[Message]:
    """By what a client is nominated, a part each; empty where it passes no limit."""
    said: list[Message] = []
    if row["by_company"]:
        said.append(msg("{share} {of_base}", share=Share(float(row["share"])), of_base=OF_BASE[keys.view.scope.base]))
    if row["by_unit"]:
        said.append(msg("{share} of the business unit {unit}", share=Share(float(row["unit_share"])), unit=row["key_unit"]))
    if row["by_manager"]:
        said.append(msg("{share} of what {manager} sells", share=Share(float(row["manager_share"])),
                        manager=row["key_manager"]))
    if row["by_amount"]:
        said.append(msg("{amount} a year", amount=Money(float(row["revenue_year"]), keys.view.open_ledger.info.currency)))
    return said


def key_table(keys: KeyView) -> None:
    """The clients on the list, who await a decision, and who were taken off; choosing a row opens the client."""
    rows = keys.rows
    base = keys.view.scope.base
    shown = rows.assign(
        by=[str(Joined(nominated_by(row, keys))) for row in rows.to_dict("records")],
        consent=rows["consent"].map(str).where(rows["standing"] == "listed"),
        kind=rows["kind"].where(rows["kind"].notna(), rows["type"]),
        coverage=[str(msg("{known} of {all}", known=known, all=len(FACTORS))) for known in rows["known"].tolist()],
    )
    own = columns("key_clients", ["share", base if base != "contribution" else "profit", "growth"])
    chosen = [
        NAME, Column("standing", msg("Standing"), "mark", marks=tuple(STANDINGS.items())), *own,
        Column("total", msg("Score, 1 to 10"), "number", digits=1), Column("coverage", msg("Factors known")), KIND, CONSENT,
        Column("by", msg("Nominated by"), width="large"), *columns("key_clients", ["manager", "segment"]),
    ]
    title = msg("The list and the candidates")
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.subheader(escape(title), width="content")
        download_xlsx(shown, chosen, title, keys.view, "key_clients")
    place = table(shown, chosen, "key_clients", alt=title, currency=keys.view.open_ledger.info.currency, select=True,
                  search="name")
    picked = None if place is None else str(rows["account_id"].iloc[place])
    if picked != st.session_state.get("key_picked"):
        st.session_state["key_picked"] = picked
        if picked is not None and picked != keys.chosen:
            choose(picked)
            st.rerun()
    st.caption(escape(msg("Choose a row to see the evidence and to decide.")))


def key_rules(keys: KeyView) -> None:
    """The rule in force where the field has two, and who would change class under the other."""
    frame = keys.answer.frames["rules"]
    shown = pd.DataFrame([
        {
            "rule": str(RULES[row["rule"]]), "in_force": str(row["in_force"]),
            "other": str(row["why"] if row["other"] is None else row["other"]), "enter": row["enter"], "leave": row["leave"],
            "names": str(Joined(row["names"])),
        }
        for row in frame.to_dict("records")
    ])
    st.subheader(str(msg("Rules in force, and what another would change")))
    table(
        shown.astype({"enter": "Int64", "leave": "Int64"}),
        [Column("rule", msg("Rule")), Column("in_force", msg("In force")), Column("other", msg("The other rule")),
         Column("enter", msg("Would become key"), "count"), Column("leave", msg("Would cease to be"), "count"),
         Column("names", msg("Who"), width="large")],
        "key_rules", alt=msg("Rules for a key client in force, and the others"),
    )


def key_log(keys: KeyView) -> None:
    """Every decision, the last first; whoever sees everything can look at earlier versions of the list."""
    if not keys.log:
        return
    undone = {each.undoes for each in keys.log}
    frame = pd.DataFrame([_decision(each, each.version in undone) for each in reversed(keys.log)])
    answer_table(frame, LOG, msg("Decisions"), keys.view, "key_log", search="name")
    if not keys.may_decide() or keys.listed.version < 2:
        return
    with st.expander(str(msg("Earlier versions of the list")), on_change="rerun", key="key_versions") as box:
        if not box.open:
            return
        version = st.selectbox(
            str(msg("Version")), list(range(keys.listed.version, 0, -1)), key="key_version", width=320,
            format_func=lambda number: str(msg("version {number}, {when}", number=number,
                                               when=moment(keys.log[number - 1].at))),
        )
        entries = keys.book.keys.at(version).entries
        if not entries:
            st.caption(escape(msg("Nobody was on the list.")))
            return
        rows = pd.DataFrame([
            {"name": entry.name, "day": entry.since.astimezone().date(), "who": entry.who, "why": entry.why,
             "consent": str(entry.consent), "kind": entry.kind}
            for entry in entries
        ])
        answer_table(rows, LIST, msg("The list, version {number}", number=version), keys.view, "key_earlier", search="name")


def _decision(each: KeyDecision, undone: bool) -> dict[str, object]:
    why = str(msg("takes back version {number}", number=each.undoes)) if each.undoes is not None else each.why
    if undone:
        why = str(msg("{why} (taken back)", why=why))
    return {
        "version": each.version, "when": moment(each.at), "name": each.name,
        "action": "undo" if each.undoes is not None else each.action, "why": why, "who": each.who,
        "consent": None if each.action == "leave" else str(each.consent), "kind": each.kind,
    }
