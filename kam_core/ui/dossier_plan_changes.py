"""What differs between two versions of a plan, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kam_core.book.kinds import kind
from kam_core.book.plan_content import Difference
from kam_core.i18n import Message, current_language, msg
from kam_core.ui.dossier_view import DossierView
from kam_core.ui.record_words import said

SHORT: dict[str, Message] = {
    "plan": msg("Plan"), "client_goal": msg("Goal of the client"), "goal": msg("Goal"), "action": msg("Action"),
}


def change_lines(found: DossierView, changes: Sequence[Difference]) -> list[str]:
    """A line for each difference: text, not Markdown."""
    names = {each.id: each.title for each in changes if each.kind == "goal"}
    names |= {each.id: str(each.get("text")) for each in found.book.records.of("goal", found.client_id)}
    return [_line(found, each, names) for each in changes]


def _line(found: DossierView, each: Difference, names: Mapping[str, str]) -> str:
    what = str(SHORT[each.kind])
    if each.kind != "plan":
        what = f"{what} {_quoted(each.title[:120])}"
    if each.field is None:
        return str(msg("{what}: new", what=what) if each.before is None else msg("{what}: taken out", what=what))
    shape = kind(each.kind)
    field = shape.field(each.field.key)
    before, after = (said(field, None if isinstance(value, Mapping) else value, found.currency, names)
                     for value in (each.before, each.after))
    return f"{what} · {field.label}: {before} → {after}"


def _quoted(text: str) -> str:
    return f"«{text}»" if current_language() == "ru" else f"“{text}”"
