"""The pictures of the page Time to resolution."""

from __future__ import annotations

import datetime
import math
from typing import Any

import pandas as pd

from kam_core.charts.template import (
    NARROW,
    Chart,
    count_axis,
    escape,
    figure,
    grid_lines,
    key,
    nice_ticks,
    note,
    palette,
    text_width,
    upright_limits,
)
from kam_core.i18n import Count, Message, Month, Number, Share, msg, nmsg
from kam_core.metrics.answer import Answer
from kam_core.metrics.resolution_said import Hours, known

BUCKETS: dict[str, Message] = {
    "hour": msg("up to 1 h"), "part": msg("1 – 4 h"), "day": msg("4 h – 1 day"), "days": msg("1 – 3 days"),
    "week": msg("3 days – week"), "weeks": msg("1 – 2 weeks"), "month": msg("2 – 4 weeks"), "over": msg("over 4 weeks"),
}
"""How long requests took; days and weeks are those of the clock in force."""
TICKS = ((1.0, msg("1 h")), (4.0, msg("4 h")), (24.0, msg("1 day")), (72.0, msg("3 days")), (168.0, msg("1 week")),
         (672.0, msg("4 weeks")), (2016.0, msg("12 weeks")), (8760.0, msg("1 year")))
LEAST = 0.25
"""Hours that the logarithmic axis begins with at the earliest."""
LABELS = 6


def curve_of(answer: Answer, dark: bool) -> Chart:
    """The share of requests not yet resolved, by the time since their opening, with its interval; the year before in grey."""
    frame, found = answer.frames["curve"], answer.summary
    now, before = (frame[frame["part"] == part] for part in ("now", "before"))
    if now.empty:
        return _nothing(dark, msg("No request was opened in this period."))
    colours = palette(dark)
    first = max(LEAST, float(frame["hours"].where(frame["hours"] > 0).min()) / 1.5)
    last = max(float(frame["hours"].max()), first * 10)
    entries = [("━", colours.ours, str(msg("not resolved yet, with its 95 % interval")))]
    traces = _band(now, first, _faint(colours.ours))
    if not before.empty:
        traces.append(_step(before, first, colours.rest, 2))
        entries.append(("━", colours.rest, str(msg("a year before"))))
    traces.append(_step(now, first, colours.ours, 2.5))
    marks, names = _marks(found, now, colours.ours, dark, first, last)
    limits, said, tall = upright_limits(_limit(answer, first, last), (math.log10(first), math.log10(last)), dark)
    for line in limits:  # on a logarithmic axis lines stand at values, and texts at their logarithms
        line["x0"] = line["x1"] = 10 ** line["x0"]
    ticks = _ticks(first, last)
    layout = {
        "height": 380 + tall, "margin": {"l": 48, "r": 10, "t": 34 + tall, "b": 46},
        "xaxis": {"type": "log", "range": [math.log10(first), math.log10(last)], "tickvals": [at for at, _ in ticks],
                  "ticktext": [str(name) for _, name in ticks], "tickangle": 0},
        "yaxis": {"range": [0, 1.02], "tickvals": [0, 0.25, 0.5, 0.75, 1],
                  "ticktext": ["0", *(str(Share(tick, 0)) for tick in (0.25, 0.5, 0.75, 1))]},
        "shapes": [*grid_lines([0.25, 0.5, 0.75, 1], dark), *limits],
        "annotations": [*said, *names, key(entries, dark, gap=10 + tall)],
    }
    return figure([*traces, *marks], layout, dark), _curve_alt(answer)


def _ticks(first: float, last: float) -> list[tuple[float, Message]]:
    """Those of TICKS that fit side by side on a phone."""
    shown: list[tuple[float, Message]] = []
    end = 0.0
    for at, name in TICKS:
        place = NARROW * math.log10(at / first) / math.log10(last / first)
        half = text_width(str(name)) / 2 + 4
        if place - half >= end and place + half <= NARROW + 8:
            shown.append((at, name))
            end = place + half
    return shown


