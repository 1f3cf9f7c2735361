"""The gate before everything that the server answers: files, uploads and commands only for those who have signed in.

Pages guard themselves at every run; this closes the addresses beside them, which Streamlit leaves open to everybody.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from typing import Literal, Protocol
from urllib.parse import SplitResult, urlsplit

from kam_core.access import landing
from kam_core.access.asgi import App, Message, Pairs, Receive, Scope, Send, answer, cookies, header, parsed
from kam_core.access.flags import hardened
from kam_core.access.hosts import is_loopback, is_this_machine
from kam_core.errors import KamError
from kam_core.i18n import LANGUAGES, msg, use_language

OPEN = ("/_stcore/health", "/_stcore/host-config", "/_stcore/stream")
"""What a browser needs before anybody has signed in. The stream only carries the page that asks to."""
CLOSED = ("/media/", "/component/", "/app/static/", "/_stcore/upload_file/", "/_stcore/bidi-components/")
"""What belongs to somebody. All else of /_stcore/ is not there: metrics, the check that runs the script, the agents' API."""
LOGIN, LOGOUT, CALLBACK = "/auth/login", "/auth/logout", "/oauth2callback"


Passes = Literal["anybody", "members", "run", "nobody"]
"""Whose messages reach the app; "run": anybody's, but only from inside with what was done on the page."""


class Entrance(Protocol):
    """What the gate asks of the part that knows Streamlit, for every request."""

    def base(self) -> str:
        """The path under which the app is served: "" or "/name"."""

    def origin(self) -> str | None:
        """The public address that sign-in is set up for; None where nobody signs in."""

    def seconds(self) -> int:
        """How long a sign-in holds."""

    def refusal(self, jar: Mapping[str, str]) -> str | None:
        """Why whoever brings these cookies is not let in; None for a member."""

    def token_refusal(self, jar: Mapping[str, str]) -> str | None:
        """The same of the sign-in alone, whether it is a member's or a stranger's."""

    def arrived(self, jar: Mapping[str, str]) -> None:
        """Somebody has come back from the provider with a sign-in that holds."""

    def leave(self, jar: Mapping[str, str]) -> None:
        """End the sign-in that these cookies keep."""

    def passes(self, data: bytes) -> Passes:
        """Whose messages of this kind reach the app."""

    def bare(self, data: bytes) -> bytes:
        """A message of the kind "run" without what was done on the page."""


class Gate:
    """ASGI middleware. It fails closed: what the entrance cannot tell raises, and nothing is answered."""

    def __init__(self, app: App, entrance: Entrance) -> None:
        self.app, self.entrance = app, entrance

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what may pass."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        path, origin = self._path(scope), self.entrance.origin()
        if origin is None and not (is_loopback((scope.get("client") or [""])[0]) and is_this_machine(header(scope, b"host"))):
            await answer(scope, receive, send, 403, _only_here())
        elif _hidden(path):
            await answer(scope, receive, send, 404)
        elif origin is not None and path.startswith(CLOSED) and await self._refuses(cookies(scope)):
            await answer(scope, receive, send, 403)
        elif scope["type"] == "websocket":
            await self.app(scope, self._listening(scope, receive), send)
        elif origin is None:
            await self.app(scope, receive, send)
        else:
            if path == LOGOUT:
                self.entrance.leave(cookies(scope))
            await self.app(scope, receive, self._answering(scope, path, urlsplit(origin), send))

    def _path(self, scope: Scope) -> str:
        path, base = str(scope["path"]), self.entrance.base()
        return path.removeprefix(base) if path.startswith(f"{base}/") else path

    async def _refuses(self, jar: Mapping[str, str]) -> bool:
        """Whether these cookies are no member's, or nobody can tell. In a thread, as the book is asked."""
        if self.entrance.origin() is None:
            return False
        try:
            return await asyncio.to_thread(self.entrance.refusal, jar) is not None
        except KamError:
            return True    # the page, which is run all the same, says what is wrong with the book

    def _listening(self, scope: Scope, receive: Receive) -> Receive:
        """Messages of a browser, without those that may not reach the app.

        Callbacks and fragments run before the page's guard does. So the first run after a sign-in has ended, or on a
        connection of whoever has none, is a run of the whole page with nothing done on it: it ends at the guard, which
        leaves nothing of the old page to be used.
        """
        jar, inside = cookies(scope), True

        async def listen() -> Message:
            nonlocal inside
            while True:
                message = await receive()
                data = message.get("bytes")
                if message["type"] != "websocket.receive" or data is None:
                    return message
                whose = self.entrance.passes(data)
                if whose == "anybody" or (whose == "members" and not await self._refuses(jar)):
                    return message
                if whose == "run":
                    was, inside = inside, not await self._refuses(jar)
                    return {**message, "bytes": self.entrance.bare(data)} if was and not inside else message

        return listen

    def _answering(self, scope: Scope, path: str, origin: SplitResult, send: Send) -> Send:
        async def reply(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers: Pairs = list(message.get("headers", []))
                if path == LOGIN:
                    self._depart(scope, origin, headers)
                elif path == CALLBACK:
                    headers = await asyncio.to_thread(self._arrive, scope, headers)
                message["headers"] = hardened(headers, origin.scheme == "https", self.entrance.seconds())
            await send(message)

        return reply

    def _depart(self, scope: Scope, origin: SplitResult, headers: Pairs) -> None:
        """Keep where somebody who leaves for the provider wants to be brought back to."""
        address = landing.wanted(header(scope, b"referer"), origin.netloc)
        headers.append((b"set-cookie", landing.remember(address, self.entrance.base() or "/").encode()))

    def _arrive(self, scope: Scope, headers: Pairs) -> Pairs:
        """Bring somebody who comes back from the provider to where they wanted to go; without cookies where refused."""
        if b"state=" not in scope["query_string"] and b"error=" not in scope["query_string"]:
            return headers    # back from signing out at the provider
        given = parsed(value.decode("latin-1").split(";")[0] for name, value in headers if name.lower() == b"set-cookie")
        why = self.entrance.token_refusal(given)
        there = landing.remembered(cookies(scope))
        if there == "/":
            there = f"{self.entrance.base()}/"
        if why is not None:
            there = landing.refused(there, "failed" if why == "nobody" else why)
            headers = [pair for pair in headers if not (pair[0].lower() == b"set-cookie" and _gives_user(pair[1]))]
        else:
            with contextlib.suppress(KamError):    # where the book cannot be written the page says so, better than we could
                self.entrance.arrived(given)
        kept = [pair for pair in headers if pair[0].lower() != b"location"]
        return [
            *kept, (b"location", there.encode("ascii")),
            (b"set-cookie", landing.forget(self.entrance.base() or "/").encode()),
        ]


def _hidden(path: str) -> bool:
    return path.startswith("/_stcore/") and path not in OPEN and not path.startswith(CLOSED)


def _gives_user(cookie: bytes) -> bool:
    return cookie.startswith(b"_streamlit_user") and b"max-age=0" not in cookie.lower()


def _only_here() -> str:
    said = msg("Nobody signs in to this Kamerton, so it serves its own machine alone, at localhost. To let others in, set up "
               "sign-in (docs/sign-in.md).")
    lines = []
    for language in LANGUAGES:
        with use_language(language):
            lines.append(str(said))
    return "\n\n".join(lines) + "\n"
