"""How a client is weighed: eight selection factors, six definitions, four types, three Ps. Pure functions.

Four factors are computed on fixed anchors where data tell; people score the others from 1 to 10. What is neither computed
nor scored has no score: it is left out of the total, and the total says how many factors it knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kam_core.i18n import Joined, Message, Number, Ratio, Share, msg
from kam_core.metrics import shares
from kam_core.settings import Settings

LOWEST, HIGHEST = 1, 10
HOLDS = 6
"""A score of people from which on a definition, or one of the three Ps, holds: the upper half of 1 to 10."""
YES, NO = 10, 1
"""What a plain yes or no of people is kept as."""
BREADWINNER = 0.10
"""A breadwinner brings this share of the profit and more."""


@dataclass(frozen=True)
class Factor:
    """One of the eight selection factors.

    key: its name in scores; weight: the setting of its weight
    measured: the column it is computed from; None: people score it
    limits: the values from which on (rising), or up to which (not rising), each score from 2 to 10 is given
    unit: share, ratio or times, of the limits; anchors: (score, what it means), for whoever scores it
    """

    key: str
    label: Message
    anchors: tuple[tuple[int, Message], ...]
    measured: str | None = None
    limits: tuple[float, ...] = ()
    rising: bool = True
    unit: str = ""

    @property
    def weight(self) -> str:
        """The setting of its weight."""
        return f"{self.key}_weight"

    def score(self, values: pd.Series) -> pd.Series:
        """The score of each value (Int64, null where the value is unknown)."""
        given = shares.floats(values)
        limits = np.asarray(self.limits)[None, :]
        passed = given[:, None] >= limits - shares.SLACK if self.rising else given[:, None] <= limits + shares.SLACK
        found = pd.array(LOWEST + passed.sum(axis=1), dtype="Int64")
        found[np.isnan(given)] = pd.NA
        return pd.Series(found, index=values.index)

    def scale(self) -> Joined:
        """The anchors of a computed factor in words: every score with its limit, the highest first."""
        said: list[Message] = []
        for score, at in reversed(list(enumerate(self.limits, LOWEST + 1))):
            limit = Share(at) if self.unit == "share" else Ratio(at) if self.unit == "ratio" else Number(at, 2)
            said.append(msg("{score} from {limit}", score=score, limit=limit) if self.rising else
                        msg("{score} up to {limit}", score=score, limit=limit))
        return Joined(said)


FACTORS: tuple[Factor, ...] = (
    Factor("factor_revenue", msg("Current revenue"), (
        (1, msg("buys next to nothing")), (4, msg("one of many")), (7, msg("among the large")),
        (10, msg("a fifth of the revenue or more")),
    ), "share_revenue", (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.10, 0.15, 0.20), unit="share"),
    Factor("factor_growth", msg("Growth potential"), (
        (1, msg("its need goes away")), (4, msg("it will stay as it is")), (7, msg("it can grow by a quarter")),
        (10, msg("it can double")),
    ), "growth", (-0.50, -0.25, -0.10, -0.05, 0.05, 0.10, 0.25, 0.50, 1.0), unit="ratio"),
    Factor("factor_renewal", msg("Likelihood of renewal"), (
        (1, msg("it is leaving")), (4, msg("it asks others for offers")), (7, msg("it will most likely renew")),
        (10, msg("a renewal is agreed")),
    ), "lateness", (6.0, 4.0, 3.0, 2.5, 2.0, 1.75, 1.5, 1.25, 1.0), rising=False, unit="times"),
    Factor("factor_chance", msg("Chance to win now and grow later"), (
        (1, msg("no opening in sight")), (4, msg("a first order would take a year")), (7, msg("a deal is being talked about")),
        (10, msg("a deal is agreed and opens the next ones")),
    )),
    Factor("factor_effort", msg("Relative effort"), (
        (1, msg("takes far more than it brings")), (4, msg("more effort than most")), (7, msg("less effort than most")),
        (10, msg("runs by itself")),
    ), "effort", (4.0, 3.0, 2.0, 1.5, 1.25, 1.0, 0.75, 0.5, 0.25), rising=False, unit="times"),
    Factor("factor_relationship", msg("Strength of the relationship"), (
        (1, msg("we know nobody who decides")), (4, msg("we know the buyer")), (7, msg("we know those who decide")),
        (10, msg("they ask us first")),
    )),
    Factor("factor_fit", msg("Fit: offer, culture, industry"), (
        (1, msg("not what we make")), (4, msg("a part of our offer suits")), (7, msg("most of our offer suits")),
        (10, msg("as if we were made for each other")),
    )),
    Factor("factor_logo", msg("Appeal of the logo"), (
        (1, msg("nobody knows the name")), (4, msg("known in its town")), (7, msg("known in its industry")),
        (10, msg("opens doors across the industry")),
    )),
)
"""The eight selection factors, in the field's order."""