def _limit(answer: Answer, first: float, last: float) -> list[tuple[float, str]]:
    """The usual limit, on the logarithmic axis; its name is written only where it holds for all."""
    settings = answer.settings
    at = settings.number("resolution_limit_hours")
    if not first <= at <= last:
        return []
    name = msg("limit {hours}", hours=Hours(at)) if not settings.text("resolution_limits").strip() else \
        msg("usual limit {hours}", hours=Hours(at))
    return [(math.log10(at), str(name))]


def _marks(
    found: dict[str, Any], curve: pd.DataFrame, colour: str, dark: bool, first: float, last: float,
) -> tuple[list[dict[str, Any]], list[Any]]:
    """The median and the 90th percentile on the curve, where they are given."""
    points = [(found["median_hours"], 0.5, msg("half in {hours}", hours=Hours(found["median_hours"] or 0))),
              (found["p90_hours"], 0.1, msg("nine in ten in {hours}", hours=Hours(found["p90_hours"] or 0)))]
    shown = [point for point in points if point[0] and point[0] >= first]
    dots = {"type": "scatter", "mode": "markers", "x": [hours for hours, _, _ in shown], "y": [share for _, share, _ in shown],
            "marker": {"size": 9, "color": colour}, "hoverinfo": "skip"}
    names = []
    for hours, share, text in shown:
        # the curve leaves room above it to the right; where the text would not fit it ends with the picture, above the curve
        long = text_width(str(text), 13)
        right = NARROW * (1 - math.log10(hours / first) / math.log10(last / first)) > long + 60
        if not right:
            begins = last * (first / last) ** ((long + 20) / NARROW)
            share = max(share, *curve.loc[curve["hours"] <= begins, "waiting"].tail(1))
        at, beside = (math.log10(hours), {"xshift": 8, "yshift": 4}) if right else (math.log10(last), {"yshift": 12})
        names.append(note(escape(text), at, share, dark, xref="x", yref="y", size=13, colour=colour, yanchor="bottom",
                          xanchor="left" if right else "right", **beside))
    return ([dots] if shown else []), names


def _curve_alt(answer: Answer) -> Message:
    found = answer.summary
    median, p90 = known(found["median_hours"], found["median_above_hours"]), known(found["p90_hours"], found["p90_above_hours"])
    if median is None or p90 is None:
        return msg("The share of requests not resolved yet, by the time since their opening: {resolved} of {n} are resolved.",
                   resolved=Count(int(found["resolved"] or 0)), n=Count(int(found["n"] or 0)))
    return msg("The share of requests not resolved yet, by the time since their opening: half are resolved in {median}, nine "
               "in ten in {p90}.", median=median, p90=p90)


def _step(part: pd.DataFrame, first: float, colour: str, width: float) -> dict[str, Any]:
    """A curve as steps, from ``first`` on: a logarithmic axis has no zero."""
    return {"type": "scatter", "mode": "lines", "x": part["hours"].clip(lower=first).tolist(), "y": part["waiting"].tolist(),
            "line": {"color": colour, "width": width, "shape": "hv"},
            "hovertext": [_at(*facts) for facts in zip(part["hours"], part["waiting"], part["at_risk"], strict=True)],
            "hovertemplate": "%{hovertext}<extra></extra>"}


def _band(part: pd.DataFrame, first: float, colour: str) -> list[dict[str, Any]]:
    edge = {"type": "scatter", "mode": "lines", "x": part["hours"].clip(lower=first).tolist(),
            "line": {"width": 0, "shape": "hv"}, "hoverinfo": "skip"}
    return [{**edge, "y": part["low"].tolist()}, {**edge, "y": part["high"].tolist(), "fill": "tonexty", "fillcolor": colour}]


def _at(hours: float, share: float, at_risk: float) -> str:
    lines = [msg("after {hours}: {share} not resolved", hours=Hours(hours), share=Share(share)),
             nmsg("{n} request was still open then", "{n} requests were still open then", int(at_risk))]
    return "<br>".join(escape(line) for line in lines)


