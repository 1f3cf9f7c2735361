"""The calendar by a secret address: what it opens, for whom, and what it does not. In process, behind the gate."""

from __future__ import annotations

import datetime
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import httpx
import icalendar
import pytest
from metrics.company import ledger, sale
from running import run
from signing import set_up

from kam_core.access.gate import Gate
from kam_core.book import Book, open_book
from kam_core.ui.calendar_feed import CalendarFeed
from kam_core.ui.entrance import StreamlitEntrance

DUE = datetime.datetime.now().astimezone().date() + datetime.timedelta(days=3)


async def inside(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
    """What stands behind."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"page"})


def get(path: str, method: str = "GET", host: str = "localhost:8501") -> httpx.Response:
    async def ask() -> httpx.Response:
        entrance = StreamlitEntrance()
        app = Gate(CalendarFeed(inside, entrance.base), entrance)
        transport = httpx.ASGITransport(app, client=("127.0.0.1", 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as browser:
            return await browser.request(method, path, headers={"Host": host})

    return run(ask())


def told(answer: httpx.Response) -> list[str]:
    return sorted(str(each["summary"]) for each in icalendar.Calendar.from_ical(answer.content).walk("VEVENT"))


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Book:
    """Alpha is Ivanova's, Beta is Petrov's; an action at each."""
    data = tmp_path / "data"
    ledger(data, [sale("A1", "2025-01", 5), sale("B1", "2025-01", 7)], [
        {"account_id": "A1", "name": "Alpha", "manager": "Ivanova"}, {"account_id": "B1", "name": "Beta", "manager": "Petrov"}])
    monkeypatch.setenv("KAM_DATA", str(data))
    found = open_book(data)
    for client in ("A1", "B1"):
        found.records.add("action", client, {"text": "Call", "due": DUE, "owner": "Kim"}, "ann")
    return found


def test_the_local_owner_fetches_every_client(book: Book) -> None:
    secret = book.feeds.make(0, "en", "owner")
    answer = get(f"/calendar/{secret}.ics")
    assert (answer.status_code, told(answer)) == (200, ["Alpha: Call", "Beta: Call"])
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "private, no-store"
    head = get(f"/calendar/{secret}.ics", "HEAD")
    assert (head.status_code, head.content) == (200, b"")
    assert get("/overview").content == b"page"


@pytest.mark.parametrize("path", [
    "/calendar/", "/calendar/x.ics", f"/calendar/{'a' * 43}.ics", "/calendar/../book/book.sqlite", "/calendar/%2e%2e/x.ics",
    f"/calendar/{'a' * 43}", f"/calendar/{'ж' * 43}.ics", f"/calendar/{'a' * 5000}.ics"])
def test_whatever_is_no_secret_opens_nothing(book: Book, path: str) -> None:
    book.feeds.make(0, "en", "owner")
    answer = get(path)
    assert answer.status_code == 404 or answer.content == b"page"  # an address outside of /calendar/ is the app's
    assert b"VCALENDAR" not in answer.content


def test_nothing_is_written_by_it_and_a_secret_taken_back_is_none(book: Book) -> None:
    secret = book.feeds.make(0, "en", "owner")
    assert get(f"/calendar/{secret}.ics", "POST").status_code == 404
    assert get(f"/calendar/{secret}.ics", host="evil.example.com").status_code == 403
    book.feeds.revoke(0, "owner")
    assert get(f"/calendar/{secret}.ics").status_code == 404


def test_a_manager_fetches_their_own_clients_as_long_as_they_may(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    book.members.invite("root@firm", ["administrator"], who="owner")
    member = book.members.invite("kim@firm", ["manager"], who="owner", managers=["Ivanova"])
    secret, local = book.feeds.make(member.id, "ru", "kim@firm"), book.feeds.make(0, "en", "owner")
    set_up(monkeypatch)
    address = f"/calendar/{secret}.ics"
    assert told(get(address, host="kam.example.com")) == ["Alpha: Call"]  # without any cookie
    assert get(f"/calendar/{local}.ics").status_code == 404  # where somebody signs in there is no local owner
    book.owners.give("B1", "Beta", member.id, who="owner")
    assert told(get(address)) == ["Alpha: Call", "Beta: Call"]
    book.members.edit(member.id, who="owner", roles=["analyst"])
    assert get(address).status_code == 404
    book.members.edit(member.id, who="owner", roles=["manager"], active=False)
    assert get(address).status_code == 404
