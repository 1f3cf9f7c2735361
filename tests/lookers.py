"""Members of a data folder, and pages as they look to them: only the provider's answer is made up."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from pathlib import Path

import pytest

from kam_core.access import Identity
from kam_core.book import open_book

ISSUER = "https://id.example.com"


def member(data: Path, email: str, roles: Iterable[str], managers: Iterable[str] = ()) -> int:
    """Invite somebody; gives their number."""
    return open_book(data).members.invite(email, roles, who="test", managers=managers).id


def looks(monkeypatch: pytest.MonkeyPatch, email: str | None) -> None:
    """From now on pages are looked at by whoever has signed in with this address; None: the owner, without a sign-in."""
    found = None if email is None else Identity(ISSUER, f"sub-{email}", email, email.split("@")[0].title(),
                                                datetime.datetime.now(datetime.UTC))
    monkeypatch.setattr("kam_core.ui.session.identity", lambda: found)


def signed_in(monkeypatch: pytest.MonkeyPatch, data: Path, *roles: str, email: str = "kam@example.com",
              managers: Iterable[str] = ()) -> int:
    """Invite somebody and look as they do; gives their number."""
    number = member(data, email, roles, managers)
    looks(monkeypatch, email)
    return number