def _faint(colour: str) -> str:
    red, green, blue = (int(colour[i:i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, 0.16)"


def histogram_of(answer: Answer, dark: bool) -> Chart:
    """How many requests took how long; open ones stand where they are by now, marked."""
    frame = answer.frames["histogram"]
    whole = int(frame["resolved"].sum() + frame["open"].sum())
    if not whole:
        return _nothing(dark, msg("No request was opened in this period."))
    colours = palette(dark)
    place = list(range(len(frame)))
    solved, still = frame["resolved"].astype(int).tolist(), frame["open"].astype(int).tolist()
    hover = ["<br>".join(escape(line) for line in (
        BUCKETS[bucket], msg("resolved: {n} ({share})", n=Count(done), share=Share(done / whole)),
        msg("still open: {n}", n=Count(waits)),
    )) for bucket, done, waits in zip(frame["bucket"], solved, still, strict=True)]
    bars = [
        {"type": "bar", "x": place, "y": counts, "width": 0.78, "marker": {"color": colour}, "hovertext": hover,
         "hovertemplate": "%{hovertext}<extra></extra>"}
        for counts, colour in ((solved, colours.ours), (still, colours.attention))
    ]
    top = max(done + waits for done, waits in zip(solved, still, strict=True))
    totals = [note(str(Share((done + waits) / whole, 0)), at, done + waits, dark, xref="x", yref="y", xanchor="center",
                   yanchor="bottom", yshift=2) for at, done, waits in zip(place, solved, still, strict=True) if done + waits]
    entries = [("■", colours.ours, str(msg("resolved")))]
    if sum(still):
        entries.append(("■", colours.attention, str(msg("still open"))))
    labels = [str(BUCKETS[bucket]).replace(" – ", " –<br>").replace(" 1 h", "<br>1 h").replace(" 4 ", "<br>4 ")
              for bucket in frame["bucket"]]
    layout = {
        "height": 340, "barmode": "stack", "margin": {"l": 8, "r": 8, "t": 40, "b": 52},
        "xaxis": {"tickvals": place, "ticktext": labels, "tickangle": 0, "range": [-0.6, len(frame) - 0.4],
                  "tickfont": {"size": 11}},
        "yaxis": {"visible": False, "range": [0, top * 1.1]},
        "annotations": [*totals, key(entries, dark, gap=14)],
    }
    most = max(place, key=lambda at: solved[at] + still[at])
    alt = msg("How long requests took: most often {bucket}, {share} of {n}; {open} are still open.",
              bucket=BUCKETS[frame["bucket"].iloc[most]], share=Share((solved[most] + still[most]) / whole), n=Count(whole),
              open=Count(sum(still)))
    return figure(bars, layout, dark), alt


def trend_of(answer: Answer, dark: bool) -> Chart:
    """The median and the 90th percentile by month of opening; a gap where a month has too few requests."""
    frame = answer.frames["trend"]
    if frame.empty or not (frame["median"].notna() | frame["p90"].notna()).any():
        return _nothing(dark, msg("In no month are there enough requests for a median."))
    colours = palette(dark)
    days = [_day(month) for month in frame["month"]]
    lines, names = [], []
    for column, colour, label, width in (("p90", colours.rest, msg("nine in ten"), 2.0),
                                         ("median", colours.ours, msg("half"), 2.5)):
        values = [None if pd.isna(value) else float(value) for value in frame[column]]
        lines.append({
            "type": "scatter", "mode": "lines+markers", "x": list(range(len(days))), "y": values, "connectgaps": False,
            "line": {"color": colour, "width": width}, "marker": {"size": 5, "color": colour},
            "hovertext": [_month(row) for row in frame.to_dict("records")], "hovertemplate": "%{hovertext}<extra></extra>",
        })
        at = next((i for i in reversed(range(len(values))) if values[i] is not None), None)
        if at is not None:
            names.append(("━", colour, f"{label}: {Hours(values[at] or 0.0)}"))
    top = max(frame["median"].max(), frame["p90"].max() if frame["p90"].notna().any() else 0.0) * 1.08
    ticks = [tick for tick in nice_ticks(0, top, 4) if tick <= top]
    layout = {
        "height": 300, "margin": {"l": 56, "r": 14, "t": 40, "b": 44},
        "xaxis": {**_months(days), "range": [-0.5, len(days) - 0.5]},
        "yaxis": {"tickvals": ticks, "ticktext": ["0" if not tick else str(Hours(tick)) for tick in ticks], "range": [0, top]},
        "shapes": grid_lines(ticks[1:], dark),
        "annotations": [key(names[::-1], dark, gap=14)],
    }
    last = frame[frame["median"].notna()].iloc[-1] if frame["median"].notna().any() else None
    alt = msg("Median and 90th percentile of the time to resolution by month of opening.") if last is None else msg(
        "Time to resolution by month of opening: in {month} half are resolved in {hours}.", month=Month(_day(last["month"])),
        hours=Hours(float(last["median"])))
    return figure(lines, layout, dark), alt


def _month(row: dict[Any, Any]) -> str:
    lines = [Month(_day(row["month"]), long=True), nmsg("{n} request opened", "{n} requests opened", int(row["n"]))]
    for column, text in (("median", "half"), ("p90", "nine")):
        said = known(None if pd.isna(row[column]) else row[column],
                     None if pd.isna(row[f"{column}_above"]) else row[f"{column}_above"])
        if said is not None:
            lines.append(msg("half in {hours}", hours=said) if text == "half" else msg("nine in ten in {hours}", hours=said))
    if row["open"]:
        lines.append(msg("still open: {n}", n=Count(int(row["open"]))))
    return "<br>".join(escape(line) for line in lines)


def backlog_of(answer: Answer, dark: bool) -> Chart:
    """What was open at the end of each month, by age: up to a week, up to four, older."""
    frame = answer.frames["backlog"]
    if frame.empty or not frame["open"].any():
        return _nothing(dark, msg("Nothing was open at the end of any month."))
    colours = palette(dark)
    days = [_day(month) for month in frame["month"]]
    parts = (("young", colours.rest, msg("up to a week")), ("middle", colours.ours, msg("up to four weeks")),
             ("old", colours.attention, msg("older")))
    hover = ["<br>".join(escape(line) for line in (
        msg("end of {month}", month=Month(day, long=True)), nmsg("{n} request open", "{n} requests open", int(row["open"])),
        *(msg("{age}: {n}", age=label, n=Count(int(row[part]))) for part, _, label in parts),
        msg("half are older than {days} days", days=Number(float(row["median_age"]), 1)) if row["open"] else "",
    )) for day, row in zip(days, frame.to_dict("records"), strict=True)]
    bars = [{"type": "bar", "x": list(range(len(days))), "y": frame[part].astype(int).tolist(), "width": 0.7,
             "marker": {"color": colour}, "hovertext": hover, "hovertemplate": "%{hovertext}<extra></extra>"}
            for part, colour, _ in parts]
    top = float(frame["open"].max()) * 1.08
    axis = count_axis(top, 3)
    layout = {
        "height": 300, "barmode": "stack", "margin": {"l": 48, "r": 14, "t": 40, "b": 44},
        "xaxis": {**_months(days), "range": [-0.6, len(days) - 0.4]}, "yaxis": {**axis, "range": [0, top]},
        "shapes": grid_lines(axis["tickvals"][1:], dark),
        "annotations": [key([("■", colour, str(label)) for _, colour, label in parts], dark, gap=14)],
    }
    last = frame.iloc[-1]
    alt = nmsg("At the end of {month} {n} request is open, {old} of them for more than four weeks.",
               "At the end of {month} {n} requests are open, {old} of them for more than four weeks.", int(last["open"]),
               month=Month(days[-1], long=True), old=Count(int(last["old"])))
    return figure(bars, layout, dark), alt


def _day(month: Any) -> datetime.date:
    return month.date() if isinstance(month, datetime.datetime) else month


def _months(days: list[datetime.date]) -> dict[str, Any]:
    step = max(1, math.ceil(len(days) / LABELS))
    shown = [i for i in range(len(days)) if (len(days) - 1 - i) % step == 0]
    return {"tickvals": shown, "ticktext": [str(Month(days[i])).replace(" ", "<br>") for i in shown], "tickangle": 0}


def _nothing(dark: bool, alt: Message) -> Chart:
    return figure([], {"height": 60, "xaxis": {"visible": False}, "yaxis": {"visible": False}}, dark), alt
