"""Words of reports: months as headers, totals, measures, companies; in Russian and English."""

from __future__ import annotations

import datetime
import re

NAMES = {
    1: "январь|января|янв|january|jan", 2: "февраль|февраля|февр|фев|february|feb",
    3: "март|марта|мар|march|mar", 4: "апрель|апреля|апр|april|apr", 5: "май|мая|may",
    6: "июнь|июня|июн|june|jun", 7: "июль|июля|июл|july|jul", 8: "август|августа|авг|august|aug",
    9: "сентябрь|сентября|сент|сен|september|sept|sep", 10: "октябрь|октября|окт|october|oct",
    11: "ноябрь|ноября|нояб|ноя|november|nov", 12: "декабрь|декабря|дек|december|dec",
}
BY_NAME = {name: month for month, names in NAMES.items() for name in names.split("|")}
NAME = "|".join(sorted(BY_NAME, key=len, reverse=True))
# "Январь 2026 г.", "янв. 26", "Jan-26", "январь", "2026 январь"
NAMED = re.compile(
    rf"(?:(?P<before>\d{{4}})\s*(?:г\.?|год)?[\s,.\-/]*)?(?P<name>{NAME})\.?"
    rf"(?:[\s,.\-/'’]*(?P<year>\d{{4}}|\d{{2}})\s*(?:г\.?|год[а]?)?)?\.?"
)
MONTH_FIRST = re.compile(r"(?P<month>0?[1-9]|1[0-2])[./\-](?P<year>(?:19|20)\d{2})(?:\s*г\.?)?")
YEAR_FIRST = re.compile(r"(?P<year>(?:19|20)\d{2})[./\-](?P<month>0?[1-9]|1[0-2])")
ISO_DAY = re.compile(r"(?P<year>(?:19|20)\d{2})-(?P<month>\d{2})-(?P<day>\d{2})(?:[ T]00:00(?::00)?)?")
RU_DAY = re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>(?:19|20)\d{2})(?:\s+0?0:00(?::00)?)?")
# "01.01.2026 - 31.01.2026"
SPAN = re.compile(r"(\d{1,2}\.\d{1,2}\.\d{4})\s*(?:-|–|—|по|\.\.\.?)\s*(\d{1,2}\.\d{1,2}\.\d{4})")

# "Итого по клиенту А", "Grand total", "Total for A", "A Total" of a pivot table; but Total Energies is a client.
TOTAL = re.compile(
    r"(?:(?:общий|общая|общее|промежуточный)\s+)?(?:итог|итого|итоги|всего)\b.*|"
    r"(?:(?:grand|sub|report|overall)[\s-]?)?totals?\s*(?:[:.].*)?|(?:sub[\s-]?)?totals?\s+(?:for|of|by|per)\b.*|"
    r".+\s(?:итог|итого|total)"
)
PERCENT = re.compile(r"%|\bпроцент|рентабельн|\bдоля\b|\bшт?\s*%|\bshare\b|\bpercent|\bmarkup\b|наценк", re.IGNORECASE)
PROFIT = re.compile(r"прибыл|\bмарж|\bprofit|\bmargin|\bgp\b|\bдоход\b", re.IGNORECASE)
COST = re.compile(r"себестоим|\bcost\b|\bcogs\b|\bcosts\b", re.IGNORECASE)
QUANTITY = re.compile(r"кол-?\s*во|количеств|\bqty\b|quantity|\bunits?\b|\bштук\b|\bшт\b\.?", re.IGNORECASE)
REVENUE = re.compile(
    r"выручк|сумма|стоимость|продаж|оборот|реализаци|отгруз|revenue|sales|amount|turnover|\bnet\b|\bvalue\b", re.IGNORECASE
)
COMPANY = re.compile(
    r"\b(?:ооо|оао|зао|пао|ао|ип|тд|гк|нко|муп|гуп|фгуп|чп|тоо|одо|llc|ltd|inc|gmbh|corp|plc|co|s\.?a|b\.?v|ag)\b",
    re.IGNORECASE,
)
CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
# 06/05/2026 may be June or May: such names carry no day.
DOCUMENT_DAYS = (
    re.compile(r"(?:\bот|\bof|\bdated|\bfrom)\s+(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4}|\d{2})\b"),
    re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})\b"),
    re.compile(r"\b(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})\b"),
)


def plain(text: str | None) -> str:
    """A cell in small letters with single plain spaces."""
    return re.sub(r"\s+", " ", (text or "").replace("\xa0", " ")).strip().lower()


def parse_period(text: str | None) -> tuple[int | None, int, int] | None:
    """A header that is a month or a day: (year or None, month, day); a month is its first day."""
    words = plain(text)
    if not words or len(words) > 40:
        return None
    span = SPAN.fullmatch(words)
    if span:
        first, last = (RU_DAY.fullmatch(part) for part in span.groups())
        same = first and last and first["month"] == last["month"] and first["year"] == last["year"]
        words = span[1] if same else ""
    for pattern in (ISO_DAY, RU_DAY):
        match = pattern.fullmatch(words)
        if match:
            return checked(int(match["year"]), int(match["month"]), int(match["day"]))
    for pattern in (MONTH_FIRST, YEAR_FIRST):
        match = pattern.fullmatch(words)
        if match:
            return int(match["year"]), int(match["month"]), 1
    match = NAMED.fullmatch(words)
    if not match:
        return None
    year = match["before"] or match["year"]
    number = int(year) if year else None
    if number is not None and number < 100:
        number += 2000
    return number, BY_NAME[match["name"]], 1


def checked(year: int, month: int, day: int) -> tuple[int, int, int] | None:
    """A day of the calendar, or None."""
    try:
        datetime.date(year, month, day)
    except ValueError:
        return None
    return year, month, day


def is_total(text: str | None) -> bool:
    """Whether a label or header says that it is a total."""
    return bool(TOTAL.fullmatch(plain(text)))


def document_day(text: str) -> str | None:
    """The day that a document's name carries ("Реализация 000123 от 05.06.2026 12:00:00"), in ISO form."""
    for pattern in DOCUMENT_DAYS:
        match = pattern.search(text)
        if match:
            year = int(match["year"])
            found = checked(year + 2000 if year < 100 else year, int(match["month"]), int(match["day"]))
            if found:
                return datetime.date(*found).isoformat()
    return None
