"""Numbers: values read by hand, and the law that SQL and Python read alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kam_core.ingest.blanks import NULL_WORDS, is_missing, missing_sql
from kam_core.ingest.numbers import NumberFormat, detect_number, number_sql, parse_number

Run = Callable[[str, list[str]], list[Any]]
COMMA, POINT = NumberFormat(","), NumberFormat(".")
FORMATS = [
    POINT, COMMA, NumberFormat(",", " "), NumberFormat(",", "\xa0"), NumberFormat(",", " \xa0'"), NumberFormat(".", ","),
    NumberFormat(",", "."), NumberFormat(",", "", True), NumberFormat(".", "", True),
]

READ = [
    # text, with a decimal comma, with a decimal point
    ("5", "5", "5"), ("0012", "12", "12"), ("1 234,56", "1234.56", "1234.56"), ("1\xa0234,56", "1234.56", "1234.56"),
    ("1\u202f234\u2009567,8", "1234567.8", "1234567.8"), ("1.234,56", "1234.56", "1234.56"),
    ("1,234.56", "1234.56", "1234.56"),
    ("1,234", "1.234", "1234"), ("1.234", "1234", "1.234"), ("1,234,567", "1234567", "1234567"),
    ("1.234.567", "1234567", "1234567"), ("1'234'567.8", "1234567.8", "1234567.8"), ("1’234,5", "1234.5", "1234.5"),
    ("0,123", "0.123", "0.123"), ("0.123", "0.123", "0.123"), ("1234.5", "1234.5", "1234.5"), ("1234,5", "1234.5", "1234.5"),
    ("-5", "-5", "-5"), ("−5", "-5", "-5"), ("–5,5", "-5.5", "-5.5"), ("- 5", "-5", "-5"), ("+5", "5", "5"),
    ("(123,45)", "-123.45", "-123.45"), ("( 5 )", "-5", "-5"), ("5-", "-5", "-5"), ("1 000,00 -", "-1000", "-1000"),
    ("1 234,56 руб.", "1234.56", "1234.56"), ("5руб", "5", "5"), ("руб.5", "5", "5"), ("2 500 000р.", "2500000", "2500000"),
    ("₽ 5", "5", "5"), ("5 ₽", "5", "5"), ("$5.00", "5", "5"), ("-$5", "-5", "-5"), ("$-5", "-5", "-5"),
    ("($5.00)", "-5", "-5"),
    ("£1,234.50", "1234.5", "1234.5"), ("12.50 EUR", "12.5", "12.5"), ("EUR 12,5", "12.5", "12.5"), ("5 шт.", "5", "5"),
    ("1.5e-05", "0", "0"), ("2.5E+3", "2500", "2500"), ("1,5e3", "1500", "1500"), ("12%", "0.12", "0.12"),
    ("12,5 %", "0.125", "0.125"),
    (",5", "0.5", "0.5"), ("5,", "5", "5"), ("1.00005", "1.0001", "1.0001"), ("-1.00005", "-1.0001", "-1.0001"),
    ("99999999999999", "99999999999999", "99999999999999"),
    # no numbers
    ("", None, None), ("-", None, None), ("abc", None, None), ("12 34", None, None), ("1 2345", None, None),
    ("12.05.2024", None, None),
    ("1.2.3", None, None), ("1,2,3", None, None), ("--5", None, None), ("(5", None, None), ("5р6", None, None),
    ("1e400", None, None),
    ("199999999999999", None, None), ("0x10", None, None), ("inf", None, None), ("nan", None, None), ("85123A", None, None),
    ("10:30", None, None), ("5/6", None, None), ("½", None, None),
]


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


@pytest.fixture(scope="module")
def run() -> Iterator[Run]:
    """Values of an SQL expression over the text v, one for each text."""
    connection = duckdb.connect()

    def values(sql: str, texts: list[str]) -> list[Any]:
        rows = connection.execute(f"select {sql} from (select unnest(cast(? as VARCHAR[])) as v)", [texts]).fetchall()
        return [row[0] for row in rows]

    yield values
    connection.close()


@pytest.mark.parametrize(("text", "comma", "point"), READ)
def test_readings(text: str, comma: str | None, point: str | None) -> None:
    assert parse_number(text, COMMA) == _decimal(comma)
    assert parse_number(text, POINT) == _decimal(point)


def test_sql_readings(run: Run) -> None:
    texts = [text for text, _, _ in READ]
    assert run(number_sql("v", COMMA), texts) == [_decimal(comma) for _, comma, _ in READ]
    assert run(number_sql("v", POINT), texts) == [_decimal(point) for _, _, point in READ]


@pytest.mark.parametrize("fmt", FORMATS, ids=str)
def test_sql_and_python_read_the_table_alike(run: Run, fmt: NumberFormat) -> None:
    texts = [text for text, _, _ in READ]
    assert run(number_sql("v", fmt), texts) == [parse_number(text, fmt) for text in texts]


NOISE = st.text(st.sampled_from("0123456789.,' -+()\xa0\u2009−%eE_рубшт.₽$\n"), max_size=12)


@settings(max_examples=60, deadline=None)
@given(texts=st.lists(NOISE, min_size=1, max_size=40), fmt=st.sampled_from(FORMATS))
def test_sql_and_python_read_anything_alike(run: Run, texts: list[str], fmt: NumberFormat) -> None:
    """Law: number_sql and parse_number are twins, whatever the cells hold."""
    assert run(number_sql("v", fmt), texts) == [parse_number(text, fmt) for text in texts]


@settings(max_examples=150)
@given(
    kopecks=st.integers(-10**13, 10**13), decimal=st.sampled_from(",."),
    space=st.sampled_from(["", " ", "\xa0", "\u202f", "\u2009", "'"]),
    dress=st.sampled_from(["{}", "{} руб.", "{} ₽", " {} "]),
)
def test_what_is_written_is_read_back(kopecks: int, decimal: str, space: str, dress: str) -> None:
    """Law: a number written with any thousands sign and currency is read as itself, detected from itself alone."""
    whole, rest = divmod(abs(kopecks), 100)
    text = f"{whole:,}".replace(",", space) + f"{decimal}{rest:02d}"
    text = dress.format(("−" if kopecks < 0 else "") + text)
    guess = detect_number([text])
    assert guess is not None
    assert guess.format.decimal == decimal
    assert parse_number(text, guess.format) == Decimal(kopecks) / 100


@pytest.mark.parametrize(("values", "decimal", "certain"), [
    (["1,5", "2"], ",", True), (["1.5", "2"], ".", True), (["1 234,567"], ",", True), (["1.234,5", "7"], ",", True),
    (["1,234,567"], ".", True), (["1.234.567", "5"], ",", True), (["1,234", "0,5"], ",", True), (["1,234", "0.5"], ".", True),
    (["1,234", "4567"], ",", True), (["1,234", "5", "17", "890"], ".", True), (["1,234"], ".", False),
    (["1.234", "2.345"], ".", False),
    (["5", "17"], ".", True), (["(1,5)", "-", "NA"], ",", True), (["1 234,5 руб.", "10 руб."], ",", True),
])
def test_the_column_decides(values: list[str], decimal: str, certain: bool) -> None:
    guess = detect_number(values)
    assert guess is not None
    assert (guess.format.decimal, guess.certain) == (decimal, certain)
    assert bool(guess.alternatives) is not certain


def test_a_doubt_names_both_readings() -> None:
    guess = detect_number(["1,234", "5,678"])
    assert guess is not None
    readings = {parse_number("1,234", fmt) for fmt in (guess.format, *guess.alternatives)}
    assert readings == {Decimal(1234), Decimal("1.234")}


def test_other_columns_settle_a_doubt() -> None:
    guess = detect_number(["30,000", "5,000"], hint=COMMA)
    assert guess is not None
    assert guess.certain
    assert parse_number("30,000", guess.format) == 30


def test_both_conventions_in_one_column() -> None:
    """Text with commas beside numbers of Excel with points: what can mean one thing is read, 1.234 is not."""
    guess = detect_number(["10,5", "10.5", "3,25"])
    assert guess is not None
    assert guess.format == NumberFormat(",", "", True)
    assert parse_number("10.5", guess.format) == Decimal("10.5")
    assert parse_number("1.234", guess.format) is None


@pytest.mark.parametrize("values", [
    ["a", "b"], ["NA", "-"], [], ["12.05.2024"], ["01.02.24", "02.02.24"], ["Итого", "5", "текст"]])
def test_no_numbers(values: list[str]) -> None:
    assert detect_number(values) is None


def test_share_and_percent() -> None:
    guess = detect_number(["5", "6", "x", ""])
    assert guess is not None
    assert guess.share == pytest.approx(2 / 3)
    discount = detect_number(["10%", "5 %", "0"])
    assert discount is not None
    assert discount.percent


def test_words_for_nothing(run: Run) -> None:
    texts = [*sorted(NULL_WORDS), "NULL", " N/A ", "\xa0-", "0", "нет долга"]
    assert [is_missing(text) for text in texts] == [True] * (len(texts) - 2) + [False, False]
    assert run(missing_sql("v"), texts) == [is_missing(text) for text in texts]
