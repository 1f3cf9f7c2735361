"""The address that somebody is brought back to after signing in: always one of this site, and the one they asked for."""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kam_core.access import landing

HOST = "kam.example.com"


@given(st.text(max_size=60))
@example("//evil.example.com")
@example("/\\evil.example.com")
@example("/\t/evil.example.com")
@example("/%2F/evil.example.com")
@example("/%5Cevil.example.com")
@example("https:/evil.example.com")
@example("/a\r\nSet-Cookie: x=y")
def test_it_is_always_of_this_site(address: str) -> None:
    there = landing.local(address)
    assert urlsplit(urljoin(f"https://{HOST}/", there)).netloc == HOST
    assert there.startswith("/")
    assert not there.startswith(("//", "/\\"))
    assert there.isascii()
    assert there.isprintable()


@given(
    st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8), max_size=3),
    st.dictionaries(st.sampled_from(["lang", "client", "part", "filter"]), st.text(st.characters(codec="utf-8"), max_size=20)),
)
def test_page_and_query_survive(path: list[str], query: dict[str, str]) -> None:
    asked = "/" + "/".join(quote(part) for part in path) + ("?" + urlencode(query) if query else "")
    there = landing.wanted(f"https://{HOST}{asked}", HOST)
    again = landing.remembered({landing.COOKIE: landing.remember(there, "/").split(";")[0].partition("=")[2]})
    assert again == there
    if len(asked) <= landing.LONGEST:
        assert urlsplit(there).path == urlsplit(asked).path
        assert dict(parse_qsl(urlsplit(there).query, keep_blank_values=True)) == query


@pytest.mark.parametrize(("referer", "there"), [
    (f"https://{HOST}/dossier?client=G%2001&part=people", "/dossier?client=G+01&part=people"),
    (f"https://{HOST}/profit?lang=ru&sign_in=failed", "/profit?lang=ru"),
    (f"https://{HOST}:8443/profit", "/"), ("https://evil.example.com/profit", "/"), ("", "/"), (f"https://{HOST}", "/"),
    (f"https://{HOST}/{'a' * 3000}", "/"),
])
def test_where_a_sign_in_was_asked_for(referer: str, there: str) -> None:
    assert landing.wanted(referer, HOST) == there


def test_why_it_failed_is_said_in_the_address() -> None:
    assert landing.refused("/profit", "failed") == "/profit?sign_in=failed"
    assert landing.refused("/profit?lang=ru", "expired") == "/profit?lang=ru&sign_in=expired"
