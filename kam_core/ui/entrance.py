"""Whether whoever comes may enter.

The gate asks this before it answers a request, the pages at every run: it is one answer for both.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from google.protobuf.message import DecodeError
from streamlit import config
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.runtime.runtime_util import get_max_widget_state_size_bytes
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from kam_core.access.claims import Refusal, identify, session_key
from kam_core.access.ended import Ended
from kam_core.access.gate import Passes
from kam_core.access.identity import Identity, Member
from kam_core.book import open_book
from kam_core.settings import load
from kam_core.ui.folder import data_folder
from kam_core.ui.way_in import way_in

FOR_ALL = ("stop_script", "app_heartbeat")
FOR_MEMBERS = ("file_urls_request", "deferred_file", "dataframe_chunk")
"""Messages of a browser that reach the app. Not clear_cache, which would slow everybody, nor those for developers."""


def judged(claims: Mapping[str, Any]) -> Identity | Refusal:
    """Who has signed in with these claims, or why that does not hold (any more)."""
    data = data_folder()
    found = identify(claims, datetime.datetime.now(datetime.UTC), load(data).number("session_hours"))
    if isinstance(found, Identity) and session_key(claims) in ended(data):
        return "ended"
    return found


@lru_cache(maxsize=16)
def ended(data: Path) -> Ended:
    """The sign-ins of a data folder that have ended before their time."""
    return Ended(data)


def leave(claims: Mapping[str, Any]) -> None:
    """End a sign-in for good, whoever has a copy of its cookie."""
    if claims.get("is_logged_in") is True:
        ended(data_folder()).add(session_key(claims), datetime.datetime.now(datetime.UTC))


def claims_in(jar: Mapping[str, str]) -> dict[str, Any]:
    """What Streamlit's cookie says, if it is signed with our key and for our address; empty otherwise."""
    way = way_in()
    if way is None or way.wrong is not None:
        return {}
    secret = get_cookie_secret()

    def signed(name: str) -> bytes | None:
        value = jar.get(name)
        return None if value is None else decode_signed_value(secret, name, value)

    text = get_cookie_with_chunks(signed, USER_COOKIE_NAME)
    try:
        claims = json.loads(text) if text else {}
    except ValueError:
        return {}
    return claims if isinstance(claims, dict) and claims.get("origin") == way.origin else {}


def hours() -> float:
    """How long a sign-in holds: the setting."""
    return load(data_folder()).number("session_hours")


def membership(identity: Identity) -> Member | Refusal:
    """The member whom somebody who has signed in is, as the book has it now, or why they are none."""
    members = open_book(data_folder()).members
    member = members.find(identity)
    if member is not None:
        return member
    known = next((each for each in members.list() if (each.issuer, each.subject) == (identity.issuer, identity.subject)), None)
    if known is None:
        return "stranger"
    return "ended" if known.active else "revoked"


class StreamlitEntrance:
    """What the gate asks (kam_core.access.gate.Entrance)."""

    def base(self) -> str:
        """The path under which the app is served: "" or "/name"."""
        path = str(config.get_option("server.baseUrlPath") or "").strip("/")
        return f"/{path}" if path else ""

    def origin(self) -> str | None:
        """The public address that sign-in is set up for, "" where it is set up wrong; None where nobody signs in."""
        way = way_in()
        return None if way is None else way.origin

    def seconds(self) -> int:
        """How long a sign-in holds."""
        return int(hours() * 3600)

    def refusal(self, jar: Mapping[str, str]) -> str | None:
        """Why whoever brings these cookies is not let in; None for a member."""
        found = judged(claims_in(jar))
        if isinstance(found, str):
            return found
        known = membership(found)
        return known if isinstance(known, str) else None

    def token_refusal(self, jar: Mapping[str, str]) -> str | None:
        """The same of the sign-in alone, whether it is a member's or a stranger's."""
        found = judged(claims_in(jar))
        return found if isinstance(found, str) else None

    def arrived(self, jar: Mapping[str, str]) -> None:
        """Note in the book that a member has signed in."""
        found = judged(claims_in(jar))
        member = membership(found) if isinstance(found, Identity) else None
        if isinstance(member, Member):
            open_book(data_folder()).note("access", member.email, "sign_in", member.email, {})

    def leave(self, jar: Mapping[str, str]) -> None:
        """End the sign-in that these cookies keep."""
        leave(claims_in(jar))

    def passes(self, data: bytes) -> Passes:
        """Whose messages of this kind reach the app. One that cannot be read does: Streamlit hangs up on it."""
        if len(data) > get_max_widget_state_size_bytes():
            return "anybody"
        message = BackMsg()
        try:
            message.ParseFromString(data)
        except DecodeError:
            return "anybody"
        kind: str | None = message.WhichOneof("type")
        if kind == "backend_operation_request":
            kind = message.backend_operation_request.WhichOneof("payload")
        if kind == "rerun_script":
            return "run"
        return "anybody" if kind in FOR_ALL else "members" if kind in FOR_MEMBERS else "nobody"

    def bare(self, data: bytes) -> bytes:
        """The same wish to run a page, without what was done on it: no widgets, no fragment, so that no callback runs."""
        message = BackMsg()
        message.ParseFromString(data)
        message.rerun_script.ClearField("widget_states")
        message.rerun_script.ClearField("fragment_id")
        return bytes(message.SerializeToString())
