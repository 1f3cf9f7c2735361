"""The pictures of the page Health: the portfolio by health and revenue, what makes up a score, and how it went."""

from __future__ import annotations

import datetime
import math
from typing import Any

import pandas as pd

from kam_core.charts.months import month_ticks
from kam_core.charts.template import SMALL, Chart, count_axis, escape, figure, grid_lines, key, note, palette, rule, short
from kam_core.i18n import Count, Message, Money, Month, Number, Share, msg, nmsg
from kam_core.metrics.answer import Answer
from kam_core.metrics.health_said import labels, told, why_red
from kam_core.metrics.health_score import BANDS, PARTS
from kam_core.settings import Settings

MOST = 300
"""Clients on the map at most: the largest."""
NAMED = 7
"""Red clients named at most."""
HEIGHT, TOP, BOTTOM, LEFT = 440, 52, 46, 66
LINE = 17
"""Pixels between two names."""
ROW = 46
SYMBOLS = {"red": "diamond", "amber": "square", "green": "circle"}


def colour_of(band: str, dark: bool) -> str:
    """The colour of a band; a mark or a word always says it too."""
    colours = palette(dark)
    return {"red": colours.alarm, "amber": colours.attention, "green": colours.good}.get(band, colours.rest)


def map_of(answer: Answer, settings: Settings, currency: str, dark: bool, chosen: str = "") -> Chart:
    """Clients by score (across) and revenue of twelve months (up, each line ten times the one below it).

    answer: ``health``; the largest MOST with a band and revenue above zero, and the one that is chosen, with a ring
    """
    rows = answer.rows[(answer.rows["band"] != "unknown") & (answer.rows["revenue"] > 0)]
    rows = rows[(pd.Series(range(len(rows)), index=rows.index) < MOST) | (rows["account_id"] == chosen)]
    if rows.empty:
        return figure([], {"height": 60, "xaxis": {"visible": False}, "yaxis": {"visible": False}}, dark), \
            msg("There is no client with a score.")
    colours = palette(dark)
    low, high = (math.log10(float(each)) for each in (rows["revenue"].min(), rows["revenue"].max()))
    low, high = low - 0.15 - 0.02 * (high - low), high + 0.2
    traces: list[dict[str, Any]] = []
    for band, symbol in SYMBOLS.items():
        some = rows[rows["band"] == band]
        capped = _held_down(some)
        traces.append({
            "type": "scatter", "mode": "markers", "x": some["score"].tolist(), "y": some["revenue"].tolist(),
            "marker": {"symbol": [f"{symbol}-open" if each else symbol for each in capped], "size": 9,
                       "color": colour_of(band, dark), "opacity": 1 if band == "red" else 0.75,
                       "line": {"width": [2 if each else 0 for each in capped], "color": colour_of(band, dark)}},
            "hovertext": [_hover(row, currency) for row in some.to_dict("records")],
            "hovertemplate": "%{hovertext}<extra></extra>",
        })
    hit = rows[rows["account_id"] == chosen]
    if len(hit):
        traces.append({"type": "scatter", "mode": "markers", "x": hit["score"].tolist(), "y": hit["revenue"].tolist(),
                       "hoverinfo": "skip", "marker": {"symbol": "circle-open", "size": 18, "color": colours.ink,
                                                       "line": {"width": 2}}})
    ticks = _decades(low, high)
    red, amber = settings.number("health_red"), settings.number("health_amber")
    entries = [("◆", colour_of("red", dark), str(BANDS["red"])), ("■", colour_of("amber", dark), str(BANDS["amber"])),
               ("●", colour_of("green", dark), str(BANDS["green"]))]
    if _held_down(rows).any():
        entries.append(("◇", colour_of("red", dark), str(msg("red for one reason alone"))))
    layout = {
        "height": HEIGHT, "margin": {"l": LEFT, "r": 10, "t": TOP, "b": BOTTOM},
        "xaxis": {"range": [-2, 103], "tickvals": sorted({0, red, amber, 100}),
                  "ticktext": [str(Number(each, 0)) for each in sorted({0, red, amber, 100})],
                  "title": {"text": str(msg("health score"))}},
        "yaxis": {"type": "log", "range": [low, high], "tickvals": ticks,
                  "ticktext": [str(Money(tick, currency)) for tick in ticks]},
        "shapes": [rule(dark, x0=each, x1=each, y0=0, y1=1, yref="paper") for each in (red, amber)],
        "annotations": [
            {**key(entries, dark, gap=26), "x": 0, "xshift": -LEFT + 4},
            note(escape(msg("revenue of twelve months")), 0, 1, dark, yanchor="bottom", yshift=6, xshift=-LEFT + 4,
                 colour=colours.quiet_text),
            *_names(rows, low, high, dark),
        ],
    }
    return figure(traces, layout, dark), _alt(answer, currency)


def _held_down(rows: pd.DataFrame) -> pd.Series[bool]:
    """Who would have a better band but for a cap."""
    return rows["cap"].notna() & (rows["raw"] > rows["score"])


