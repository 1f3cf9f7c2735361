"""What a dossier of the made-up company is told with: texts in both languages, days, amounts, people, records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class L(NamedTuple):
    """A text in both languages. It may name {client}, {first}, {second}, {entities}, {region}, {manager}, {turnover}, {spend},
    {heads} of the client that it is told about"""

    ru: str
    en: str


class On(NamedTuple):
    """A day, so many days from today; the past is negative."""

    days: int


class Cut(NamedTuple):
    """An amount: a share of what the client bought from us in the last twelve months, rounded as people round."""

    share: float


class Goods(NamedTuple):
    """The name of one of our categories, by its place in the list of goods."""

    place: int


class Persons(NamedTuple):
    """People of the tale, by their keys."""

    keys: tuple[str, ...]


Told = Mapping[str, object]
"""Values by field: L, On, Cut, Goods, Persons; keys of choices, flags and numbers as they are."""


@dataclass(frozen=True)
class Note:
    """A record. ago: how many days ago it was written down; entity: which legal entity of the client, the largest is 0

    then: what was changed in it later, with how many days ago
    """

    kind: str
    ago: int
    values: Told
    entity: int | None = None
    then: tuple[tuple[int, Told], ...] = ()


@dataclass(frozen=True)
class Post:
    """What a person is at a legal entity. client: the tale that it belongs to; entity: the largest is 0"""

    client: str
    ago: int
    values: Told
    entity: int = 0
    then: tuple[tuple[int, Told], ...] = ()


@dataclass(frozen=True)
class Person:
    """Somebody who acts for one legal entity or for several. The first post says whose manager wrote them down."""

    key: str
    name: L
    email: L
    posts: tuple[Post, ...]
    more: Told = field(default_factory=dict)


@dataclass(frozen=True)
class Tale:
    """What is written about one client. dossier: (days ago, what was written then) of its four sections, the oldest first"""

    key: str
    dossier: tuple[tuple[int, Told], ...]
    notes: tuple[Note, ...]
