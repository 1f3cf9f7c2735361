"""Account plans on their way: written, submitted, approved or returned with remarks, carried out, reviewed.

A plan's records (kinds plan, client_goal, goal, action) are written like all others. Each step of the plan as a whole adds
one version: its number, what state it brings the plan to, who, when, with which remarks, and the plan as it stood. The
state of a plan is that of its last version, so that nobody can type it. What was approved stays as it was; what is
written afterwards is submitted anew.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Row, insert, select

from kam_core.access.reach import EVERYTHING, Reach
from kam_core.book import log
from kam_core.book.database import Database
from kam_core.book.kinds.plan import STATES
from kam_core.book.models import RECORDS as R
from kam_core.book.models_plans import PLAN_VERSIONS as V
from kam_core.book.plan_content import PARTS, Content, differences, frozen, plain
from kam_core.book.record import record_of
from kam_core.book.words import LONGEST_WHY, client_of, moment, plain_of, who_of, why_of
from kam_core.errors import AccessError, ChangedError, KamError, UsageError
from kam_core.i18n import msg

AREA = "plans"
State = Literal["draft", "submitted", "approved", "returned", "running", "reviewed"]
FROM: dict[State, tuple[State, ...]] = {
    "submitted": ("draft", "returned", "approved", "running", "reviewed"), "draft": ("submitted",),
    "approved": ("submitted",), "returned": ("submitted",), "running": ("approved",), "reviewed": ("running",),
}
"""By what a plan is brought to: the states that it may be in before."""


@dataclass(frozen=True)
class PlanVersion:
    """One step of a plan. state: what it brought it to; at: UTC; why: remarks; content: the plan as it stood"""

    client_id: str
    number: int
    state: State
    who: str
    at: datetime.datetime
    why: str
    content: Content


@dataclass(frozen=True)
class Standing:
    """Where a plan stands. last: its last version; approved: the last that was approved, in force until another is

    begun: whether the approved one is being carried out, or was
    """

    last: PlanVersion | None = None
    approved: PlanVersion | None = None
    begun: bool = False

    @property
    def state(self) -> State:
        """Of the plan as it is written: a draft before it was first submitted."""
        return "draft" if self.last is None else self.last.state

    @property
    def number(self) -> int:
        """Of the last version; 0 before the first."""
        return 0 if self.last is None else self.last.number


class Plans:
    """The plans in one book.

    ``expected``: the number of the last version that was seen; a ChangedError says who has decided since. None: no matter
    """

    def __init__(self, database: Database, reach: Reach = EVERYTHING) -> None:
        self._database = database
        self._reach = reach

    def versions(self, client_id: str) -> list[PlanVersion]:
        """All versions of a client's plan, oldest first; none where it may not be read about."""
        if not self._sees(client_id):
            return []
        with self._database.reading() as connection:
            return [_version(row) for row in connection.execute(_of(client_id))]

    def standing(self, client_id: str) -> Standing:
        """Where a client's plan stands."""
        return stands(self.versions(client_id))

    def all(self, client_ids: Iterable[str] | None = None) -> dict[str, Standing]:
        """Where the plans of clients stand that were submitted at least once: of all that may be read about, or of these."""
        wanted = None if client_ids is None else set(client_ids)
        with self._database.reading() as connection:
            found: dict[str, list[PlanVersion]] = {}
            for row in connection.execute(select(V).order_by(V.c.client_id, V.c.number)):
                if (wanted is None or row.client_id in wanted) and self._sees(row.client_id):
                    found.setdefault(row.client_id, []).append(_version(row))
        return {client: stands(versions) for client, versions in found.items()}

    def content(self, client_id: str) -> Content:
        """The plan as it is written now."""
        if not self._sees(client_id):
            return frozen(())
        with self._database.reading() as connection:
            return _content(connection, client_id)

    def submit(self, client_id: str, who: str, *, expected: int | None = None) -> PlanVersion:
        """Ask for approval of the plan as it is written. UsageError where there is no plan, or it was approved as it is."""
        return self._step(client_id, "submitted", who, "", expected)

    def withdraw(self, client_id: str, who: str, *, expected: int | None = None) -> PlanVersion:
        """Take a plan back that waits for approval."""
        return self._step(client_id, "draft", who, "", expected)

    def approve(
        self, client_id: str, who: str, *, why: str = "", alone: bool = False, expected: int | None = None
    ) -> PlanVersion:
        """Approve the plan as it was submitted, whatever was written since.

        alone: nobody else may approve plans; else whoever has submitted it may not. AccessError where it is not theirs
        """
        return self._step(client_id, "approved", who, plain_of(why, LONGEST_WHY), expected, alone)

    def give_back(
        self, client_id: str, who: str, *, why: str, alone: bool = False, expected: int | None = None
    ) -> PlanVersion:
        """Return a plan with remarks, so that it is mended and submitted again."""
        return self._step(client_id, "returned", who, why_of(why), expected, alone)

    def begin(self, client_id: str, who: str, *, expected: int | None = None) -> PlanVersion:
        """Carry the approved plan out."""
        return self._step(client_id, "running", who, "", expected)

    def review(self, client_id: str, who: str, *, why: str, expected: int | None = None) -> PlanVersion:
        """Say what came of a plan: what was reached, what was learned."""
        return self._step(client_id, "reviewed", who, why_of(why), expected)

    def _sees(self, client_id: str) -> bool:
        return self._reach.dossiers and self._reach.may_see(client_id)

    def _step(
        self, client_id: str, state: State, who: str, why: str, expected: int | None, alone: bool = False
    ) -> PlanVersion:
        client_id, who = client_of(client_id), who_of(self._reach.who or who)
        decides = state in ("approved", "returned")
        self._expect(client_id, decides)
        with self._database.writing() as connection:
            known = stands([_version(row) for row in connection.execute(_of(client_id))])
            _expect_seen(known, expected)
            if known.state not in FROM[state]:
                raise UsageError(msg("The plan is not in a state for this: {state}.", state=dict(STATES)[known.state]),
                                 next=msg("Look at the plan as it is now."))
            now: Content = _content(connection, client_id)
            if decides:
                assert known.last is not None
                if known.last.who == who and not alone:
                    raise AccessError(
                        msg("Whoever has submitted a plan does not approve or return it."),
                        next=msg("Ask somebody else who may approve plans; you may take it back."),
                    )
                now = known.last.content
            elif state == "submitted":
                _expect_new(known, now)
            made = PlanVersion(client_id, known.number + 1, state, who, log.now(), why, now)
            _write(connection, made)
            if state == "approved" and known.begun:
                # a plan that is carried out goes on by its new version
                made = PlanVersion(client_id, made.number + 1, "running", who, log.now(), "", now)
                _write(connection, made)
        return made

    def _expect(self, client_id: str, decides: bool) -> None:
        """AccessError where whoever asks may not do this."""
        now = self._reach.now()
        now.expect_see(client_id)
        if not now.dossiers:
            raise AccessError(msg("Your role does not open dossiers."), next=msg("Ask the administrator for another role."))
        if not decides:
            now.expect_edit(client_id)
        elif not now.approves:
            raise AccessError(msg("Your role does not approve plans."), next=msg("Ask somebody who may."))


