"""A calendar of what is planned with clients, as calendar programs read it (RFC 5545): actions, visits, next steps.

A calendar leaves the protected place: it says what, with which client and when, and who of us; no person of the client, no
result, no note.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kam_core.book import Record
from kam_core.book.kinds import kind
from kam_core.i18n import Message, current_language, msg

KINDS = ("action", "visit", "task")
"""Kinds of records of which something stands in a calendar; the next steps are those of visits."""
BACK, AHEAD = 92, 730
"""Days before and after today that a calendar holds."""
WIDTH = 75
"""Octets of a line (RFC 5545, 3.1)."""


@dataclass(frozen=True)
class Entry:
    """One day in a calendar. id: the same for the same thing; version: grows with every change; at: of the last change

    done: over and done with: it stands there, but nobody is reminded
    """

    id: str
    day: datetime.date
    title: str
    about: str
    version: int
    at: datetime.datetime
    done: bool = False


def entries(records: Iterable[Record], names: Mapping[str, str], today: datetime.date) -> list[Entry]:
    """What stands in the calendar, by day. names: of the clients whose records count; of others nothing is told"""
    found: list[Entry] = []
    for record in records:
        client = names.get(record.client_id or "")
        if client is not None and record.deleted_at is None:
            found += _of(record, client)
    first, last = today - datetime.timedelta(days=BACK), today + datetime.timedelta(days=AHEAD)
    return sorted((each for each in found if first <= each.day <= last), key=lambda each: (each.day, each.id))


def _of(record: Record, client: str) -> list[Entry]:
    if record.kind in ("action", "task"):
        due = record.get("due")
        if due is None or record.get("dropped"):
            return []
        words = msg("{client}: {what}", client=client, what=str(record.get("text")))
        done = record.get("done") is not None
        label: Message = msg("Action of the account plan") if record.kind == "action" else msg("Task")
        return [_entry(record, "", due, words, label, record.get("owner"), done)]
    if record.kind != "visit" or record.get("state") == "off":
        return []
    made = []
    how, purpose = kind("visit").field("type").label_of(record.get("type")), record.get("purpose")
    what = msg("{client}: {how}", client=client, how=how) if purpose is None else msg(
        "{client}: {how}, {what}", client=client, how=how, what=str(purpose))
    made.append(_entry(record, "", record.get("date"), what, msg("Visit or call"), record.get("ours"),
                       record.get("state") == "done"))
    if record.get("next") is not None and record.get("next_on") is not None:
        made.append(_entry(record, "-next", record.get("next_on"),
                           msg("{client}: {what}", client=client, what=str(record.get("next"))), msg("Next step"),
                           record.get("ours"), record.get("next_done") is not None))
    return made


def _entry(
    record: Record, part: str, day: datetime.date, title: Message, label: Message, owner: str | None, done: bool
) -> Entry:
    about = [label if owner is None else msg("{label}; owner: {who}", label=label, who=owner)]
    if done:
        about.append(msg("done"))
    text = str(msg("✓ {title}", title=title)) if done else str(title)
    return Entry(f"{record.id}{part}", day, text, "\n".join(str(each) for each in about), record.version, record.changed.at,
                 done)


def ics(found: Iterable[Entry], title: str) -> bytes:
    """The calendar as a file, in UTF-8."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//Kamerton//Kamerton//{current_language().upper()}", "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH", f"NAME:{_text(title)}", f"X-WR-CALNAME:{_text(title)}", "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
    ]
    for each in found:
        end = each.day + datetime.timedelta(days=1)
        changed = each.at.astimezone(datetime.UTC).strftime("%Y%m%dT%H%M%SZ")
        lines += [
            "BEGIN:VEVENT", f"UID:{_text(each.id)}@kamerton", f"DTSTAMP:{changed}", f"LAST-MODIFIED:{changed}",
            f"SEQUENCE:{each.version}", f"DTSTART;VALUE=DATE:{each.day:%Y%m%d}", f"DTEND;VALUE=DATE:{end:%Y%m%d}",
            f"SUMMARY:{_text(each.title)}", f"DESCRIPTION:{_text(each.about)}", "TRANSP:TRANSPARENT", "CLASS:PRIVATE",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode("utf-8")


def _text(value: str) -> str:
    """A value of type TEXT (3.3.11): its own marks escaped, no control characters, which no calendar may hold."""
    kept = "".join(letter for letter in value.replace("\r\n", "\n").replace("\r", "\n")
                   if letter == "\n" or (letter >= " " and letter != "\x7f"))
    kept = kept.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return kept.replace("\n", "\\n").replace("\u2028", " ").replace("\u2029", " ").replace("\x85", " ")


def _folded(line: str) -> str:
    """A line of at most WIDTH octets, each of the rest after a blank; no letter is cut in two."""
    parts, length = [""], 0
    for letter in line:
        size = len(letter.encode("utf-8"))
        if length + size > WIDTH:
            parts.append("")
            length = 1
        parts[-1] += letter
        length += size
    return "\r\n ".join(parts)
