"""A headless client of a running Streamlit server: opens pages over the websocket, and tells how long their scripts ran."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlparse

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect


@dataclass
class Shown:
    """One run of a page. seconds: of its script, as the server's clock has them; elements: how many of each kind.

    charts: Plotly figures as JSON; tables: frames as Arrow streams; sparks: the small charts inside figures
    """

    seconds: float
    elements: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)
    charts: list[str] = field(default_factory=list)
    tables: list[bytes] = field(default_factory=list)
    sparks: list[list[float]] = field(default_factory=list)

    def take(self, element: Element) -> None:
        """Count an element, and keep what it shows."""
        kind = element.WhichOneof("type") or ""
        self.elements[kind] += 1
        if kind == "plotly_chart":
            self.charts.append(element.plotly_chart.spec)
        elif kind == "dataframe":
            self.tables.append(element.dataframe.arrow_data.data)
        elif kind == "metric" and len(element.metric.chart_data):
            self.sparks.append(list(element.metric.chart_data))
        elif kind == "exception":
            self.errors.append(f"{element.exception.type}: {element.exception.message}")


class Client:
    """One session, as a browser's tab has one. clock: the file that the server's runs are written to (bench.timed)"""

    def __init__(self, base: str, clock: Path, timeout: float = 120) -> None:
        self.base, self.clock, self.timeout = base, clock, timeout
        address = urlparse(base)
        health = httpx.get(f"{base}/_stcore/health", timeout=10)
        health.raise_for_status()
        token = health.cookies.get("_streamlit_xsrf", "")
        headers = {"Cookie": f"_streamlit_xsrf={token}"} if token else {}
        self.socket: Any = connect(
            f"ws://{address.netloc}/_stcore/stream", subprotocols=["streamlit", *([token] if token else [])],
            origin=base, additional_headers=headers, max_size=None, compression=None,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.socket.close()

    def show(self, page: str = "", query: str = "") -> Shown:
        """Run a page by its name in the address ('' is the first), with a query string."""
        asked = BackMsg()
        state = asked.rerun_script
        state.page_name, state.query_string = page, query
        state.context_info.timezone, state.context_info.locale = "UTC", "ru-RU"
        state.context_info.url = f"{self.base}/{page}"
        known = self._runs()
        self.socket.send(asked.SerializeToString())
        shown, started = Shown(0), False
        while True:
            got = ForwardMsg()
            got.ParseFromString(self.socket.recv(timeout=self.timeout))
            kind = got.WhichOneof("type")
            if kind == "new_session":
                started, shown = True, Shown(0)
            elif kind == "page_not_found":
                shown.errors.append(f"there is no page {page}")
            elif kind == "delta" and got.delta.WhichOneof("type") == "new_element":
                shown.take(got.delta.new_element)
            elif kind == "script_finished" and started and got.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                shown.seconds = self._timed(len(known))
                return shown

    def _runs(self) -> list[str]:
        return self.clock.read_text().split() if self.clock.exists() else []

    def _timed(self, before: int) -> float:
        """The seconds of the run that has just ended: it is written right after the client was told."""
        for _ in range(1000):
            runs = self._runs()
            if len(runs) > before:
                return float(runs[-1])
            time.sleep(0.005)
        raise SystemExit(f"the server did not say how long a script ran: {self.clock}")
