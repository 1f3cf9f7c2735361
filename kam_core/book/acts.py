"""The act of an erasure: what was asked, found, rewritten and removed, with the extract of the log; without the name."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from kam_core.i18n import Message, msg, nmsg

WHERE: dict[str, Message] = {
    "record": msg("texts of records"), "draft": msg("drafts"), "keys": msg("decisions on key clients"),
    "scores": msg("reasons of scores"), "opinions": msg("opinions on health"), "marks": msg("marks on the attention list"),
    "plans": msg("versions of account plans"),
    "log": msg("entries of the log"), "own": msg("records about the person"), "references": msg("references to the person"),
    "own_log": msg("entries of the log about the person"),
    "members": msg("members of this installation"), "clients": msg("names of clients"), "authors": msg("authors of changes"),
    "namesakes": msg("other persons with the same name"), "review": msg("a surname alone, far from the person's clients"),
    "facts": msg("texts of imported tables"), "versions": msg("versions of the ledger that were removed"),
    "originals": msg("originals of files that were rewritten"), "removed": msg("originals of files that were removed"),
    "before": msg("folders kept before a restore that were removed"), "files": msg("other files of the data folder"),
    "ledger": msg("names and managers in the ledger"),
}
"""What stands behind each count of an act."""


@dataclass(frozen=True)
class Extract:
    """An entry of the log as the act quotes it."""

    id: int
    at: datetime.datetime
    who: str
    area: str
    action: str
    item: str
    hash: str


@dataclass(frozen=True)
class Act:
    """One erasure.

    number: of the erased person; change: of the entry of the log that says so; person: the id of the record that was removed
    found: places by where they were (WHERE), all rewritten or removed; left: places that stay, by where
    rows: numbers of the entries of the log that were rewritten; head: number and hash of the newest entry afterwards
    storage: what became of the bytes; backups: what is to be said of copies elsewhere
    """

    number: int
    change: int
    person: str
    at: datetime.datetime
    who: str
    why: str
    by: str
    found: Mapping[str, int]
    left: Mapping[str, int]
    rows: tuple[int, ...]
    extract: tuple[Extract, ...]
    head: tuple[int, str]
    storage: tuple[Message, ...] = ()
    remarks: tuple[Message, ...] = field(default=())

    def with_(self, remarks: tuple[Message, ...]) -> Act:
        """The act with more to be said."""
        return replace(self, remarks=(*self.remarks, *remarks))

    def to_json(self) -> dict[str, Any]:
        """The act for programs."""
        return {
            "number": self.number, "change": self.change, "person": self.person, "at": self.at.isoformat(), "who": self.who,
            "why": self.why, "stands_instead": self.by, "found": dict(self.found), "left": dict(self.left),
            "rows": list(self.rows), "head": {"number": self.head[0], "hash": self.head[1]},
            "extract": [{"id": each.id, "at": each.at.isoformat(), "who": each.who, "area": each.area, "action": each.action,
                         "item": each.item, "hash": each.hash} for each in self.extract],
            "storage": [str(each) for each in self.storage], "remarks": [str(each) for each in self.remarks],
            "backups": str(backups(self.at)),
        }

    def text(self) -> str:
        """The act to be read, printed and signed."""
        lines = [
            str(msg("Act {n}: a person's data were erased", n=self.number)), "",
            str(msg("When: {when}", when=self.at.astimezone().strftime("%Y-%m-%d %H:%M:%S %z"))),
            str(msg("Who: {who}", who=self.who)), str(msg("On what request: {why}", why=self.why)),
            str(msg("Record: {id}", id=self.person)), str(msg("In place of the name stands: {text}", text=self.by)), "",
            str(msg("Found, and rewritten or removed:")), *(_counts(self.found) or [str(msg("  nothing"))]), "",
            str(msg("Named and left, as other data than a contact's:")) if self.left else "", *_counts(self.left),
            "" if self.left else None,
            str(nmsg("{n} entry of the log was rewritten; its number: {rows}",
                     "{n} entries of the log were rewritten; their numbers: {rows}", len(self.rows), rows=_numbers(self.rows))),
            str(msg("The log now ends with entry {n}, hash {hash}", n=self.head[0], hash=self.head[1])), "",
            *(str(each) for each in (*self.storage, *self.remarks)), str(backups(self.at)), "",
            str(msg("Extract of the log:")),
            *("  " + "  ".join((str(each.id), each.at.isoformat(timespec="seconds"), each.who, f"{each.area} {each.action}",
                                each.item, each.hash)) for each in self.extract),
        ]
        return "\n".join(line for line in lines if line is not None) + "\n"


def backups(at: datetime.datetime) -> Message:
    """What every act says of copies that nobody can reach from here."""
    return msg(
        "Backups made before {when} still hold the person. Restoring one erases them again and says so; destroy those that are "
        "no longer needed.", when=at.astimezone().strftime("%Y-%m-%d %H:%M"),
    )


def _counts(counts: Mapping[str, int]) -> list[str]:
    return [f"  {WHERE[where]}: {n}" for where, n in counts.items() if n]


def _numbers(rows: tuple[int, ...]) -> str:
    """1-3, 7"""
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in runs) or "—"
