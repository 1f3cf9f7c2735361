"""The portfolio matrix: attractiveness up, strength across; a bubble is what is sold, a ring what is available."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kam_core.charts.template import NARROW, SMALL, Chart, escape, figure, key, note, palette, rule, short, text_width
from kam_core.i18n import Count, Message, Money, Number, Share, msg
from kam_core.metrics.answer import Answer
from kam_core.metrics.matrix_criteria import QUADRANTS, SOURCES
from kam_core.settings import Settings

HEIGHT, TOP, BOTTOM, LEFT = 520, 54, 44, 40
LARGEST = 46.0
"""Pixels across the largest bubble or ring."""
SMALLEST = 7.0
NAME, NAMED = 22, 8
"""Letters of a name; beside key clients, so many of the largest are named."""


def matrix_of(answer: Answer, settings: Settings, currency: str, dark: bool, chosen: str = "") -> Chart:
    """Clients that are placed. answer: ``matrix``; chosen: has a dark edge"""
    rows = answer.rows[answer.rows["place"].notna()].sort_values("revenue", ascending=False, kind="stable")
    if rows.empty:
        return figure([], {"height": 60, "xaxis": {"visible": False}, "yaxis": {"visible": False}}, dark), \
            msg("No client is placed.")
    colours = palette(dark)
    most = float(max(rows["revenue"].max(), rows["available"].fillna(0).max(), 1e-9))
    across = {key_: _across(rows[key_], most) for key_ in ("revenue", "available")}
    hover = [_hover(row, currency) for row in rows.to_dict("records")]
    fills = [colours.attention if place == "penetrate" else colours.ours if named else colours.rest
             for place, named in zip(rows["place"], rows["named"], strict=True)]
    traces: list[dict[str, Any]] = []
    ring = rows["available"].notna().to_numpy()
    if ring.any():
        traces.append({
            "type": "scatter", "mode": "markers", "x": rows.loc[ring, "strong"].tolist(),
            "y": rows.loc[ring, "attractive"].tolist(),
            "hoverinfo": "skip", "marker": {
                "symbol": "circle-open", "size": [max(size, SMALLEST + 4) for size in across["available"][ring]], "opacity": 1,
                "color": colours.quiet_text, "line": {"width": 1.5}}})
    traces.append({
        "type": "scatter", "mode": "markers", "x": rows["strong"].tolist(), "y": rows["attractive"].tolist(),
        "marker": {"size": [max(size, SMALLEST) for size in across["revenue"]], "color": fills, "opacity": 0.8,
                   "line": {"width": [2.5 if client == chosen else 1 for client in rows["account_id"]],
                            "color": [colours.ink if client == chosen else colours.paper for client in rows["account_id"]]}},
        "hovertext": hover, "hovertemplate": "%{hovertext}<extra></extra>",
    })
    middle = settings.number("matrix_middle")
    ticks = {"tickvals": [0, middle, 100], "ticktext": [str(Number(each, 0)) for each in (0, middle, 100)]}
    corners = [("penetrate", 0, 1, "left", "top"), ("expand", 1, 1, "right", "top"), ("protect", 1, 0, "right", "bottom"),
               ("serve", 0, 0, "left", "bottom")]
    entries = [("●", colours.ours, str(msg("key client"))), ("●", colours.rest, str(msg("other")))]
    if (rows["place"] == "penetrate").any():
        entries.insert(0, ("●", colours.attention, str(msg("attractive, and we are weak"))))
    if ring.any():
        entries.append(("○", colours.quiet_text, str(msg("available over three years, assumed"))))
    layout = {
        "height": HEIGHT, "margin": {"l": LEFT, "r": 8, "t": TOP + 16 * (len(entries) > 2), "b": BOTTOM},
        "xaxis": {**ticks, "range": [-4, 104], "title": {"text": str(msg("strength of our position"))}},
        "yaxis": {**ticks, "range": [-6, 106]},
        "shapes": [rule(dark, x0=middle, x1=middle, y0=0, y1=1, yref="paper"),
                   rule(dark, x0=0, x1=1, xref="paper", y0=middle, y1=middle)],
        "annotations": [
            *(note(escape(str(QUADRANTS[place]).upper()), x, y, dark, xanchor=side, yanchor=edge, size=SMALL,
                   colour=colours.quiet_text) for place, x, y, side, edge in corners),
            *_names(rows, across["revenue"].clip(min=across["available"]), chosen, dark),
            note(escape(msg("attractiveness")), 0, 1, dark, yanchor="bottom", yshift=4, xshift=-LEFT + 4,
                 colour=colours.quiet_text),
            *_keys(entries, dark),
        ],
    }
    return figure(traces, layout, dark), _alt(answer, rows, currency)


def _keys(entries: list[tuple[str, str, str]], dark: bool) -> list[dict[str, Any]]:
    """The key above the picture, on as many lines as a phone takes."""
    lines = [entries] if len(entries) <= 2 else [entries[:2], entries[2:]]
    return [{**key(line, dark, gap=22 + 17 * (len(lines) - 1 - place)), "x": 0, "xshift": -LEFT + 4}
            for place, line in enumerate(lines)]


def _across(amounts: pd.Series, most: float) -> Any:
    """Pixels across: the area goes with the amount."""
    return LARGEST * (amounts.fillna(0).clip(lower=0) / most).to_numpy(dtype=float) ** 0.5


def _names(rows: pd.DataFrame, across: Any, chosen: str, dark: bool) -> list[dict[str, Any]]:
    """Names of the largest, of the one that is chosen first, where they neither meet each other nor leave a phone."""
    order = sorted(range(len(rows)), key=lambda place: rows["account_id"].iloc[place] != chosen)
    wide, high = NARROW - LEFT, HEIGHT - TOP - BOTTOM
    # a name lies over no bubble that is large enough to be read
    taken: list[tuple[float, float, float, float]] = [
        (x - half, x + half, y - half, y + half) for x, y, half in zip(
            (rows["strong"] + 4) / 108 * wide, (rows["attractive"] + 6) / 112 * high, across / 2, strict=True)
        if 2 * half >= SMALLEST
    ]
    notes = []
    for place in order:
        row = rows.iloc[place]
        if place >= NAMED and not row["named"] and row["account_id"] != chosen:
            continue
        length, half = text_width(str(row["name"])[:NAME]), max(float(across[place]), SMALLEST) / 2
        x, y = (float(row["strong"]) + 4) / 108 * wide, (float(row["attractive"]) + 6) / 112 * high
        start = min(max(x - length / 2, 0), max(wide - length, 0))
        for foot, anchor, lift in ((y + half + 1, "bottom", half + 1), (y - half - 16, "top", -half - 1)):
            box = (start, start + length, foot, foot + 15)
            if not 14 < foot < high - 29 or any(_meet(box, other) for other in taken):
                continue
            taken.append(box)
            notes.append(note(short(str(row["name"]), NAME), float(row["strong"]), float(row["attractive"]), dark, xref="x",
                              yref="y", xanchor="center", yanchor=anchor, xshift=round(start + length / 2 - x),
                              yshift=round(lift)))
            break
    return notes


def _meet(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    """Whether two boxes (left, right, foot, head) have something in common."""
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]


def _hover(row: dict[Any, Any], currency: str) -> str:
    lines = [escape(row["name"]), escape(QUADRANTS[str(row["place"])]),
             escape(msg("attractiveness {score}, {known} of the weight known", score=Number(float(row["attractive"]), 0),
                        known=Share(float(row["attractive_known"]), 0))),
             escape(msg("strength {score}, {known} of the weight known", score=Number(float(row["strong"]), 0),
                        known=Share(float(row["strong_known"]), 0))),
             escape(msg("{amount} in twelve months", amount=Money(float(row["revenue"]), currency, exact=True)))]
    if not pd.isna(row["available"]):
        lines.append(escape(msg("{amount} available over three years, assumed: {source}",
                                amount=Money(float(row["available"]), currency), source=SOURCES[str(row["available_from"])])))
    return "<br>".join(lines)


def _alt(answer: Answer, rows: pd.DataFrame, currency: str) -> Message:
    found = answer.summary
    return msg("{n} clients by attractiveness and strength: {penetrate} attractive where we are weak, {expand} attractive "
               "where we are strong, {protect} less attractive where we are strong, {serve} neither; the largest is {name} "
               "with {amount}.",
               n=Count(len(rows)), penetrate=Count(int(found["penetrate"] or 0)), expand=Count(int(found["expand"] or 0)),
               protect=Count(int(found["protect"] or 0)), serve=Count(int(found["serve"] or 0)), name=str(rows["name"].iloc[0]),
               amount=Money(float(rows["revenue"].iloc[0]), currency))
