"""Account plans of the made-up company: how they came about, step by step, among everything else that was written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from kam_core.book import Book
from kam_core.demo.dossiers.actors import Actor
from kam_core.demo.dossiers.tales.plans import BOSS, PLANS, Doing, Writing
from kam_core.demo.dossiers.telling import Telling
from kam_core.ledger import Store
from kam_core.metrics import ask
from kam_core.metrics.client_scope import yearly
from kam_core.metrics.plan import SOURCES
from kam_core.scope import OWNER, Scope

ORDER = 9
"""Of one day, plans come after all else."""


@dataclass(frozen=True)
class _Plan:
    """One plan being told. summary: of the client, which goals are tied to; made: ids of its records by their names"""

    book: Book
    telling: Telling
    actor: Actor
    summary: Mapping[str, Any]
    made: dict[str, str]

    def write(self, step: Writing) -> None:
        """A record: made, or changed where it was made before."""
        values, client, who = self._values(step), self.actor.client_id, self.actor.manager
        if step.kind == "plan":
            self.book.records.put("plan", client, values, who)
        elif step.name in self.made:
            self.book.records.edit(self.made[step.name], values, who)
        else:
            self.made[step.name] = self.book.records.add(step.kind, client, values, who).id

    def do(self, step: Doing) -> None:
        """A step of the plan as a whole."""
        plans, client, who = self.book.plans, self.actor.client_id, self.actor.manager
        boss, why = self._text(BOSS), self._text(step.why)
        if step.what == "submit":
            plans.submit(client, who)
        elif step.what == "begin":
            plans.begin(client, who)
        elif step.what == "approve":
            plans.approve(client, boss, why=why)
        else:
            plans.give_back(client, boss, why=why)

    def _text(self, text: object) -> str:
        return "" if text is None else str(self.telling.values("plan", {"text": text}, self.actor, {})["text"])

    def _values(self, step: Writing) -> dict[str, object]:
        """A goal begins and ends at parts of its figure as it is now; an action names its goal."""
        found = self.telling.values(step.kind, step.values, self.actor, {})
        if "goal" in found:
            found["goal"] = self.made[str(found["goal"])]
        source = SOURCES.get(str(found.get("measure"))) if step.kind == "goal" else None
        for name in ("start", "target"):
            part = found.pop(f"{name}_part", None)
            now = None if source is None else self.summary.get(source.key)
            if part is not None and now is not None and source is not None:
                found[name] = float(f"{float(now) * (100 if source.unit == 'share' else 1) * float(str(part)):.3g}")
        return found


def plan_steps(
    store: Store, book: Book, cast: Mapping[str, Actor], telling: Telling
) -> Iterator[tuple[int, int, Callable[[], None]]]:
    """Every step of every plan whose client is there: days ago, its order among those of the day, what it does."""
    ledger = store.open()
    scope = yearly(ledger, Scope(viewer=OWNER, level="group"))
    for key, steps in PLANS.items():
        if key not in cast:
            continue
        summary = ask("client", ledger, scope, store.settings, client=cast[key].client_id).summary
        plan = _Plan(book, telling, cast[key], summary, {})
        for place, step in enumerate(steps):
            yield step.ago, ORDER + place, partial(plan.write, step) if isinstance(step, Writing) else partial(plan.do, step)
