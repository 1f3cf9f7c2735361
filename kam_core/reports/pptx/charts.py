"""Native charts: data that PowerPoint shows and lets edit, in the colours of the house."""

from __future__ import annotations

from typing import Any

from pptx.chart.chart import Chart
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION
from pptx.util import Pt

from kam_core.i18n import current_language
from kam_core.reports.pptx.style import COLOURS, GREY, INK, LINE, Box
from kam_core.reports.slides import Graph, Series

TYPES = {
    "bars": XL_CHART_TYPE.BAR_CLUSTERED, "line": XL_CHART_TYPE.LINE, "ranges": XL_CHART_TYPE.COLUMN_CLUSTERED,
    "bridge": XL_CHART_TYPE.COLUMN_STACKED,
}
SCALES = ((1e9, ",,,", "bn", "млрд"), (1e6, ",,", "m", "млн"), (1e3, ",", "k", "тыс."))
MOST_LABELS = 14
"""Bars get labels up to this many; more would lie on each other."""


def draw(slide: Any, graph: Graph, box: Box) -> Chart:
    """Put a chart on a slide. Its sentence is its alternative text."""
    data: Any
    if graph.shape == "bridge":
        data = _bridge(graph)
    else:
        data = CategoryChartData(number_format=number_format(graph))
        data.categories = list(graph.categories)
        for series in graph.series:
            data.add_series(series.name, [_scaled(graph, value) for value in series.values])
    frame = slide.shapes.add_chart(TYPES[graph.shape], box.left, box.top, box.width, box.height, data)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", graph.alt)
    chart = frame.chart
    _numbered(chart)
    _plain(chart, graph)
    _colour(chart, graph)
    return chart


def _numbered(chart: Chart) -> None:
    """Numbers of axes are not negative by the schema; python-pptx writes negative ones."""
    for element in chart._chartSpace.iter():
        if str(element.tag).rsplit("}", 1)[-1] in ("axId", "crossAx"):
            element.set("val", str(abs(int(element.get("val")))))


def number_format(graph: Graph) -> str:
    """How Excel writes the values: money in its scale with the word for it."""
    if graph.kind == "money":
        largest = max((abs(value) for series in graph.series for value in series.values if value is not None), default=0)
        if graph.shape == "bridge":  # its steps are to be read, not only its ends
            largest = max((abs(value) for value in graph.series[0].values[1:-1] if value), default=largest)
        for limit, commas, english, russian in SCALES:
            if largest >= limit:
                word = russian if current_language() == "ru" else english
                return f'#,##0.0{commas}"\u00a0{word}"' if largest < limit * 100 else f'#,##0{commas}"\u00a0{word}"'
        return "#,##0"
    return {"share": "0.0%", "ratio": "+0.0%;\u22120.0%", "points": "+0;\u22120;0", "count": "#,##0"}.get(graph.kind, "#,##0.0")


def _scaled(graph: Graph, value: float | None) -> float | None:
    """Points are kept as shares and shown as whole points."""
    return value * 100 if graph.kind == "points" and value is not None else value


def _bridge(graph: Graph) -> CategoryChartData:
    """Steps on an invisible base: the first and the last are totals; a step that crosses zero stands on both sides of it."""
    data = CategoryChartData(number_format=number_format(graph))
    data.categories = list(graph.categories)
    values = [value or 0.0 for value in graph.series[0].values]
    base, rise, fall, total = ([0.0] * len(values) for _ in range(4))
    level = values[0]
    total[0], total[-1] = values[0], values[-1]
    for place in range(1, len(values) - 1):
        low, high = sorted((level, level + values[place]))
        step = rise if values[place] > 0 else fall
        if low >= 0:
            base[place], step[place] = low, high - low
        elif high <= 0:
            base[place], step[place] = high, low - high
        else:
            step[place] = values[place]
        level += values[place]
    from kam_core.i18n import msg

    for name, series in ((" ", base), (str(msg("more")), rise), (str(msg("less")), fall), (str(msg("total")), total)):
        data.add_series(name, [value or None for value in series])
    return data


