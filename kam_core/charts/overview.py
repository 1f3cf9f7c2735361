"""The pictures of the page Overview."""

from __future__ import annotations

from kam_core.charts.months import months
from kam_core.charts.template import Chart
from kam_core.i18n import Message, msg
from kam_core.metrics.answer import Answer


def months_title(answer: Answer) -> Message:
    """What the main picture shows."""
    return msg("Margin by month") if answer.scope.base == "margin" else msg("Revenue by month")


def months_of(answer: Answer, currency: str, dark: bool) -> Chart:
    """Revenue by month (margin, where it is the base) against the year before."""
    column, label = ("margin", msg("Margin")) if answer.scope.base == "margin" else ("revenue", msg("Revenue"))
    frame = answer.rows[["month", column, f"{column}_before", "partial"]]
    frame = frame.rename(columns={column: "value", f"{column}_before": "before"})
    return months(frame, label, currency, dark, height=440)
