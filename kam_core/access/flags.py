"""Cookies as they leave: over https alone where the site is on it, and no longer than a sign-in holds."""

from __future__ import annotations

from kam_core.access.asgi import Pairs

OURS = ("_streamlit", "kam_")
USER = "_streamlit_user"
STAYS = (b"strict-transport-security", b"max-age=31536000")


def hardened(headers: Pairs, https: bool, seconds: int) -> Pairs:
    """Headers of an answer with the flags of cookies set right. seconds: the longest life of the sign-in's cookies"""
    made = [
        (name, _flagged(value.decode("latin-1"), https, seconds).encode("latin-1"))
        if name.lower() == b"set-cookie" else (name, value)
        for name, value in headers
    ]
    return [*made, STAYS] if https else made


def _flagged(cookie: str, https: bool, seconds: int) -> str:
    if not cookie.startswith(OURS):
        return cookie
    parts = [part.strip() for part in cookie.split(";")]
    names = {part.partition("=")[0].lower() for part in parts[1:]}
    if cookie.startswith(USER):
        parts = [_shorter(part, seconds) for part in parts]
    if "samesite" not in names:
        parts.append("SameSite=Lax")
    if https and "secure" not in names:
        parts.append("Secure")
    return "; ".join(parts)


def _shorter(part: str, seconds: int) -> str:
    name, _, value = part.partition("=")
    if name.lower() != "max-age" or not value.isdigit():
        return part
    return f"{name}={min(int(value), seconds)}"
