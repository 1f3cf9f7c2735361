"""What a token must say for somebody to be known."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from signing import claims

from kam_core.access.claims import identify, session_key
from kam_core.access.ended import Ended
from kam_core.access.identity import Identity

NOW = datetime.datetime(2026, 3, 2, 12, 0, tzinfo=datetime.UTC)
AT = int(NOW.timestamp())
GOOD = claims(iat=AT - 60)
HOUR = 3600


def test_who_somebody_is() -> None:
    found = identify({**GOOD, "email": " Nina@Example.com "}, NOW, 12)
    assert found == Identity("https://login.example.com", "1", "nina@example.com", "Nina", NOW - datetime.timedelta(minutes=1))


@pytest.mark.parametrize(("changes", "why"), [
    ({"is_logged_in": False}, "nobody"), ({"is_logged_in": "true"}, "nobody"), ({"is_logged_in": 1}, "nobody"),
    ({"email_verified": False}, "unverified"), ({"email_verified": None}, "unverified"),
    ({"email_verified": "true"}, "unverified"), ({"email_verified": 1}, "unverified"),
    ({"email": ""}, "incomplete"), ({"email": None}, "incomplete"), ({"email": "nina"}, "incomplete"),
    ({"email": ["nina@example.com"]}, "incomplete"), ({"iss": ""}, "incomplete"), ({"iss": None}, "incomplete"),
    ({"sub": ""}, "incomplete"), ({"sub": 1}, "incomplete"), ({"iat": None}, "incomplete"), ({"iat": True}, "incomplete"),
    ({"iat": "1"}, "incomplete"), ({"iat": float("nan")}, "incomplete"), ({"iat": 1e300}, "incomplete"),
    ({"iat": AT - 12 * HOUR - 1}, "expired"), ({"iat": 0}, "expired"), ({"iat": AT + 121}, "expired"),
])
def test_why_somebody_is_not_known(changes: dict[str, Any], why: str) -> None:
    assert identify({**GOOD, **changes}, NOW, 12) == why


@pytest.mark.parametrize("iat", [AT, AT - 12 * HOUR, AT + 120, AT - 0.5])
def test_a_sign_in_holds_to_the_second(iat: float) -> None:
    assert isinstance(identify({**GOOD, "iat": iat}, NOW, 12), Identity)


@given(st.dictionaries(st.sampled_from(list(GOOD)), st.none() | st.booleans() | st.integers() | st.floats() | st.text()))
def test_nothing_but_the_whole_opens(changes: dict[str, Any]) -> None:
    made = {**GOOD, **changes}
    found = identify(made, NOW, 12)
    if isinstance(found, Identity):
        assert made["is_logged_in"] is True
        assert made["email_verified"] is True
        assert "@" in made["email"]
        assert made["iss"].strip()
        assert made["sub"].strip()
        assert AT - 12 * HOUR <= made["iat"] <= AT + 120


def test_two_sign_ins_of_one_person_have_two_names() -> None:
    assert len({session_key(GOOD), session_key({**GOOD, "nonce": "m"}), session_key({**GOOD, "iat": 1})}) == 3


def test_what_has_ended_stays_ended_for_every_process(tmp_path: Path) -> None:
    first, second = Ended(tmp_path), Ended(tmp_path)
    assert "a" not in second
    first.add("a", NOW)
    assert "a" in first
    assert "a" in second
    second.add("b", NOW + datetime.timedelta(days=29))
    assert "a" in first
    assert "b" in first
    first.add("c", NOW + datetime.timedelta(days=31))    # no sign-in holds for a month, so the first is dropped
    assert (tmp_path / "signed-out.txt").read_text().split()[1::2] == ["b", "c"]
