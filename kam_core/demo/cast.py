"""Who the clients of the made-up company are: legal entities, groups, names, places, managers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kam_core.demo.columns import Array
from kam_core.demo.words import Words

LEADERS = ("grower", "key", "loss", "drift", "returns")
"""Kinds of the first five groups: one of each."""
OTHERS = {"summer": 8, "winter": 6, "once": 10, "new": 12, "recent": 14, "lost": 12}
"""How many of 180 groups have each of the other stories; the rest are steady."""
GROUPS = 0.75
"""Groups for each entity."""


def kinds(rng: np.random.Generator, accounts: int) -> Array:
    """The story of each group, from the largest to the smallest."""
    groups = round(accounts * GROUPS)
    rest = groups - len(LEADERS)
    stories = [kind for kind, count in OTHERS.items() for _ in range(max(1, round(count * groups / 180)))]
    mixed = np.array(stories + ["steady"] * (rest - len(stories)))
    # the largest of the rest are steady, so that no month hangs on somebody else's story
    head = min(12, rest - len(stories))
    return np.concatenate([np.array(LEADERS), np.array(["steady"] * head), rng.permutation(mixed[: rest - head])])


def entities(words: Words, rng: np.random.Generator, stories: Array, accounts: int) -> pd.DataFrame:
    """The legal entities, as Company.accounts, before their amounts are known."""
    groups = len(stories)
    sizes = _sizes(rng, stories, accounts)
    group = np.repeat(np.arange(groups), sizes)
    within = np.arange(accounts) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    region = _regions(words, rng, stories, group, within)
    industry = rng.integers(0, len(words.industries), groups)
    brands = _brands(words, rng, industry)
    manager = rng.integers(0, len(words.managers), groups)
    manager[: len(LEADERS)] = range(len(LEADERS))
    alone = (sizes == 1) & (np.arange(groups) > groups / 3) & (rng.random(groups) < 0.15)
    named = _unique([
        _sole(words, rng, int(g)) if alone[g] else _name(words, rng, brands[g], int(sizes[g]), int(n), int(g))
        for g, n in zip(group, within, strict=True)
    ])
    numbers = rng.integers(10_000_000, 100_000_000, accounts)
    return pd.DataFrame({
        "account_id": [f"C{1001 + n:05d}" for n in rng.permutation(accounts)],
        "name": [name for name, _ in named],
        "group_id": [f"G{101 + g:04d}" for g in group],
        "group_name": [group_name for _, group_name in named],
        # no region has the code 00: these numbers belong to nobody
        "tax_id": [f"00{number}{n % 100:02d}" if alone[g] else f"00{number}"
                   for n, (g, number) in enumerate(zip(group, numbers, strict=True))],
        "industry": [words.industries[industry[g]][0] for g in group],
        "region": [words.regions[r][0] for r in region],
        "manager": [words.managers[manager[g]] for g in group],
        "group": group,
        "kind": stories[group],
        "sour": region == words.sour,
    })


def _sizes(rng: np.random.Generator, stories: Array, accounts: int) -> Array:
    """How many entities each group has; the first three are holdings always."""
    groups = len(stories)
    sizes = np.ones(groups, dtype=np.int64)
    spare = accounts - groups
    for index, more in enumerate((3, 2, 2)):
        sizes[index] += more
        spare -= more
    may = np.flatnonzero((stories == "steady") & (np.arange(groups) < groups / 2))
    np.add.at(sizes, rng.choice(may, spare), 1)
    return sizes


def _regions(words: Words, rng: np.random.Generator, stories: Array, group: Array, within: Array) -> Array:
    """Region of each entity: its group's, but for a third of the daughters.

    Stories of single clients stay out of the soured region, so that it tells its own.
    """
    shares = np.array([share for _, share in words.regions])
    home = rng.choice(len(shares), len(stories), p=shares)
    home[:4] = 0, 3, 2, 1
    home[np.isin(stories, ["once", "new", "recent", "lost", "returns"]) & (home == words.sour)] = 2
    elsewhere = rng.choice(len(shares), len(group), p=shares)
    region = np.where((within > 0) & (rng.random(len(group)) < 0.35), elsewhere, home[group])
    region[(group < len(LEADERS)) & (region == words.sour)] = 6
    return region


def _brands(words: Words, rng: np.random.Generator, industry: Array) -> list[tuple[str, str]]:
    """(stem, full name) of each group; no two full names are equal."""
    stems = rng.permutation(np.array(words.stems))
    made: list[tuple[str, str]] = []
    taken: set[str] = set()
    for g, kind in enumerate(industry):
        stem = str(stems[g % len(stems)])
        endings = words.industries[kind][1]
        start = int(rng.integers(len(endings)))
        names = [words.joint.format(stem, endings[(start + n) % len(endings)]) for n in range(len(endings))]
        name = next((name for name in names if name not in taken), f"{names[0]} {g}")
        taken.add(name)
        made.append((stem if g < len(stems) else name, name))
    return made


def _sole(words: Words, rng: np.random.Generator, g: int) -> tuple[str, str]:
    """(name, group) of a sole trader."""
    surname = words.surnames[g % len(words.surnames)]
    first = words.firsts[g // len(words.surnames) % len(words.firsts)][0]
    second = words.firsts[int(rng.integers(len(words.firsts)))][0]
    name = words.sole.format(surname, first, second)
    return name, name


def _name(
    words: Words, rng: np.random.Generator, brand: tuple[str, str], size: int, n: int, g: int
) -> tuple[str, str]:
    """(name of the n-th entity, name of its group)."""
    stem, full = brand
    limited, joint_stock, public = words.forms
    if size == 1:
        return (joint_stock if rng.random() < 0.15 else limited).format(full), full
    holding = words.holding.format(full if g > 2 else stem)
    if n == 0:
        return (public if g < 3 or rng.random() < 0.2 else joint_stock).format(full), holding
    turn, place = divmod(n, len(words.branches))
    return limited.format(words.branches[place].format(stem) + (f" {turn + 1}" if turn else "")), holding


def _unique(named: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The same names, with a number after those that came before; a sole trader's group goes by the same name."""
    seen: dict[str, int] = {}
    made = []
    for name, group_name in named:
        seen[name] = seen.get(name, 0) + 1
        told = name if seen[name] == 1 else f"{name} ({seen[name]})"
        made.append((told, told if group_name == name else group_name))
    return made
