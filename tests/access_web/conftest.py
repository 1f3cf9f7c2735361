"""The app with sign-in set up, over a real port, and a provider that says what it is told to."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import providers
import pytest
from ledgers import build
from server import free_port, serving
from signing import Site


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One app and one provider for all tests here."""
    providers.need()
    base = tmp_path_factory.mktemp("sign-in")
    port = free_port()
    home = f"http://localhost:{port}"
    data = build(base / "data", "whole")
    with providers.running("lying.mjs", base / "provider.log") as provider:
        secrets = providers.secrets(base / "secrets.toml", provider, home)
        with serving(data, base / "app.log", port=port, secrets=secrets) as app:
            yield Site(app, provider)


@pytest.fixture
def browser(site: Site) -> Iterator[httpx.Client]:
    """Somebody's browser, with no cookies yet."""
    with site.browser() as opened:
        yield opened
