"""What stands in the log, in words: areas, actions, what was before and after; and the files of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from kam_core.book import Change
from kam_core.book.kinds import KINDS, Field
from kam_core.i18n import Message, msg
from kam_core.ui.columns import Column
from kam_core.ui.key_tables import moment

AREAS: dict[str, Message] = {
    "keys": msg("list of key clients"), "scores": msg("scores"), "opinions": msg("opinions on health"),
    "marks": msg("attention list"), "record": msg("dossiers"), "plans": msg("account plans"),
    "calendar": msg("calendars by address"), "members": msg("members"), "owners": msg("owners of clients"),
    "shares": msg("shared clients"), "export": msg("export"), "look": msg("look at personal data"), "access": msg("sign-in"),
    "settings": msg("settings"), "import": msg("import"), "erased": msg("erased persons"),
}
ACTIONS: dict[str, Message] = {
    "add": msg("added"), "edit": msg("changed"), "remove": msg("removed"), "restore": msg("brought back"),
    "undo": msg("taken back"), "enter": msg("put on the list"), "leave": msg("taken off the list"), "score": msg("scored"),
    "opinion": msg("said"), "clear": msg("cleared"), "done": msg("done"), "later": msg("later"),
    "not_relevant": msg("not relevant"), "invite": msg("invited"), "bind": msg("signed in for the first time"),
    "activate": msg("let in again"), "deactivate": msg("let in no longer"), "sign_out": msg("signed out everywhere"),
    "release": msg("account forgotten"), "give": msg("given"), "take_back": msg("given back"), "share": msg("shared"),
    "unshare": msg("not shared any more"), "sign_in": msg("signed in"), "submitted": msg("submitted"),
    "draft": msg("taken back to a draft"), "approved": msg("approved"), "returned": msg("returned with remarks"),
    "running": msg("execution begun"), "reviewed": msg("reviewed"), "make": msg("made"), "renew": msg("made anew"),
    "revoke": msg("taken back"), "erase": msg("erased"),
}
COLUMNS = (
    Column("id", msg("No."), "count"), Column("at", msg("When")), Column("who", msg("Who"), width="medium"),
    Column("area", msg("What about")), Column("action", msg("What")), Column("client", msg("Client"), width="medium"),
    Column("item", msg("Of it")), Column("why", msg("Why"), width="medium"), Column("before", msg("Before"), width="large"),
    Column("after", msg("After"), width="large"),
)
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for the beginning of a formula."""


def area(key: str) -> str:
    """An area in words; one that has none as it stands."""
    return str(AREAS.get(key, key))


def rows(changes: Iterable[Change], names: Mapping[str, str], members: Mapping[int, str]) -> pd.DataFrame:
    """A row for each change, as ``COLUMNS`` has them. names: of clients by id; members: e-mails by number"""
    found = [{
        "id": each.id, "at": moment(each.at), "who": each.who, "area": area(each.area),
        "action": str(ACTIONS.get(each.action, each.action)), "client": _client(each, names), "item": _item(each, members),
        "why": each.why, "before": _said(each, each.before, members), "after": _said(each, each.after, members),
    } for each in changes]
    return pd.DataFrame(found, columns=[column.key for column in COLUMNS])


def _client(change: Change, names: Mapping[str, str]) -> str:
    if change.area == "members":
        return str((change.after or change.before or {}).get("email", change.subject))
    name = names.get(change.subject) or str((change.after or change.before or {}).get("name") or "")
    return f"{name} ({change.subject})" if name and name != change.subject else change.subject


def _item(change: Change, members: Mapping[int, str]) -> str:
    """What of the client: the kind of a record, with whom it is shared; else the item as it stands."""
    if change.area == "shares" and change.item.isdecimal():
        return members.get(int(change.item), change.item)
    kind = (change.after or change.before or {}).get("kind")
    return str(KINDS[kind].label) if change.area == "record" and kind in KINDS else change.item


def _said(change: Change, value: dict[str, Any] | None, members: Mapping[int, str]) -> str:
    if change.area in ("owners", "shares") and value is not None:
        return members.get(value.get("member", 0), said(value))
    if change.area == "plans" and value is not None:
        # the plan as it stood is in its versions; here it would be a page of text
        return said({key: kept for key, kept in value.items() if key != "content"})
    return said(value)


def said(value: dict[str, Any] | None) -> str:
    """What stood there: a field and its value, one after the other."""
    if value is None:
        return ""
    values = value.get("values")
    if not isinstance(values, dict):
        return "; ".join(f"{key}: {_plain(kept)}" for key, kept in value.items())
    shape = KINDS.get(str(value.get("kind")))
    fields = {field.key: field for field in shape.fields} if shape is not None else {}
    return "; ".join(_field(fields.get(key), key, kept) for key, kept in values.items())


def _field(field: Field | None, key: str, value: Any) -> str:
    """A field of a record and its value, as its form has them."""
    if field is None:
        return f"{key}: {_plain(value)}"
    word = dict(field.choices).get(value) if isinstance(value, str) else None
    return f"{field.label}: {_plain(value) if word is None else word}"


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_plain, value)) or "—"
    if isinstance(value, dict):
        return "{" + said(value) + "}"
    return "—" if value is None else str(value)


def as_csv(frame: pd.DataFrame) -> bytes:
    """A CSV that spreadsheets open as text: UTF-8 with a mark, semicolons, an apostrophe before what would be a formula."""
    held = io.StringIO(newline="")
    writer = csv.writer(held, delimiter=";")
    shown = [column for column in COLUMNS if column.key in frame]
    writer.writerow([str(column.label) for column in shown])
    for row in frame[[column.key for column in shown]].itertuples(index=False):
        writer.writerow([_safe(value) for value in row])
    return held.getvalue().encode("utf-8-sig")


def _safe(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(DANGEROUS) else value
