"""The decision map: everybody has a place of their own, says their attitude by a mark, and shows no markup."""

from __future__ import annotations

import datetime
import itertools

import pytest

from kam_core.charts.people import LINE, MARKS, MOST, decision_map
from kam_core.metrics.people import Seat, nodes

TODAY = datetime.date(2026, 11, 21)


def seat(
    name: str, role: str | None, attitude: str = "neutral", held: str | None = "Anna", influence: str | None = "low"
) -> Seat:
    return Seat(f"s {name}", name, name, "G1", "A1", "Head <i>of</i> it", role, influence, attitude, held, None, None, TODAY)


def points(figure: object) -> dict[str, tuple[float, float]]:
    """Place of each person, by the first line of the hover."""
    return {hover.split("<br>")[0]: (x, y) for trace in figure.data if trace.mode == "markers+text"
            for hover, x, y in zip(trace.hovertext, trace.x, trace.y, strict=True)}


@pytest.mark.parametrize("count", [1, 7, 8, 9, 40])
@pytest.mark.parametrize("dark", [False, True])
def test_everybody_stands_apart_in_the_column_of_their_role(count: int, dark: bool) -> None:
    roles = ["decides", "influences", "uses", "uses", None]
    cast = [seat(f"Person {number:02d}", roles[number % 5], held=f"Holder {number % 4}") for number in range(count)]
    figure, _ = decision_map(nodes(cast, TODAY), dark)
    placed = points(figure)
    assert len(placed) == count
    for (_, one), (_, other) in itertools.combinations(placed.items(), 2):
        assert abs(one[0] - other[0]) >= 1 or abs(one[1] - other[1]) >= 50
    low, high = figure.layout.yaxis.range
    assert all(low < y < high for _, y in placed.values())
    holders = next(trace for trace in figure.data if trace.mode == "markers")
    assert list(holders.x) == [0] * min(4, count)
    assert all(low < y < high for y in holders.y)
    assert len(set(holders.y)) == len(holders.y)
    assert decision_map(nodes(list(reversed(cast)), TODAY), dark)[0] == figure


def test_an_attitude_is_told_by_a_mark_and_a_size_tells_the_influence() -> None:
    cast = [seat("A", "decides", "supporter", influence="high"), seat("B", "decides", "opponent", influence="middle"),
            seat("C", "uses", "unknown"), seat("D", "uses", "neutral", influence=None)]
    figure, alt = decision_map(nodes(cast, TODAY), dark=False)
    drawn = {trace.hovertext[0].split("<br>")[0]: trace for trace in figure.data if trace.mode == "markers+text"}
    marks = {name: trace.text[0] for name, trace in drawn.items()}
    assert marks == {"<b>A</b>": "+", "<b>B</b>": "−", "<b>C</b>": "?", "<b>D</b>": "="}
    sizes = {name: trace.marker.size[0] for name, trace in drawn.items()}
    assert sizes["<b>A</b>"] > sizes["<b>B</b>"] > sizes["<b>C</b>"] == sizes["<b>D</b>"]
    assert len(set(MARKS.values())) == len(MARKS)
    assert str(alt) == "Decision map of 4 people: 2 who decide, of them 1 for us and 1 against us; 1 of ours hold contacts."


def test_text_from_data_is_no_markup_and_long_names_are_cut() -> None:
    cast = [seat("<b>Bo</b>", "decides", held="<a href='x'>me</a>"), seat("X" * 60, "uses")]
    figure, _ = decision_map(nodes(cast, TODAY), False)
    told = " ".join(note.text for note in figure.layout.annotations) + " ".join(
        text for trace in figure.data for text in trace.hovertext or ())
    assert not [tag for tag in ("<a", "<i>", "<b>Bo") if tag in told]
    assert "&lt;b&gt;Bo&lt;/b&gt;" in told
    names = [note.text for note in figure.layout.annotations if note.text.startswith("XX")]
    assert [len(name) for name in names] == [LINE]


def test_lines_go_to_who_of_us_holds_the_contact() -> None:
    figure, _ = decision_map(nodes([seat("A", "decides", held="Anna"), seat("B", "decides", held=None)], TODAY), False)
    line = next(trace for trace in figure.data if trace.mode == "lines")
    ends = [(line.x[0], line.y[0]), (line.x[-2], line.y[-2])]
    holder = next(trace for trace in figure.data if trace.mode == "markers")
    assert ends == [(0, holder.y[0]), points(figure)["<b>A</b>"]]
    assert list(line.x).count(None) == 1


def test_more_than_can_be_read_are_left_out_and_nobody_makes_an_empty_picture() -> None:
    many = [seat(f"P{number}", "uses") for number in range(MOST + 5)]
    assert len(points(decision_map(nodes(many, TODAY), False)[0])) == MOST
    figure, alt = decision_map([], False)
    assert (len(figure.data), str(alt)) == (0, "Nobody who acts for this client is known.")
