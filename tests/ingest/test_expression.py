"""Computed columns: the grammar against Python's own arithmetic, the errors, and that nothing else gets through."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kam_core.errors import MappingError, UsageError
from kam_core.ingest.expression import Expression, parse_expression

HEADERS = ["Quantity", "UnitPrice", "Discount", "Сумма с НДС, руб", "Сумма НДС, руб", "a-b", "a", "b", "Цена (руб.)",
           'so "called"', "2nd half"]
VALUES = {"Quantity": 12, "UnitPrice": 14, "Discount": 0.25, "Сумма с НДС, руб": 120, "Сумма НДС, руб": 20, "a-b": 100, "a": 7,
          "b": 3, "Цена (руб.)": 5, 'so "called"': 9, "2nd half": 4}


def value(expression: Expression) -> object:
    sql = expression.sql(lambda header: f"cast({VALUES[header]} as DECIMAL(18,4))")
    return duckdb.connect().execute(f"select {sql}").fetchall()[0][0]


@pytest.mark.parametrize(("text", "expected", "columns"), [
    ("Quantity*UnitPrice", 168, ("Quantity", "UnitPrice")),
    ("Quantity * UnitPrice * (1 - Discount)", 126, ("Quantity", "UnitPrice", "Discount")),
    ("quantity×unitprice", 168, ("Quantity", "UnitPrice")),
    ("Сумма с НДС, руб - Сумма НДС, руб", 100, ("Сумма с НДС, руб", "Сумма НДС, руб")),
    ('"Сумма с НДС, руб"-[Сумма НДС, руб]', 100, ("Сумма с НДС, руб", "Сумма НДС, руб")),
    ("`Цена (руб.)`*2", 10, ("Цена (руб.)",)),
    ("a-b", 100, ("a-b",)), ('"a"-"b"', 4, ("a", "b")), ("a - b", 4, ("a", "b")),
    ('"so ""called"""+1', 10, ('so "called"',)), ('[so "called"]', 9, ('so "called"',)),
    ("2nd half*2", 8, ("2nd half",)),
    ("-a+b", -4, ("a", "b")), ("a/b/7", 1 / 3, ("a", "b")), ("a*1,5", 10.5, ("a",)), ("a*-2", -14, ("a",)),
    ("a+b*2", 13, ("a", "b")), ("(a+b)*2", 20, ("a", "b")), ("a+a", 14, ("a",)), ("7", 7, ()),
])
def test_readings(text: str, expected: float, columns: tuple[str, ...]) -> None:
    parsed = parse_expression(text, HEADERS)
    assert parsed.columns == columns
    assert float(str(value(parsed))) == pytest.approx(expected)


def test_a_single_column_stays_exact() -> None:
    assert parse_expression("UnitPrice", HEADERS).sql(lambda header: f"<{header}>") == "<UnitPrice>"


def test_capitals_matter_only_where_they_must() -> None:
    assert parse_expression("sum", ["Sum", "sum"]).columns == ("sum",)
    assert parse_expression("SUM", ["Sum"]).columns == ("Sum",)


def test_division_by_zero_is_nothing() -> None:
    assert value(parse_expression("a/(b-3)", HEADERS)) is None


def test_a_constant_text() -> None:
    parsed = parse_expression("=Розница; drop table 'x'", HEADERS)
    assert (parsed.columns, parsed.constant) == ((), "Розница; drop table 'x'")
    assert duckdb.connect().execute(f"select {parsed.sql(str)}").fetchall() == [("Розница; drop table 'x'",)]


def test_an_unknown_header_is_named_with_the_nearest() -> None:
    with pytest.raises(MappingError) as caught:
        parse_expression("Quantity*UnitPrise", HEADERS)
    assert "“UnitPrise”" in str(caught.value)
    assert "“UnitPrice”" in str(caught.value.next)


@pytest.mark.parametrize("text", [
    "", "   ", "Quantity*", "*Quantity", "(Quantity", "Quantity)", "Quantity UnitPrice", "a**b", "1 2", "a;b", "a+(b*)",
    "()", "a^b", "a" + "+(a" * 200, "(" * 200 + "a" + ")" * 200, "3 a",
])
def test_what_cannot_be_read(text: str) -> None:
    with pytest.raises(UsageError):
        parse_expression(text, HEADERS)


@pytest.mark.parametrize("text", [
    "a); drop table sales; --", "read_csv('/etc/passwd')", "getenv(a)", "a || b", "(select 1)", "a'b", "1e5x",
])
def test_nothing_but_the_four_operations(text: str) -> None:
    with pytest.raises((UsageError, MappingError)):
        parse_expression(text, HEADERS)


NUMBERS = st.integers(1, 99)
TREES = st.recursive(
    st.one_of(NUMBERS.map(str), st.sampled_from(["a", "b", "Quantity"])),
    lambda inner: st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda parts: f"({parts[0]} {parts[1]} {parts[2]})"),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None)
@given(text=TREES)
def test_arithmetic_is_that_of_python(text: str) -> None:
    """Law: an expression of brackets, numbers and columns has the value that Python gives it."""
    try:
        expected = eval(text, {"a": 7, "b": 3, "Quantity": 12})
    except ZeroDivisionError:
        expected = None
    found = value(parse_expression(text, HEADERS))
    assert found is None if expected is None else float(str(found)) == pytest.approx(expected, rel=1e-9, abs=1e-9)
