"""An account plan on one page, as PDF: inside with everything but the internal note, to the client what was chosen for it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kam_core.book import Record, Standing
from kam_core.book.kinds import kind
from kam_core.book.kinds.plan import STATES
from kam_core.i18n import Count, Day, current_language, msg
from kam_core.metrics.plan import Course, Way, live
from kam_core.metrics.plan_said import COURSES, stands
from kam_core.metrics.plan_stages import Plan
from kam_core.reports.brief_words import cut
from kam_core.reports.typeset import typeset

TEMPLATE = Path(__file__).with_name("plan.typ")
TONES: dict[Course, str] = {
    "reached": "good", "on": "good", "under_way": "", "unknown": "", "behind": "look", "missed": "bad",
}
STATE_TONES = {"reached": "good", "missed": "bad"}


@dataclass(frozen=True)
class PlanPaper:
    """What is set. plan, standing: as they are; name: of the client; manager: of ours

    internal: whether it stays in the company; shared: ids of the actions that the client reads; version, made: of the ledger
    """

    plan: Plan
    standing: Standing
    name: str
    manager: str | None
    currency: str
    version: str
    made: datetime.date
    internal: bool
    shared: frozenset[str] = frozenset()


def pdf(paper: PlanPaper) -> bytes:
    """The page, in the current language."""
    return typeset(TEMPLATE, told(paper), "pdf")[0]


def picture(paper: PlanPaper, ppi: float = 110) -> bytes:
    """The same page as PNG."""
    return typeset(TEMPLATE, told(paper), "png", ppi)[0]


def goes_out(paper: PlanPaper) -> list[str]:
    """Every text of the plan that stands on the page, to be read before it leaves."""
    said = told(paper)
    found = [said["aim"]["text"]]
    for section in said["goals"]:
        found += [text for each in section["items"] for text in (each["text"], each["line"], each["note"])]
    found += [text for each in said["actions"]["items"] for text in (each["text"], each["who"], each["note"])]
    return [text for text in [*found, *(each["text"] for each in said["texts"])] if text]


def told(paper: PlanPaper) -> dict[str, Any]:
    """Everything the page says, as texts in the current language.

    To the client go its own goals and the actions that were chosen for it: not our aim, goals, themes, resources, risks or
    what we ask of the company. The internal note is in no paper.
    """
    plan, inside = paper.plan, paper.internal
    record = plan.record
    aim = str(record.get("aim") or "") if record is not None and inside else ""
    own = {"title": str(msg("Our goals")), "none": str(msg("None is written down yet.")),
           "items": [_ours(each, paper.currency) for each in plan.ways]}
    theirs = {"title": str(msg("Goals of the client") if inside else msg("Your goals")),
              "none": str(msg("None is written down yet.")), "items": [_theirs(each) for each in plan.client_goals]}
    return {
        "lang": current_language(), "internal": inside, "name": cut(paper.name, 70),
        "title": str(msg("Account plan: {client}", client=paper.name)),
        "badge": str(msg("Internal") if inside else msg("For the client")), "line": _line(paper),
        "aim": {"title": str(msg("Our aim")), "text": cut(aim, 300)},
        "goals": [own, theirs] if inside else [theirs],
        "actions": {"title": str(msg("Actions") if inside else msg("What we do")), "none": str(msg("None is open.")),
                    "items": [_action(each, paper) for each in _shown(paper)]},
        "texts": _texts(record) if inside else [], "more": str(msg("and {n} more", n="#")), "footer": _footer(paper),
    }


def _shown(paper: PlanPaper) -> Sequence[Record]:
    """Inside: what is open, then what was done last; to the client: what was chosen, done or not."""
    known = [*live(paper.plan.actions), *sorted((each for each in paper.plan.actions if each.get("done") is not None),
                                                key=lambda each: each.get("done"), reverse=True)]
    return known if paper.internal else [each for each in known if each.id in paper.shared]


def _ours(way: Way, currency: str) -> dict[str, Any]:
    measure, due = way.record.get("measure"), way.record.get("due")
    label = None if measure is None else kind("goal").field("measure").label_of(measure)
    note = [label] if label is not None else []
    if due is not None:
        note.append(msg("by {day}", day=Day(due)))
    return {"text": cut(way.record.get("text"), 160), "state": str(COURSES[way.course]), "tone": TONES[way.course],
            "line": cut(stands(way, currency), 120), "note": cut(" · ".join(str(each) for each in note), 120),
            "part": None if way.part is None else min(1.0, max(0.0, way.part))}


def _theirs(goal: Record) -> dict[str, Any]:
    state, due, how = str(goal.get("state") or "ahead"), goal.get("due"), goal.get("help")
    line = [str(goal.get("measure"))] if goal.get("measure") else []
    if due is not None:
        line.append(str(msg("by {day}", day=Day(due))))
    return {"text": cut(goal.get("text"), 160), "state": str(kind("client_goal").field("state").label_of(state)),
            "tone": STATE_TONES.get(state, ""), "line": cut(" · ".join(line), 140),
            "note": "" if not how else str(msg("How we help: {what}", what=cut(how, 220))), "part": None}


def _action(each: Record, paper: PlanPaper) -> dict[str, str]:
    due, done, owner = each.get("due"), each.get("done"), each.get("owner")
    late = done is None and due is not None and due < paper.plan.today
    when = "" if due is None else str(Day(due))
    if done is not None:
        when = str(msg("✓ {day}", day=Day(done)))
    about: list[object] = []
    if paper.internal:
        theme = kind("action").field("theme").label_of(each.get("theme"))
        about = [part for part in (theme, cut(each.get("resources"), 90) if each.get("resources") else None) if part]
        if late:
            about.insert(0, msg("overdue"))
    tone = "good" if done is not None else "bad" if late and paper.internal else ""
    return {"when": when, "text": cut(each.get("text"), 170), "who": "" if owner is None else cut(owner, 40), "tone": tone,
            "note": " · ".join(str(part) for part in about)}


def _texts(record: Record | None) -> list[dict[str, str]]:
    fields = (("risks", msg("Risks")), ("asks", msg("What we ask of the company")), ("resources", msg("Resources")))
    found = [] if record is None else [(label, record.get(key)) for key, label in fields]
    return [{"title": str(label), "text": _lines(text)} for label, text in found if text]


def _lines(text: object, most: int = 6) -> str:
    """The first lines of a text, each cut to what a column holds."""
    kept = [cut(line, 110) for line in str(text).splitlines() if line.strip()]
    return "\n".join([*kept[:most], "…"] if len(kept) > most else kept)


def _line(paper: PlanPaper) -> str:
    record, parts = paper.plan.record, []
    start, end = (None if record is None else record.get(key) for key in ("start", "end"))
    if start is not None and end is not None:
        parts.append(str(msg("Account plan, {first} – {last}", first=Day(start), last=Day(end))))
    else:
        parts.append(str(msg("Account plan")))
    if paper.manager:
        parts.append(str(msg("manager: {who}", who=cut(paper.manager, 40))))
    if paper.internal:
        last = paper.standing.last
        state = dict(STATES)[paper.standing.state]
        parts.append(str(state if last is None else msg("{state}, version {n}", state=state, n=Count(last.number))))
    return " · ".join(parts)


def _footer(paper: PlanPaper) -> str:
    parts: Iterable[object] = [
        msg("Ledger of {day}, version {version}", day=Day(paper.made), version=paper.version),
        msg("made on {day} with Kamerton", day=Day(paper.plan.today)),
    ]
    return " · ".join(str(each) for each in parts)
