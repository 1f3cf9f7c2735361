"""The months of one client: bars, the line of margin, the marks above, and what is said of them."""

from __future__ import annotations

import pandas as pd
import pytest
from metrics.company import said

from kam_core.charts.client import MARKS, client_months, two_clients
from kam_core.charts.template import DARK, LIGHT, NARROW, text_width
from kam_core.metrics.client_events import KINDS, frame

MONTHS = pd.date_range("2024-01-01", periods=26, freq="MS")


def months(**more: object) -> pd.DataFrame:
    found = pd.DataFrame({"month": MONTHS, "revenue": [100.0] * 13 + [200.0] * 13, "margin": [20.0] * 26,
                          "partial": [False] * 25 + [True]})
    return found.assign(**more)


def events(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return frame({"date": day, "kind": kind, "text": text, "record": None} for day, kind, text in rows)


@pytest.mark.parametrize("dark", [False, True])
def test_the_last_twelve_whole_months_are_the_subject(dark: bool) -> None:
    figure, alt = client_months(months(), events(), "RUB", dark)
    bars = figure.data[0]
    colours = DARK if dark else LIGHT
    assert list(bars.marker.color) == [colours.rest] * 13 + [colours.ours] * 13  # and the one that has begun
    assert bars.marker.opacity[-1] < 1
    assert list(figure.data[1].y) == [20.0] * 26
    assert "200.00 ₽" in said(bars.hovertext[-1])
    assert "the month is not finished" in bars.hovertext[-1]
    assert said(alt) == ("Revenue and margin by month, Jan 24 – Feb 26: 3.9 k ₽; the last twelve months +100.0 % against the "
                         "twelve before; 0 events are marked.")  # whole ones: 12 × 200 against 12 × 100


def test_events_of_a_kind_and_month_are_one_mark_and_their_text_is_text() -> None:
    rows = [*[("2025-03-02", "visit", f"<b>{n}</b> [x](y)") for n in range(7)], ("2025-03-05", "claim", "x"),
            ("2025-03-06", "price", "x"), ("2025-03-07", "event", "x"), ("2030-01-01", "visit", "not on the picture")]
    figure, alt = client_months(months(), events(*rows), "RUB", False)
    marks = {trace.marker.symbol: trace for trace in figure.data[2:]}
    assert {symbol: len(trace.x) for symbol, trace in marks.items()} == {"circle": 1, "cross": 1, "diamond": 1, "hexagon": 1}
    heights = [trace.y[0] for trace in marks.values()]
    assert len(set(heights)) == 3  # three levels: the fourth kind shares the upper one
    assert all(height > 200 for height in heights)
    hover = marks["circle"].hovertext[0]
    assert hover.count("visit or call") == 5
    assert "2 more" in hover
    assert "&lt;b&gt;" in hover
    assert "<b>" not in hover
    assert "10 events are marked" in said(alt)


def test_what_was_not_brought_in_is_not_drawn_as_nothing() -> None:
    figure, _ = client_months(months(revenue=[None, *[100.0] * 25], margin=[float("nan")] * 26), events(), "", False)
    assert figure.data[0].y[0] is None
    assert "not brought in" in figure.data[0].hovertext[0]
    assert len(figure.data) == 1  # no margin, no line


def test_every_kind_has_a_mark_and_the_key_fits_on_a_phone() -> None:
    assert set(MARKS) == set(KINDS)
    figure, _ = client_months(months(), events(*[("2025-03-02", kind, "x") for kind in KINDS]), "RUB", False)
    for note in figure.layout.annotations:
        plain = pd.Series(note.text).str.replace(r"<[^>]+>", "", regex=True)[0]
        assert text_width(plain) < NARROW + 68


def test_two_clients_stand_on_one_scale() -> None:
    (one, first), (other, _) = two_clients(months(), months(revenue=[5.0] * 26), ("Alder & Co", "Birch"), "RUB", False)
    assert one.layout.yaxis.range == other.layout.yaxis.range
    assert said(first) == "Alder & Co: revenue by month, 3.9 k ₽ in all."
