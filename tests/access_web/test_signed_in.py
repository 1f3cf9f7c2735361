"""Who has signed in: members, strangers, and those whose sign-in does not hold any more. Over the real server."""

from __future__ import annotations

import hashlib
import json
import time

import httpx
import providers
import pytest
import signing
from signing import Site
from sockets import tab
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value
from websockets.exceptions import InvalidStatus

from kam_core.book import Book, open_book
from kam_core.settings import change

DEEP = "/profit?lang=en&level=account"
HOUR = 3600


@pytest.fixture
def book(site: Site) -> Book:
    """Who is invited here."""
    return open_book(site.app.data)


@pytest.fixture
def who(book: Book, request: pytest.FixtureRequest) -> dict[str, str]:
    """What a token says of a member whom only this test knows."""
    name = hashlib.sha256(request.node.name.encode()).hexdigest()[:8]
    book.members.invite(f"{name}@example.com", ["manager"], who="test", managers=["Petrov"])
    return {"sub": name, "email": f"{name}@example.com", "name": "Nina"}


@pytest.fixture
def nina(site: Site, browser: httpx.Client, who: dict[str, str]) -> httpx.Client:
    """The browser of a member who has signed in."""
    assert site.sign_in(browser, DEEP, claims=who) == DEEP
    return browser


def test_a_member_comes_back_to_where_they_wanted_to_go(site: Site, nina: httpx.Client) -> None:
    with tab(site.app.url, dict(nina.cookies)) as opened:
        shown = opened.run("profit")
    assert "Sign in to Kamerton" not in shown.text
    assert "Nina" in shown.texts
    assert "Sign out" in shown.buttons
    assert nina.get("/media/0.png").status_code == 404


def test_each_sign_in_is_in_the_log(site: Site, nina: httpx.Client, book: Book, who: dict[str, str]) -> None:
    assert [(each.action, each.who) for each in book.changes("access", who["email"])] == [("sign_in", who["email"])]


def test_a_stranger_gets_nothing(site: Site, browser: httpx.Client) -> None:
    claims = {"sub": "another", "email": "otto@example.com", "name": "Otto"}
    assert site.sign_in(browser, DEEP, claims=claims) == DEEP
    with tab(site.app.url, dict(browser.cookies)) as opened:
        shown = opened.run("profit")
    assert "nobody has invited this address" in shown.text
    assert list(shown.buttons) == ["Sign out"]
    assert b"Client 03" not in shown.raw
    assert browser.get("/media/0.png").status_code == 403


def test_the_e_mail_of_a_member_is_not_enough_once_they_are_known(
    site: Site, nina: httpx.Client, who: dict[str, str]
) -> None:
    with site.browser() as other:
        site.sign_in(other, claims=who | {"sub": "another"})
        with tab(site.app.url, dict(other.cookies)) as opened:
            assert "nobody has invited this address" in opened.run().text


@pytest.mark.parametrize("why", ["stranger", "revoked", "ended", "<b>", "nobody"])
def test_a_link_cannot_make_the_page_say_anything(site: Site, why: str) -> None:
    with tab(site.app.url) as opened:
        shown = opened.run("profit", f"lang=en&sign_in={why}")
    assert "Sign in with the account of your company." in shown.text
    assert list(shown.buttons) == ["Sign in"]


def test_whoever_has_not_signed_in_gets_no_files(site: Site, browser: httpx.Client) -> None:
    for path in ("/media/0.png", "/component/a/b.js", "/app/static/a", "/_stcore/bidi-components/a/b.js"):
        assert browser.get(path).status_code == 403, path
    assert browser.put("/_stcore/upload_file/a/b", content=b"x").status_code == 403
    assert browser.delete("/_stcore/upload_file/a/b").status_code == 403
    assert browser.get("/_stcore/health").status_code == 200


def test_what_nobody_needs_is_not_there(site: Site, nina: httpx.Client) -> None:
    for path in ("/_stcore/metrics", "/_stcore/script-health-check", "/_stcore/agent/openapi.json", "/_stcore/agent/mcp"):
        assert nina.get(path).status_code == 404, path
    assert nina.post("/_stcore/agent/interact", json={}).status_code == 404


def test_signing_out_ends_every_copy_of_the_cookie(site: Site, nina: httpx.Client) -> None:
    copy = dict(nina.cookies)
    with tab(site.app.url, copy) as other, tab(site.app.url, copy) as opened:
        assert "Nina" in other.run().texts
        left = opened.run("", press=opened.run().buttons["Sign out"])
        assert left.redirect == "/auth/logout"
        assert "You were signed out." in other.run().text
    away = nina.get(left.redirect)
    assert away.headers["location"].startswith(f"{site.provider}/endsession?")
    assert site.cookies(nina) == {}
    with tab(site.app.url, copy) as again:
        assert "You were signed out." in again.run().text
    assert httpx.get(f"{site.app.url}/media/0.png", cookies=copy).status_code == 403


