"""Who may see what. One place, and it fails closed."""

from __future__ import annotations

from kam_core.scope import NOBODY, OWNER, Viewer


def viewer_for(email: str | None) -> Viewer:
    """Who looks, and what they may see.

    email: the verified address of whoever has signed in; None where nobody signs in, on a machine of one's own

    Without a list of members, whoever opens Kamerton on their own machine is its owner. Whoever comes with a name is
    somebody else's colleague, and there is no list to find them in: they see nothing.
    """
    return OWNER if email is None else Viewer(email.strip().casefold(), NOBODY.accounts)
