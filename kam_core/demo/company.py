"""How much each client of the made-up company is meant to buy in each month.

Each group has a story (``kind``). The stories are laid out from the last month backwards, so that the pages find them
whatever the date is.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kam_core.demo import cast
from kam_core.demo.columns import Array
from kam_core.demo.words import Words
from kam_core.scope import add_months

FIRST_YEAR = 2.5e9
"""Revenue in roubles of the first of three years, for 240 entities."""
GROWTH = 1.12
"""Of the whole company, a year."""
SEASON = (0.78, 0.88, 0.97, 1.02, 1.03, 1.08, 1.06, 1.10, 1.12, 1.06, 0.98, 0.92)
FAILURE = (9, 10, 11)
"""The service failure: these months before the last one; sales fall from the month after, a quarter later."""
SOURED = 0.58
"""What is left of a month's sales in the soured region."""


@dataclass(frozen=True)
class Company:
    """The cast and the plot.

    accounts: one row an entity: account_id, name, group_id, group_name, tax_id, industry, region, segment, manager,
        since, status, and what the other tables are made from: group (index), kind, sour (bool), discount,
        terms (days), slow (days late with payment), mood (0-10), size (share of revenue)
    months: first days of the months, datetime64[D]
    meant: entities × months, revenue to be sold; zero is a month without purchases
    plan: entities × months, what was expected before the stories happened
    end: the day after the last one
    """

    words: Words
    accounts: pd.DataFrame
    months: Array
    meant: Array
    plan: Array
    end: datetime.date

    @property
    def back(self) -> Array:
        """How many months before the last one each month is."""
        return np.arange(len(self.months))[::-1]

    @property
    def stop(self) -> int:
        """The end as days since 1970."""
        return int(np.datetime64(self.end).astype(np.int64))

    @property
    def starts(self) -> Array:
        """First days of the months, as days since 1970."""
        return self.months.astype(np.int64)

    @property
    def ends(self) -> Array:
        """The day after each month, as days since 1970."""
        return np.append(self.starts[1:], self.stop)


def make(words: Words, rng: np.random.Generator, accounts: int, months: int, today: datetime.date) -> Company:
    """The company of ``accounts`` entities over the ``months`` full months before the month of ``today``."""
    end = today.replace(day=1)
    starts = np.array([add_months(end, i - months) for i in range(months)], dtype="datetime64[D]")
    stories = cast.kinds(rng, accounts)
    people = cast.entities(words, rng, stories, accounts)
    meant, plan = _amounts(rng, people, stories, starts, words.scale * accounts / 240)
    people["size"] = meant.sum(axis=1) / meant.sum()
    _finish(words, rng, people, meant, starts)
    return Company(words, people, starts, meant, plan, end)


def _path(kind: str, back: Array, calendar: Array, rng: np.random.Generator) -> tuple[Array, Array]:
    """(what happens, what was expected), by month, to a client of size 1."""
    ones = np.ones(len(back))
    trend = np.exp(rng.normal(0, 0.08) * (back[0] - back) / 12)
    if kind in ("summer", "winter"):
        path = 2.0 * np.isin(calendar, [5, 6, 7, 8, 9] if kind == "summer" else [10, 11, 12, 1, 2, 3])
        return path, path
    if kind == "once":
        path = 6.0 * (back == rng.integers(1, len(back) - 1))
        return path, path * 0
    if kind in ("new", "recent"):
        low, high = (1, 10) if kind == "new" else (13, 30)
        first = int(rng.integers(low, high + 1)) if len(back) > high else len(back) // 2
        return np.clip((first + 1 - back) / 4, 0, 1), 0.8 * (back < first - 2)
    if kind == "lost":
        last = int(rng.integers(6, 20)) if len(back) > 21 else len(back) // 2
        return (back > last) * trend, (back > last - 6) * ones
    return trend, ones


