"""The plan of the client that is open, as its part of the dossier shows it: read once a run."""

from __future__ import annotations

from dataclasses import dataclass

from kam_core.access import LOCAL
from kam_core.book import Record, Standing, differences, open_book
from kam_core.book.kinds.people import DECIDERS
from kam_core.book.plan_content import PARTS, Difference, frozen
from kam_core.book.plans import PlanVersion
from kam_core.errors import KamError
from kam_core.metrics.client_scope import yearly
from kam_core.metrics.dossier import clock
from kam_core.metrics.plan import Known, figures_of, ordered, way
from kam_core.metrics.plan_stages import Plan
from kam_core.ui.answers import ask
from kam_core.ui.dossier_shelves import today
from kam_core.ui.dossier_view import DossierView
from kam_core.ui.folder import data_folder
from kam_core.ui.looking import reach

MONTHS = 25
"""Months that a trend of twelve points needs: twelve before each, and the month that has begun."""


@dataclass(frozen=True)
class PlanView:
    """plan: what stands in it; versions: oldest first; changed: what differs from the plan in force; figures: of the client"""

    found: DossierView
    plan: Plan
    versions: list[PlanVersion]
    standing: Standing
    changed: list[Difference]
    figures: dict[str, Known]

    @property
    def record(self) -> Record | None:
        """The record of the plan itself; None while nothing was written there."""
        return self.plan.record


def read(found: DossierView) -> PlanView:
    """Everything that the part needs; figures only where a goal is tied to one."""
    records = found.book.records.of(PARTS, found.client_id)
    of = {part: [each for each in records if each.kind == part] for part in PARTS}
    record = of["plan"][0] if of["plan"] else None
    versions = found.book.plans.versions(found.client_id)
    standing = found.book.plans.standing(found.client_id)
    figures = figures_now(found) if any(each.get("measure") for each in of["goal"]) else {}
    goals = ordered(of["goal"])
    since = None if record is None else record.get("start")
    seats = found.book.records.of("position", found.client_id)
    plan = Plan(
        record, ordered(of["client_goal"]), goals, of["action"], today(), standing.state, standing.begun,
        clock(found.dossier, found.view.settings).late(today()),
        any(each.get("role") in DECIDERS and each.get("left") is None for each in seats),
        len(found.book.records.of("competitor", found.client_id)), [way(each, figures, today(), since) for each in goals],
    )
    changed = [] if standing.approved is None else differences(standing.approved.content, frozen(records), progress=False)
    return PlanView(found, plan, versions, standing, changed, figures)


def figures_now(found: DossierView) -> dict[str, Known]:
    """The figures that goals can be tied to, over the last twelve full months whatever period is looked at."""
    view, client = found.view, found.client_id
    scope = yearly(view.open_ledger, found.scope)
    spend = None if found.dossier is None else found.dossier.get("spend")
    try:
        said = ask("client", view, scope, client=client)
        supplied = ask("client_supplied", view, scope, client=client)
        months = ask("client_months", view, scope, client=client, months=MONTHS).rows
    except KamError:
        return {}
    return figures_of(said, supplied, months, spend)


def alone(found: DossierView) -> bool:
    """Whether nobody but whoever looks may approve this client's plan: then their own word has to do."""
    member, view = found.view.member, found.view
    if member.id == LOCAL.id:
        return True
    others = (each for each in open_book(data_folder()).members.list() if each.active and each.id != member.id)
    return not any(
        each.member.may("approve") and reach(view.store, view.ledger, each.member).of_dossiers().may_see(found.client_id)
        for each in others
    )
