"""Tokens that must not open the door, through the whole way of a real sign-in: each comes from a provider that lies."""

from __future__ import annotations

import time
from typing import Any

import httpx
import pytest
from signing import Site
from sockets import tab

HOUR = 3600
NOW = int(time.time())
BAD: dict[str, tuple[dict[str, Any], str]] = {
    "expired": ({"claims": {"exp": NOW - HOUR, "iat": NOW - 2 * HOUR}}, "failed"),
    "of another issuer": ({"claims": {"iss": "https://elsewhere.example.com"}}, "failed"),
    "for another audience": ({"claims": {"aud": "somebody else"}}, "failed"),
    "with another nonce": ({"claims": {"nonce": "of yesterday"}}, "failed"),
    "without a nonce": ({"without": ["nonce"]}, "failed"),
    "signed by another key": ({"sign": "other key"}, "failed"),
    "not signed": ({"sign": "none"}, "failed"),
    "signed with the client's secret": ({"sign": "client secret"}, "failed"),
    "signed with the public key as a secret": ({"sign": "public key"}, "failed"),
    "with an e-mail nobody vouches for": ({"claims": {"email_verified": False}}, "unverified"),
    "that does not say whether the e-mail is vouched for": ({"without": ["email_verified"]}, "unverified"),
    "whose vouching is a text": ({"claims": {"email_verified": "true"}}, "unverified"),
    "without an e-mail": ({"without": ["email"]}, "incomplete"),
    "with an empty e-mail": ({"claims": {"email": " "}}, "incomplete"),
    "without a subject": ({"without": ["sub"]}, "failed"),
    "without a time": ({"without": ["iat"]}, "failed"),
    "made too long ago": ({"claims": {"iat": NOW - 13 * HOUR}}, "expired"),
    "made in the future": ({"claims": {"iat": NOW + 2 * HOUR}}, "failed"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_token_is_refused(site: Site, browser: httpx.Client, name: str) -> None:
    lie, why = BAD[name]
    assert site.sign_in(browser, "/profit?lang=en", **lie) == f"/profit?lang=en&sign_in={why}"
    assert site.cookies(browser) == {}
    with tab(site.app.url, dict(browser.cookies)) as opened:
        shown = opened.run("profit", f"lang=en&sign_in={why}")
    assert list(shown.buttons) == ["Sign in"]
    assert {"failed": "did not succeed", "unverified": "does not vouch", "incomplete": "did not say who you are",
            "expired": "12 hours"}[why] in shown.text
    assert b"Client 03" not in shown.raw
