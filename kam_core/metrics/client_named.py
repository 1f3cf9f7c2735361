"""Which client somebody means who names one."""

from __future__ import annotations

from kam_core.errors import UsageError
from kam_core.i18n import Joined, msg
from kam_core.ledger import Ledger
from kam_core.scope import Scope


def client_named(ledger: Ledger, scope: Scope, wanted: str) -> tuple[str, str]:
    """(client id, name) of the client with this id, or of the only one with this name, letters of any size.

    UsageError, which names the near ones, where there is none or more than one
    """
    text = wanted.strip()
    found = list(ledger.query("client_named", scope, wanted=text).itertuples(index=False))
    same = [each for each in found if each.same_id] or [each for each in found if each.same_name]
    if len(same) == 1:
        return str(same[0].client_id), str(same[0].name)
    if same:
        raise UsageError(
            msg("Several clients are called “{name}”.", name=text),
            next=msg("Name one by its id: {ids}.", ids=Joined([each.client_id for each in same])),
        )
    near = [f"{each.name} ({each.client_id})" for each in found] if text else []
    raise UsageError(
        msg("There is no client “{name}”.", name=text),
        next=msg("Did you mean {near}?", near=Joined(near)) if near else msg("Take the id that the list of clients shows."),
    )
