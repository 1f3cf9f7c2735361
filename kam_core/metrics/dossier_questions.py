"""Which questions about a client are answered. Pure: over records that are given."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kam_core.book import Record
from kam_core.book.kinds.questions import QUESTIONS
from kam_core.book.kinds.work import QUESTION_GROUPS
from kam_core.i18n import Joined, Message, msg, nmsg

NAMED = 3
"""So many groups without an answer are named; more are counted."""
SOURCE = "question:"
"""A task that a question without an answer became says so in its ``source``, before the id of the question."""


@dataclass(frozen=True)
class Question:
    """One question. text: own words, else those that come along; own: whether it is of one's own; record: its own words"""

    id: str
    group: str
    text: str | Message
    own: bool
    retired: bool
    record: Record | None


def questions(written: Iterable[Record]) -> list[Question]:
    """All questions by group: those that come along, in the words that were written for them, then one's own."""
    own = {record.id: record for record in written}
    found = []
    for id, (group, text) in QUESTIONS.items():
        record = own.pop(id, None)
        if record is None:
            found.append(Question(id, group, text, False, False, None))
        else:
            found.append(Question(id, str(record.get("group") or group), str(record.get("text") or text), False,
                                  record.get("retired") is True, record))
    for record in own.values():
        retired = record.get("retired") is True
        found.append(Question(record.id, str(record.get("group")), str(record.get("text")), True, retired, record))
    place = {group: number for number, group in enumerate(QUESTION_GROUPS)}
    return sorted(found, key=lambda each: place.get(each.group, len(place)))


def answers(written: Iterable[Record]) -> dict[str, list[Record]]:
    """Answers with a text by the id of their question, the last written first."""
    found: dict[str, list[Record]] = {}
    for record in written:
        if record.get("text") is not None:
            found.setdefault(str(record.get("question")), []).append(record)
    for of in found.values():
        of.sort(key=lambda record: record.changed.at, reverse=True)
    return found


@dataclass(frozen=True)
class Coverage:
    """One group. answered of asked questions; oldest: the day of the oldest of the latest answers; None: there is none"""

    group: str
    asked: int
    answered: int
    oldest: datetime.date | None


def coverage(known: Sequence[Question], answered: dict[str, list[Record]]) -> list[Coverage]:
    """How many of the questions that are asked have an answer, by group."""
    found = []
    for group in QUESTION_GROUPS:
        asked = [each for each in known if each.group == group and not each.retired]
        days = [answered[each.id][0].changed.at.astimezone().date() for each in asked if each.id in answered]
        found.append(Coverage(group, len(asked), len(days), min(days, default=None)))
    return found


def source(question: Question) -> str:
    """What the task to find out an answer names as its source."""
    return f"{SOURCE}{question.id}"


def asked_by(task: Record) -> str | None:
    """The id of the question that a task came from."""
    text = str(task.get("source") or "")
    return text.removeprefix(SOURCE) if text.startswith(SOURCE) else None


def said(coverages: Sequence[Coverage]) -> Message:
    """Coverage in a sentence."""
    asked, answered = sum(each.asked for each in coverages), sum(each.answered for each in coverages)
    blank = [str(QUESTION_GROUPS[each.group]) for each in coverages if each.asked and not each.answered]
    if not answered:
        return msg("No question is answered yet.")
    if not blank:
        return msg("{some} of {all} questions are answered, some in each group.", some=answered, all=asked)
    if len(blank) > NAMED:
        return nmsg("{some} of {all} questions are answered; {n} group has no answer.",
                    "{some} of {all} questions are answered; {n} groups have no answer.", len(blank), some=answered, all=asked)
    return msg("{some} of {all} questions are answered; none of: {groups}.", some=answered, all=asked, groups=Joined(blank))
