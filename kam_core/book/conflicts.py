"""Two people change one field: the second sees both versions, and chooses."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kam_core.book.kinds import Value
from kam_core.errors import ChangedError
from kam_core.i18n import Message, msg

if TYPE_CHECKING:
    from kam_core.book.record import Record


@dataclass(frozen=True)
class Clash:
    """One field. theirs: what stands there now; yours: what was to be written; who, at: of theirs"""

    theirs: Value
    yours: Value
    who: str
    at: datetime.datetime


class ConflictError(ChangedError):
    """Somebody else has changed the same. record: as it is now; clashes: by field, empty where all of it was made or removed"""

    def __init__(self, record: Record, clashes: Mapping[str, Clash], what: Message) -> None:
        super().__init__(what, msg("Nothing was overwritten."), msg("Look at both versions and choose."))
        self.record = record
        self.clashes = dict(clashes)
