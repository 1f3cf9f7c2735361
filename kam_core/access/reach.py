"""Which clients somebody reaches: what the book asks before it reads or writes anything about a client."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from kam_core.errors import AccessError
from kam_core.i18n import msg


@dataclass(frozen=True)
class Reach:
    """Ids of corporate groups and of their legal entities that may be read and written about. It fails closed: nothing.

    who: as the log names them; sees, edits: None means every client; decides: whether the list of key clients may be changed
    dossiers: whether what people wrote about the clients may be read at all, persons included
    own: ids whose dossiers may be read, where figures of more clients may be seen; None: of all that are seen
    log: whether the log of everything may be read; approves: whether account plans may be approved and returned
    again: how it is found out again before something is written
    """

    who: str = ""
    sees: frozenset[str] | None = frozenset()
    edits: frozenset[str] | None = frozenset()
    decides: bool = False
    dossiers: bool = False
    own: frozenset[str] | None = None
    log: bool = False
    approves: bool = False
    again: Callable[[], Reach] | None = field(default=None, compare=False)

    def now(self) -> Reach:
        """As it is at this moment: a page may have stood open since a right was taken away."""
        return self if self.again is None else self.again()

    def of_dossiers(self) -> Reach:
        """The same for what people wrote in dossiers: whoever sees every figure by one role may read their own by another."""
        again = None if self.again is None else lambda: self.now().of_dossiers()
        return replace(self, sees=self.sees if self.own is None else self.own, own=None, again=again)

    def may_see(self, client_id: str | None) -> bool:
        """Whether a client may be read about; what belongs to no client only by who sees all."""
        return self.sees is None or (client_id is not None and client_id in self.sees)

    def may_edit(self, client_id: str | None) -> bool:
        """Whether a client may be written about."""
        return self.edits is None or (client_id is not None and client_id in self.edits)

    def expect_see(self, client_id: str | None) -> None:
        """AccessError where it may not be read about; the same words whether there is such a client or not."""
        if not self.may_see(client_id):
            raise AccessError(
                msg("There is no such client, or it is not yours to see."),
                next=msg("Ask the client's manager to share it with you, or choose another client."),
            )

    def expect_edit(self, client_id: str | None) -> None:
        """AccessError where it may not be written about."""
        now = self.now()
        now.expect_see(client_id)
        if not now.may_edit(client_id):
            raise AccessError(
                msg("This client is shared with you to read, not to change."),
                next=msg("Ask its manager, or somebody who may edit every client."),
            )


EVERYTHING = Reach("", None, None, True, True, log=True, approves=True)
"""Of the owner of the machine, and of commands on it: whoever runs them can read the files anyway."""
