"""The shapes that dates take, and what they mean: one table for the SQL, its twin in Python, and the guess."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

STEMS = (
    ("янв", "jan"), ("фев", "feb"), ("мар", "mar"), ("апр", "apr"), ("май", "мая", "may"), ("июн", "jun"),
    ("июл", "jul"), ("авг", "aug"), ("сен", "sep"), ("окт", "oct"), ("ноя", "nov"), ("дек", "dec"),
)
MONTHS = {stem: number for number, stems in enumerate(STEMS, 1) for stem in stems}
FIRST_SERIAL, LAST_SERIAL = 20000, 60000
ZERO = datetime.datetime.fromisoformat("1899-12-30")

_WORD = (
    "(?P<w>янв(?:ар[ья])?|фев(?:р(?:ал[ья])?)?|март?а?|апр(?:ел[ья])?|ма[йя]|июн[ья]?|июл[ья]?|авг(?:уста?)?"
    "|сент?(?:ябр[ья])?|окт(?:ябр[ья])?|нояб?(?:р[ья])?|дек(?:абр[ья])?|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?"
    r"|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_D, _M = "(?P<d>0?[1-9]|[12][0-9]|3[01])", "(?P<m>0?[1-9]|1[0-2])"
_MM, _DD = "(?P<m>0[1-9]|1[0-2])", "(?P<d>0[1-9]|[12][0-9]|3[01])"
_Y4, _Y, _Y2 = "(?P<y>(?:19|20)[0-9]{2})", "(?P<y>(?:19|20)?[0-9]{2})", "(?P<y>[0-9]{2})"
_S = "[./ -]"
_YEAR = r"(?: ?(?:года?|г\.?))?"
_TIME = (
    r"(?:(?:,? +|t)(?P<h>[01]?[0-9]|2[0-3]):(?P<i>[0-5]?[0-9])(?::(?P<s>[0-5]?[0-9])(?:[.,][0-9]{1,9})?)?"
    r" ?(?P<p>am|pm)?)? ?(?P<z>z|utc|gmt|[+-][0-9]{2}:?[0-9]{2})?$"
)
_END = _YEAR + _TIME

SHAPES = {
    "dmy": f"^{_D}{_S}{_M}{_S}{_Y}{_END}",
    "mdy": f"^{_M}{_S}{_D}{_S}{_Y}{_END}",
    "ymd": f"^{_Y4}{_S}{_M}{_S}{_D}{_END}",
    "yymd": f"^{_Y2}{_S}{_M}{_S}{_D}{_END}",
    "dotted": rf"^{_D}\.{_M}\.{_Y4}{_END}",
    "compact": f"^{_Y4}{_MM}{_DD}{_TIME}",
    "d_word_y": rf"^{_D}(?:st|nd|rd|th)?[ ./-]*{_WORD}[ .,/-]*{_Y}{_END}",
    "word_d_y": rf"^{_WORD} ?{_D}(?:st|nd|rd|th)?,? {_Y4}{_END}",
    "y_word_d": rf"^{_Y4}[ /-]{_WORD}[ /-]{_D}{_END}",
    "word_y": rf"^{_WORD}[ .,'/-]*{_Y}{_YEAR}$",
    "y_word": rf"^{_Y4}{_YEAR}[ .,/-]*{_WORD}$",
    "ym": f"^{_Y4}[./ -]{_M}$",
    "my": f"^{_M}[./ -]{_Y4}{_YEAR}$",
    "yyyymm": f"^{_Y4}{_MM}$",
}
"""What a date may look like, after plain(). Groups: day, month, word, year, hour, i for minutes, second, am/pm, zone."""

COMPILED = {kind: re.compile(shape) for kind, shape in SHAPES.items()}
WORDS = ("d_word_y", "word_d_y", "y_word_d", "word_y", "y_word")
MONTHS_ONLY = ("word_y", "y_word", "ym", "my", "yyyymm")
SERIAL = r"^[2-6][0-9]{4}(?:[.,][0-9]+)?$"
KINDS = {
    "dmY": "dmy", "dmy": "dmy", "mdY": "mdy", "mdy": "mdy", "Ymd": "ymd", "ymd": "yymd", "Ym": "ym", "mY": "my",
}
ALSO = {
    "dmy": ("ymd",), "ymd": ("dotted",), "yymd": ("ymd", "dotted"), "words": (*WORDS, "ymd", "dotted"),
}


@dataclass(frozen=True)
class DateFormat:
    """How a column writes dates: a strptime pattern or "serial"; with_time where most values carry a time of day."""

    pattern: str = "%Y-%m-%d"
    with_time: bool = False

    @property
    def kind(self) -> str:
        """Order of the parts: a key of SHAPES, 'words' or 'serial'."""
        day = re.split(r"[ T,]+%[HI]", self.pattern)[0]
        if "%b" in day or "%B" in day:
            return "words"
        letters = "".join(re.findall("%([dmyY])", day))
        if "%Y%m" in day:
            return "compact" if "d" in letters else "yyyymm"
        return KINDS.get(letters, "serial")

    @property
    def label(self) -> str:
        """The pattern as people write it: dd.mm.yyyy hh:mm."""
        if self.pattern == "serial":
            return "Excel: 45292"
        signs = (("%d", "dd"), ("%m", "mm"), ("%Y", "yyyy"), ("%y", "yy"), ("%B", "month"), ("%b", "mon"), ("%H", "hh"),
                 ("%I", "hh"), ("%M", "mm"), ("%S", "ss"), ("%f", "fff"), ("%n", "fffffffff"), ("%p", "am"))
        text = self.pattern
        for sign, word in signs:
            text = text.replace(sign, word)
        return text

    @property
    def shapes(self) -> tuple[str, ...]:
        """The shapes that a column of this format is read by, in order; numbers of Excel come after them."""
        kind = self.kind
        own = () if kind in ("serial", "words") else (kind,)
        also = ALSO.get(kind, ("ymd", "dotted"))
        if kind == "words" and "%d" in self.pattern:  # among full dates a month alone heads or sums its rows
            also = tuple(shape for shape in also if shape not in MONTHS_ONLY)
        return own + also


def moment_of(part: dict[str, str | None]) -> datetime.datetime | None:
    """The moment that the groups of a shape mean, in UTC where they name a zone; None for a day that is none."""
    year = part["y"] or ""
    if len(year) == 2:
        year = ("20" if year < "69" else "19") + year
    word = part.get("w")
    month = MONTHS[word[:3]] if word else int(part["m"] or 0)
    try:
        day = datetime.datetime.combine(datetime.date(int(year), month, int(part.get("d") or 1)), datetime.time())
    except ValueError:
        return None
    hour, minute, second = (int(part.get(name) or 0) for name in "his")
    if part.get("p"):
        hour = hour % 12 + (12 if part["p"] == "pm" else 0)
    zone = part.get("z") or ""
    shift = 0
    if len(zone) > 4:
        shift = (1 if zone[0] == "+" else -1) * (int(zone[1:3]) * 3600 + int(zone[-2:]) * 60)
    return day + datetime.timedelta(hours=hour, minutes=minute, seconds=second - shift)


def serial(text: str) -> datetime.datetime | None:
    """The moment that a number of Excel means, to the second; None outside 20000-60000."""
    if not re.match(SERIAL, text):
        return None
    number = float(text.replace(",", "."))
    if not FIRST_SERIAL <= number < LAST_SERIAL + 1:
        return None
    return ZERO + datetime.timedelta(days=int(number), seconds=round((number - int(number)) * 86400))
