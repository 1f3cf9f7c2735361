"""Working hours against counts by hand, against a plain walk through the hours, and their laws."""

from __future__ import annotations

import csv
import datetime

import holidays
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kam_core.errors import UsageError
from kam_core.metrics import work_week
from kam_core.metrics.business_hours import Week, elapsed, hours
from kam_core.settings import COUNTRIES, Settings
from metrics.company import said

OFFICE = Week(9, 17)
MOMENTS = st.datetimes(datetime.datetime.fromisoformat("2021-01-01"), datetime.datetime.fromisoformat("2027-12-31"))
WEEKS = st.sampled_from([
    OFFICE, Week(8.5, 17.25, (0, 1, 2, 3, 4, 5)), Week(0, 24, (0, 1, 2, 3, 4, 5, 6)), Week(9, 18, country="RU"),
    Week(9, 17, off=(datetime.date(2024, 5, 6), datetime.date(2024, 5, 4))), Week(10, 19, (6, 0, 1, 2, 3)),
])


def one(start, end, week=OFFICE):
    """Working hours between two moments."""
    return float(hours(np.array([start], dtype="datetime64[us]"), np.array([end], dtype="datetime64[us]"), week)[0])


def walked(start, end, week):
    """The same by walking from day to day."""
    works = set(holidays.country_holidays(week.country, years=range(2020, 2029))) if week.country else set()
    instead = holidays.country_holidays(week.country, years=range(2020, 2029)).weekend_workdays if week.country else set()
    total, day = 0.0, start.date()
    while day <= end.date():
        if day not in works and day not in week.off and (day.weekday() in week.workdays or day in instead):
            midnight = datetime.datetime.combine(day, datetime.time())
            opens, closes = (midnight + datetime.timedelta(hours=hour) for hour in (week.opens, week.closes))
            total += max((min(end, closes) - max(start, opens)).total_seconds(), 0.0) / 3600
        day += datetime.timedelta(days=1)
    return total