def _names(rows: pd.DataFrame, low: float, high: float, dark: bool) -> list[dict[str, Any]]:
    """The largest red clients beside their marks, those that stand far enough apart to be read."""
    notes: list[dict[str, Any]] = []
    taken: list[float] = []
    paper = palette(dark).paper
    ground = "rgba({}, {}, {}, 0.75)".format(*(int(paper[at:at + 2], 16) for at in (1, 3, 5)))
    for row in rows[rows["band"] == "red"].head(4 * NAMED).to_dict("records"):
        at = (math.log10(float(row["revenue"])) - low) / (high - low) * (HEIGHT - TOP - BOTTOM)
        if any(abs(at - other) < LINE for other in taken):
            continue
        taken.append(at)
        left = float(row["score"]) >= 35
        notes.append(note(short(row["name"], 20), float(row["score"]), math.log10(float(row["revenue"])), dark, xref="x",
                          yref="y", xanchor="right" if left else "left", xshift=-9 if left else 9,
                          colour=palette(dark).alarm, bgcolor=ground))
        if len(taken) == NAMED:
            break
    return notes


def _decades(low: float, high: float) -> list[float]:
    """Powers of ten within a span of logarithms; where there are fewer than two, 1, 2 and 5 times them."""
    whole = [10.0 ** power for power in range(math.ceil(low), math.floor(high) + 1)]
    if len(whole) >= 2:
        return whole
    steps = [factor * 10.0 ** power for power in range(math.floor(low), math.ceil(high) + 1) for factor in (1, 2, 5)]
    return [step for step in steps if low <= math.log10(step) <= high]


def _hover(row: dict[Any, Any], currency: str) -> str:
    lines = [escape(row["name"]),
             escape(msg("score {score}, {band}", score=Number(float(row["score"]), 0), band=BANDS[str(row["band"])]))]
    if not pd.isna(row["cap"]):
        lines.append(escape(why_red(row)))
    lines += [escape(Money(float(row["revenue"]), currency, exact=True)),
              escape(msg("known: {share} of the weight", share=Share(float(row["coverage"]), 0)))]
    return "<br>".join(lines)


def _alt(answer: Answer, currency: str) -> Message:
    found = answer.summary
    return msg("Clients by health and revenue: {red} red with {at_risk}, {amber} amber, {green} green; of {unknown} too "
               "little is known.", red=Count(int(found["red"] or 0)), at_risk=Money(found["revenue_red"] or 0.0, currency),
               amber=Count(int(found["amber"] or 0)), green=Count(int(found["green"] or 0)),
               unknown=Count(int(found["unknown"] or 0)))


def parts_of(row: dict[Any, Any], weights: dict[str, float], dark: bool) -> Chart:
    """What makes up a client's score: a bar a part, as long as what it adds, on a grey one as long as it could add.

    row: of the measure ``health``; weights: of the parts in force
    """
    colours = palette(dark)
    known = {part: weights[part] for part in PARTS if not pd.isna(row[part])}
    whole = sum(known.values()) or 1.0
    most = {part: 100 * weight / whole for part, weight in known.items()}
    places = {part: -place for place, part in enumerate(PARTS)}
    traces: list[dict[str, Any]] = [
        {"type": "bar", "orientation": "h", "y": [places[part] - 0.18 for part in most], "x": list(most.values()), "width": 0.3,
         "marker": {"color": colours.grid}, "hoverinfo": "skip"},
        {"type": "bar", "orientation": "h", "y": [places[part] - 0.18 for part in most],
         "x": [float(row[f"{part}_points"]) for part in most], "width": 0.3,
         "marker": {"color": [colours.attention if float(row[part]) <= 50 else colours.ours for part in most]},
         "hovertext": [_part_hover(part, row, most[part]) for part in most], "hovertemplate": "%{hovertext}<extra></extra>"},
    ]
    notes = []
    for part, label in labels().items():
        text = str(msg("{part}: {fact}", part=label, fact=told(part, row)))
        notes.append(note(escape(text), 0, places[part] + 0.24, dark, yref="y", size=SMALL,
                          colour=colours.ink if part in most else colours.quiet_text))
        said = msg("{points} of {most}", points=Number(float(row[f"{part}_points"]), 0), most=Number(most[part], 0)) \
            if part in most else msg("not counted")
        notes.append(note(escape(said), 1, places[part] - 0.18, dark, yref="y", xanchor="right", size=SMALL,
                          colour=colours.ink if part in most else colours.quiet_text))
    layout = {
        "height": 12 + ROW * len(PARTS), "barmode": "overlay", "margin": {"l": 4, "r": 4, "t": 6, "b": 6},
        "xaxis": {"visible": False, "range": [0, max(most.values(), default=1.0)], "domain": [0, 0.76]},
        "yaxis": {"visible": False, "range": [-len(PARTS) + 0.55, 0.55]}, "annotations": notes,
    }
    if not most:
        return figure(traces, layout, dark), msg("No part of the score is known.")
    worst = min(most, key=lambda part: float(row[f"{part}_points"]) - most[part])
    return figure(traces, layout, dark), msg(
        "The parts add up to {total} of 100; {part} takes the most away: {points} of {most} points.",
        total=Number(float(row["raw"]), 0), part=PARTS[worst].label, points=Number(float(row[f"{worst}_points"]), 0),
        most=Number(most[worst], 0))


