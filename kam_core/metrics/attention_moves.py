"""Clients that moved: to a higher step of the ladder, to a lower class, away; and since when each stands where it does."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kam_core.i18n import Message, msg
from kam_core.ledger import Ledger
from kam_core.metrics import abc_xyz, attention_items, concentration, migration, period, timeless
from kam_core.metrics.attention_items import FALLEN
from kam_core.scope import Scope
from kam_core.settings import Settings

SMALL = 20_000
"""Up to this many accounts, the month in which a client moved is looked for; above, the quarter."""


@dataclass(frozen=True)
class Asked:
    """What the kinds look at: the last twelve full months, whatever the period of the scope."""

    ledger: Ledger
    scope: Scope
    settings: Settings

    @property
    def day(self) -> datetime.date:
        return self.ledger.info.last_date or datetime.date(1970, 1, 1)

    @property
    def filters(self) -> str:
        """What classes and shares depend on beside time, short: a part of the key of their episodes."""
        asked = (self.scope.base, self.scope.where, self.scope.only)
        plain = not self.scope.where and self.scope.only is None
        return f" {self.scope.base}" if plain else f" {hashlib.sha256(repr(asked).encode()).hexdigest()[:8]}"


Found = tuple[pd.DataFrame, Message | None]
"""The items of a kind, and what is said where there are no data for it."""


def unknown(items: pd.DataFrame, why: Message | None) -> Found:
    items.attrs["known"] = False
    return items, why


def crossed(asked: Asked, _: pd.Series) -> Found:
    before, why = period.comparison(asked.ledger, asked.scope)
    rows = concentration.ladder(_clients(asked.ledger, asked.scope), asked.settings)
    if before is None:
        return unknown(attention_items.crossed(_with_before(rows.head(0), rows.head(0)), {}, asked.day, ""), why)
    rows = _with_before(rows, concentration.ladder(_clients(asked.ledger, before), asked.settings))

    def there(scope: Scope) -> set[tuple[str, str]]:
        steps = concentration.ladder(_clients(asked.ledger, scope), asked.settings)
        return _passed(steps, rows)

    since = _since(asked, dict(zip(rows["account_id"], rows["ladder"], strict=True)), there)
    return attention_items.crossed(rows, since, asked.day, asked.filters), None


def _clients(ledger: Ledger, scope: Scope) -> pd.DataFrame:
    found = timeless.again(ledger, "concentration", scope)
    return found[found["client_id"].notna()]


def _with_before(now: pd.DataFrame, then: pd.DataFrame) -> pd.DataFrame:
    """The clients that stand higher now than then, with what their share was."""
    rows = now[now["ladder"].notna()].copy()
    before = then.set_index("account_id").reindex(rows["account_id"])
    rows["share_before"] = before["share"].to_numpy(dtype=float)
    return rows[_rank(rows["ladder"]) > _rank(before["ladder"])]


def _passed(steps: pd.DataFrame, wanted: pd.DataFrame) -> set[tuple[str, str]]:
    """Who of the wanted stood at least on the step that it stands on now."""
    then = steps.set_index("account_id").reindex(wanted["account_id"])
    high = wanted[_rank(then["ladder"]) >= _rank(wanted["ladder"])]
    return set(zip(high["account_id"], high["ladder"], strict=True))


def _rank(steps: pd.Series) -> np.ndarray:
    """Steps of the ladder as numbers; 0 below it. Few clients stand on it."""
    rank = {step: place for place, step in enumerate(concentration.STEPS, start=1)}
    return np.array([rank.get(step, 0) for step in steps], dtype=np.int64)


def _moved(asked: Asked) -> pd.DataFrame | None:
    """Clients that were in class A or B in the period before; None where there is none."""
    if period.windows(asked.ledger, asked.scope, asked.settings)[0] is None:
        return None
    rows = migration.ask(asked.ledger, asked.scope, asked.settings).rows
    return rows[rows["abc_before"].isin(FALLEN)]


def fallen(asked: Asked, _: pd.Series) -> Found:
    rows = _moved(asked)
    if rows is None:
        why = msg("There is no year before to compare classes with.")
        return unknown(attention_items.fallen(pd.DataFrame(columns=list(migration.COLUMNS)), {}, asked.day, ""), why)
    down = rows[rows["move"] == "down"]

    def there(scope: Scope) -> set[tuple[str, str]]:
        found = abc_xyz.classify(asked.ledger, scope, asked.settings).rows
        found = found[found["account_id"].isin(down["account_id"])]
        return set(zip(found["account_id"], found["abc"].astype(object), strict=True))

    since = _since(asked, dict(zip(down["account_id"], down["abc_now"], strict=True)), there)
    return attention_items.fallen(down, since, asked.day, asked.filters), None


def lost(asked: Asked, _: pd.Series) -> Found:
    rows = _moved(asked)
    if rows is None:
        none = pd.DataFrame(columns=list(migration.COLUMNS))
        return unknown(attention_items.lost(none, pd.Series(dtype="datetime64[us]"), asked.day), None)
    gone = rows[rows["move"] == "lost"]
    found = abc_xyz.classify(asked.ledger, asked.scope, asked.settings).rows
    return attention_items.lost(gone, found.set_index("account_id")["last_month"], asked.day), None


def _since(asked: Asked, now: dict[str, str], there: Callable[[Scope], set[tuple[str, str]]]) -> dict[str, datetime.date]:
    """The end of the first window of those, one after another up to now, in which each client is where it is now."""
    end = asked.scope.end
    assert end is not None
    since, waiting = dict.fromkeys(now, end), set(now.items())
    for shifted in _earlier(asked):
        if not waiting:
            break
        waiting &= there(shifted)
        since |= {client: shifted.end or end for client, _ in waiting}
    return {client: day - datetime.timedelta(days=1) for client, day in since.items()}


def _earlier(asked: Asked) -> Iterator[Scope]:
    """The twelve months up to each month end of the last year, the latest first; up to each quarter's, of many clients."""
    monthly = asked.ledger.info.rows.get("account_dim", 0) <= SMALL
    for back in range(1, 12):
        shifted = asked.scope.before(back)
        if shifted is None or shifted.start is None or shifted.end is None:
            return
        first = period.month_of(asked.ledger.info.first_date)
        if first is None or shifted.start < first:
            return
        if (monthly or (shifted.end.month - 1) % 3 == 0) and period.enough(asked.ledger, shifted.start, shifted.end):
            yield shifted
