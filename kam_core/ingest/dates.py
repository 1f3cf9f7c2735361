"""Dates as people and systems write them: the order of day, month and year is decided by the whole column.

A format is a strptime pattern ("%d.%m.%Y %H:%M", "%d %B %Y" for months in words of any length, Russian or English) or
"serial" (days of Excel since 1899-12-30). The SQL tries the pattern first; what fails is read where it can mean one day
only: the same order with other separators or a time, ISO dates, dotted dates with the day first, numbers of Excel from
20000 to 60000. Years run from 1900 to 2099; of two digits, 69-99 belong to the last century (POSIX).
"""

from __future__ import annotations

import datetime
import re

from kam_core.ingest.blanks import literal, plain, plain_sql
from kam_core.ingest.date_guess import DateGuess, detect_date
from kam_core.ingest.date_shapes import (
    COMPILED,
    FIRST_SERIAL,
    LAST_SERIAL,
    MONTHS_ONLY,
    SERIAL,
    SHAPES,
    STEMS,
    DateFormat,
    moment_of,
    serial,
)

__all__ = [
    "DateFormat", "DateGuess", "date_sql", "detect_date", "month_only_sql", "parse_date", "parse_timestamp", "timestamp_sql",
]


def date_sql(column_sql: str, fmt: DateFormat) -> str:
    """DuckDB expression of type DATE over a VARCHAR; NULL where the text is no date of this format.

    The date is the one that is written: a time zone behind it is ignored. A month without a day is its first day.
    """
    return _whole_sql(column_sql, fmt, "DATE")


def timestamp_sql(column_sql: str, fmt: DateFormat) -> str:
    """DuckDB expression of type TIMESTAMP over a VARCHAR, to the second; in UTC where the text names a time zone."""
    return _whole_sql(column_sql, fmt, "TIMESTAMP")


def _whole_sql(c: str, fmt: DateFormat, kind: str) -> str:
    """The pattern itself, the same one with and without a time, then the thorough way; each for what the last one left."""
    value = "cast(p as DATE)" if kind == "DATE" else "date_trunc('second', p)"
    others = [
        f"list_transform([try_strptime({c}, {literal(pattern)})],"
        f" lambda p: case when p > '1900-01-01' and p < '2100-01-01' then {value} end)[1]"
        for pattern in _other_patterns(fmt)
    ]
    return f"coalesce({', '.join([_quick_sql(c, fmt, kind), *others, _thorough_sql(c, fmt, kind == 'TIMESTAMP')])})"


def _other_patterns(fmt: DateFormat) -> list[str]:
    """The date of the pattern with and without the usual times."""
    if fmt.kind not in ("dmy", "mdy", "ymd", "yymd"):
        return []
    day = re.split("[ T]%[HI]", fmt.pattern)[0]
    return [pattern for pattern in (day, f"{day} %H:%M:%S", f"{day} %H:%M") if pattern != fmt.pattern]


def _quick_sql(c: str, fmt: DateFormat, kind: str) -> str:
    if fmt.kind == "serial":
        return _serial_sql(f"try_cast({c} as DOUBLE)", kind)
    if fmt.kind == "words":
        return f"cast(null as {kind})"
    parsed = f"try_strptime({c}, {literal(fmt.pattern)})"
    # strptime takes 2024105 for a date of %Y%m%d, 24 for the year 24, and "epoch" for the first day of 1900.
    length = {"compact": f"length({c}) = 8 and ", "yyyymm": f"length({c}) = 6 and "}.get(fmt.kind, "")
    value = f"cast({parsed} as DATE)" if kind == "DATE" else f"date_trunc('second', {parsed})"
    return f"case when {length}{parsed} > '1900-01-01' and {parsed} < '2100-01-01' then {value} end"


