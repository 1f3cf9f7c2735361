"""What the made-up company is called by: names of clients, people, places and goods, in Russian and in English.

These are data of a company that speaks one language, not texts of the product: they are never translated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Goods:
    """A category: its unit (index into Words.units), margin (share of revenue), and goods with list prices.

    items: (pattern with {} for the size, ((size, price in Words.currency), ...)), ...
    """

    name: str
    unit: int
    margin: float
    items: tuple[tuple[str, tuple[tuple[str, float], ...]], ...]


@dataclass(frozen=True)
class Words:
    """Every word of a made-up company in one language.

    scale: amounts are made in roubles and multiplied by this
    industries: (name, endings of client names in that industry)
    joint: how the stem and the ending of a client's name are put together
    person: how a surname and a first name are put together
    regions: (name, share of clients); the region at ``sour`` is the one with the service failure
    headers: table → column → header of the exported file
    """

    currency: str
    scale: float
    stems: tuple[str, ...]
    industries: tuple[tuple[str, tuple[str, ...]], ...]
    regions: tuple[tuple[str, float], ...]
    sour: int
    segments: tuple[str, str, str]
    units: tuple[str, str, str]
    managers: tuple[str, ...]
    holding: str
    joint: str
    forms: tuple[str, str, str]
    sole: str
    branches: tuple[str, ...]
    person: str
    surnames: tuple[str, ...]
    firsts: tuple[str, ...]
    statuses: tuple[str, str]
    goods: tuple[Goods, ...]
    documents: tuple[str, str, str, str]
    roles: tuple[str, ...]
    survey: str
    praise: tuple[str, ...]
    lukewarm: tuple[str, ...]
    complaints: tuple[str, ...]
    failure: tuple[str, ...]
    priorities: tuple[str, str, str, str]
    requests: tuple[str, ...]
    states: tuple[str, str, str, str]
    services: tuple[tuple[str, str], ...]
    files: Mapping[str, str]
    headers: Mapping[str, Mapping[str, str]]


def words(language: str) -> Words:
    """The words of one language: 'ru', else English."""
    if language == "ru":
        from kam_core.demo.words_ru import WORDS
    else:
        from kam_core.demo.words_en import WORDS
    return WORDS
