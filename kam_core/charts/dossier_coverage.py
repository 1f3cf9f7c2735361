"""How many questions of each group have an answer: a bar a group, of all that are asked."""

from __future__ import annotations

from collections.abc import Sequence

from kam_core.book.kinds.work import QUESTION_GROUPS
from kam_core.charts.template import SMALL, Chart, escape, figure, note, palette
from kam_core.i18n import Message, msg
from kam_core.metrics.dossier_questions import Coverage

ROW = 40


def coverage(groups: Sequence[Coverage], dark: bool) -> Chart:
    """A bar for each group: answered of asked."""
    colours = palette(dark)
    rows = [each for each in groups if each.asked]
    places = [-i for i in range(len(rows))]
    hover = [escape(msg("{group}: {some} of {all}", group=QUESTION_GROUPS[each.group], some=each.answered, all=each.asked))
             for each in rows]
    line = {"type": "bar", "orientation": "h", "y": [place - 0.2 for place in places], "width": 0.22, "hovertext": hover,
            "hovertemplate": "%{hovertext}<extra></extra>"}
    traces = [
        {**line, "x": [1.0] * len(rows), "marker": {"color": colours.grid}},
        {**line, "x": [each.answered / each.asked for each in rows], "marker": {"color": colours.ours}},
    ]
    notes = []
    for place, each in zip(places, rows, strict=True):
        notes.append(note(escape(QUESTION_GROUPS[each.group]), 0, place + 0.18, dark, yref="y", size=SMALL + 1))
        notes.append(note(escape(msg("{some} of {all}", some=each.answered, all=each.asked)), 1, place + 0.18, dark, yref="y",
                          xanchor="right", colour=colours.quiet_text))
    layout = {
        "height": 16 + ROW * max(len(rows), 1), "barmode": "overlay", "margin": {"l": 4, "r": 4, "t": 6, "b": 4},
        "xaxis": {"visible": False, "range": [0, 1]}, "yaxis": {"visible": False, "range": [-len(rows) + 0.5, 0.5]},
        "annotations": notes,
    }
    return figure(traces, layout, dark), _alt(rows)


def _alt(rows: Sequence[Coverage]) -> Message:
    asked, answered = sum(each.asked for each in rows), sum(each.answered for each in rows)
    return msg("{some} of {all} questions have an answer, in {groups} groups.", some=answered, all=asked,
               groups=sum(each.answered > 0 for each in rows))
