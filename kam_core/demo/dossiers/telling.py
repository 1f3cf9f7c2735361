"""The values of a tale as they are written into the book: in one language, about one client, from today."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from kam_core.demo.dossiers.actors import Actor
from kam_core.demo.dossiers.industries import INDUSTRIES
from kam_core.demo.dossiers.tale import Cut, Goods, L, On, Persons, Told
from kam_core.demo.words import Words

TURNOVER, SPEND = 12, 1.9
"""How many times what it buys from us a client turns over in a year, and spends on what we sell."""
EACH = 5_500_000
"""Roubles of turnover that one employee makes."""


@dataclass(frozen=True)
class Telling:
    """language: ru or en; today: the day that every other day is counted from"""

    language: str
    words: Words
    today: datetime.date

    def values(self, kind: str, told: Told, actor: Actor | None, made: Mapping[str, str]) -> dict[str, object]:
        """What is written. made: ids of the records that were made so far, by what they are"""
        named = {} if actor is None else self._named(actor)
        found = {field: self._value(value, actor, named, made) for field, value in told.items()}
        if kind == "dossier" and found.pop("of_its_industry", False) and actor is not None:
            common = INDUSTRIES[actor.industry]
            found = {field: self._value(value, actor, named, made) for field, value in common.items()} | found
        return found

    def _value(self, value: object, actor: Actor | None, named: dict[str, str], made: Mapping[str, str]) -> object:
        if isinstance(value, L):
            return (value.ru if self.language == "ru" else value.en).format_map(named)
        if isinstance(value, On):
            return self.today + datetime.timedelta(days=value.days)
        if isinstance(value, Cut):
            return rounded(value.share * (0 if actor is None else actor.revenue))
        if isinstance(value, Goods):
            return self.words.goods[value.place].name
        if isinstance(value, Persons):
            return tuple(made[f"person {key}"] for key in value.keys if f"person {key}" in made)
        return value

    def _named(self, actor: Actor) -> dict[str, str]:
        names = [name for _, name in actor.entities]
        turnover = TURNOVER * actor.revenue
        return {
            "client": actor.name, "first": names[0], "second": names[min(1, len(names) - 1)], "entities": ", ".join(names),
            "region": actor.region, "manager": actor.manager, "turnover": self.amount(turnover),
            "spend": self.amount(SPEND * actor.revenue), "heads": f"{rounded(turnover / self.words.scale / EACH):.0f}",
        }

    def amount(self, money: float) -> str:
        """An amount as people write it in a text."""
        number = float(rounded(money))
        for size, ru, en in ((1e9, "млрд руб.", "bn"), (1e6, "млн руб.", "m"), (1e3, "тыс. руб.", "k")):
            if number >= size:
                digits = f"{number / size:.3g}"
                return f"{digits.replace('.', ',')} {ru}" if self.language == "ru" else f"£{digits}{en}"
        return f"{number:.0f} руб." if self.language == "ru" else f"£{number:.0f}"


def rounded(amount: float) -> Decimal:
    """An amount in two digits that count, as people say it."""
    whole = round(amount)
    places = max(len(str(abs(whole))) - 2, 0)
    return Decimal(round(whole, -places))
