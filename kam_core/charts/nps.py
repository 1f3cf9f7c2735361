"""The pictures of the page NPS: the score over time with its interval, and how the answers fall on the scale."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kam_core.charts.template import Chart, escape, figure, key, note, palette, rule
from kam_core.i18n import Count, Month, Share, Signed, msg, nmsg
from kam_core.metrics.answer import Answer
from kam_core.metrics.nps_said import TREND_MONTHS

BELOW, ABOVE = 0.16, 0.26
"""The part of the height that the number of answers has, and where the scores begin."""
LIMITS = (7, 9)
"""Where passives and promoters begin."""


def trend_of(answer: Answer, dark: bool) -> Chart:
    """``nps`` over time: a line, the band of its interval, and below it how many answers each point has."""
    return trend(answer.frames["trend"], dark)


def distribution_of(answer: Answer, dark: bool) -> Chart:
    """How many answers of ``nps`` each score from 0 to 10 has."""
    return distribution([int(n) for n in answer.frames["scores"]["n"].tolist()], dark)


def trend(frame: pd.DataFrame, dark: bool, height: int = 330) -> Chart:
    """frame: month, n, nps, low, high (fractions from -1 to 1, null where there are too few answers)."""
    shown = frame.tail(TREND_MONTHS).reset_index(drop=True)
    known = shown[shown["nps"].notna()]
    if known.empty:
        return figure([], {"height": 60, "xaxis": {"visible": False}, "yaxis": {"visible": False}}, dark), \
            msg("There are too few answers for a trend.")
    colours = palette(dark)
    floor, top = min(float(known["low"].min()), 0.0), max(float(known["high"].max()), 0.0)
    ticks = [tick for tick in (-1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1) if floor - 0.02 <= tick <= top + 0.02]
    first, last = known.iloc[0], known.iloc[-1]
    place, end = int(known.index[-1]), _signed(last["nps"])
    most = int(shown["n"].max())
    data: list[dict[str, Any]] = [
        *(_band(run, colours.ours) for run in _runs(known)),
        {"type": "scatter", "mode": "lines", "x": list(range(len(shown))),
         "y": [None if value != value else value for value in shown["nps"].tolist()],
         "line": {"color": colours.ours, "width": 2.5}, "hovertext": [_said(row) for row in shown.to_dict("records")],
         "hovertemplate": "%{hovertext}<extra></extra>"},
        {"type": "scatter", "mode": "markers", "x": [place], "y": [float(last["nps"])], "hoverinfo": "skip",
         "marker": {"size": 8, "color": colours.ours}},
        {"type": "bar", "x": list(range(len(shown))), "y": shown["n"].tolist(), "yaxis": "y2", "hoverinfo": "skip",
         "marker": {"color": colours.rest}},
    ]
    step = max(1, (len(shown) - 1) // 3)
    places = [i for i in range(len(shown)) if (len(shown) - 1 - i) % step == 0]
    layout = {
        "height": height, "hovermode": "x", "margin": {"l": 48, "r": 52, "t": 40, "b": 38},
        "xaxis": {"tickvals": places, "ticktext": [str(Month(shown["month"].iloc[i])) for i in places], "tickangle": 0,
                  "ticklabelstandoff": 8, "range": [-0.6, len(shown) - 0.4], "anchor": "y2"},
        "yaxis": {"tickvals": ticks, "ticktext": [_signed(tick) for tick in ticks], "domain": [ABOVE, 1],
                  "range": [floor - 0.04, top + 0.04]},
        "yaxis2": {"tickvals": [0, most], "ticktext": ["0", str(Count(most))], "domain": [0, BELOW], "range": [0, most * 1.05]},
        "shapes": [rule(dark, xref="paper", x0=0, x1=1, yref="y", y0=0, y1=0)],
        "annotations": [
            key([("▬", colours.ours, str(msg("NPS"))), ("■", _faint(colours.ours, 0.45), str(msg("95 % interval"))),
                 ("■", colours.rest, str(msg("answers")))], dark, 12),
            note(end, place, float(last["nps"]), dark, xref="x", yref="y", xshift=9, colour=colours.ours, size=14),
        ],
    }
    n = int(last["n"])
    values = {"start": _signed(first["nps"]), "first": Month(first["month"]), "last": Month(last["month"]), "end": end,
              "low": _signed(last["low"]), "high": _signed(last["high"])}
    return figure(data, layout, dark), nmsg(
        "NPS {end} in {last} (from {low} to {high}, {n} answer); {start} in {first}.",
        "NPS {end} in {last} (from {low} to {high}, {n} answers); {start} in {first}.", n, **values)


def distribution(counts: list[int], dark: bool, height: int = 230) -> Chart:
    """counts: answers with score 0, 1, … 10."""
    colours, total = palette(dark), sum(counts)
    first, second = LIMITS
    parts = [sum(counts[:first]), sum(counts[first:second]), sum(counts[second:])]
    names = [msg("detractors"), msg("passives"), msg("promoters")]
    paints = [colours.attention] * first + [colours.rest] * (second - first) + [colours.ours] * (11 - second)
    shares = [str(Share(part / total)) if total else "—" for part in parts]
    data = [{
        "type": "bar", "x": list(range(11)), "y": counts, "marker": {"color": paints},
        "text": [str(Count(n)) if n else "" for n in counts], "textposition": "outside", "cliponaxis": False,
        "textfont": {"size": 12, "color": colours.ink}, "textangle": 0,
        "hovertext": [escape(nmsg("Score {score}: {n} answer, {share}", "Score {score}: {n} answers, {share}", n,
                                  score=Count(score), share=Share(n / total if total else 0.0)))
                      for score, n in enumerate(counts)],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }]
    inks = (colours.attention_text, colours.quiet_text, colours.ours)
    spots = ((-0.5, "left"), (7.2, "center"), (10.5, "right"))
    layout = {
        "height": height, "margin": {"l": 8, "r": 8, "t": 62, "b": 30}, "bargap": 0.18,
        "xaxis": {"tickvals": list(range(11)), "ticktext": [str(score) for score in range(11)], "range": [-0.5, 10.5],
                  "ticklabelstandoff": 4},
        "yaxis": {"visible": False, "range": [0, max([1, *counts]) * 1.02]},
        "annotations": [
            note(f"{escape(name)}<br>{share}", x, 1, dark, xref="x", xanchor=anchor, align=anchor, yanchor="bottom", yshift=22,
                 colour=ink)
            for name, share, ink, (x, anchor) in zip(names, shares, inks, spots, strict=True)
        ],
    }
    alt = nmsg("Of {n} answer {promoters} are promoters, {passives} passives, {detractors} detractors.",
               "Of {n} answers {promoters} are promoters, {passives} passives, {detractors} detractors.", total,
               promoters=Count(parts[2]), passives=Count(parts[1]), detractors=Count(parts[0]))
    return figure(data, layout, dark), alt


def _signed(score: float) -> str:
    return str(Signed(100 * float(score)))


def _said(row: dict[Any, Any]) -> str:
    if row["nps"] != row["nps"]:
        return escape(nmsg("{month}: {n} answer, too few", "{month}: {n} answers, too few", int(row["n"]),
                           month=Month(row["month"], long=True)))
    return escape(nmsg("{month}: {score} (from {low} to {high}, {n} answer)",
                       "{month}: {score} (from {low} to {high}, {n} answers)", int(row["n"]),
                       month=Month(row["month"], long=True), score=_signed(row["nps"]), low=_signed(row["low"]),
                       high=_signed(row["high"])))


def _runs(known: pd.DataFrame) -> list[pd.DataFrame]:
    """Points that follow one another without a gap."""
    breaks = (known.index.to_series().diff() != 1).cumsum()
    return [run for _, run in known.groupby(breaks)]


def _band(run: pd.DataFrame, colour: str) -> dict[str, Any]:
    places = [float(place) for place in run.index]
    if len(places) == 1:  # a single point has a bar of its own
        places, run = [places[0] - 0.12, places[0] + 0.12], pd.concat([run, run])
    return {
        "type": "scatter", "mode": "lines", "x": [*places, *reversed(places)],
        "y": [*run["high"].tolist(), *reversed(run["low"].tolist())], "fill": "toself", "fillcolor": _faint(colour, 0.22),
        "line": {"width": 0}, "hoverinfo": "skip",
    }


def _faint(colour: str, part: float) -> str:
    red, green, blue = (int(colour[at:at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{part})"
