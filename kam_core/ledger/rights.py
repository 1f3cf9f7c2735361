"""A person erased everywhere: from the ledger and what lies beside it, then from the book; and again after a restore.

The ledger comes first: should that fail, the book still knows who is meant, and the erasure can be asked for once more.
``data/erased`` keeps the acts, and who was erased as digests only (scrypt with a salt of this folder), by which they are known
again in a backup that is older than their erasure.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from kam_core.book import Book, open_book
from kam_core.book.acts import Act
from kam_core.book.naming import Spelling, folded, parts
from kam_core.book.words import who_of, why_of
from kam_core.i18n import Message, msg
from kam_core.ledger import erasing
from kam_core.ledger.door import connect
from kam_core.ledger.store import Store

FOLDER = "erased"
KNOWN = "known.json"
COST = {"n": 1 << 10, "r": 8, "p": 1, "dklen": 16}
"""Of scrypt: a few milliseconds a name, as every respondent of a restored ledger is looked up."""


def erase(
    store: Store, person_id: str, who: str, why: str, *, also: Iterable[str] = (), alone: bool = True, book: Book | None = None,
    wait: float = 60,
) -> Act:
    """Erase a person for good from the ledger, its files and the book; the act is kept in ``data/erased``, too.

    also, alone: as of ``Persons.find``; book: the one that is meant, else that of the ledger in use
    BookError where there is no such person, UsageError without a reason, BusyError while an import runs: nothing was changed
    """
    book, also, who, why = book or store.book(), tuple(also), who_of(who), why_of(why)
    spelling, near = book.persons.spelling(person_id, also, alone)
    by = book.persons.instead()
    done = erasing.erase(store, erasing.Person(spelling, near, by), wait)
    act = book.persons.erase(person_id, who, why, also=also, alone=alone, found=done.found, left=done.left)
    act = act.with_(_remarks(store, done))
    _keep(store, act, spelling)
    return act


def again(store: Store, who: str) -> tuple[list[Act], int]:
    """Erase once more whoever was erased before and is back with a restored backup. Gives the acts, and how many names of the
    ledger alone were replaced."""
    known = _known(store)
    if not known["persons"]:
        return [], 0
    acts = []
    for book in (open_book(store.data), open_book(store.data, demo=True)):
        there = {_plain(each.id): each.id for each in book.persons.all()}
        for one in known["persons"]:
            if one["id"] in there:
                why = str(msg("Erased on {when} already; a backup from before brought it back.", when=one["at"][:10]))
                acts.append(erase(store, there[one["id"]], who, why, book=book))
    return acts, _respondents(store, known)


def acts(store: Store) -> list[dict[str, Any]]:
    """The acts of this data folder, oldest first."""
    found = [json.loads(path.read_text("utf-8")) for path in (store.data / FOLDER).glob("act-*.json")]
    return sorted(found, key=lambda act: (act["at"], act["number"]))


def _remarks(store: Store, done: erasing.Erased) -> tuple[Message, ...]:
    found = []
    if done.found["versions"]:
        found.append(msg("Imports before this erasure cannot be undone any more: the versions of the ledger from then named "
                         "the person."))
    if done.lost:
        found.append(msg("These originals named the person in a format that cannot be rewritten, and were removed: {files}. "
                         "“rebuild” asks for them.", files=", ".join(done.lost)))
    work = store.data / "work"
    if work.exists() and any(path.is_dir() for path in work.iterdir()):
        found.append(msg("An import is open on the page “Data”: its files are still in {folder} until it is closed.",
                         folder=work))
    return tuple(found)


def _keep(store: Store, act: Act, spelling: Spelling) -> None:
    folder = store.data / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    stamp = act.at.strftime("%Y%m%d-%H%M%S-%f")
    _write(folder / f"act-{stamp}.json", json.dumps(act.to_json(), ensure_ascii=False, indent=1))
    _write(folder / f"act-{stamp}.txt", act.text())
    known = _known(store)
    digests = [_digest(known["salt"], text) for text in _ways(spelling)]
    known["persons"].append({"at": act.at.isoformat(), "id": _plain(act.person), "by": act.by, "names": digests})
    _write(folder / KNOWN, json.dumps(known, indent=1))


def _write(path: Path, text: str) -> None:
    draft = path.with_name(path.name + ".new")
    draft.write_text(text, "utf-8")
    draft.replace(path)


def _known(store: Store) -> dict[str, Any]:
    try:
        return dict(json.loads((store.data / FOLDER / KNOWN).read_text("utf-8")))
    except FileNotFoundError:
        return {"salt": base64.b64encode(os.urandom(16)).decode(), "persons": []}


def _plain(id: str) -> str:
    """An id is random already."""
    return hashlib.sha256(id.encode()).hexdigest()


def _digest(salt: str, text: str) -> str:
    return hashlib.scrypt(text.encode(), salt=base64.b64decode(salt), **COST).hex()


def _ways(spelling: Spelling) -> set[str]:
    """The ways to write somebody by which they are known again: words in any order, initials, the address."""
    name = parts(spelling.name)
    ways = [[name.surname, name.given, name.patronymic], [name.surname, name.given],
            [name.surname, name.given[:1], name.patronymic[:1]], [name.surname, name.given[:1]]]
    found = {_normal(" ".join(way)) for way in ways if name.surname and name.given}
    return {each for each in {*found, _normal(spelling.name), _normal(spelling.email)} if each}


def _normal(text: str) -> str:
    return " ".join(sorted(re.findall(r"[\w@.+-]*@[\w.-]+|\w+", folded(text))))


def _respondents(store: Store, known: dict[str, Any]) -> int:
    """Take those out of the current version who are known by their digests alone: their book is elsewhere."""
    current = store.current()
    if current is None:
        return 0
    with contextlib.closing(connect(store.path(current), store.settings)) as connection:
        names = [row[0] for row in connection.execute(
            "select respondent from nps where respondent is not null union "
            "select respondent from invitations where respondent is not null").fetchall()]
    by = {digest: one["by"] for one in known["persons"] for digest in one["names"]}
    found: dict[str, list[str]] = {}
    for each in names:
        if (digest := _digest(known["salt"], _normal(each))) in by:
            found.setdefault(by[digest], []).append(each)
    for instead, written in found.items():
        erasing.erase(store, erasing.Person(Spelling("", also=tuple(written)), frozenset(), instead))
    return sum(map(len, found.values()))
