"""What a year may take away: the distribution of the loss, with its mean and quantiles."""

from __future__ import annotations

import math

from kam_core.charts.template import (
    Chart,
    escape,
    figure,
    key,
    money_axis,
    palette,
    share_axis,
    upright_limits,
)
from kam_core.i18n import Message, Money, Share, msg
from kam_core.metrics.losses import Losses

BINS = 40
LEVELS = (0.90, 0.95, 0.99)


def losses(found: Losses | None, base: Message, currency: str, dark: bool, height: int = 340) -> Chart:
    """Probability of losing an amount within a year, in equal bands of the amount.

    found: the exact distribution, None where nothing is positive; base: what is lost
    The bars past the 95 % quantile are marked. The first band is that of no loss at all.
    """
    if found is None:
        return figure([], {"height": height, "xaxis": {"visible": False}, "yaxis": {"visible": False}}, dark), \
            msg("There is nothing to lose.")
    colours = palette(dark)
    width, chances = bands(found)
    edges = [i * width for i in range(len(chances))]
    tail = found.quantile(0.95)
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
    limits = [(found.mean, str(msg("mean {amount}", amount=Money(found.mean, currency))))]
    limits += _quantiles(found, currency)
    shapes, names, taken = upright_limits(limits, (0, end), dark, width=250, gap=22)
    highest = max(chances)
    worst = str(msg("the worst {share} of years", share=Share(0.05, 0)))
    layout = {
        "height": height, "margin": {"l": 52, "r": 12, "t": 30 + taken, "b": 46},
        "xaxis": {**money_axis(0, end, currency, 3), "range": [-width * 0.1, end],
                  "title": {"text": str(msg("lost within a year ({base})", base=base))}},
        "yaxis": {**share_axis(highest, 3), "range": [0, highest * 1.05]},
        "shapes": shapes,
        "annotations": [
            *names,
            key([("■", colours.rest, str(msg("probability"))), ("■", colours.attention, worst)], dark, gap=2),
        ],
    }
    alt = msg(
        "{base}: in a year {mean} is lost on average; with {level} certainty not more than {most}.", base=base,
        level=Share(0.95, 0), mean=Money(found.mean, currency), most=Money(tail, currency),
    )
    return figure([bars], layout, dark), alt


def _quantiles(found: Losses, currency: str) -> list[tuple[float, str]]:
    """(amount, name) of the quantiles; those of the same amount share a name."""
    levels: dict[float, list[str]] = {}
    for level in LEVELS:
        levels.setdefault(found.quantile(level), []).append(str(Share(level, 0)))
    return [(amount, f"{', '.join(names)}: {Money(amount, currency)}") for amount, names in levels.items()]


def bands(found: Losses, most: int = BINS) -> tuple[float, list[float]]:
    """(width, probabilities) of equal bands from 0 up to the loss that one year in 10,000 exceeds.

    The last band takes all that lies above it, so that the probabilities sum to 1.
    """
    points = max(1, math.ceil(found.quantile(0.9999) / found.step) + 1)
    wide = max(1, math.ceil(points / most))
    count = math.ceil(points / wide)
    sums = [float(found.chances[i * wide:(i + 1) * wide].sum()) for i in range(count)]
    sums[-1] += float(found.chances[count * wide:].sum())
    return wide * found.step, sums


