"""The command ``person``: what is held of a person, handed out and erased on request."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kam_core.book.persons import readable
from kam_core.cli.files import writable
from kam_core.cli.keys import user
from kam_core.errors import UsageError
from kam_core.i18n import Count, msg, nmsg
from kam_core.ledger import Store


def run(store: Store, options: argparse.Namespace) -> tuple[dict[str, Any], str]:
    """Do what is asked; gives it for programs and for people."""
    persons, who = store.book().persons, options.who or user()
    if options.action == "list":
        known = persons.all()
        head = nmsg("{n} person is in the book.", "{n} persons are in the book.", len(known))
        lines = ["  ".join((each.id, each.name, each.email or "—", ", ".join(each.clients) or "—")) for each in known]
        return {"persons": [asdict(each) for each in known]}, "\n".join([str(head), *lines])
    if options.action == "acts":
        from kam_core.ledger.rights import acts

        found = acts(store)
        lines = [f"{each['at'][:19]}  {each['stands_instead']}  {each['who']}: {each['why']}" for each in found]
        return {"acts": found}, "\n".join(lines) or str(msg("Nobody was erased yet."))
    if options.action == "scrub":
        said = str(persons.scrub())
        return {"said": said}, said
    if not options.id:
        raise UsageError(msg("It is not said which person is meant."), next=msg("Give the id that “person list” shows."))
    if options.action == "erase":
        from kam_core.ledger.rights import erase

        act = erase(store, options.id, who, options.why, also=options.also, alone=not options.full_names)
        return act.to_json(), act.text()
    if options.action == "find":
        return _found(options, persons.find(options.id, options.also, not options.full_names))
    told = persons.export(options.id, who, options.also)
    if options.output is None:
        return told, readable(told)
    path = Path(options.output)
    with writable(path) as file:
        file.write(readable(told) if path.suffix == ".txt" else json.dumps(told, ensure_ascii=False, indent=1))
    return {"file": str(path)}, str(msg("Written to {file}.", file=path))


def _found(options: argparse.Namespace, places: list[Any]) -> tuple[dict[str, Any], str]:
    sure = [each for each in places if each.sure]
    rest = [each for each in places if not each.sure]
    lines = [str(msg("{n} places name the person and would be rewritten.", n=Count(len(sure)))), *map(_line, sure)]
    if rest:
        lines += [str(msg("{n} places name perhaps somebody else, and stay. What is theirs is given with --also.",
                          n=Count(len(rest)))), *map(_line, rest)]
    return {"id": options.id, "places": [asdict(each) for each in places]}, "\n".join(lines)


def _line(place: Any) -> str:
    return f"  {place.where} {place.id} {place.client_id or '—'} {place.field}: {place.text}"
