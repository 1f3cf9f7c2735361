"""Sign-in as the secrets set it up: without them the owner looks; with wrong ones nobody does."""

from __future__ import annotations

from pathlib import Path

import pytest
from signing import AUTH, set_up
from streamlit import config
from streamlit.runtime.secrets import Secrets

from kam_core.access.flags import hardened
from kam_core.ui.way_in import say_who_is_served, way_in


def of_file(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    monkeypatch.setattr("kam_core.ui.way_in.secrets_singleton", Secrets())
    real = config.get_option
    monkeypatch.setattr(config, "get_option", lambda key: [str(path)] if key == "secrets.files" else real(key))


def test_without_secrets_the_owner_looks(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    of_file(monkeypatch, tmp_path / "secrets.toml")
    assert way_in() is None
    say_who_is_served()
    assert "on this machine alone" in capsys.readouterr().err


def test_secrets_of_something_else_do_not_matter(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secrets.toml").write_text('book = "postgresql://…"\n', "utf-8")
    of_file(monkeypatch, tmp_path / "secrets.toml")
    assert way_in() is None


@pytest.mark.parametrize("text", ["[auth\n", "[auth]\nredirect_uri = \n"])
def test_secrets_that_cannot_be_read_let_nobody_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str) -> None:
    (tmp_path / "secrets.toml").write_text(text, "utf-8")
    of_file(monkeypatch, tmp_path / "secrets.toml")
    way = way_in()
    assert way is not None
    assert "cannot be read" in str(way.wrong)


def test_a_whole_section(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    set_up(monkeypatch)
    way = way_in()
    assert way is not None
    assert (way.wrong, way.origin, way.providers) == (None, "https://kam.example.com", ("default",))
    say_who_is_served()
    assert "https://kam.example.com" in capsys.readouterr().err


def test_named_providers(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = ("client_id", "client_secret", "server_metadata_url")
    common = {key: value for key, value in AUTH.items() if key not in keys}
    one = {key: AUTH[key] for key in keys}
    set_up(monkeypatch, {**common, "microsoft": one, "okta": one})
    way = way_in()
    assert way is not None
    assert (way.wrong, way.providers) == (None, ("microsoft", "okta"))


@pytest.mark.parametrize(("changes", "said"), [
    ({"redirect_uri": "http://kam.example.com/oauth2callback"}, "redirect_uri"),
    ({"redirect_uri": "https://kam.example.com/"}, "redirect_uri"), ({"redirect_uri": ""}, "redirect_uri"),
    ({"cookie_secret": "xxx"}, "cookie_secret"), ({"cookie_secret": ""}, "cookie_secret"),
    ({"client_id": ""}, "client_id"), ({"client_secret": ""}, "client_secret"),
    ({"server_metadata_url": ""}, "server_metadata_url"),
    ({"server_metadata_url": "http://login.example.com/.well-known/openid-configuration"}, "server_metadata_url"),
])
def test_what_is_wrong_is_named(monkeypatch: pytest.MonkeyPatch, changes: dict[str, str], said: str) -> None:
    set_up(monkeypatch, {**AUTH, **changes})
    way = way_in()
    assert way is not None
    assert said in str(way.wrong)


@pytest.mark.parametrize("auth", [{}, "yes", {"redirect_uri": "https://kam.example.com/oauth2callback"}])
def test_half_a_section_lets_nobody_in(monkeypatch: pytest.MonkeyPatch, auth: object) -> None:
    set_up(monkeypatch, auth)
    way = way_in()
    assert way is not None
    assert way.wrong is not None


USER = b"_streamlit_user=abc; HttpOnly; Max-Age=2592000; Path=/; SameSite=lax"


def test_cookies_leave_over_https_alone_and_end_with_the_sign_in() -> None:
    made = hardened([
        (b"set-cookie", USER), (b"set-cookie", b"_streamlit_xsrf=1; Path=/"), (b"set-cookie", b"other=1"), (b"x", b"y"),
        (b"set-cookie", b'_streamlit_user=""; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/; SameSite=lax'),
    ], https=True, seconds=3600)
    assert made == [
        (b"set-cookie", b"_streamlit_user=abc; HttpOnly; Max-Age=3600; Path=/; SameSite=lax; Secure"),
        (b"set-cookie", b"_streamlit_xsrf=1; Path=/; SameSite=Lax; Secure"), (b"set-cookie", b"other=1"), (b"x", b"y"),
        (b"set-cookie",
         b'_streamlit_user=""; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/; SameSite=lax; Secure'),
        (b"strict-transport-security", b"max-age=31536000"),
    ]
    assert b"Secure" not in hardened([(b"set-cookie", USER)], https=False, seconds=3600)[0][1]
