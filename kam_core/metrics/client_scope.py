"""Which client is meant, and the two scopes that its figures are asked under: it alone, and all that the viewer sees."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import pandas as pd

from kam_core.i18n import msg
from kam_core.ledger import Ledger
from kam_core.metrics.answer import Answer
from kam_core.metrics.client_named import client_named
from kam_core.scope import Scope, last_months
from kam_core.settings import Settings


@dataclass(frozen=True)
class Asked:
    """A client of the ledger. id: of its corporate group; one: the scope of it alone; whole: of everything that is seen

    Neither has a filter: a dossier is about the client whole.
    """

    id: str
    name: str
    one: Scope
    whole: Scope


def asked(ledger: Ledger, scope: Scope, client: str) -> Asked | None:
    """The client of this id (or name); the largest of all time where none is named, None where there is none at all.

    UsageError where the one that is named is not seen.
    """
    whole, text = replace(scope, level="group", where=(), only=None), client.strip()
    if not text:
        largest = ledger.query("health_largest", replace(whole, start=None, end=None), most=1)
        if largest.empty:
            return None
        text = str(largest["client_id"].iloc[0])
    # an id is looked up alone: to look through all names takes longer than all the rest
    found = ledger.query("key_clients_names", replace(whole, only=(text,)), clients=[text])
    key, name = (text, str(found["name"].iloc[0])) if len(found) == 1 else client_named(ledger, whole, text)
    return Asked(key, name, replace(whole, only=(key,)), whole)


def nobody(
    measure: str, ledger: Ledger, scope: Scope, settings: Settings, summary: Iterable[str], columns: Iterable[str],
    frames: dict[str, Iterable[str]],
) -> Answer:
    """The answer where there is no client at all."""
    empty = {name: pd.DataFrame(columns=list(keys)) for name, keys in frames.items()}
    return Answer(measure, ledger.version, scope, settings, dict.fromkeys(summary), pd.DataFrame(columns=list(columns)),
                  msg("There are no clients in this scope."), [], empty)


def yearly(ledger: Ledger, scope: Scope) -> Scope:
    """The same scope over the last twelve full months, whatever its period; all time where there is no full month."""
    last = ledger.info.last_full_month
    start, end = (None, None) if last is None else last_months(last)
    return replace(scope, start=start, end=end)
