"""How numbers, money, shares and dates are written: expectations by hand, after the house style.

_ stands for a no-break space (U+00A0) between number and unit; ' for a narrow one (U+202F) in Russian thousands.
"""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kam_core.i18n import Count, Day, Joined, Money, Month, Number, Points, Ratio, Share, Signed, use_language


@pytest.mark.parametrize(
    ("value", "russian", "english"),
    [
        (Money(1_240_000_000, "RUB"), "1,24_млрд_₽", "1.24_bn_₽"),
        (Money(Decimal("340000000"), "RUB"), "340_млн_₽", "340_m_₽"),
        (Money(12_345_678, "EUR"), "12,3_млн_€", "12.3_m_€"),
        (Money(999_999, "RUB"), "1_млн_₽", "1_m_₽"),
        (Money(999_499_999, "RUB"), "999_млн_₽", "999_m_₽"),
        (Money(5_500_000_000_000), "5,5_трлн", "5.5_tn"),
        (Money(15_240, "CHF"), "15,2_тыс._CHF", "15.2_k_CHF"),
        (Money(1000, "USD"), "1_тыс._$", "1_k_$"),
        (Money(999.6), "1_тыс.", "1_k"),
        (Money(940, "RUB"), "940_₽", "940_₽"),
        (Money(-1_234_567.5, "RUB"), "−1,23_млн_₽", "−1.23_m_₽"),
        (Money(-0.4, "RUB"), "0_₽", "0_₽"),
        (Money(0), "0", "0"),
        (Money(float("nan"), "RUB"), "—_₽", "—_₽"),
        (Money(Decimal("32533773.85"), "RUB", exact=True), "32'533'773,85_₽", "32,533,773.85_₽"),
        (Money(-5.5, "", exact=True), "−5,50", "−5.50"),
        (Count(1_234_567), "1'234'567", "1,234,567"),
        (Count(-12), "−12", "−12"),
        (Number(2.5, 2), "2,50", "2.50"),
        (Number(-0.001, 2), "0,00", "0.00"),
        (Share(0.1), "10,0_%", "10.0_%"),
        (Share(0.8, 0), "80_%", "80_%"),
        (Share(0.0123), "1,2_%", "1.2_%"),
        (Share(0.0004), "<_0,1_%", "<_0.1_%"),
        (Share(0.001), "0,1_%", "0.1_%"),
        (Share(-0.0004), ">_−0,1_%", ">_−0.1_%"),
        (Share(-0.021), "−2,1_%", "−2.1_%"),
        (Share(0), "0,0_%", "0.0_%"),
        (Points(0.021), "+2,1_п._п.", "+2.1_pp"),
        (Points(-0.021), "−2,1_п._п.", "−2.1_pp"),
        (Points(0.0001), "0,0_п._п.", "0.0_pp"),
        (Ratio(0.123), "+12,3_%", "+12.3_%"),
        (Ratio(12.3456), "+1'234,6_%", "+1,234.6_%"),
        (Ratio(-0.00001), "0,0_%", "0.0_%"),
        (Signed(32.4), "+32", "+32"),
        (Signed(-5), "−5", "−5"),
        (Signed(-0.4), "0", "0"),
        (Signed(0.4), "0", "0"),
        (Signed(1234.56, 1), "+1'234,6", "+1,234.6"),
        (Day(datetime.date(2026, 11, 21)), "21 нояб. 2026", "21 Nov 2026"),
        (Day(datetime.date(2026, 5, 9)), "9 мая 2026", "9 May 2026"),
        (Month(datetime.date(2026, 1, 1)), "янв 26", "Jan 26"),
        (Month(datetime.date(2009, 9, 1)), "сен 09", "Sep 09"),
        (Month(datetime.date(2026, 5, 1)), "май 26", "May 26"),
        (Month(datetime.date(2026, 1, 1), long=True), "январь 2026", "January 2026"),
        (Joined(["А", "Б", "В"]), "А, Б и В", "А, Б and В"),
        (Joined([Share(0.1), Share(0.2)]), "10,0_% и 20,0_%", "10.0_% and 20.0_%"),
        (Joined(["А"]), "А", "А"),
    ],
    ids=repr,
)
def test_values_are_written_as_the_reader_writes_them(value: object, russian: str, english: str) -> None:
    with use_language("ru"):
        assert str(value) == _spaces(russian)
    with use_language("en"):
        assert str(value) == _spaces(english)


@given(some.integers(-10**14, 10**14))
def test_a_count_can_be_read_back(number: int) -> None:
    with use_language("ru"):
        assert int(str(Count(number)).replace("\u202f", "").replace("−", "-")) == number


@given(some.decimals(min_value=-(10**15) + 1, max_value=10**15 - 1, places=2))
def test_compact_money_is_within_half_of_its_third_figure(amount: Decimal) -> None:
    units = {"k": 3, "m": 6, "bn": 9, "tn": 12}
    with use_language("en"):
        number, _, unit = str(Money(amount)).partition("\u00a0")
    read = Decimal(number.replace("−", "-").replace(",", "")).scaleb(units.get(unit, 0))
    slack = Decimal("0.5") if abs(amount) < 1000 else abs(amount) * Decimal("0.005")
    assert abs(read - amount) <= slack


def _spaces(text: str) -> str:
    return text.replace("_", "\u00a0").replace("'", "\u202f")
