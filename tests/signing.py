"""Signing in without a browser: what it does with addresses and cookies, step by step; or as if it had been done."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from server import Server
from sockets import tab
from streamlit.runtime.secrets import Secrets


@dataclass(frozen=True)
class Site:
    """The app and its provider."""

    app: Server
    provider: str

    def browser(self) -> httpx.Client:
        """Somebody's browser, as far as cookies go."""
        return httpx.Client(base_url=self.app.url, headers={"Sec-Fetch-Mode": "navigate"})

    def sign_in(self, browser: httpx.Client, address: str = "/", **lie: Any) -> str:
        """Press the button on a page, go to the provider and come back. Gives where one lands, path and query.

        claims, without, sign: what the provider is told to say (tests/oidc/lying.mjs)
        """
        httpx.post(f"{self.provider}/lie", json=lie).raise_for_status()
        jar = dict(browser.cookies)
        browser.cookies.delete("_streamlit_xsrf")
        with tab(self.app.url, jar) as opened:
            path, _, query = address.lstrip("/").partition("?")
            shown = opened.run(path, query)
            shown = opened.run(path, query, press=shown.buttons["Sign in"])
        away = browser.get(shown.redirect, headers={"Referer": f"{self.app.url}{address}"})
        back = httpx.get(away.headers["location"])
        assert back.headers["location"].startswith(f"{self.app.url}/oauth2callback?")
        landed = browser.get(back.headers["location"])
        assert landed.status_code == 302
        return str(landed.headers["location"])

    def cookies(self, browser: httpx.Client) -> dict[str, str]:
        """The cookies that keep a sign-in."""
        return {name: value for name, value in browser.cookies.items() if name.startswith("_streamlit_user")}


AUTH = {
    "redirect_uri": "https://kam.example.com/oauth2callback", "cookie_secret": "0123456789abcdef0123456789abcdef",
    "client_id": "kamerton", "client_secret": "between the two",
    "server_metadata_url": "https://login.example.com/.well-known/openid-configuration",
}
"""A section [auth] of the secrets with nothing wrong in it."""


def set_up(monkeypatch: pytest.MonkeyPatch, auth: object = AUTH) -> None:
    """Set sign-in up for what runs in this process."""
    secrets = Secrets()
    secrets.merge_programmatic_secrets({"auth": auth})
    monkeypatch.setattr("kam_core.ui.way_in.secrets_singleton", secrets)


def claims(**changes: object) -> dict[str, object]:
    """What a good token says, made a minute ago."""
    return {
        "is_logged_in": True, "iss": "https://login.example.com", "sub": "1", "email": "nina@example.com",
        "email_verified": True, "name": "Nina", "iat": int(time.time()) - 60, "nonce": "n", **changes,
    }
