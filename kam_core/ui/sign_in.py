"""What whoever is not let in sees, why, and the way in; and the way out, in the sidebar."""

from __future__ import annotations

from typing import NoReturn

import streamlit as st

from kam_core.access.claims import Refusal
from kam_core.access.identity import Identity
from kam_core.access.landing import WHY
from kam_core.i18n import Message, Number, msg
from kam_core.ui import address, entrance
from kam_core.ui.text import escape
from kam_core.ui.way_in import NOBODY_ENTERS, WRONG, way_in

REASONS: dict[Refusal, Message] = {
    "nobody": msg("Sign in with the account of your company. You will come back to the page that you asked for."),
    "expired": msg("Your sign-in is too old: it holds for {hours} hours. Sign in again, and you will come back to this page."),
    "ended": msg("You were signed out. Sign in again, and you will come back to this page."),
    "unverified": msg("The provider of your account does not vouch for its e-mail address. Have the address verified "
                      "there, then sign in again, or take another account."),
    "incomplete": msg("The provider did not say who you are: e-mail and number of the account are needed. The administrator "
                      "has to allow it there."),
    "failed": msg("The sign-in did not succeed: it was given up, or the provider's answer was not accepted. Try again; if "
                  "it fails again, tell the administrator when it happened."),
    "stranger": msg("You are signed in as {email}, and nobody has invited this address. Ask the administrator of this "
                    "installation for an invitation, or take another account."),
    "revoked": msg("You are signed in as {email}, who is not a member any more. Ask the administrator of this installation."),
}
TOLD: tuple[Refusal, ...] = ("failed", "unverified", "incomplete", "expired")
"""What the address may say of a sign-in that has just failed: nobody has a cookie then."""


def wall(why: Refusal, identity: Identity | None = None) -> NoReturn:
    """Nothing but the reason and the way in; the page ends here. identity: of whoever signed in and is no member"""
    way = way_in()
    assert way is not None
    if why == "nobody":
        why = next((known for known in TOLD if known == address.get(WHY)), why)
    left, _ = st.columns([3, 2])
    with left:
        st.title(str(msg("Sign in to Kamerton")), anchor=False)
        if way.wrong is not None:
            st.error(
                f"{escape(way.wrong)} {escape(NOBODY_ENTERS)}", title=str(WRONG), icon=":material/error:",
            )
            st.stop()
        reason = REASONS[why]
        if identity is not None:
            reason = Message(reason.text, (("email", identity.email),))
        elif why == "expired":
            reason = Message(reason.text, (("hours", Number(entrance.hours())),))
        if why == "nobody":
            st.markdown(escape(reason))
        else:
            st.warning(escape(reason), icon=":material/lock:")
        if why in ("stranger", "revoked"):
            sign_out()
            st.stop()
        for provider in way.providers:
            label = msg("Sign in") if len(way.providers) == 1 else msg("Sign in with {name}", name=provider.title())
            if st.button(str(label), key=f"sign_in_{provider}", type="primary", icon=":material/login:"):
                st.login(provider)
    st.stop()


def sign_out() -> None:
    """The button that ends the sign-in, here and for every copy of its cookie."""
    if st.button(str(msg("Sign out")), key="sign_out", icon=":material/logout:"):
        entrance.leave(st.user.to_dict())
        st.logout()


def who_is_here(identity: Identity | None) -> None:
    """At the foot of the sidebar: the name and the way out; or that nobody signs in, so that only this machine is served."""
    if identity is None:
        st.caption(str(msg("Nobody signs in: this machine alone is served.")))
        return
    st.text(identity.name, help=escape(identity.email))
    sign_out()
