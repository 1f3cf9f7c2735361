"""What the parts of a dossier have in common: shelves inside a part, names to choose from, today, the year's revenue."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

import streamlit as st

from kam_core.book.kinds.work import TEAM_ROLES
from kam_core.i18n import Message, Share, msg
from kam_core.metrics import period
from kam_core.scope import last_months
from kam_core.ui import address
from kam_core.ui.answers import ask
from kam_core.ui.dossier_view import DossierView
from kam_core.ui.people_read import looked

SHOW = "show"
FEW = 5
"""Fewer cases than this are told as a count, without a share."""
Shelves = Mapping[str, tuple[Message, Callable[[DossierView], None]]]


def today() -> datetime.date:
    """By the clock of this machine."""
    return datetime.datetime.now().astimezone().date()


def shelves(found: DossierView, part: str, known: Shelves) -> None:
    """A switch, kept in the address, and the shelf that is chosen; the first, where the address names none of them."""
    asked, key = address.get(SHOW), f"shelf_{part}"
    now = asked if asked in known else next(iter(known))
    st.session_state[key] = now
    st.segmented_control(
        str(msg("What is shown")), list(known), format_func=lambda name: str(known[name][0]), key=key, required=True,
        on_change=_switch, args=(key,), label_visibility="collapsed",
    )
    known[now][1](found)


def _switch(key: str) -> None:
    address.put(SHOW, st.session_state[key] or "")


def persons(found: DossierView) -> dict[str, str]:
    """Names of the people at this client by id, in order of name. That they were looked at is in the log."""
    records = found.book.records
    here = {position.parent for position in records.of("position", found.client_id) if position.parent is not None}
    known = {id: str(record.get("name") or "") for id, record in records.many(here).items() if record.deleted_at is None}
    looked(found.book, found.client_id, found.who, known)
    return dict(sorted(known.items(), key=lambda pair: pair[1].casefold()))


def ours(found: DossierView) -> dict[str, str]:
    """Names that usually stand for one of us: the client's manager, its team, whoever writes. Another can be typed."""
    team = found.book.records.single("team", found.client_id)
    names = [found.client.manager, *(None if team is None else team.get(key) for key, _, _ in TEAM_ROLES), found.who]
    return {str(name): str(name) for name in names if name}


def rated(hits: int, of: int, interval: tuple[float, float] | None) -> tuple[object | None, Message | None]:
    """A share as a figure and its note: with its interval; as a count where there are few; nothing of nothing."""
    if not of or interval is None:
        return None, None
    if of < FEW:
        return msg("{some} of {all}", some=hits, all=of), msg("too few for a share")
    low, high = (Share(end, 0) for end in interval)
    return Share(hits / of), msg("95 %: {low} – {high}, of {n}", low=low, high=high, n=of)


def year_revenue(found: DossierView) -> tuple[Decimal | None, Message | None]:
    """Our revenue with this client in the last twelve full months; or why it cannot be said."""
    ledger = found.view.open_ledger
    last = ledger.info.last_full_month
    if last is None:
        return None, msg("The ledger holds no full month yet.")
    start, end = last_months(last)
    if period.held(ledger, start, end) < 12:
        return None, msg("The ledger does not hold sales of each of the last twelve months.")
    revenue = ask("accounts", found.view, replace(found.scope, start=start, end=end)).summary["revenue"]
    return Decimal(str(round(float(revenue or 0.0), 2))), None


def state(found: DossierView) -> str:
    """Where the client stands after the last twelve months: a key of metrics.accounts.STATES; "none" where it never bought."""
    last = found.view.open_ledger.info.last_full_month
    start, end = (None, None) if last is None else last_months(last)
    rows = ask("accounts", found.view, replace(found.scope, start=start, end=end)).rows
    return str(rows["state"].iloc[0]) if len(rows) else "none"