def test_the_address_of_signing_out_does_the_same(site: Site, nina: httpx.Client) -> None:
    copy = dict(nina.cookies)
    nina.get("/auth/logout")
    assert httpx.get(f"{site.app.url}/media/0.png", cookies=copy).status_code == 403


def test_an_administrator_can_end_sessions_and_membership(
    site: Site, nina: httpx.Client, book: Book, who: dict[str, str]
) -> None:
    entry = book.members.by_email(who["email"])
    assert entry is not None
    with tab(site.app.url, dict(nina.cookies)) as opened:
        assert "Nina" in opened.run().texts
        time.sleep(1)    # a token names whole seconds, and one of this second could be newer
        book.members.sign_out(entry.id, who="test")
        left = opened.run()
        assert "You were signed out." in left.text
        assert list(left.buttons) == ["Sign in"]
        assert nina.get("/media/0.png").status_code == 403
        book.members.edit(entry.id, who="test", active=False)
        assert "not a member any more" in opened.run().text


def test_a_sign_in_holds_as_long_as_the_setting_says(site: Site, browser: httpx.Client, who: dict[str, str]) -> None:
    site.sign_in(browser, DEEP, claims=who | {"iat": int(time.time()) - 2 * HOUR})
    with tab(site.app.url, dict(browser.cookies)) as opened:
        shown = opened.run()
        assert "Nina" in shown.texts
        assert opened.run(choose=(shown.choices["Language"], "Русский")).query == "lang=ru"
        change(site.app.data, "test", {"session_hours": 1})
        try:
            late = opened.run(choose=(shown.choices["Language"], "Русский"))
            assert "it holds for 1 hours" in late.text
            assert late.query == ""    # what was done on the old page does not happen any more
            assert browser.get("/media/0.png").status_code == 403
            again = opened.run(press=late.buttons["Sign in"])
            assert again.redirect.startswith("/auth/login?")
        finally:
            change(site.app.data, "test", {"session_hours": None})


def test_a_session_cannot_be_taken_over_by_its_id(site: Site, nina: httpx.Client) -> None:
    with tab(site.app.url, dict(nina.cookies)) as opened:
        session = opened.run("profit").session
    with tab(site.app.url, session=session) as stolen:
        assert list(stolen.run("profit").buttons) == ["Sign in"]


@pytest.mark.parametrize("change_of", ["nothing", "letter", "key", "origin"])
def test_a_cookie_that_is_not_ours_opens_nothing(
    site: Site, nina: httpx.Client, who: dict[str, str], change_of: str
) -> None:
    jar = site.cookies(nina)
    if change_of == "letter":
        value = jar["_streamlit_user"]
        jar["_streamlit_user"] = value[:20] + ("A" if value[20] != "A" else "B") + value[21:]
    else:
        secret = "x" * 48 if change_of == "key" else providers.COOKIE_SECRET
        origin = "https://elsewhere.example.com" if change_of == "origin" else site.app.url
        claims = json.dumps({**signing.claims(**who), "iss": site.provider, "origin": origin})
        jar["_streamlit_user"] = create_signed_value(secret, "_streamlit_user", claims).decode()
    right = change_of == "nothing"
    assert httpx.get(f"{site.app.url}/media/0.png", cookies=jar).status_code == (404 if right else 403)
    with tab(site.app.url, jar) as opened:
        assert list(opened.run().buttons) == ["Sign out" if right else "Sign in"]


def test_cookies_are_for_the_server_alone_and_for_no_longer_than_a_sign_in(site: Site, nina: httpx.Client) -> None:
    for cookie in nina.cookies.jar:
        if cookie.name.startswith("_streamlit_user"):
            assert cookie.has_nonstandard_attr("HttpOnly"), cookie.name
            assert str(cookie.get_nonstandard_attr("SameSite")).lower() == "lax"
            assert cookie.expires is not None
            assert cookie.expires <= time.time() + 12 * HOUR
    assert "kam_landing" not in nina.cookies


@pytest.mark.parametrize("referer", [
    "https://evil.example.com/profit", "{home}//evil.example.com", "{home}/\\evil.example.com", "javascript:alert(1)", "",
])
def test_nobody_is_brought_to_another_site(site: Site, browser: httpx.Client, referer: str) -> None:
    with tab(site.app.url) as opened:
        away = opened.run(press=opened.run().buttons["Sign in"]).redirect
    httpx.post(f"{site.provider}/lie", json={})
    there = browser.get(away, headers={"Referer": referer.format(home=site.app.url)}).headers["location"]
    assert browser.get(httpx.get(there).headers["location"]).headers["location"] == "/"


def test_another_site_cannot_open_the_stream(site: Site, nina: httpx.Client) -> None:
    with pytest.raises(InvalidStatus), tab(site.app.url, dict(nina.cookies), origin="https://evil.example.com"):
        pass

