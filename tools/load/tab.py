"""A tab of a browser, without one: opens pages over the websocket, types, presses; for hundreds of them in one process."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import connect

WAIT = 60
TRIGGERS = ("trigger_value", "string_trigger_value", "json_trigger_value")


@dataclass
class Run:
    """One run of a page. seconds: from the asking to the end of its script; widgets: id by key; errors: what went wrong

    held: what the app has put into fields of text, by id: a browser sends it back with every run
    """

    seconds: float = 0.0
    widgets: dict[str, str] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    held: dict[str, str] = field(default_factory=dict)


class Tab:
    """One session. It is closed with the block."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.states: dict[str, WidgetState] = {}
        self.page, self.query = "", ""

    async def __aenter__(self) -> Self:
        async with httpx.AsyncClient(timeout=WAIT) as http:
            token = (await http.get(f"{self.base}/_stcore/health")).cookies.get("_streamlit_xsrf", "")
        self.socket: Any = await connect(
            f"ws://{urlsplit(self.base).netloc}/_stcore/stream", subprotocols=["streamlit", token] if token else ["streamlit"],
            origin=self.base, additional_headers={"Cookie": f"_streamlit_xsrf={token}"} if token else {}, max_size=None,
            compression=None, open_timeout=WAIT,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.socket.close()

    async def open(self, page: str, query: str = "") -> Run:
        """Go to a page by its name in the address."""
        self.states, self.page, self.query = {}, page, query
        return await self._run()

    async def type(self, widget: str, text: str) -> Run:
        """Type into a field, by its id, and leave it."""
        self.states[widget] = WidgetState(id=widget, string_value=text)
        return await self._run()

    async def press(self, widget: str) -> Run:
        """Press a button, by its id."""
        self.states[widget] = WidgetState(id=widget, trigger_value=True)
        try:
            return await self._run()
        finally:
            self.states = {key: state for key, state in self.states.items() if state.WhichOneof("value") not in TRIGGERS}

    async def _run(self) -> Run:
        asked = BackMsg()
        state = asked.rerun_script
        state.page_name, state.query_string = self.page, self.query
        state.context_info.timezone, state.context_info.locale = "UTC", "en-GB"
        state.context_info.url = f"{self.base}/{self.page}"
        state.widget_states.widgets.extend(self.states.values())
        began = time.perf_counter()
        await self.socket.send(asked.SerializeToString())
        run, started = Run(), False
        while True:
            got = ForwardMsg()
            got.ParseFromString(await asyncio.wait_for(self.socket.recv(), WAIT))
            kind = got.WhichOneof("type")
            if kind == "new_session":
                started = True
            elif kind == "delta" and got.delta.WhichOneof("type") == "new_element":
                _take(run, got.delta.new_element)
            elif kind == "script_finished" and started and got.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                run.seconds = time.perf_counter() - began
                self.states |= {id: WidgetState(id=id, string_value=text) for id, text in run.held.items()}
                return run


def _take(run: Run, element: Any) -> None:
    kind = element.WhichOneof("type") or ""
    shown = getattr(element, kind) if kind else None
    if kind == "exception":
        run.errors.append(f"{shown.type}: {shown.message}")
    elif kind == "alert" and shown.format == shown.ERROR:
        run.errors.append(f"{shown.title} {shown.body}")
    name = getattr(shown, "id", "")
    if name.startswith("$$ID-"):  # what follows the hash is the key that the page gave it
        run.widgets[name.split("-", 2)[2]] = name
    if kind in ("text_input", "text_area") and shown.set_value:
        run.held[name] = shown.value
    for part in ("body", "text"):
        text = getattr(shown, part, None)
        if isinstance(text, str) and text:
            run.texts.append(text.replace("\\", ""))
