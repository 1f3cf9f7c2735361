"""The pictures of the scorecard: each manager's load against the limits, and each measure by itself with its interval.

Managers stand by name in every picture; nothing is sorted by what it shows.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from kam_core.charts.template import SMALL, Chart, escape, figure, key, note, palette, rule, short, text_width, upright_limits
from kam_core.i18n import Count, Joined, Message, Money, Number, Share, msg, nmsg
from kam_core.metrics.scorecard_book import LOADS
from kam_core.settings import Settings

MOST = 40
"""Managers in a picture at most, the first by name."""
ROW, NAME, SAMPLE = 26, 17, 58
"""Pixels of a row; letters of a name; pixels for the sample at the right."""
LISTED = 8
"""So many managers are named in the sentence for whoever cannot see the picture."""


@dataclass(frozen=True)
class Small:
    """One small picture. of: the column; low, high: of its interval; sample: the column with its n

    unit: share, index (−1 to 1, written in hundredths), hours, money
    """

    of: str
    low: str
    high: str
    sample: str
    label: Message
    unit: str


SMALLS: tuple[Small, ...] = (
    Small("logo_retention", "logo_low", "logo_high", "base_accounts", msg("Retention of clients"), "share"),
    Small("churn", "churn_low", "churn_high", "base_accounts", msg("Churn"), "share"),
    Small("median_to_date", "median_low", "median_high", "clients_to_date", msg("Lifetime revenue of a client, median"),
          "money"),
    Small("cross_sell_rate", "cross_sell_rate_low", "cross_sell_rate_high", "eligible", msg("Cross-sell rate"), "share"),
    Small("upsell_rate", "upsell_rate_low", "upsell_rate_high", "upsell_base", msg("Upsell rate"), "share"),
    Small("nps", "nps_low", "nps_high", "answers", msg("NPS"), "index"),
    Small("goals_rate", "goals_low", "goals_high", "goals", msg("Goals of clients reached"), "share"),
    Small("median_hours", "hours_low", "hours_high", "requests", msg("Median time to resolution"), "hours"),
    Small("csat", "csat_low", "csat_high", "rated", msg("Satisfied (4 – 5 of 5)"), "share"),
    Small("ours_rate", "ours_low", "ours_high", "contacts_told", msg("Contacts begun by us"), "share"),
)
"""In the order of the field's seven measures, retention and gross retention first; satisfaction and contacts after them."""


def small_of(small: Small, rows: pd.DataFrame, currency: str, dark: bool) -> Chart:
    """One measure: a point a manager, its interval as a line, its sample at the right."""
    colours, shown = palette(dark), rows.head(MOST)
    write = _writer(small.unit, currency)
    names = [str(name) for name in shown["manager"]]
    left = int(max((text_width(name[:NAME]) for name in names), default=40)) + 10
    known = shown[[small.of, small.low, small.high]].astype(float)
    low, high = _span(small.unit, known)
    traces: list[dict[str, Any]] = []
    notes = []
    for place, ((_, row), name) in enumerate(zip(shown.iterrows(), names, strict=True)):
        value, bounds = float(row[small.of]), (float(row[small.low]), float(row[small.high]))
        sample = int(row[small.sample])
        notes.append(note(short(name, NAME), 0, -place, dark, yref="y", xanchor="right", xshift=-8))
        notes.append(note(escape(msg("n = {n}", n=Count(sample))), 1, -place, dark, yref="y", xanchor="left", xshift=8,
                          size=SMALL, colour=colours.quiet_text))
        if math.isnan(value):
            words = msg("too few to say") if sample else msg("nothing known")
            notes.append(note(escape(words), 0.02, -place, dark, yref="y", size=SMALL, colour=colours.quiet_text))
            continue
        if not math.isnan(bounds[0]) and not math.isnan(bounds[1]):
            traces.append({"type": "scatter", "mode": "lines", "x": list(bounds), "y": [-place, -place], "hoverinfo": "skip",
                           "line": {"width": 5, "color": colours.rest}})
        traces.append({"type": "scatter", "mode": "markers", "x": [value], "y": [-place],
                       "marker": {"size": 10, "color": colours.ours},
                       "hovertext": [_hover(small, name, value, bounds, sample, write)],
                       "hovertemplate": "%{hovertext}<extra></extra>"})
    ticks = _ticks(low, high, small.unit)
    layout = {
        "height": 34 + ROW * max(len(shown), 1), "margin": {"l": left, "r": SAMPLE, "t": 6, "b": 26},
        "xaxis": {"range": [low - 0.02 * (high - low), high + 0.02 * (high - low)], "tickvals": ticks,
                  "ticktext": [write(tick) for tick in ticks]},
        "yaxis": {"visible": False, "range": [-len(shown) + 0.5, 0.5]}, "annotations": notes,
        "shapes": [{"type": "line", "xref": "x", "yref": "paper", "x0": tick, "x1": tick, "y0": 0, "y1": 1, "layer": "below",
                    "line": {"width": 1, "color": colours.grid}} for tick in ticks],
    }
    return figure(traces, layout, dark), _alt(small, shown, write)


def _writer(unit: str, currency: str) -> Callable[[float], str]:
    writers: dict[str, Callable[[float], str]] = {
        "share": lambda value: str(Share(value, 0)), "index": lambda value: str(Number(round(100 * value) + 0.0, 0)),
        "hours": lambda value: str(msg("{n} h", n=Number(value, 0))), "money": lambda value: str(Money(value, currency)),
    }
    return writers[unit]