def test_published_fixtures(shared):
    """Rows of the table of expected results: a weekend between, a holiday, the weekend itself, before, at and after hours."""
    with (shared / "acceptance.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["id"].startswith("7.1.")]
    assert len(rows) == 6
    for row in rows:
        span, off = row["computation"].split("9-17 ")[1].split(" hol=")
        days = tuple(datetime.date.fromisoformat(day) for day in off.strip("[]").replace("'", "").split(",") if day)
        found = one(*span.split(".."), Week(9, 17, off=days))
        assert found == pytest.approx(float(row["expected"]), abs=float(row["tolerance"]))


def test_a_russian_may():
    """Production calendar of 2024: 27 April, a Saturday, is worked; 29 and 30 April, 1, 9 and 10 May are not."""
    week = Week(9, 18, country="RU")
    assert one("2024-04-27T00:00", "2024-04-28T00:00", week) == 9
    assert one("2024-04-29T00:00", "2024-05-02T00:00", week) == 0
    # 2, 3, 6, 7, 8, 13 May
    assert one("2024-05-02T00:00", "2024-05-14T00:00", week) == 6 * 9


def test_the_clock_change_and_time_zones():
    """On Sunday 31 March 2024 Berlin lost the hour from two to three; Moscow is two hours ahead of it in winter, one after."""
    berlin = Week(9, 17, zone="Europe/Berlin")
    start, end = (np.array([text], dtype="datetime64[us]") for text in ("2024-03-30T12:00", "2024-04-01T12:00"))
    assert elapsed(start, end, berlin)[0] == 47
    assert elapsed(start, end, OFFICE)[0] == 48
    assert hours(start, end, berlin)[0] == 3
    moscow = Week(9, 17, zone="Europe/Berlin", written="Europe/Moscow")
    assert one("2024-03-29T10:00", "2024-03-29T12:00", moscow) == 1  # 8 to 10 o'clock in Berlin
    assert one("2024-04-01T10:00", "2024-04-01T12:00", moscow) == 2  # 9 to 11
    # the hour that the clock shows twice, and the one it leaves out, are no errors
    odd = np.array(["2024-10-27T02:30", "2024-03-31T02:30"], dtype="datetime64[us]")
    assert np.isfinite(elapsed(odd, np.array(["2024-11-27", "2024-11-27"], dtype="datetime64[us]"), berlin)).all()


def test_what_is_not_known_stays_unknown():
    moments = np.array(["2024-05-06T10:00", "NaT", "0001-01-01", "9999-12-31"], dtype="datetime64[us]")
    found = hours(moments, np.full(4, np.datetime64("2024-05-06T12:00")), OFFICE)
    assert found[0] == 2
    assert np.isnan(found[1:]).all()
    assert np.isnan(elapsed(moments, moments[::-1], OFFICE)[1:3]).all()
    assert hours(moments[:0], moments[:0], OFFICE).size == 0


@settings(deadline=None)
@given(st.lists(st.tuples(MOMENTS, st.integers(0, 40 * 24 * 60)), min_size=1, max_size=8), WEEKS)
def test_as_a_walk_through_the_days(spans, week):
    starts = [start.replace(microsecond=0) for start, _ in spans]
    ends = [start + datetime.timedelta(minutes=long) for start, (_, long) in zip(starts, spans, strict=True)]
    found = hours(np.array(starts, dtype="datetime64[us]"), np.array(ends, dtype="datetime64[us]"), week)
    for got, start, end in zip(found.tolist(), starts, ends, strict=True):
        assert got == pytest.approx(walked(start, end, week), abs=1e-9)


@settings(deadline=None)
@given(MOMENTS, MOMENTS, MOMENTS, WEEKS)
def test_they_add_up_and_are_never_more_than_the_calendar_has(first, second, third, week):
    first, second, third = sorted((first, second, third))
    whole = one(first, third, week)
    assert one(first, second, week) + one(second, third, week) == pytest.approx(whole, abs=1e-9)
    assert -1e-9 <= whole <= (third - first).total_seconds() / 3600 + 1e-9
    assert one(third, first, week) == pytest.approx(-whole, abs=1e-9)


@settings(deadline=None)
@given(MOMENTS, st.integers(0, 60 * 24 * 60), st.integers(-200, 200))
def test_a_shift_by_whole_weeks_changes_nothing(start, long, weeks):
    end, shift = start + datetime.timedelta(minutes=long), datetime.timedelta(weeks=weeks)
    assert one(start + shift, end + shift) == pytest.approx(one(start, end), abs=1e-9)


def test_the_week_of_the_settings():
    assert work_week.week(Settings()) == Week()
    set_so = Settings().with_(work_start=8.5, work_end=17, workdays="mon-sat", work_country="RU", work_zone="Europe/Moscow",
                              request_zone="UTC", work_days_off="2026-05-02, 2026-01-09")
    assert work_week.week(set_so) == Week(8.5, 17, (0, 1, 2, 3, 4, 5), (datetime.date(2026, 1, 9), datetime.date(2026, 5, 2)),
                                          "RU", "Europe/Moscow", "UTC")
    assert work_week.limits(Settings().with_(resolution_limits="Critical = 4; High=24,5")) == {"critical": 4, "high": 24.5}


@pytest.mark.parametrize(("values", "words"), [
    ({"work_start": 18, "work_end": 9}, "ends at 9 and begins at 18"),
    ({"work_zone": "Moscow"}, "Europe/Moscow"),
    ({"work_days_off": "2 May"}, "is not a date"),
    ({"resolution_limits": "Critical 4"}, "Critical = 4"),
    ({"resolution_limits": "Critical = -4"}, "not a priority with its hours"),
])
def test_settings_that_make_no_week(values, words):
    read = work_week.limits if "resolution_limits" in values else work_week.week
    with pytest.raises(UsageError) as refused:
        read(Settings().with_(**values))
    assert words in f"{said(refused.value.what)} {said(refused.value.next)}"


def test_every_country_is_known():
    assert set(COUNTRIES) <= set(holidays.list_supported_countries())
