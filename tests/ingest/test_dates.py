"""Dates: values read by hand, and the law that SQL and Python read alike."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kam_core.ingest.dates import DateFormat, date_sql, detect_date, parse_date, parse_timestamp, timestamp_sql

Run = Callable[[str, list[str]], list[Any]]
PATTERNS = [
    "%d.%m.%Y", "%d.%m.%y", "%d/%m/%Y", "%m/%d/%Y", "%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y%m%d", "%d %B %Y", "%B %Y", "%Y-%m",
    "%m.%Y", "%Y%m", "serial", "%y-%m-%d", "%d/%m/%Y %H:%M", "%d/%m/%Y %I:%M %p", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S.%f",
]
# text, its reading with the format that detect_date finds from it alone, to the minute
READ = [
    ("01.02.2024", "2024-02-01 00:00"), ("1.2.2024", "2024-02-01 00:00"), ("01.02.24", "2024-02-01 00:00"),
    ("01.02.69", "1969-02-01 00:00"), ("31.12.2024 23:59", "2024-12-31 23:59"), ("01.02.2024 9:05:30", "2024-02-01 09:05"),
    ("01.02.2024 г.", "2024-02-01 00:00"), ("2024-02-01", "2024-02-01 00:00"), ("2024-02-01 10:11:12", "2024-02-01 10:11"),
    ("2024-02-01T10:11:12Z", "2024-02-01 10:11"), ("2024-02-01T10:11:12.123+03:00", "2024-02-01 07:11"),
    ("1996-07-04 00:00:00.000", "1996-07-04 00:00"), ("2015-11-20 10:59:00.000000018", "2015-11-20 10:59"),
    ("2024/02/01", "2024-02-01 00:00"), ("13/02/2024", "2024-02-13 00:00"), ("02/13/2024 5:07 PM", "2024-02-13 17:07"),
    ("02/13/2024 12:07 AM", "2024-02-13 00:07"), ("20240201", "2024-02-01 00:00"), ("01 янв 2024", "2024-01-01 00:00"),
    ("1 января 2024 г.", "2024-01-01 00:00"), ("5 мая 2023", "2023-05-05 00:00"),
    ("15 сентября 2023 года", "2023-09-15 00:00"),
    ("янв 2024", "2024-01-01 00:00"), ("Январь 2024", "2024-01-01 00:00"), ("Февраль 2024 г.", "2024-02-01 00:00"),
    ("янв.24", "2024-01-01 00:00"), ("5-Jan-24", "2024-01-05 00:00"), ("Jan 2024", "2024-01-01 00:00"),
    ("January 5, 2024", "2024-01-05 00:00"), ("5 September 2024", "2024-09-05 00:00"), ("2024-01", "2024-01-01 00:00"),
    ("01.2024", "2024-01-01 00:00"), ("201411", "2014-11-01 00:00"), ("45292", "2024-01-01 00:00"),
    ("45292.5", "2024-01-01 12:00"),
    ("45292,75", "2024-01-01 18:00"), ("2024-02-29", "2024-02-29 00:00"),
]
NOT_DATES = [
    "", "-", "31.02.2024", "2023-02-29", "01.13.2024x", "abc", "5", "1 234,56", "99999", "19999", "epoch", "infinity",
    "01.01.0001",    "32.01.2024", "2024-13-01", "25:00", "10.02", "маркетинг 24", "1e5", "2024105",
]


@pytest.fixture(scope="module")
def run() -> Iterator[Run]:
    """Values of an SQL expression over the text v, one for each text."""
    connection = duckdb.connect()

    def values(sql: str, texts: list[str]) -> list[Any]:
        rows = connection.execute(f"select {sql} from (select unnest(cast(? as VARCHAR[])) as v)", [texts]).fetchall()
        return [row[0] for row in rows]

    yield values
    connection.close()


@pytest.mark.parametrize(("text", "expected"), READ)
def test_readings(run: Run, text: str, expected: str) -> None:
    guess = detect_date([text])
    assert guess is not None
    moment = datetime.datetime.fromisoformat(expected)
    read = run(f"date_trunc('minute', {timestamp_sql('v', guess.format)})", [text])
    assert read == [moment]
    # The date is the one that is written, whatever the time zone behind it.
    assert run(date_sql("v", guess.format), [text]) == [moment.date()]


@pytest.mark.parametrize("text", NOT_DATES)
def test_no_dates(text: str) -> None:
    assert detect_date([text]) is None


@pytest.mark.parametrize("pattern", PATTERNS)
def test_sql_and_python_read_the_table_alike(run: Run, pattern: str) -> None:
    fmt = DateFormat(pattern)
    texts = [text for text, _ in READ] + NOT_DATES
    assert run(date_sql("v", fmt), texts) == [parse_date(text, fmt) for text in texts]
    assert run(timestamp_sql("v", fmt), texts) == [parse_timestamp(text, fmt) for text in texts]
    assert run(date_sql("v", fmt), NOT_DATES) == [None] * len(NOT_DATES)


NOISE = st.one_of(
    st.text(st.sampled_from("0123456789./- :TZ+\xa0гянвJan"), max_size=20),
    st.datetimes(datetime.datetime.fromisoformat("1890-01-01"), datetime.datetime.fromisoformat("2110-01-01")).flatmap(
        lambda moment: st.sampled_from(PATTERNS[:7] + PATTERNS[13:]).map(moment.strftime)
    ),
    st.floats(15000, 65000).map(str),
)


@settings(max_examples=60, deadline=None)
@given(texts=st.lists(NOISE, min_size=1, max_size=40), pattern=st.sampled_from(PATTERNS))
def test_sql_and_python_read_anything_alike(run: Run, texts: list[str], pattern: str) -> None:
    """Law: date_sql and parse_date, timestamp_sql and parse_timestamp are twins, whatever the cells hold."""
    fmt = DateFormat(pattern)
    assert run(date_sql("v", fmt), texts) == [parse_date(text, fmt) for text in texts]
    assert run(timestamp_sql("v", fmt), texts) == [parse_timestamp(text, fmt) for text in texts]


@given(
    days=st.lists(st.dates(datetime.date(1970, 1, 1), datetime.date(2068, 12, 31)), min_size=1, max_size=30),
    pattern=st.sampled_from(["%d.%m.%Y", "%d.%m.%y", "%d/%m/%Y", "%m/%d/%Y", "%Y-%m-%d", "%Y%m%d"]),
)
def test_a_column_is_read_back_or_asked_about(days: list[datetime.date], pattern: str) -> None:
    """Law: what strftime writes is read back by a certain guess, or by one of the alternatives of an uncertain one."""
    texts = [day.strftime(pattern) for day in days]
    guess = detect_date(texts)
    assert guess is not None
    readings = [[parse_date(text, fmt) for text in texts] for fmt in (guess.format, *guess.alternatives)]
    assert days in readings
    assert not guess.certain or readings[0] == days


@pytest.mark.parametrize(("values", "pattern", "certain"), [
    (["03/04/2024", "05/06/2024"], "%d/%m/%Y", False), (["03/04/2024", "14/05/2024"], "%d/%m/%Y", True),
    (["03/04/2024", "05/14/2024"], "%m/%d/%Y", True), (["01/01/2024", "02/02/2024"], "%d/%m/%Y", True),
    (["03.04.2024", "05.06.2024"], "%d.%m.%Y", True), (["01.02.24", "02.02.24"], "%d.%m.%y", True),
    (["24-02-01", "25-03-02"], "%d-%m-%y", False), (["24-03-31", "99-12-31", "98-01-30"], "%y-%m-%d", True),
    (["01.02.2024", "2024-02-13"], "%Y-%m-%d", True), (["01.02.2024", "45335", "02.02.2024"], "%d.%m.%Y", True),
    (["03/04/2024 3:00 PM"], "%m/%d/%Y %I:%M %p", False), (["01.02.2024", "NULL", "", "-"], "%d.%m.%Y", True),
])
def test_the_column_decides(values: list[str], pattern: str, certain: bool) -> None:
    guess = detect_date(values)
    assert guess is not None
    assert (guess.format.pattern, guess.certain) == (pattern, certain)


def test_the_other_reading_is_offered() -> None:
    guess = detect_date(["03/04/2024"])
    assert guess is not None
    assert [item.pattern for item in guess.alternatives] == ["%m/%d/%Y"]
    assert guess.format.label == "dd/mm/yyyy"


def test_contradicting_values_are_no_certainty() -> None:
    guess = detect_date(["13/01/2024", "14/01/2024", "01/15/2024"])
    assert guess is not None
    assert (guess.format.pattern, guess.certain) == ("%d/%m/%Y", False)
    assert guess.share == pytest.approx(2 / 3)


@pytest.mark.parametrize("values", [["100", "200"], ["a", "b"], [], ["NULL"], ["1,5", "2,5"], ["13/01/2024", "x", "y"]])
def test_no_column_of_dates(values: list[str]) -> None:
    assert detect_date(values) is None


def test_times_of_a_column() -> None:
    guess = detect_date(["1/3/2016 01:23", "29/2/2016 04:57"])
    assert guess is not None
    assert guess.format == DateFormat("%d/%m/%Y %H:%M", True)
