"""What a token says of somebody, checked: a person of whom we know who they are and since when, or why not."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping
from typing import Any, Literal

from kam_core.access.identity import Identity

Refusal = Literal["nobody", "expired", "ended", "unverified", "incomplete", "failed", "stranger", "revoked"]
"""Why somebody is not let in.

nobody: has not signed in; expired: signed in too long ago; ended: signed out, or the session was revoked
unverified: the provider does not vouch for the e-mail; incomplete: the token lacks e-mail, issuer, subject or time
failed: the provider's answer was not accepted; stranger: not a member; revoked: was a member
"""

AHEAD = datetime.timedelta(minutes=2)
"""How far the provider's clock may be ahead of ours."""


def identify(claims: Mapping[str, Any], now: datetime.datetime, hours: float) -> Identity | Refusal:
    """Who somebody is, or why that is not certain.

    claims: of an ID token whose signature, audience, issuer and nonce were checked when it came, and ``is_logged_in``
    now: with a time zone; hours: how long a sign-in holds, from ``iat``, whatever the life of the cookie that keeps it
    """
    if claims.get("is_logged_in") is not True:
        return "nobody"
    issuer, subject, email = (_text(claims, key) for key in ("iss", "sub", "email"))
    issued = _time(claims.get("iat"))
    if not issuer or not subject or "@" not in email or issued is None:
        return "incomplete"
    if claims.get("email_verified") is not True:
        return "unverified"
    if not -AHEAD <= now - issued <= datetime.timedelta(hours=hours):
        return "expired"
    return Identity(issuer, subject, email.casefold(), _text(claims, "name") or email, issued)


def session_key(claims: Mapping[str, Any]) -> str:
    """The name of one sign-in of one person, under which it is kept that it has ended; it tells nothing about them."""
    parts = [str(claims.get(key) or "") for key in ("iss", "sub", "iat", "nonce", "sid", "jti")]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _text(claims: Mapping[str, Any], key: str) -> str:
    value = claims.get(key)
    return value.strip()[:500] if isinstance(value, str) else ""


def _time(value: Any) -> datetime.datetime | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return datetime.datetime.fromtimestamp(value, datetime.UTC)
    except (ValueError, OverflowError, OSError):
        return None