def _amounts(
    rng: np.random.Generator, people: pd.DataFrame, stories: Array, starts: Array, scale: float
) -> tuple[Array, Array]:
    """(meant, plan): entities × months. Totals follow growth and season; the leaders have set shares."""
    months, groups, count = len(starts), len(stories), len(people)
    calendar = starts.astype("datetime64[M]").astype(np.int64) % 12 + 1
    back = np.arange(months)[::-1]
    normal = FIRST_YEAR / 12 * scale * GROWTH ** ((35 - back - 5.5) / 12) * np.array(SEASON)[calendar - 1]
    total = normal * np.exp(rng.normal(0, 0.02, months))

    rank = np.arange(groups)
    size = (rank + 2.0) ** -0.9
    paths = [_path(str(kind), back, calendar, rng) for kind in stories]
    happens = size[:, None] * np.array([path for path, _ in paths])
    expected = size[:, None] * np.array([path for _, path in paths])
    group = people["group"].to_numpy()
    split = 0.1 + rng.exponential(1, count)
    split = split / np.bincount(group, split)[group]

    # small clients skip months; the large and the stories that need a rhythm do not
    large = rank < groups / 6
    keep = np.clip(1.15 - rank / groups, 0.25, 1) * np.exp(-0.25 * rng.random(groups))
    keep[large | (stories != "steady")] = 1
    active = rng.random((count, months)) < keep[group][:, None]
    wobble = np.exp(rng.normal(0, np.where(large, 0.16, 0.4)[group][:, None], (count, months)))
    meant = happens[group] * split[:, None] * wobble * active
    plan = expected[group] * split[:, None]
    rest = group >= len(cast.LEADERS)
    sour = people["sour"].to_numpy() & rest
    meant[np.ix_(sour, back < min(FAILURE))] *= SOURED

    ahead = np.interp(35 - back, [0, 35], [0.065, 0.252])
    told = (ahead, np.interp(35 - back, [0, 35], [0.120, 0.127]), np.full(months, 0.066), np.full(months, 0.021),
            0.004 * (back >= min(13, months // 2)))
    meant[rest] *= (1 - sum(told)) / meant[rest].sum(axis=0)
    plan[rest] *= 0.62 / plan[rest].sum(axis=0)
    for index, path in enumerate(told):
        own = group == index
        meant[own] = split[own][:, None] * path * np.exp(rng.normal(0, 0.04, (int(own.sum()), months)))
        # nobody plans that one client will double
        plan[own] = split[own][:, None] * 1.04 * (0.065 + 0.7 * (path - 0.065) if index == 0 else path)
    return meant * total, plan * normal


def _finish(words: Words, rng: np.random.Generator, people: pd.DataFrame, meant: Array, starts: Array) -> None:
    """Add what follows from the amounts: segment, since, status, terms, and the moods behind the other tables."""
    count = len(people)
    kind = people["kind"].to_numpy()
    size = people.groupby("group")["size"].transform("sum").to_numpy() * count / 240
    people["segment"] = np.select([size > 0.012, size > 0.003], words.segments[:2], words.segments[2])
    first = starts[(meant > 0).argmax(axis=1)]
    old = starts[0] - rng.integers(60, 3600, count).astype("timedelta64[D]")
    people["since"] = np.where(np.isin(kind, ["new", "recent", "once"]), first, old)
    asleep = ~(meant[:, -12:] > 0).any(axis=1) | (kind == "lost")
    people["status"] = np.where(asleep, words.statuses[1], words.statuses[0])
    people["discount"] = np.clip(0.03 + 0.09 * np.sqrt(size) + rng.normal(0, 0.012, count), 0, 0.12)
    people["terms"] = rng.choice([7, 14, 30, 45, 60], count, p=[0.1, 0.25, 0.4, 0.15, 0.1])
    people["slow"] = rng.normal(2, 6, count) + 40.0 * (rng.random(count) < 0.08)
    people["mood"] = np.clip(rng.normal(8.4, 0.9, count), 4, 9.8)
    people.loc[np.isin(kind, ["grower", "key", "loss"]), "terms"] = 60
    people.loc[kind == "loss", ["discount", "slow", "mood"]] = [0.285, 28.0, 6.2]
