"""Where somebody wanted to go before they had to sign in. Streamlit itself brings everybody back to its first page."""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

COOKIE = "kam_landing"
MINUTES = 15
"""How long a sign-in may take for its address to be remembered."""
LONGEST = 2000
"""Characters of an address; a longer one does not fit a cookie."""
WHY = "sign_in"
"""The parameter of the address that says why a sign-in failed. Only values of Refusal mean anything."""


def wanted(referer: str, site: str) -> str:
    """The address, within this site, that a sign-in was asked for from; "/" where that cannot be told.

    referer: of the request for the sign-in, whole because of our own Referrer-Policy
    site: host and port of the public address
    """
    there = urlsplit(referer)
    if there.scheme not in ("http", "https") or there.netloc != site:
        return "/"
    return local(f"{there.path}?{there.query}" if there.query else there.path)


def local(address: str) -> str:
    """The address where it is one of this site, without what we added to it; "/" where it is not.

    A path of two slashes, or with a backslash, is another site to a browser.
    """
    if not address.startswith("/") or address[1:2] in ("/", "\\") or len(address) > LONGEST or not address.isprintable():
        return "/"
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return "/"
    kept = urlencode([pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != WHY])
    path = quote(parts.path, safe="/%-._~!$&'()*+,;=:@")    # what is encoded stays so: %2F is no slash to a browser
    return f"{path}?{kept}" if kept else path


def refused(address: str, why: str) -> str:
    """The address, saying why the sign-in failed."""
    return f"{address}{'&' if '?' in address else '?'}{urlencode({WHY: why})}"


def remember(address: str, path: str) -> str:
    """The Set-Cookie header that keeps an address until the sign-in is done. path: of all our cookies"""
    return _cookie(quote(address, safe=""), path, MINUTES * 60)


def forget(path: str) -> str:
    """The Set-Cookie header that drops it."""
    return _cookie("", path, 0)


def remembered(cookies: dict[str, str]) -> str:
    """The address that was kept; "/" where none was."""
    return local(unquote(cookies.get(COOKIE, "")))


def _cookie(value: str, path: str, seconds: int) -> str:
    return f"{COOKIE}={value}; Path={path}; Max-Age={seconds}; HttpOnly; SameSite=Lax"
