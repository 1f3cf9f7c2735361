"""The gate alone: whom it answers on a machine where nobody signs in, and which messages of a browser it lets through."""

from __future__ import annotations

import json
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from running import run
from signing import AUTH, claims, set_up
from streamlit.proto.BackMsg_pb2 import BackendOperationRequest, BackMsg
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from kam_core.access.gate import Gate
from kam_core.access.hosts import is_loopback, is_this_machine
from kam_core.book import open_book
from kam_core.ui.entrance import StreamlitEntrance


async def app(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
    """What stands behind the gate: answers everything, and keeps what it is sent."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"inside"})
    else:
        while (message := await receive())["type"] == "websocket.receive":
            scope["heard"].append(message["bytes"])


def ask(path: str = "/", *, client: str = "127.0.0.1", host: str = "localhost:8501") -> int:
    """The status of an answer."""
    async def get() -> int:
        transport = httpx.ASGITransport(Gate(app, StreamlitEntrance()), client=(client, 1234))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as browser:
            return (await browser.get(path, headers={"Host": host})).status_code

    return run(get())


def heard(*messages: BackMsg, cookie: str = "") -> list[BackMsg]:
    """What of these messages reaches the app."""
    coming = [{"type": "websocket.receive", "bytes": each.SerializeToString()} for each in messages]
    coming.append({"type": "websocket.disconnect"})
    scope: dict[str, Any] = {
        "type": "websocket", "path": "/_stcore/stream", "client": ("127.0.0.1", 1), "heard": [],
        "headers": [(b"host", b"localhost"), (b"cookie", cookie.encode())],
    }

    async def receive() -> Any:
        return coming.pop(0)

    async def send(_: Any) -> None: ...

    run(Gate(app, StreamlitEntrance())(scope, receive, send))
    return [BackMsg.FromString(data) for data in scope["heard"]]


# A machine where nobody signs in

@pytest.mark.parametrize(("client", "status"), [
    ("127.0.0.1", 200), ("127.8.0.1", 200), ("::1", 200), ("::ffff:127.0.0.1", 200),
    ("192.168.1.20", 403), ("::ffff:192.168.1.20", 403), ("8.8.8.8", 403), ("0.0.0.0", 403), ("", 403), ("localhost", 403),
])
def test_another_machine_is_not_served(client: str, status: int) -> None:
    assert ask(client=client) == status


@pytest.mark.parametrize(("host", "status"), [
    ("localhost", 200), ("localhost:8501", 200), ("LOCALHOST.", 200), ("kam.localhost:80", 200), ("127.0.0.1:8501", 200),
    ("[::1]:8501", 200), ("evil.example.com", 403), ("localhost.evil.example.com", 403), ("127.0.0.1.evil.example.com", 403),
    ("192.168.1.5:8501", 403), ("localhost@evil.example.com", 403), ("", 403),
])
def test_another_name_for_this_machine_is_not_served(host: str, status: int) -> None:
    assert ask(host=host) == status


def test_the_refusal_says_what_to_do_in_both_languages() -> None:
    async def get() -> str:
        transport = httpx.ASGITransport(Gate(app, StreamlitEntrance()), client=("10.0.0.7", 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as browser:
            return (await browser.get("/")).text

    said = run(get())
    assert "set up sign-in" in said
    assert "настройте вход" in said


@pytest.mark.parametrize("path", [
    "/_stcore/metrics", "/_stcore/script-health-check", "/_stcore/agent/interact", "/_stcore/agent/mcp",
    "/_stcore/message", "/_stcore/anything-of-a-later-version",
])
def test_what_nobody_needs_is_not_there(path: str) -> None:
    assert ask(path) == 404


@pytest.mark.parametrize("path", [
    "/", "/profit", "/_stcore/health", "/_stcore/host-config", "/media/a.png", "/_stcore/upload_file/a/b",
])
def test_the_owner_of_the_machine_may_everything_else(path: str) -> None:
    assert ask(path) == 200


@given(st.ip_addresses())
def test_loopback_is_what_the_standards_say(address: Any) -> None:
    plain = getattr(address, "ipv4_mapped", None) or address
    ours = plain.packed[0] == 127 if plain.version == 4 else int(plain) == 1    # RFC 5735, RFC 4291
    assert is_loopback(str(address)) == ours


@given(st.text())
def test_any_host_header_can_be_read(host: str) -> None:
    assert is_this_machine(host) in (True, False)


# Messages of a browser

def every_message() -> dict[str, BackMsg]:
    """One of each kind that there is in this version of Streamlit."""
    made = {}
    for field in BackMsg.DESCRIPTOR.oneofs_by_name["type"].fields:
        message = BackMsg()
        if field.name == "backend_operation_request":
            continue
        if field.message_type is None:
            setattr(message, field.name, True)
        else:
            getattr(message, field.name).SetInParent()
        made[field.name] = message
    for field in BackendOperationRequest.DESCRIPTOR.oneofs_by_name["payload"].fields:
        message = BackMsg()
        getattr(message.backend_operation_request, field.name).SetInParent()
        made[field.name] = message
    return made


MESSAGES = every_message()
REACH = {"rerun_script", "stop_script", "app_heartbeat", "file_urls_request", "deferred_file", "dataframe_chunk"}


@pytest.mark.parametrize("kind", MESSAGES)
def test_only_what_the_pages_need_reaches_the_app(kind: str) -> None:
    assert heard(MESSAGES[kind]) == ([MESSAGES[kind]] if kind in REACH else [])


def test_nobody_can_clear_what_is_kept_for_all() -> None:
    hidden = BackMsg.FromString(BackMsg(app_heartbeat=True).SerializeToString() + BackMsg(clear_cache=True).SerializeToString())
    assert heard(BackMsg(clear_cache=True), hidden, BackMsg(app_heartbeat=True)) == [BackMsg(app_heartbeat=True)]


def test_where_people_sign_in_files_are_for_members(monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(monkeypatch)
    for kind in ("file_urls_request", "deferred_file", "dataframe_chunk"):
        assert heard(MESSAGES[kind]) == []
    assert heard(MESSAGES["app_heartbeat"]) == [MESSAGES["app_heartbeat"]]


def test_a_run_of_somebody_outside_does_nothing_of_what_was_done_on_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    pressed = BackMsg()
    pressed.rerun_script.query_string, pressed.rerun_script.page_name = "lang=ru", "profit"
    pressed.rerun_script.fragment_id = "a fragment"
    pressed.rerun_script.widget_states.widgets.add(id="delete", trigger_value=True)
    assert heard(pressed) == [pressed]
    set_up(monkeypatch)
    first, second = heard(pressed, pressed)
    assert (first.rerun_script.query_string, first.rerun_script.page_name) == ("lang=ru", "profit")
    assert not first.rerun_script.fragment_id
    assert not first.rerun_script.widget_states.widgets
    assert second == pressed    # the page to sign in has stood there since


def test_where_the_book_cannot_be_asked_nobody_is_a_member(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    set_up(monkeypatch)
    monkeypatch.setenv("KAM_DATA", str(tmp_path))
    open_book(tmp_path).members.invite("nina@example.com", ["executive"], who="test")
    said = json.dumps(claims(origin=AUTH["redirect_uri"].removesuffix("/oauth2callback")))
    cookie = "_streamlit_user=" + create_signed_value(get_cookie_secret(), "_streamlit_user", said).decode()
    assert heard(MESSAGES["deferred_file"], cookie=cookie) == [MESSAGES["deferred_file"]]
    monkeypatch.setenv("KAM_BOOK", "postgresql://kam@127.0.0.1:1/book")
    assert heard(MESSAGES["deferred_file"], cookie=cookie) == []
