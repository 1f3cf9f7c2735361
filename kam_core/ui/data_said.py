"""Small things about the desk: what was said last, how a file is told from others, what an end of work means."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from kam_core.errors import BusyError, KamError
from kam_core.i18n import Message
from kam_core.ingest.plan import Understood
from kam_core.ingest.sources import shape
from kam_core.ui.data_work import Work


@dataclass
class Said:
    """What was said last, calmly, on the page."""

    error: KamError | None = None
    note: Message | None = None


def uid_of(each: Understood) -> str:
    """A name for a sheet of a file that stays while it is corrected."""
    told = f"{each.rows.path}|{each.rows.sheet or ''}|{each.rows.name}"
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def busy(work: Work[Any]) -> bool:
    """Whether work ended because somebody else holds the ledger."""
    return isinstance(work.error, BusyError)


def same_shape_key(each: Understood) -> str:
    """The same for files whose corrections can be shared: their layout and headers."""
    return shape(each.own_headers, each.plan.layout)