@dataclass(frozen=True)
class Definition:
    """One of the six definitions of a key client. computed: whether data can tell; people: whether people can say"""

    key: str
    label: Message
    meaning: Message
    computed: bool = False
    people: bool = True


DEFINITIONS: tuple[Definition, ...] = (
    Definition("def_money", msg("Money"), msg("passes a limit by size"), computed=True, people=False),
    Definition("def_potential", msg("Potential"),
               msg("buys elsewhere, buys a little here, or has need and budget and buys nowhere"), computed=True),
    Definition("def_name", msg("Known name"), msg("opens an industry; its story can be told as a reference")),
    Definition("def_partner", msg("Partner"),
               msg("shares plans and budget; says what would double purchases, what comes without a tender")),
    Definition("def_demanding", msg("More competent and demanding"), msg("knows more than we do, and tells us")),
    Definition("def_innovator", msg("Innovator"), msg("takes what is new first; about 2.5 % of clients do")),
)
POWERS: tuple[tuple[str, Message], ...] = (
    ("p_need", msg("Need")), ("p_pay", msg("Ability to pay")), ("p_authority", msg("Authority to decide")),
)
"""The three Ps, by people alone."""
TYPES: dict[str, Message] = {
    "breadwinner": msg("breadwinner"), "promising": msg("promising"), "image": msg("image-maker"), "expert": msg("expert"),
}
"""The four types: money (by profit), potential, name; and expert for partner, demanding or innovator."""
SCORED = (*(factor.key for factor in FACTORS), *(each.key for each in DEFINITIONS if each.people),
          *(key for key, _ in POWERS))
"""Everything that people can score."""

Scores = Mapping[str, Mapping[str, int]]


def weigh(computed: pd.DataFrame, scores: Scores, settings: Settings) -> pd.DataFrame:
    """The verdict on each client from what was computed and what people said.

    computed: account_id; the computed factors (factor_*, 1-10 or null); def_money, def_potential and breadwinner ('yes',
        'no' or null). scores: client → key of SCORED → 1-10
    Gives, in the same order: account_id; every factor as it counts (people's score where data do not tell); total: the
    weighted mean of the factors that are known, null where none is; known: how many are; known_weight: the part of all
    weights they carry (0-1); the six definitions and three Ps as 'yes', 'no' or null, where people said something of a
    definition they are followed; the four types as 'yes', 'no' or null; type: the first that holds, else null.
    """
    clients = computed["account_id"].tolist()
    found: dict[str, object] = {"account_id": computed["account_id"].reset_index(drop=True)}
    total, weight, known = (np.zeros(len(clients)) for _ in range(3))
    all_weights = sum(settings.number(factor.weight) for factor in FACTORS)
    for factor in FACTORS:
        said = _scored(clients, scores, factor.key)
        score = computed[factor.key].astype("Float64").to_numpy(dtype=float, na_value=np.nan) \
            if factor.measured else np.full(len(clients), np.nan)
        score = np.where(np.isnan(score), said, score)
        found[factor.key] = score
        told = ~np.isnan(score)
        total += np.where(told, score, 0) * settings.number(factor.weight)
        weight += told * settings.number(factor.weight)
        known += told
    found["total"] = np.divide(total, weight, out=np.full(len(clients), np.nan), where=weight > 0)
    found["known"] = known.astype(int)
    found["known_weight"] = weight / all_weights if all_weights else np.zeros(len(clients))
    states = {}
    for each in DEFINITIONS:
        data = computed[each.key].tolist() if each.computed else [None] * len(clients)
        said = _scored(clients, scores, each.key) if each.people else np.full(len(clients), np.nan)
        states[each.key] = [_held(score) or plain(state) for score, state in zip(said, data, strict=True)]
    powers = {key: [_held(score) for score in _scored(clients, scores, key)] for key, _ in POWERS}
    experts = zip(*(states[key] for key in ("def_partner", "def_demanding", "def_innovator")), strict=True)
    kinds = {
        "breadwinner": [plain(state) for state in computed["breadwinner"]], "promising": states["def_potential"],
        "image": states["def_name"], "expert": [_any(three) for three in experts],
    }
    first = [next((key for key, values in kinds.items() if values[place] == "yes"), None) for place in range(len(clients))]
    words = states | powers | {f"type_{key}": values for key, values in kinds.items()} | {"type": first}
    # as objects: None stays None where other rows hold a text
    found.update({key: pd.Series(values, dtype=object) for key, values in words.items()})
    return pd.DataFrame(found)


def plain(state: object) -> str | None:
    """A state of a frame ('yes', 'no', null of any kind) as text or None."""
    return state if isinstance(state, str) else None


def _scored(clients: list[str], scores: Scores, key: str) -> shares.Floats:
    return np.asarray([scores.get(client, {}).get(key, np.nan) for client in clients], dtype=float)


def _held(score: float) -> str | None:
    return None if np.isnan(score) else "yes" if score >= HOLDS else "no"


def _any(states: tuple[str | None, ...]) -> str | None:
    return "yes" if "yes" in states else None if None in states else "no"