def _span(unit: str, known: pd.DataFrame) -> tuple[float, float]:
    if unit == "share":
        return 0.0, 1.0
    if unit == "index":
        return -1.0, 1.0
    high = float(known.max().max()) if known.notna().any().any() else 1.0
    low = float(known.min().min()) if known.notna().any().any() else 0.0
    return min(low, 0.0), max(high, 0.0) or 1.0


def _ticks(low: float, high: float, unit: str) -> list[float]:
    if unit == "index":
        return [-1.0, 0.0, 1.0]
    if unit == "share":
        return [0.0, 0.5, 1.0]
    power = 10.0 ** math.floor(math.log10(max(high, -low)))
    step = next(power * factor for factor in (0.5, 1, 2, 5) if max(high, -low) / (power * factor) <= 3)
    return [step * place for place in range(math.ceil(low / step), math.floor(high / step) + 1)]


def _hover(
    small: Small, name: str, value: float, bounds: tuple[float, float], sample: int, write: Callable[[float], str]
) -> str:
    lines = [escape(name), escape(msg("{what}: {value}", what=small.label, value=write(value)))]
    if not math.isnan(bounds[0]) and not math.isnan(bounds[1]):
        lines.append(escape(msg("95 %: {low} – {high}", low=write(bounds[0]), high=write(bounds[1]))))
    return "<br>".join([*lines, escape(msg("n = {n}", n=Count(sample)))])


def _alt(small: Small, shown: pd.DataFrame, write: Callable[[float], str]) -> Message:
    told = shown[shown[small.of].notna()]
    if told.empty:
        return msg("{what}: of no manager enough is known.", what=small.label)
    said = [msg("{name} {value} of {n}", name=str(row["manager"]), value=write(float(row[small.of])),
                n=Count(int(row[small.sample]))) for row in told.head(LISTED).to_dict("records")]
    return msg("{what} by manager: {said}.", what=small.label, said=Joined(said))


def load_of(rows: pd.DataFrame, settings: Settings, dark: bool) -> Chart:
    """Each manager's clients as weighted points: key clients, others with a dossier, the rest; the limits as lines."""
    colours, shown = palette(dark), rows.head(MOST)
    weight = {part: settings.number(f"load_{part}_weight") for part in ("key", "dossier", "other")}
    counts = {"key": shown["keys"], "dossier": shown["with_dossier"],
              "other": shown["held"] - shown["keys"] - shown["with_dossier"]}
    words = {"key": msg("key clients"), "dossier": msg("others with a dossier"), "other": msg("the rest")}
    fills = {"key": colours.ours, "dossier": colours.quiet_text, "other": colours.rest}
    full, amber = settings.number("load_all"), settings.number("load_amber") * settings.number("load_all")
    places = [-place for place in range(len(shown))]
    hover = ["<br>".join([
        escape(row["manager"]),
        escape(msg("load {points} of {full}", points=Number(float(row["points"]), 1), full=Number(full, 0))),
        escape(nmsg("{n} key client", "{n} key clients", int(row["keys"]))),
        escape(nmsg("{n} client in all", "{n} clients in all", int(row["held"])))]) for row in shown.to_dict("records")]
    traces = [{"type": "bar", "orientation": "h", "y": places, "x": [float(each) * weight[part] for each in counts[part]],
               "width": 0.6, "marker": {"color": fills[part]}, "hovertext": hover,
               "hovertemplate": "%{hovertext}<extra></extra>"} for part in counts]
    high = max(float(shown["points"].max()) if len(shown) else 0.0, full) * 1.02
    left = int(max((text_width(str(name)[:NAME]) for name in shown["manager"]), default=40)) + 10
    lines, names, tall = upright_limits([(full, str(msg("full load, {n}", n=Number(full, 0))))], (0, high), dark)
    lines = [{**line, "layer": "above"} for line in lines]
    lines.append(rule(dark, x0=amber, x1=amber, y0=0, y1=1, yref="paper"))
    notes = [note(short(str(row["manager"]), NAME), 0, -place, dark, yref="y", xanchor="right", xshift=-8)
             for place, row in enumerate(shown.to_dict("records"))]
    inks = {"over": colours.alarm, "near": colours.attention_text, "within": colours.quiet_text}
    marks = {"over": "▲ ", "near": "△ ", "within": ""}
    notes += [note(escape(marks[row["load_state"]] + str(Number(float(row["points"]), 1))), 1, -place, dark, yref="y",
                   xanchor="left", xshift=8, colour=inks[row["load_state"]])
              for place, row in enumerate(shown.to_dict("records"))]
    entries = [("■", fills[part], str(words[part])) for part in counts]
    layout = {
        "height": 48 + tall + ROW * max(len(shown), 1), "barmode": "stack",
        "margin": {"l": left, "r": SAMPLE, "t": 34 + tall, "b": 8},
        "xaxis": {"visible": False, "range": [0, high]}, "yaxis": {"visible": False, "range": [-len(shown) + 0.5, 0.5]},
        "shapes": lines, "annotations": [*notes, *names, {**key(entries, dark, gap=6 + tall), "xshift": -left + 4}],
    }
    over = sorted(str(name) for name in shown.loc[shown["load_state"] == "over", "manager"])
    alt = msg("Load by manager; {state}: {names}.", state=LOADS["over"], names=Joined(over[:LISTED])) if over else \
        msg("Load by manager: nobody is over the limit.")
    return figure(traces, layout, dark), alt
