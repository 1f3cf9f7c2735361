"""How people get in here: the section [auth] of Streamlit's secrets, checked. Without one, the machine's owner looks."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from streamlit import config
from streamlit.errors import StreamlitSecretNotFoundError
from streamlit.runtime.secrets import secrets_singleton

from kam_core.access.hosts import is_loopback
from kam_core.i18n import Message, msg

PROVIDER_KEYS = ("client_id", "client_secret", "server_metadata_url")
SHORTEST_SECRET = 32
"""Characters of the key that sign-ins are signed with: a shorter one can be guessed, and then anybody is anybody."""

WRONG = msg("Sign-in is not set up right.")
NOBODY_ENTERS = msg("Nobody can enter until the administrator has set it right.")


@dataclass(frozen=True)
class SignIn:
    """Sign-in as it is set up. wrong: what is wrong with that, and then nobody enters; None where it is right

    origin: the public address, "https://kam.example.com"; providers: names to ask ``st.login`` for
    """

    wrong: Message | None
    origin: str = ""
    providers: tuple[str, ...] = ()


def way_in() -> SignIn | None:
    """What the section [auth] of the secrets says; None where there is none, and the machine's owner looks.

    Secrets that cannot be read are no leave to enter: they may have held the section.
    """
    try:
        given = secrets_singleton.get("auth")
    except StreamlitSecretNotFoundError as error:
        if error.error_id == "no-secrets-found":
            return None
        return SignIn(msg("The file of secrets cannot be read."))
    if given is None:
        return None
    if not isinstance(given, Mapping):
        return SignIn(msg("The section [auth] of the secrets is not a table."))
    return _checked(json.dumps({key: dict(value) if isinstance(value, Mapping) else str(value) for key, value in given.items()},
                               default=str), str(config.get_option("server.port")))


@lru_cache(maxsize=4)
def _checked(section: str, port: str) -> SignIn:
    given: dict[str, Any] = json.loads(section)
    redirect = urlsplit(str(given.get("redirect_uri", "")).replace("{port}", port))
    if not (_safe(redirect.geturl()) and redirect.path.endswith("/oauth2callback")):
        return SignIn(msg("{key} must be the public address of Kamerton with /oauth2callback after it, over https.",
                          key="redirect_uri"))
    if len(str(given.get("cookie_secret", ""))) < SHORTEST_SECRET:
        return SignIn(msg("{key} must be a random text of {count} characters or more.", key="cookie_secret",
                          count=SHORTEST_SECRET))
    named = {key: value for key, value in given.items() if isinstance(value, dict) and "client_id" in value}
    sections = {"default": given, **named} if "client_id" in given or not named else named
    for section_ in sections.values():
        for key in PROVIDER_KEYS:
            if not section_.get(key):
                return SignIn(msg("{key} is missing.", key=key))
        if not _safe(str(section_["server_metadata_url"])):
            return SignIn(msg("{key} must be an address over https.", key="server_metadata_url"))
    if config.get_option("server.trustedUserHeaders"):
        return SignIn(msg("{key} would let a header of a request say who somebody is.", key="server.trustedUserHeaders"))
    if find_spec("authlib") is None:
        return SignIn(msg("{key} is missing.", key="Authlib"))
    return SignIn(None, f"{redirect.scheme}://{redirect.netloc}", tuple(sections))


def _safe(address: str) -> bool:
    """Whether nobody between here and there can change what is said: https, or this machine."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and (host == "localhost" or is_loopback(host))))


def say_who_is_served() -> None:
    """At the start, on the console: who may come, and what is wrong with that."""
    way = way_in()
    if way is None:
        said = str(msg("No sign-in is set up: one local owner is served, on this machine alone."))
    elif way.wrong is not None:
        said = f"{WRONG} {way.wrong} {NOBODY_ENTERS}"
    else:
        said = str(msg("Members sign in at {origin}.", origin=way.origin))
    sys.stderr.write(f"{said}\n")
