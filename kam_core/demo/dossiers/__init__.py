"""Dossiers of the made-up company: what its managers wrote about a dozen clients in the last two years. In its own book."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

import pyarrow as pa

from kam_core.book import Book, dated
from kam_core.demo.dossiers.actors import Actor, actors
from kam_core.demo.dossiers.people import PEOPLE
from kam_core.demo.dossiers.plans import plan_steps
from kam_core.demo.dossiers.tale import Person, Tale, Told
from kam_core.demo.dossiers.tales import TALES
from kam_core.demo.dossiers.telling import Telling
from kam_core.demo.words import words
from kam_core.ledger import Store

__all__ = ["seed"]

CONFIRMED = {"grower": (26, ("rivals",)), "key": (41, ("general", "rivals")), "large1": (12, ("general",))}
"""Which sections a manager looked through and confirmed as they stood, and how many days ago: their clocks began again."""


class Step(NamedTuple):
    """One thing that is written. what: the record that it makes or changes; made: whether it makes it"""

    ago: int
    order: int
    what: str
    made: bool
    kind: str
    actor: Actor | None
    who: str
    values: Told
    parent: str | None
    account_id: str | None


def seed(store: Store, language: str, accounts: pa.Table) -> None:
    """Write them into the demo's book, in the order in which they came about. accounts: as ``generate`` makes it"""
    said = words(language)
    cast = actors(store, accounts, said)
    now = datetime.datetime.now().astimezone()
    telling = Telling(language, said, now.date())
    book = store.book()
    steps = sorted((step for tale in TALES for step in _notes(tale, cast)), key=lambda step: -step.ago)
    made: dict[str, str] = {}
    writing: list[tuple[int, int, Callable[[], object]]] = [
        (step.ago, step.order, partial(_write, book, step, telling, made)) for step in [*_people(cast), *steps]]
    for tale, (ago, sections) in CONFIRMED.items():
        if tale in cast:
            day = {f"confirmed_{section}": now.date() - datetime.timedelta(days=ago) for section in sections}
            writing.append((ago, 5, partial(book.records.put, "dossier", cast[tale].client_id, day, cast[tale].manager)))
    if cast:
        writing += plan_steps(store, book, cast, telling)
    writing.sort(key=lambda each: (-each[0], each[1]))
    last = datetime.datetime.min.replace(tzinfo=datetime.UTC)
    with book.database.together():
        for number, (ago, _, write) in enumerate(writing):
            at = now.replace(hour=9, minute=0, second=0, microsecond=0) - datetime.timedelta(days=ago)
            # moments are in order, also where the minutes of a day begin anew
            last = max(last, min(at + datetime.timedelta(minutes=number * 7 % 500), now))
            with dated(last):
                write()


def _write(book: Book, step: Step, telling: Telling, made: dict[str, str]) -> None:
    values = telling.values(step.kind, step.values, step.actor, made)
    client = None if step.actor is None or step.kind == "person" else step.actor.client_id
    if step.kind in ("dossier", "team") and client is not None:
        book.records.put(step.kind, client, values, step.who)
    elif step.made:
        parent = None if step.parent is None else made[step.parent]
        made[step.what] = book.records.add(
            step.kind, client, values, step.who, parent=parent, account_id=step.account_id).id
    else:
        book.records.edit(made[step.what], values, step.who)


def _people(cast: dict[str, Actor]) -> Iterator[Step]:
    """Persons and their posts, as far as their clients are there."""
    for person in PEOPLE:
        posts = [post for post in person.posts if post.client in cast and post.entity < len(cast[post.client].entities)]
        if not posts:
            continue
        first = max(posts, key=lambda post: post.ago)
        yield Step(first.ago, 0, f"person {person.key}", True, "person", cast[first.client], cast[first.client].manager,
                   _card(person), None, None)
        for number, post in enumerate(posts):
            actor = cast[post.client]
            what, entity = f"post {person.key} {number}", actor.entities[post.entity][0]
            yield Step(post.ago, 1, what, True, "position", actor, actor.manager, post.values, f"person {person.key}", entity)
            for ago, values in post.then:
                yield Step(ago, 2, what, False, "position", actor, actor.manager, values, None, None)


def _card(person: Person) -> Told:
    return {"name": person.name, "email": person.email, **person.more}


def _notes(tale: Tale, cast: dict[str, Actor]) -> Iterator[Step]:
    actor = cast.get(tale.key)
    if actor is None:
        return
    for ago, values in tale.dossier:
        yield Step(ago, 3, f"dossier {tale.key}", True, "dossier", actor, actor.manager, values, None, None)
    for number, note in enumerate(tale.notes):
        if note.entity is not None and note.entity >= len(actor.entities):
            continue
        what = f"{note.kind} {tale.key} {number}"
        entity = None if note.entity is None else actor.entities[note.entity][0]
        yield Step(note.ago, 4, what, True, note.kind, actor, actor.manager, note.values, None, entity)
        for ago, values in note.then:
            yield Step(ago, 5, what, False, note.kind, actor, actor.manager, values, None, None)