def _serial_sql(number: str, kind: str) -> str:
    day = f"date '1899-12-30' + cast(floor({number}) as INTEGER)"
    if kind == "TIMESTAMP":
        day = f"cast({day} as TIMESTAMP) + to_seconds(round(({number} - floor({number})) * 86400))"
    return f"case when {number} >= {FIRST_SERIAL} and {number} < {LAST_SERIAL + 1} then cast({day} as {kind}) end"


def month_only_sql(sql: str) -> str:
    """SQL that is true where a text is a month without a day."""
    shapes = " or ".join(f"regexp_matches(t, {literal(SHAPES[shape])})" for shape in MONTHS_ONLY)
    return f"list_transform([{plain_sql(sql)}], lambda t: {shapes})[1]"


def _thorough_sql(c: str, fmt: DateFormat, moment: bool) -> str:
    # Lambdas over lists of one name the steps: DuckDB would compute a repeated expression for every row, beforehand.
    kind = "TIMESTAMP" if moment else "DATE"
    cases = "".join(
        f" when regexp_matches(t, {literal(SHAPES[shape])}) then {_parts_sql(shape, moment)}" for shape in fmt.shapes
    )
    serial = _serial_sql("try_cast(replace(t, ',', '.') as DOUBLE)", kind)
    return (
        f"list_transform([{plain_sql(c)}], lambda t: case{cases}"
        f" when regexp_matches(t, {literal(SERIAL)}) then {serial} end)[1]"
    )


def _parts_sql(kind: str, moment: bool) -> str:
    """SQL of the date in the text t that has this shape."""
    names = list(COMPILED[kind].groupindex)
    year = "case when length(g.y) > 2 then g.y when g.y < '69' then '20' || g.y else '19' || g.y end"
    month = "g.m"
    if "w" in names:
        cases = " ".join(
            f"when left(g.w, 3) in ({', '.join(map(literal, stems))}) then '{number}'"
            for number, stems in enumerate(STEMS, 1)
        )
        month = f"case {cases} end"
    text = f"({year}) || '-' || {month} || '-' || {'g.d' if 'd' in names else literal('1')}"
    value = f"try_cast({text} as DATE)"
    if moment:
        value = f"cast({value} as TIMESTAMP)"
        if "h" in names:
            value += f" + {_time_sql()}"
    groups = "[" + ", ".join(map(literal, names)) + "]"
    return f"list_transform([regexp_extract(t, {literal(SHAPES[kind])}, {groups})], lambda g: {value})[1]"


def _time_sql() -> str:
    hour = "coalesce(try_cast(g.h as INTEGER), 0)"
    hour = f"case g.p when 'pm' then {hour} % 12 + 12 when 'am' then {hour} % 12 else {hour} end"
    seconds = f"({hour}) * 3600 + coalesce(try_cast(g.i as INTEGER), 0) * 60 + coalesce(try_cast(g.s as INTEGER), 0)"
    zone = "case when length(g.z) > 4 then cast(left(g.z, 1) || '1' as INTEGER)" \
           " * (cast(g.z[2:3] as INTEGER) * 3600 + cast(right(g.z, 2) as INTEGER) * 60) else 0 end"
    return f"to_seconds({seconds} - {zone})"


def parse_timestamp(text: str | None, fmt: DateFormat) -> datetime.datetime | None:
    """What timestamp_sql makes of one text, computed in Python: for previews, and as the twin in tests."""
    return _parse(text, fmt, ())


def parse_date(text: str | None, fmt: DateFormat) -> datetime.date | None:
    """What date_sql makes of one text, computed in Python: for previews, and as the twin in tests."""
    moment = _parse(text, fmt, ("h", "i", "s", "z"))
    return moment.date() if moment else None


def _parse(text: str | None, fmt: DateFormat, without: tuple[str, ...]) -> datetime.datetime | None:
    """The moment that a text means, some of its parts left out."""
    if text is None:
        return None
    t = plain(text)
    for shape in fmt.shapes:
        found = COMPILED[shape].match(t)
        if found:
            return moment_of({name: part for name, part in found.groupdict().items() if name not in without})
    return serial(t)