def stands(versions: list[PlanVersion]) -> Standing:
    """Where a plan stands after these versions."""
    approved = next((each for each in reversed(versions) if each.state == "approved"), None)
    carried = next((each.state for each in reversed(versions) if each.state in ("running", "reviewed")), None)
    return Standing(versions[-1] if versions else None, approved, carried == "running")


def there(connection: Connection) -> dict[tuple[str, str], dict[str, Any]]:
    """What stands in the table, in the words of the log: by client and number."""
    return {(row.client_id, str(row.number)): _told(_version(row)) for row in connection.execute(select(V))}


def _of(client_id: str) -> Any:
    return select(V).where(V.c.client_id == client_id).order_by(V.c.number)


def _version(row: Row[Any]) -> PlanVersion:
    return PlanVersion(row.client_id, row.number, row.state, row.who, row.at, row.why, json.loads(row.content))


def _content(connection: Connection, client_id: str) -> dict[str, dict[str, dict[str, Any]]]:
    query = select(R).where(R.c.client_id == client_id, R.c.kind.in_(PARTS), R.c.deleted_at.is_(None))
    return frozen(record_of(row) for row in connection.execute(query.order_by(R.c.created_at, R.c.id)))


def _expect_seen(known: Standing, expected: int | None) -> None:
    if expected is not None and known.last is not None and expected != known.number:
        raise ChangedError(
            msg("{who} has moved this plan on meanwhile, on {when}.", who=known.last.who, when=moment(known.last.at)),
            next=msg("Look at the plan as it is now, then decide again."),
        )


def _expect_new(known: Standing, now: Content) -> None:
    """A plan that says something, and something else than what was approved."""
    if not any(now["plan"].values()) and not now["goal"]:
        raise UsageError(msg("There is no plan to submit yet."), next=msg("Write our aim and three to five goals first."))
    approved = known.approved
    if approved is not None and known.state in ("approved", "running") and not differences(
            approved.content, now, progress=False):
        raise KamError(msg("The plan has not changed since it was approved."), next=msg("Change it first, or carry it out."))


def _told(version: PlanVersion) -> dict[str, Any]:
    return {"state": version.state, "why": version.why, "content": version.content}


def _write(connection: Connection, made: PlanVersion) -> None:
    log.append(connection, AREA, made.client_id, str(made.number), made.state, who=made.who, why=made.why, at=made.at,
               before=None, after=_told(made))
    connection.execute(insert(V).values(client_id=made.client_id, number=made.number, state=made.state, who=made.who,
                                        at=made.at, why=made.why, content=plain(made.content)))
