"""Two clients side by side: this one, and one that is chosen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st

from kam_core.book import Record
from kam_core.book.kinds.people import DECIDERS
from kam_core.charts.client import two_clients
from kam_core.charts.template import Chart
from kam_core.i18n import Message, msg, nmsg
from kam_core.metrics import MEASURES, client_compare, dossier_journal
from kam_core.metrics.abc_xyz_words import STATES
from kam_core.metrics.dossier import Client, client
from kam_core.metrics.dossier_business import is_open
from kam_core.metrics.health_score import BANDS
from kam_core.metrics.key_list import find
from kam_core.ui import address
from kam_core.ui.answers import ask, chart
from kam_core.ui.client_tables import KINDS, LADDER
from kam_core.ui.columns import Column, writer
from kam_core.ui.dossier_shelves import today
from kam_core.ui.dossier_story import facts, whole
from kam_core.ui.dossier_view import DossierView
from kam_core.ui.tables import table
from kam_core.ui.text import escape

WITH = "with"
WORDS: dict[str, tuple[tuple[str, Message], ...]] = {
    "band": tuple(BANDS.items()), "ladder_revenue": LADDER, "state": tuple(STATES.items()),
}
WHO: dict[str, Message] = {"one": msg("the first alone"), "other": msg("the second alone"), "both": msg("both")}


def compare(found: DossierView) -> None:
    """The part of the dossier that holds another client beside this one."""
    view = found.view
    asked = address.get(WITH)
    other = client(view.open_ledger, view.scope, asked) if asked else None
    _choose(found, other)
    if other is None or other.client_id == found.client_id:
        st.caption(str(msg("Choose a client to compare with.")))
        return
    st.subheader(escape(msg("{one} and {other}", one=found.name, other=other.name)), anchor=False)
    _months(found, other)
    _figures(found, other)
    _categories(found, other)
    reach = found.book.reach.of_dossiers()
    if reach.dossiers and reach.may_see(found.client_id) and reach.may_see(other.client_id):
        _written(found, other)


def _choose(found: DossierView, other: Client | None) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        wanted = st.text_input(str(msg("Compare with")), key="compare_find", icon=":material/search:", width=320,
                               placeholder=str(msg("Find by name"))).strip()
        if other is not None:
            st.button(str(msg("Nobody")), icon=":material/close:", type="tertiary", key="compare_none", on_click=_put,
                      args=("",))
    if not wanted:
        return
    hits = {id: name for id, name in find(found.view.open_ledger, found.view.scope, wanted).items() if id != found.client_id}
    with st.container(horizontal=True, gap="small"):
        for id, name in list(hits.items())[:12]:
            st.button(escape(name), key=f"compare_{id}", on_click=_put, args=(str(id),))
    if not hits:
        st.caption(escape(msg("No client is called “{text}”.", text=wanted)))


def _put(id: str) -> None:
    address.put(WITH, id)
    st.session_state["compare_find"] = ""


def _months(found: DossierView, other: Client) -> None:
    one, two = (ask("client_months", found.view, whole(found), client=id).rows for id in (found.client_id, other.client_id))
    one, two = client_compare.months(one, two)
    if one.empty:
        return

    def drawn(place: int, night: bool) -> Chart:
        return two_clients(one, two, (found.name, other.name), found.currency, night)[place]

    for place, name in enumerate((found.name, other.name)):
        st.markdown(f"**{escape(name)}**")
        chart(f"compare_{place}", found.view, partial(drawn, place), found.client_id, other.client_id)


def _figures(found: DossierView, other: Client) -> None:
    answers = [facts(found), facts(found, other.client_id)]
    rows = client_compare.figures(*answers)
    names = MEASURES["client"].columns
    columns = {key: _column(key) for key in rows["key"]}
    shown = pd.DataFrame({
        "what": [columns[key].header(found.currency) for key in rows["key"]],
        **{side: [writer(columns[key])(_plain(value)) for key, value in zip(rows["key"], rows[side], strict=True)]
           for side in ("one", "other")},
    })
    assert set(rows["key"]) <= set(names)
    table(shown, [Column("what", msg("Figure"), width=280), *_sides(found, other)], "compare_figures",
          alt=msg("The figures of the two clients"))


def _sides(found: DossierView, other: Client) -> list[Column]:
    return [Column(key, msg("{name}", name=name), width=220) for key, name in (("one", found.name), ("other", other.name))]


def _column(key: str) -> Column:
    name = MEASURES["client"].columns[key]
    if key in WORDS:
        return Column(key, name.label, "mark", marks=WORDS[key])
    return Column(key, name.label, KINDS[name.unit], digits=1 if name.unit == "index" else 2)


def _plain(value: object) -> object:
    return None if isinstance(value, float) and math.isnan(value) else value


def _categories(found: DossierView, other: Client) -> None:
    one, two = (ask("client_supplied", found.view, whole(found), client=id) for id in (found.client_id, other.client_id))
    rows = client_compare.categories(one, two)
    if rows.empty:
        return
    alone = int((rows["who"] != "both").sum())
    said = nmsg("{n} category is bought by one of the two alone", "{n} categories are bought by one of the two alone", alone)
    same = msg("Both buy the same categories")
    st.markdown(f"**{escape(said if alone else same)}**")
    table(rows, [
        Column("category", msg("Category"), width=240), Column("who", msg("Who buys it"), "mark", marks=tuple(WHO.items())),
        *(Column(side.key, side.label, "money", digits=0) for side in _sides(found, other)),
    ], "compare_categories", alt=msg("Categories that the two clients buy"), currency=found.currency)


def _written(found: DossierView, other: Client) -> None:
    """What people know of each: counts alone, so that no person is shown."""
    kinds = ("position", "visit", "promise", "opportunity", "competitor", "contract")
    counts = [_counts(found.book.records.of(kinds, id)) for id in (found.client_id, other.client_id)]
    shown = pd.DataFrame({"what": [str(label) for label, _ in counts[0]], "one": [value for _, value in counts[0]],
                          "other": [value for _, value in counts[1]]})
    table(shown, [Column("what", msg("In the dossiers"), width=280),
                  *(Column(side.key, side.label, "count", width=side.width) for side in _sides(found, other))],
          "compare_written", alt=msg("What is written about the two clients"))


def _counts(records: Sequence[Record]) -> list[tuple[Message, int]]:
    day = today()
    of = {kind: [each for each in records if each.kind == kind] for kind in (
        "position", "visit", "promise", "opportunity", "competitor", "contract")}
    acting = [each for each in of["position"] if each.get("left") is None or each.get("left") > day]
    contacts = dossier_journal.contacts(of["visit"], day)
    promises = dossier_journal.kept(of["promise"], day)
    return [
        (msg("People known"), len({each.parent for each in acting})),
        (msg("Of these, deciders"), len({each.parent for each in acting if each.get("role") in DECIDERS})),
        (msg("Supporters"), len({each.parent for each in acting if each.get("attitude") == "supporter"})),
        (msg("Contacts in a year"), contacts.count), (msg("Personal meetings among them"), contacts.in_person),
        (msg("Promises and claims overdue"), promises.overdue),
        (msg("Open opportunities"), sum(is_open(each) for each in of["opportunity"])),
        (msg("Competitors written down"), len(of["competitor"])), (msg("Contracts"), len(of["contract"])),
    ]
