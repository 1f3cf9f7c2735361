"""Which format the dates of a column have: decided by all of its values together, asked where they leave a doubt."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from kam_core.ingest.blanks import is_missing, plain
from kam_core.ingest.date_shapes import COMPILED, MONTHS_ONLY, WORDS, DateFormat, moment_of, serial


@dataclass(frozen=True)
class DateGuess:
    """What a column of dates looks like.

    alternatives: other formats that read as many of the values, but as other days (03/04: which is the month?)
    certain: False while there are alternatives, or where the values contradict each other; the user is asked
    share: share of the values (empty ones apart) that the format reads
    """

    format: DateFormat
    alternatives: tuple[DateFormat, ...] = ()
    certain: bool = True
    share: float = 1.0


def detect_date(values: Iterable[str | None], least: float = 0.5) -> DateGuess | None:
    """How a column writes dates, from all its values or a sample of them; None where it is not a column of dates.

    values: texts of the column; empty ones and words for nothing (NULL_WORDS) are left out
    least: the share of dates above which a column counts as dates
    """
    texts = Counter(plain(text) for text in values if text is not None and not is_missing(text))
    days: dict[str, dict[str, datetime.date]] = {}
    for text in texts:
        for kind, shape in COMPILED.items():
            found = shape.match(text)
            moment = moment_of(found.groupdict()) if found else None
            if moment:
                days.setdefault("words" if kind in WORDS else kind, {})[text] = moment.date()
        number = serial(text)
        if number:
            days.setdefault("serial", {})[text] = number.date()
    days = _without_headings(days, texts)
    dotted = days.pop("dotted", {})
    counts = {kind: sum(texts[text] for text in read) for kind, read in days.items()}
    total = sum(texts.values())
    # A format also reads what it is not made of: ISO dates, dotted ones, numbers of Excel.
    also = {**days.get("ymd", {}), **days.get("serial", {})}
    reads = {kind: sum(texts[text] for text in {**read, **also, **(dotted if kind != "dmy" else {})})
             for kind, read in days.items()}
    best = max(counts, key=lambda kind: (reads[kind], counts[kind], -ORDER.index(kind)), default="")
    if not best or reads[best] <= least * total:
        return None
    doubtful = best in ORDERS and not (best == "dmy" and all("." in text.split(" ")[0] for text in days[best]))
    rivals = [
        kind for kind in ORDERS
        if doubtful and kind != best and kind in days and _rival(days[kind], days[best], counts[kind], counts[best])
    ]
    formats = {kind: _format(kind, texts, days[kind]) for kind in (best, *rivals)}
    if "mdy" in rivals and formats[best].pattern.endswith("%p"):
        best = "mdy"
    others = tuple(fmt for kind, fmt in formats.items() if kind != best)
    return DateGuess(formats[best], others, not rivals, reads[best] / total)


def _without_headings(
    days: dict[str, dict[str, datetime.date]], texts: Counter[str]
) -> dict[str, dict[str, datetime.date]]:
    """Without months that stand among full dates: they head or sum the rows of their month.

    Where every full date is the first of its month, the column holds months, some of them written as dates.
    """
    months = {text for text in texts if any(COMPILED[shape].match(text) for shape in MONTHS_ONLY)}
    full = {text: day for kind, read in days.items() if kind != "serial" for text, day in read.items() if text not in months}
    if sum(texts[text] for text in full) <= sum(texts[text] for text in months) or all(d.day == 1 for d in full.values()):
        return days
    kept = {kind: {text: day for text, day in read.items() if text not in months} for kind, read in days.items()}
    return {kind: read for kind, read in kept.items() if read}


ORDERS = ("dmy", "mdy", "yymd")
ORDER = ("ymd", "dmy", "mdy", "yymd", "compact", "words", "ym", "my", "yyyymm", "serial")


def _rival(other: dict[str, datetime.date], best: dict[str, datetime.date], count: int, most: int) -> bool:
    """True where another order reads as many values and differently, or reads values that the best one cannot."""
    if any(text not in best for text in other):
        return True
    return count == most and any(best[text] != day for text, day in other.items())


def _format(kind: str, texts: Counter[str], read: dict[str, datetime.date]) -> DateFormat:
    """The pattern that most of the values of a kind have."""
    patterns = Counter[str]()
    for text in read:
        patterns[_pattern(kind, text)] += texts[text]
    pattern = patterns.most_common(1)[0][0]
    timed = sum(count for item, count in patterns.items() if "%H" in item or "%I" in item)
    return DateFormat(pattern, timed * 2 > sum(patterns.values()))


def _pattern(kind: str, text: str) -> str:
    """The strptime pattern of one value of a kind."""
    if kind == "serial":
        return "serial"
    if kind == "words":
        word = next(shape for shape in WORDS if COMPILED[shape].match(text))
        return {"d_word_y": "%d %B %Y", "word_d_y": "%B %d, %Y", "y_word_d": "%Y %B %d", "word_y": "%B %Y",
                "y_word": "%Y %B"}[word]
    found = COMPILED[kind].match(text)
    assert found
    part = found.groupdict()
    mark = re.search("[./ -]", text)
    sign = mark[0] if mark and kind not in ("compact", "yyyymm") else ""
    year = "%Y" if len(part["y"] or "") == 4 else "%y"
    letters = {"dmy": f"%d %m {year}", "mdy": f"%m %d {year}", "ymd": "%Y %m %d", "yymd": "%y %m %d", "ym": "%Y %m",
               "my": "%m %Y", "compact": "%Y %m %d", "yyyymm": "%Y %m"}[kind]
    pattern = letters.replace(" ", sign)
    if not part.get("h"):
        return pattern
    gap = "T" if re.search("[0-9]t[0-9]", text) else " "
    time = "%I:%M" if part.get("p") else "%H:%M"
    if part.get("s"):
        time += ":%S"
        fraction = re.search(r":[0-9]+[.]([0-9]+)", text)
        if fraction:
            time += ".%n" if len(fraction[1]) > 6 else ".%f"
    return pattern + gap + time + (" %p" if part.get("p") else "")
