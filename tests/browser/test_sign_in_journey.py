"""Signing in and out, in a real browser, with the certified provider: deep links, members, strangers, giving up."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import httpx
import providers
import pytest
from ledgers import build
from playwright.sync_api import Page, expect
from server import Server, free_port, serving, settle

from kam_core.book import open_book

Reader = Callable[..., Page]
WORDS = {
    "en": ("Sign in to Kamerton", "Sign in", "Sign out", "nobody has invited this address", "You were signed out."),
    "ru": ("Вход в Kamerton", "Войти", "Выйти", "этот адрес никто не приглашал", "Вы вышли из системы."),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app with sign-in; nina is invited, otto is not."""
    providers.need()
    base = tmp_path_factory.mktemp("sign-in-journey")
    port = free_port()
    home = f"http://localhost:{port}"
    data = build(base / "data", "whole")
    open_book(data).members.invite("nina@example.com", ["executive"], who="test")
    with providers.running("certified.mjs", base / "provider.log", f"{home}/oauth2callback") as provider:
        secrets = providers.secrets(base / "secrets.toml", provider, home)
        with serving(data, base / "app.log", port=port, secrets=secrets) as app:
            yield app


def sign_in(page: Page, name: str, language: str) -> None:
    """From the page to sign in, through the provider, and back."""
    page.get_by_role("button", name=WORDS[language][1], exact=True).click()
    page.locator("input[name=login]").fill(name)
    page.locator("input[name=password]").fill("any")
    page.get_by_role("button", name="Sign-in").click()
    page.get_by_role("button", name="Continue").click()


def sign_out(page: Page, language: str) -> None:
    """From the page to the provider, which asks, and back."""
    page.get_by_role("button", name=WORDS[language][2]).click()
    page.get_by_role("button", name="Yes, sign me out").click()


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_member_lands_where_they_wanted_and_leaves_for_good(site: Server, reader: Reader, language: str) -> None:
    title, _, out, _, ended = WORDS[language]
    page = reader(language)
    link = f"{site.url}/profit?lang={language}&level=account&period=2024"
    page.goto(link)
    page.get_by_role("heading", name=title).wait_for()
    expect(page.get_by_test_id("stSidebar")).to_have_count(0)
    sign_in(page, "nina", language)
    page.wait_for_url(link)
    page.get_by_text("nina of the tests").wait_for()
    settle(page)
    assert page.url == link
    expect(page.get_by_role("heading", name=title)).to_have_count(0)

    other = page.context.new_page()
    other.goto(f"{site.url}/concentration?lang={language}")
    other.get_by_role("button", name=out).wait_for()
    cookies = page.context.cookies(site.url)
    sign_out(page, language)
    page.wait_for_url(f"{site.url}/")
    page.get_by_role("heading", name=title).wait_for()
    assert not [each for each in page.context.cookies(site.url) if each["name"].startswith("_streamlit_user")]

    page.context.add_cookies(cookies)    # as of a thief who had copied them
    other.goto(f"{site.url}/profit?lang={language}")
    other.get_by_text(ended).wait_for()


def test_a_stranger_gets_nothing(site: Server, reader: Reader) -> None:
    page = reader("ru")
    page.goto(f"{site.url}/profit?lang=ru")
    sign_in(page, "otto", "ru")
    page.get_by_text(WORDS["ru"][3]).wait_for()
    page.get_by_text("otto@example.com").wait_for()
    expect(page.get_by_test_id("stSidebar")).to_have_count(0)
    assert "Client" not in page.content()
    sign_out(page, "ru")
    page.get_by_role("heading", name=WORDS["ru"][0]).wait_for()


def test_whoever_gives_up_at_the_provider_can_try_again(site: Server, reader: Reader) -> None:
    page = reader("en")
    link = f"{site.url}/profit?lang=en"
    page.goto(link)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("link", name="Cancel").click()
    page.wait_for_url(f"{link}&sign_in=failed")
    page.get_by_text("did not succeed").wait_for()
    sign_in(page, "nina", "en")
    page.wait_for_url(link)


def test_what_the_server_said_is_in_order(site: Server) -> None:
    assert "Traceback" not in site.log.read_text("utf-8")
    assert f"Members sign in at {site.url}." in site.log.read_text("utf-8")


def test_where_nobody_signs_in_the_machine_alone_is_served_and_it_is_said(server: Server, reader: Reader) -> None:
    assert "on this machine alone" in server.log.read_text("utf-8")
    assert httpx.get(server.url, headers={"Host": "kam.example.com"}).status_code == 403
    page = reader("ru")
    page.goto(f"{server.url}/definitions?lang=ru")
    page.get_by_test_id("stSidebar").get_by_text("доступ только с этого компьютера").wait_for()