def _part_hover(part: str, row: dict[Any, Any], most: float) -> str:
    return "<br>".join([
        escape(PARTS[part].label), escape(told(part, row)),
        escape(msg("score {score} of 100", score=Number(float(row[part]), 0))),
        escape(msg("adds {points} of {most} points", points=Number(float(row[f"{part}_points"]), 1), most=Number(most, 1))),
    ])


def past_of(past: pd.DataFrame, settings: Settings, dark: bool) -> Chart:
    """A client's score at the end of each month, before a cap, its mark in the band that it had.

    past: month, raw (NaN: not told), band, of one client in order
    """
    colours = palette(dark)
    days = [pd.Timestamp(month).date() for month in past["month"]]
    scores = [None if pd.isna(score) else float(score) for score in past["raw"]]
    told_ = [(day, score) for day, score in zip(days, scores, strict=True) if score is not None]
    red, amber = settings.number("health_red"), settings.number("health_amber")
    trace = {
        "type": "scatter", "mode": "lines+markers", "x": list(range(len(days))), "y": scores,
        "line": {"width": 2.5, "color": colours.ours},
        "marker": {"size": 8, "color": [colour_of(str(band), dark) for band in past["band"]],
                   "symbol": [SYMBOLS.get(str(band), "circle") for band in past["band"]]},
        "hovertext": [f"{Month(day, long=True)}<br>{escape(_score(score, str(band)))}"
                      for day, score, band in zip(days, scores, past["band"], strict=True)],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    limits = [(red, str(msg("red up to {score}", score=Number(red, 0)))),
              (amber, str(msg("amber up to {score}", score=Number(amber, 0))))]
    layout = {
        "height": 240, "margin": {"l": 34, "r": 10, "t": 14, "b": 44},
        "xaxis": {**month_ticks(days), "range": [-0.4, max(len(days) - 0.6, 0.4)]},
        "yaxis": {"range": [0, 104], "tickvals": [0, 50, 100]},
        "shapes": [rule(dark, xref="paper", x0=0, x1=1, y0=at, y1=at) for at, _ in limits],
        "annotations": [note(escape(name), 0, at, dark, yref="y", yanchor=side, colour=colours.quiet_text)
                        for (at, name), side in zip(limits, ("top", "bottom"), strict=True)],
    }
    if not told_:
        return figure([trace], layout, dark), msg("The score was not known in any month.")
    return figure([trace], layout, dark), msg(
        "Health score from {first} in {month} to {last} in {end}.", first=Number(told_[0][1], 0), month=Month(told_[0][0]),
        last=Number(told_[-1][1], 0), end=Month(told_[-1][0]))


def _score(score: float | None, band: str) -> Message:
    return BANDS["unknown"] if score is None else msg("score {score}, {band}", score=Number(score, 0), band=BANDS[band])


def history_of(answer: Answer, dark: bool) -> Chart:
    """How many clients had which band at the end of each month. answer: ``health``"""
    frame = answer.frames["history"]
    colours = palette(dark)
    days: list[datetime.date] = [pd.Timestamp(month).date() for month in frame["month"]]
    if not days:
        return figure([], {"height": 60, "xaxis": {"visible": False}, "yaxis": {"visible": False}}, dark), \
            msg("There are no months to show.")
    hover = [_month_hover(row) for row in frame.to_dict("records")]
    traces = [{"type": "bar", "x": list(range(len(days))), "y": frame[band].tolist(), "width": 0.72,
               "marker": {"color": colour_of(band, dark), "opacity": 1 if band == "red" else 0.7},
               "hovertext": hover, "hovertemplate": "%{hovertext}<extra></extra>"} for band in BANDS]
    high = float(frame["clients"].max())
    axis = count_axis(high, 3)
    marks = [("■", colour_of(band, dark), str(word)) for band, word in BANDS.items()]
    layout = {
        "height": 280, "barmode": "stack", "margin": {"l": 44, "r": 8, "t": 34, "b": 44},
        "xaxis": {**month_ticks(days), "range": [-0.6, len(days) - 0.4]},
        "yaxis": {**axis, "range": [0, high * 1.05]},
        "shapes": grid_lines(axis["tickvals"][1:], dark), "annotations": [{**key(marks, dark, gap=10), "x": 0, "xshift": -40}],
    }
    first, last = frame.iloc[0], frame.iloc[-1]
    alt = nmsg("{n} client was red at the end of {month}, {last} at the end of {end}.",
               "{n} clients were red at the end of {month}, {last} at the end of {end}.", int(first["red"]),
               month=Month(days[0]), last=Count(int(last["red"])), end=Month(days[-1]))
    return figure(traces, {**layout, "font": {"color": colours.ink}}, dark), alt


def _month_hover(row: dict[Any, Any]) -> str:
    month = pd.Timestamp(row["month"]).date()
    return "<br>".join([str(Month(month, long=True)),
                        *(escape(f"{word}: {Count(int(row[band]))}") for band, word in BANDS.items())])
