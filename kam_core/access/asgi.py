"""What middleware is written with: the parts of ASGI that are used here, and reading and answering requests."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Pairs = list[tuple[bytes, bytes]]


def header(scope: Scope, name: bytes) -> str:
    """A header of a request; the first where there are several, empty where there is none."""
    return next((value.decode("latin-1") for key, value in scope.get("headers", ()) if key.lower() == name), "")


def cookies(scope: Scope) -> dict[str, str]:
    """The cookies of a request."""
    return parsed(value.decode("latin-1") for key, value in scope.get("headers", ()) if key.lower() == b"cookie")


def parsed(texts: Iterable[str]) -> dict[str, str]:
    """Names and values in Cookie or Set-Cookie headers; one that cannot be read is left out."""
    found: dict[str, str] = {}
    for text in texts:
        for part in text.split(";"):
            name, _, value = part.strip().partition("=")
            try:
                read = SimpleCookie(f"{name}={value}")
            except CookieError:
                continue
            found.update({key: morsel.value for key, morsel in read.items()})
    return found


async def answer(scope: Scope, receive: Receive, send: Send, status: int, text: str = "") -> None:
    """Answer a request with a line of text; a websocket is refused before it is opened."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
        return
    body = text.encode()
    await send({"type": "http.response.start", "status": status, "headers": [
        (b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]})
    await send({"type": "http.response.body", "body": b"" if scope.get("method") == "HEAD" else body})
