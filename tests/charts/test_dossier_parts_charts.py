"""Pictures of the parts of a dossier: what is drawn is what is told, text of people is no markup."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from metrics.records import record

from kam_core.charts.dossier_business import contracts, sizes
from kam_core.charts.dossier_coverage import coverage as coverage_chart
from kam_core.charts.dossier_rivals import wallet as wallet_chart
from kam_core.charts.dossier_weeks import weeks
from kam_core.i18n import msg, use_language
from kam_core.metrics.dossier_business import horizons, terms
from kam_core.metrics.dossier_questions import answers, coverage, questions
from kam_core.metrics.dossier_rivals import wallet

TODAY = datetime.date(2026, 11, 22)
MARKUP = "<b>A</b> & Co"


def texts(figure) -> str:
    """Everything that is written in a figure."""
    notes = [str(note.text) for note in figure.layout.annotations]
    return "\n".join([*notes, *(str(text) for trace in figure.data for text in (trace.hovertext or ()))])


@pytest.mark.parametrize("dark", [False, True])
def test_the_wallet_is_drawn_ours_first_and_whole(dark):
    rivals = [record("competitor", name=MARKUP, share=0.25), record("competitor", name="South", share=0.05)]
    figure, alt = wallet_chart(wallet(Decimal(40), Decimal(100), rivals), dark)
    assert list(figure.data[0].x) == pytest.approx([0.4, 0.25, 0.05, 0.3])
    assert "<b>A" not in texts(figure)
    assert "&lt;b&gt;A&lt;/b&gt; &amp; Co" in texts(figure)
    assert str(alt).startswith("We have 40.0")
    assert str(wallet_chart(wallet(None, None, []), dark)[1]) == "Nobody's share of the wallet is known."


def test_ranges_are_drawn_from_low_to_high_with_the_base_marked():
    deal = record("opportunity", name="x", y1_low=10, y1_base=20, y1_high=40, y5_low=50, y5_base=90, y5_high=200)
    near, far = (msg("white cells"), 60.0), (msg("room in the wallet"), 10_000.0)
    figure, alt = sizes(horizons([deal], None), [near, far], "EUR", False)
    lines = [list(trace.x) for trace in figure.data if trace.mode == "lines"]
    marks = [list(trace.x) for trace in figure.data if trace.mode == "markers"]
    assert (lines, marks) == ([[10.0, 40.0], [50.0, 200.0]], [[20.0], [90.0]])
    limits = [shape.x0 for shape in figure.layout.shapes]
    assert limits == [60.0]  # what lies far beyond is told, not drawn
    assert "as people assume" in str(alt)
    assert str(sizes(horizons([], None), [], "", False)[1]) == "No open opportunity has a range yet."


def test_contracts_stand_on_one_line_of_time_with_the_day_of_notice():
    records = [record("contract", name=MARKUP, start="2026-01-01", end="2027-01-15", notice_days=30),
               record("contract", start="2010-01-01", end="2040-01-01"),
               record("contract", start="2024-01-01", end="2025-01-01")]
    figure, alt = contracts(terms(records, TODAY, 60), TODAY, False)
    assert "<b>A" not in texts(figure)
    (mark,) = [trace for trace in figure.data if trace.mode == "markers"]
    assert list(mark.x) == [datetime.date(2026, 12, 16)]
    assert str(alt) == "2 contracts are in force; the first to end does so on 15 Jan 2027."
    start, end = (datetime.date.fromisoformat(day) for day in figure.layout.xaxis.range)
    assert start > datetime.date(2024, 1, 1)
    assert end < datetime.date(2032, 1, 1)
    assert 1 <= len(figure.layout.xaxis.tickvals) <= 6


def test_the_calendar_shows_eight_weeks_and_what_is_planned():
    plan = {TODAY: ["call"], datetime.date(2026, 12, 5): ["visit", MARKUP], datetime.date(2027, 5, 1): ["later"]}
    figure, alt = weeks(plan, TODAY, False)
    assert len(figure.layout.shapes) == 56
    assert len(figure.data[0].x) == 2  # of the third, the calendar does not reach
    assert str(alt) == "3 visits and calls are planned; the next on 22 Nov 2026: call."
    assert "<b>A" not in texts(figure).replace("<b>5", "").replace("<b>22", "")
    with use_language("ru"):
        russian = texts(weeks({}, TODAY, False)[0])
    assert "пн" in russian
    assert "16 нояб." in russian


def test_coverage_is_a_bar_for_each_group():
    found = coverage(questions([]), answers([record("answer", question="q.needs.goals", text="Grow")]))
    figure, alt = coverage_chart(found, False)
    assert sorted(figure.data[1].x)[-2:] == pytest.approx([0.0, 1 / 7])
    assert "1 of 52" in str(alt)
