"""A browser's side of the app's websocket, without a browser: runs a page, presses a button, sends what no browser would."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect


@dataclass
class Run:
    """What one run of the app sent.

    raw: all of it; pages: addresses in the navigation; redirect: where the browser is sent; query: what the address becomes
    buttons, choices: ids by label; session: its id
    """

    raw: bytes = b""
    texts: list[str] = field(default_factory=list)
    buttons: dict[str, str] = field(default_factory=dict)
    choices: dict[str, str] = field(default_factory=dict)
    pages: list[str] = field(default_factory=list)
    redirect: str = ""
    query: str = ""
    session: str = ""

    @property
    def text(self) -> str:
        """Everything that was written on the page."""
        return "\n".join(self.texts)


class Socket:
    """One tab's connection."""

    def __init__(self, connection: Any, base: str) -> None:
        self.connection, self.base = connection, base

    def send(self, message: BackMsg) -> None:
        """Send anything."""
        self.connection.send(message.SerializeToString())

    def run(self, page: str = "", query: str = "lang=en", press: str = "", choose: tuple[str, str] | None = None) -> Run:
        """Run a page by its name in the address. press: the id of a button that is pressed; choose: of a choice, and what."""
        asked = BackMsg()
        asked.rerun_script.page_name, asked.rerun_script.query_string = page, query
        asked.rerun_script.context_info.url = f"{self.base}/{page}"
        if press:
            state = asked.rerun_script.widget_states.widgets.add()
            state.id, state.trigger_value = press, True
        if choose:
            state = asked.rerun_script.widget_states.widgets.add()
            state.id = choose[0]
            state.string_array_value.data.append(choose[1])
        self.send(asked)
        return self.take()

    def take(self) -> Run:
        """What comes until a run has ended."""
        run, started = Run(), False
        while True:
            data = self.connection.recv(30)
            run.raw += data
            got = ForwardMsg()
            got.ParseFromString(data)
            kind = got.WhichOneof("type")
            if kind == "new_session":
                started = True
                run.session = got.new_session.initialize.session_id
            elif kind == "navigation":
                run.pages = [page.url_pathname for page in got.navigation.app_pages]
            elif kind == "page_info_changed":
                run.query = got.page_info_changed.query_string
            elif kind == "auth_redirect":
                run.redirect = got.auth_redirect.url
            elif kind == "delta" and got.delta.WhichOneof("type") == "new_element":
                _take(run, got.delta.new_element)
            elif kind == "script_finished" and started and got.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return run


def _take(run: Run, element: Any) -> None:
    shown = getattr(element, element.WhichOneof("type") or "empty")
    for name in ("body", "label", "text"):
        value = getattr(shown, name, None)
        if isinstance(value, str) and value:
            run.texts.append(value.replace("\\", ""))
    if element.WhichOneof("type") == "button":
        run.buttons[shown.label] = shown.id
    elif element.WhichOneof("type") == "button_group":
        run.choices[shown.label] = shown.id


@contextmanager
def tab(base: str, cookies: Mapping[str, str] | None = None, origin: str = "", session: str = "") -> Iterator[Socket]:
    """Open a tab with these cookies, as its browser would. session: one to take up again, as after a lost connection"""
    jar = dict(cookies or {})
    jar["_streamlit_xsrf"] = httpx.get(f"{base}/_stcore/health").cookies["_streamlit_xsrf"]
    protocols = ["streamlit", jar["_streamlit_xsrf"], *([session] if session else [])]
    with connect(
        f"ws://{urlsplit(base).netloc}/_stcore/stream", subprotocols=protocols,
        origin=origin or base, additional_headers={"Cookie": "; ".join(f"{key}={value}" for key, value in jar.items())},
        max_size=None, compression=None,
    ) as connection:
        yield Socket(connection, base)