def _plain(chart: Chart, graph: Graph) -> None:
    """No box, no needless grid; small grey type; a legend only where there are several series."""
    chart.font.size, chart.font.color.rgb = Pt(11), INK
    chart.has_title = False
    several = len(graph.series) > 1 and graph.shape != "bridge"
    chart.has_legend = several
    if several:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
        chart.legend.font.size, chart.legend.font.color.rgb = Pt(11), GREY
    axis, values = chart.category_axis, chart.value_axis
    axis.format.line.color.rgb = LINE
    axis.has_major_gridlines = False
    axis.tick_labels.font.size = Pt(10 if len(graph.categories) > 12 else 11)
    axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    values.has_major_gridlines = graph.shape == "line"
    if values.has_major_gridlines:
        values.major_gridlines.format.line.color.rgb = LINE
    values.format.line.fill.background()
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = number_format(graph), False
    values.tick_labels.font.size, values.tick_labels.font.color.rgb = Pt(10), GREY
    labelled = graph.shape in ("bars", "bridge", "ranges") and len(graph.categories) <= MOST_LABELS
    values.visible = not labelled
    if graph.shape in ("bars", "bridge"):
        values.minimum_scale = None if _negative(graph) else 0
    if graph.shape == "bars":
        axis.reverse_order = True
    if labelled:
        _labels(chart, graph)


def _negative(graph: Graph) -> bool:
    if graph.shape == "bridge":
        level, low, found = 0.0, 0.0, graph.series[0].values
        for value in found[:-1]:
            level += value or 0.0
            low = min(low, level)
        return low < 0
    return any((value or 0) < 0 for series in graph.series for value in series.values)


def _labels(chart: Chart, graph: Graph) -> None:
    for place, series in enumerate(chart.plots[0].series):
        if graph.shape == "bridge" and place == 0:
            continue
        labels = series.data_labels
        labels.show_value, labels.number_format, labels.number_format_is_linked = True, number_format(graph), False
        labels.font.size, labels.font.color.rgb = Pt(10), INK
        if graph.shape == "bridge":
            labels.position = XL_LABEL_POSITION.INSIDE_END
            _bridge_labels(series, graph, place)
        else:
            labels.position = XL_LABEL_POSITION.OUTSIDE_END


def _bridge_labels(series: Any, graph: Graph, place: int) -> None:
    """White on what is dark; a fall is written with its minus."""
    from pptx.dml.color import RGBColor

    form = number_format(graph)
    series.data_labels.font.color.rgb = RGBColor(0xFF, 0xFF, 0xFF)
    series.data_labels.number_format = f"\u2212{form};\u2212{form}" if place == 2 else f"+{form}" if place == 1 else form


def _colour(chart: Chart, graph: Graph) -> None:
    plot = chart.plots[0]
    if graph.shape in ("bars", "bridge", "ranges"):
        plot.gap_width = 45
        if graph.shape == "bridge":
            plot.overlap = 100
    if graph.shape == "bridge":
        for series, role in zip(plot.series, (None, "good", "look", "ours"), strict=True):
            if role is None:
                series.format.fill.background()
            else:
                _fill(series, role)
        return
    for series, told in zip(plot.series, graph.series, strict=True):
        if graph.shape == "line":
            series.format.line.color.rgb, series.format.line.width, series.smooth = COLOURS[told.role], Pt(2.25), False
            series.marker.style = XL_MARKER_STYLE.NONE
        else:
            _fill(series, told.role)
            _by_limit(series, told, graph)


def _fill(series: Any, role: Any) -> None:
    series.format.fill.solid()
    series.format.fill.fore_color.rgb = COLOURS[role]
    series.invert_if_negative = False


def _by_limit(series: Any, told: Series, graph: Graph) -> None:
    """What passes a limit stands out, the highest limit most; what falls is not blue."""
    limits = sorted(value for _, value in graph.limits)
    for place, value in enumerate(told.values):
        if value is None:
            continue
        role = None
        if limits and value > limits[-1]:
            role = "alarm"
        elif limits and value > limits[0]:
            role = "look"
        elif limits:
            role = "rest"
        elif value < 0:
            role = "look"
        if role is not None:
            point = series.points[place]
            point.format.fill.solid()
            point.format.fill.fore_color.rgb = COLOURS[role]  # type: ignore[index]
