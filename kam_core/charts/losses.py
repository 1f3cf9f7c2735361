"""What a year may take away: the distribution of the loss, with its mean and quantiles."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from typing import Any

from kam_core.charts.template import (
    Chart,
    escape,
    figure,
    key,
    money_axis,
    note,
    palette,
    rule,
    share_axis,
)
from kam_core.i18n import Message, Money, Share, msg

BINS = 40
QUANTILES = (("q90", 0.90), ("q95", 0.95), ("q99", 0.99))


def losses(
    amounts: Sequence[float], above: Sequence[float], figures: Mapping[str, float | None], base: Message, currency: str,
    dark: bool, height: int = 340,
) -> Chart:
    """Probability of losing an amount within a year, in equal bands of the amount.

    amounts: ascending in equal steps from 0; above: probability (0-1) of losing more than each; both empty where
    nothing is positive. figures: mean, q90, q95, q99 in money; base: what is lost
    Bands that lie past the 95 % quantile are marked. The first band is that of no loss at all.
    """
    if not len(amounts) or figures["mean"] is None:
        return figure([], {"height": height, "xaxis": {"visible": False}, "yaxis": {"visible": False}}, dark), \
            msg("There is nothing to lose.")
    colours = palette(dark)
    mean, tail = figures["mean"], figures["q95"] or 0.0
    width, chances = bands(amounts, above)
    edges = [i * width for i in range(len(chances))]
    hover = [
        escape(msg("{base}: loss from {low} to {high}, probability {chance}", base=base,
                   low=Money(edge, currency), high=Money(edge + width, currency), chance=Share(chance)))
        for edge, chance in zip(edges, chances, strict=True)
    ]
    bars = {
        "type": "bar", "x": [edge + width / 2 for edge in edges], "y": chances, "width": width * 0.88,
        "marker": {"color": [colours.attention if edge >= max(tail, width) else colours.rest for edge in edges]},
        "hovertext": hover, "hovertemplate": "%{hovertext}<extra></extra>",
    }
    end = edges[-1] + width
    limits = [(mean, str(msg("mean {amount}", amount=Money(mean, currency)))), *_quantiles(figures, currency)]
    highest = max(chances)
    worst = str(msg("the worst {share} of years", share=Share(0.05, 0)))
    layout = {
        "height": height, "margin": {"l": 52, "r": 12, "t": 34, "b": 46},
        "xaxis": {**money_axis(0, end, currency, 3), "range": [-width * 0.1, end],
                  "title": {"text": str(msg("lost within a year ({base})", base=base))}},
        "yaxis": {**share_axis(highest, 3), "range": [0, highest * 1.22]},
        "shapes": [rule(dark, x0=at, x1=at, y0=0, y1=1, yref="paper") for at, _ in limits],
        "annotations": [
            *_names(limits, end, dark),
            key([("■", colours.rest, str(msg("probability"))), ("■", colours.attention, worst)], dark, gap=6),
        ],
    }
    alt = msg(
        "{base}: in a year {mean} is lost on average; with {level} certainty not more than {most}.", base=base,
        level=Share(0.95, 0), mean=Money(mean, currency), most=Money(tail, currency),
    )
    return figure([bars], layout, dark), alt


def _names(limits: Sequence[tuple[float, str]], end: float, dark: bool) -> list[dict[str, Any]]:
    """The names of the lines beside them, each lower than the one before, so that none covers another."""
    names = []
    for place, (at, name) in enumerate(limits):
        right = at < end * 0.62
        names.append(note(escape(name), at, 0.97 - 0.09 * place, dark, xref="x", xanchor="left" if right else "right",
                          xshift=3 if right else -3, bgcolor=palette(dark).paper,
                          colour=palette(dark).quiet_text))
    return names


def _quantiles(figures: Mapping[str, float | None], currency: str) -> list[tuple[float, str]]:
    """(amount, name) of the quantiles; those of the same amount share a name."""
    levels: dict[float, list[str]] = {}
    for name, level in QUANTILES:
        amount = figures[name]
        if amount is not None:
            levels.setdefault(amount, []).append(str(Share(level, 0)))
    return [(amount, f"{', '.join(names)}: {Money(amount, currency)}") for amount, names in levels.items()]


def bands(amounts: Sequence[float], above: Sequence[float], most: int = BINS) -> tuple[float, list[float]]:
    """(width, probabilities) of equal bands from 0 up, from the probabilities of losing more than each amount.

    The first band takes the years without a loss, the last all that lies above it, so that the probabilities sum to 1.
    """
    last = len(amounts) - 1
    if last == 0:
        return max(float(amounts[0]), 1.0), [1.0]
    wide = max(1, math.ceil(last / most))
    ends = [min(i * wide, last) for i in range(1, math.ceil(last / wide) + 1)]
    # a band holds the amounts above its lower end, up to and with its upper end
    under = [0.0, *(1 - float(above[end]) for end in ends[:-1]), 1.0]
    width = wide * float(amounts[last] - amounts[0]) / last
    return width, [max(0.0, high - low) for low, high in itertools.pairwise(under)]
