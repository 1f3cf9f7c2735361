"""Calendars by a secret address: /calendar/<secret>.ics, for programs that cannot sign in. Nothing else opens with it."""

from __future__ import annotations

import asyncio
import datetime
import re
from collections.abc import Callable

from kam_core.access import LOCAL, Member
from kam_core.access.asgi import App, Receive, Scope, Send, answer
from kam_core.book import Feed, open_book
from kam_core.errors import KamError
from kam_core.i18n import LANGUAGES, use_language
from kam_core.ledger import Store
from kam_core.ui.calendar_clients import calendar_of
from kam_core.ui.folder import data_folder
from kam_core.ui.way_in import way_in

PATH = "/calendar/"
_SECRET = re.compile(r"([A-Za-z0-9_-]{20,100})\.ics")


class CalendarFeed:
    """ASGI middleware behind the gate. base: the path under which the app is served, "" or "/name" """

    def __init__(self, app: App, base: Callable[[], str]) -> None:
        self.app, self.base = app, base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what begins with PATH; pass on all else."""
        path = str(scope.get("path", ""))
        base = self.base()
        path = path.removeprefix(base) if path.startswith(f"{base}/") else path
        if scope["type"] != "http" or not path.startswith(PATH):
            await self.app(scope, receive, send)
            return
        secret = _SECRET.fullmatch(path.removeprefix(PATH))
        if scope.get("method") not in ("GET", "HEAD") or secret is None:
            await answer(scope, receive, send, 404)
            return
        try:
            body = await asyncio.to_thread(fetched, secret[1])
        except KamError:
            await answer(scope, receive, send, 503)
            return
        if body is None:
            await answer(scope, receive, send, 404)
            return
        await send({"type": "http.response.start", "status": 200, "headers": [
            (b"content-type", b"text/calendar; charset=utf-8"), (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"private, no-store"), (b"content-disposition", b'inline; filename="kamerton.ics"'),
            (b"x-robots-tag", b"noindex"),
        ]})
        await send({"type": "http.response.body", "body": b"" if scope.get("method") == "HEAD" else body})


def fetched(secret: str) -> bytes | None:
    """The calendar that a secret opens, as its owner may see it at this moment; None where it opens none (any more)."""
    data = data_folder()
    store = Store(data)
    feed = store.book().feeds.find(secret)
    member = None if feed is None else _owner(feed)
    if feed is None or member is None:
        return None
    with use_language(feed.language if feed.language in LANGUAGES else "en"):
        return calendar_of(store, member, datetime.datetime.now().astimezone().date())


def _owner(feed: Feed) -> Member | None:
    """Whose calendar it is; None where they may not come any more. The local owner is one only where nobody signs in."""
    if feed.member_id == LOCAL.id:
        return LOCAL if way_in() is None else None
    known = next((each for each in open_book(data_folder()).members.list() if each.id == feed.member_id), None)
    return known.member if known is not None and known.active and known.member.may("dossiers") else None
