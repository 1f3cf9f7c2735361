"""Numbers as people and systems write them: the format is decided by the whole column, and read by SQL in bulk.

What is read, in every format: spaces of all kinds and apostrophes between thousands, a minus as hyphen, minus sign,
brackets or behind the number, a currency or unit beside it, per cent (divided by 100), an exponent. What remains to be
decided is whether a comma or a point parts the fraction. A number that breaks its column's format is read where it can
only mean one thing (1234.5 among decimal commas) and is nothing where it could mean two.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, localcontext
from typing import Literal

from kam_core.ingest.blanks import APOSTROPHES, NULL_WORDS, SPACES, is_missing, literal, plain, plain_sql

__all__ = ["NULL_WORDS", "NumberFormat", "NumberGuess", "detect_number", "number_sql", "parse_number"]

PREFIX = r"(?:₽|€|\$|£|¥|₴|₸|руб|rub|rur|us\$|usd|eur|gbp|chf|cny|kzt|byn)"
SUFFIX = (
    r"(?:₽|€|\$|£|¥|₴|₸|%|руб(?:лей|ля|ль)?|р\.?|rub|rur|usd|eur|gbp|chf|cny|kzt|byn|uah|тенге|тг\.?|"
    r"шт\.?|штук|ед\.?|кг\.?|г\.?|т\.?|л\.?|м\.?|м2|м3|уп\.?|упак\.?|pcs\.?|kg|ч\.?|час\.?)"
)
BODY = r"(?:[0-9][0-9 '.,]*|[.,][0-9]+)"
DIGITS = r"[.,]?[0-9][0-9 '.,]*"
# A number with its sign and currency: before, between, behind, or in brackets.
SHAPE = (
    rf"^(?:[-+]? *(?:{PREFIX} *)?{BODY}(?: *{SUFFIX})?|{PREFIX} *[-+] *{BODY}|{BODY} *-(?: *{SUFFIX})?"
    rf"|(?:{PREFIX} *)?\( *-? *(?:{PREFIX} *)?{BODY}(?: *{SUFFIX})? *\)(?: *{SUFFIX})?)$"
)
EXPONENT = r"^[-+]?(?:[0-9]+[.,]?[0-9]*|[.,][0-9]+)e[-+]?[0-9]+$"
SPACED = r"^[0-9]{1,3}(?:(?: [0-9]{3})+|(?:'[0-9]{3})+)(?:[.,][0-9]*)?$"
POINT_LAST = r"^[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]*$"
COMMA_LAST = r"^[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]*$"
COMMA_GROUPS = r"^[0-9]{1,3}(?:,[0-9]{3}){2,}$"
POINT_GROUPS = r"^[0-9]{1,3}(?:\.[0-9]{3}){2,}$"
ONE_COMMA = r"^[1-9][0-9]{0,2},[0-9]{3}$"
ONE_POINT = r"^[1-9][0-9]{0,2}\.[0-9]{3}$"
SIMPLE = r"^(?:[0-9]+[.,]?[0-9]*|[.,][0-9]+)$"
# What DuckDB casts to a DECIMAL without help, underscores among it.
BARE = r"^[-+]?(?:[0-9]+(?:_[0-9]+)*(?:\.[0-9]*)?|\.[0-9]+)(?:e[-+]?[0-9]+)?$"


@dataclass(frozen=True)
class NumberFormat:
    """How a column writes numbers.

    decimal: ',' or '.'; thousands: the signs seen between thousands (' ' stands for every kind of space), '' for none
    mixed: both signs were seen as fractions in one column, so 1.234 among commas may be either and is not read
    """

    decimal: Literal[",", "."] = "."
    thousands: str = ""
    mixed: bool = False


@dataclass(frozen=True)
class NumberGuess:
    """What a column of numbers looks like.

    certain: False where nothing in the column tells a fraction from thousands (1,234); alternatives: the other readings
    share: share of the values (empty ones apart) that are numbers; percent: most of them carry a per cent sign
    """

    format: NumberFormat
    certain: bool = True
    alternatives: tuple[NumberFormat, ...] = ()
    share: float = 1.0
    percent: bool = False


def number_sql(column_sql: str, fmt: NumberFormat, scale: int = 4) -> str:
    """DuckDB expression of type DECIMAL(18, scale), rounded half up; NULL where the text is no number of this format.

    column_sql: an expression of type VARCHAR. The usual form of the column is cast at once; only what fails takes the
    thorough way.
    """
    kind = f"DECIMAL(18,{scale})"
    return f"coalesce({_quick_sql(column_sql, fmt, kind)}, {_thorough_sql(column_sql, fmt, kind)})"


def _quick_sql(c: str, fmt: NumberFormat, kind: str) -> str:
    """The cheapest expression for the usual form of a column; what it reads, the thorough way reads the same."""
    if not fmt.thousands:
        if fmt.decimal == ".":
            return f"try_cast({c} as {kind})"
        return f"case when not contains({c}, '.') then try_cast(replace({c}, ',', '.') as {kind}) end"
    value, forms = c, []
    for sign in fmt.thousands:
        forms.append(f"[1-9][0-9]{{0,2}}(?:{re.escape(sign)}[0-9]{{3}})+")
        value = f"replace({value}, {literal(sign)}, '')"
    if fmt.decimal == ",":
        value = f"replace({value}, ',', '.')"
    point = "," if fmt.decimal == "," else r"\."
    shape = rf"[-+]?(?:[0-9]+|{'|'.join(forms)})(?:{point}[0-9]*)?"
    return f"case when regexp_full_match({c}, {literal(shape)}) then try_cast({value} as {kind}) end"


def _thorough_sql(c: str, fmt: NumberFormat, kind: str) -> str:
    # Lambdas over lists of one name the steps: DuckDB would compute a repeated expression for every row, beforehand.
    digits = f"rtrim(regexp_extract(t, {literal(DIGITS)}), ' ')"
    sign = "case when contains(t, '-') or contains(t, '(') then '-' else '' end"
    cent = "case when contains(t, '%') then 'e-2' else '' end"
    number = f"list_transform([{digits}], lambda b: try_cast({sign} || {_digits_sql(fmt)} || {cent} as {kind}))[1]"
    return (
        f"list_transform([replace({plain_sql(c)}, 'руб.', 'руб')], lambda t:"
        f" case when regexp_matches(t, {literal(EXPONENT)}) then try_cast(replace(t, ',', '.') as {kind})"
        f" when regexp_matches(t, {literal(SHAPE)}) then {number} end)[1]"
    )


def _digits_sql(fmt: NumberFormat) -> str:
    """SQL twin of _digits(), over the name b."""
    apostrophe = literal("'")
    no_commas, no_points = "replace(b, ',', '')", "replace(b, '.', '')"
    other, joined = (ONE_POINT, no_points) if fmt.decimal == "," else (ONE_COMMA, no_commas)
    forms = (
        (SPACED, f"replace(replace(replace(b, ' ', ''), {apostrophe}, ''), ',', '.')"),
        (POINT_LAST, no_commas),
        (COMMA_LAST, f"replace({no_points}, ',', '.')"),
        (COMMA_GROUPS, no_commas),
        (POINT_GROUPS, no_points),
        (other, "null" if fmt.mixed else joined),
        (SIMPLE, "replace(b, ',', '.')"),
    )
    return "case " + " ".join(f"when regexp_matches(b, {literal(form)}) then {value}" for form, value in forms) + " end"


def parse_number(text: str | None, fmt: NumberFormat, scale: int = 4) -> Decimal | None:
    """What number_sql makes of one text, computed in Python: for previews, and as the twin in tests."""
    if text is None:
        return None
    t = plain(text)
    bare = t if fmt.decimal == "." else t.replace(".", "#").replace(",", ".")
    if not fmt.thousands and re.match(BARE, bare):
        return _decimal(bare.replace("_", ""), scale)
    if re.match(EXPONENT, t):
        return _decimal(t.replace(",", "."), scale)
    body = _body(t)
    digits = _digits(body, fmt) if body else None
    if digits is None:
        return None
    sign = "-" if "-" in t or "(" in t else ""
    return _decimal(sign + digits + ("e-2" if "%" in t else ""), scale)


def _body(t: str) -> str | None:
    """The digits and separators of a number, without its sign and currency; None where the text is no number."""
    t = t.replace("руб.", "руб")
    found = re.search(DIGITS, t) if re.match(SHAPE, t) else None
    return found[0].rstrip(" ") if found else None


def _digits(body: str, fmt: NumberFormat) -> str | None:
    """Digits with a decimal point out of digits with separators; None where they make no number."""
    if re.match(SPACED, body):
        return body.replace(" ", "").replace("'", "").replace(",", ".")
    if re.match(POINT_LAST, body) or re.match(COMMA_GROUPS, body):
        return body.replace(",", "")
    if re.match(COMMA_LAST, body) or re.match(POINT_GROUPS, body):
        return body.replace(".", "").replace(",", ".")
    if re.match(ONE_POINT if fmt.decimal == "," else ONE_COMMA, body):
        return None if fmt.mixed else re.sub("[.,]", "", body)
    return body.replace(",", ".") if re.match(SIMPLE, body) else None


def _decimal(text: str, scale: int) -> Decimal | None:
    """Rounded half up to the scale; None beyond 18 digits, as DuckDB has it."""
    with localcontext() as context:
        context.prec = 100
        try:
            number = Decimal(text)
            if number.adjusted() > 30:
                return None
            number = number.quantize(Decimal(1).scaleb(-scale), rounding=ROUND_HALF_UP)
        except InvalidOperation:
            return None
    return None if abs(number) >= Decimal(10) ** (18 - scale) else number


def detect_number(
    values: Iterable[str | None], hint: NumberFormat | None = None, least: float = 0.5
) -> NumberGuess | None:
    """How a column writes numbers, from all its values or a sample of them; None where it is not a column of numbers.

    values: texts of the column; empty ones and words for nothing (NULL_WORDS) are left out
    hint: the format of the other columns of the file; it decides where this column alone says nothing
    least: the share of numbers above which a column counts as numbers
    """
    bodies: list[str] = []
    seen = percents = 0
    signs: set[str] = set()
    for text in values:
        if text is None or is_missing(text):
            continue
        seen += 1
        t = plain(text)
        body = _body(t)
        if body is None:
            bodies += [t] if re.match(EXPONENT, t) or re.match(BARE, t) else []
        elif _digits(body, NumberFormat()) is not None:
            bodies.append(body)
            percents += "%" in t
            if re.match(SPACED, body):
                signs |= {char for char in text.strip() if char in SPACES + APOSTROPHES + " '"}
    if len(bodies) <= least * seen:
        return None
    return _decide(Counter(map(_vote, bodies)), signs, len(bodies) / seen, percents * 2 > len(bodies), hint)


def _decide(
    votes: Counter[str], signs: set[str], share: float, percent: bool, hint: NumberFormat | None
) -> NumberGuess:
    """Weighs what the values say about the comma and the point."""
    spaces = "".join(sorted(signs))
    comma, point = votes["comma"] + votes["groups."], votes["point"] + votes["groups,"]

    def guess(decimal: Literal[",", "."], certain: bool = True, mixed: bool = False) -> NumberGuess:
        other = "." if decimal == "," else ","
        grouped = votes["groups" + other] or (votes["one" + other] and not mixed)
        fmt = NumberFormat(decimal, spaces + (other if grouped else ""), mixed)
        return NumberGuess(fmt, certain, (), share, percent)

    if comma or point:
        return guess("," if comma > point else ".", mixed=bool(votes["comma"] and votes["point"]))
    if not votes["one,"] and not votes["one."]:
        return guess(hint.decimal if hint else ".")
    if hint or (votes["one,"] and votes["one."]):
        return guess(hint.decimal if hint else ".", certain=bool(hint))
    # One sign, always before three digits. Whoever groups thousands groups all of them: a bare 4567 beside 1,234 says
    # that the comma parts a fraction; bare numbers below a thousand alone say that it groups.
    fraction, group = guess("," if votes["one,"] else "."), guess("." if votes["one,"] else ",")
    if votes["long"]:
        return fraction
    if votes["short"] >= max(3, votes["one,"] + votes["one."]):
        return group
    first, second = (group, fraction) if votes["one,"] else (fraction, group)
    return replace(first, certain=False, alternatives=(second.format,))


def _vote(body: str) -> str:
    """What one number says: which sign parts its fraction or groups it, a doubtful group of three, or a bare number."""
    if re.match(POINT_LAST, body) or re.match(COMMA_GROUPS, body):
        return "groups,"
    if re.match(COMMA_LAST, body) or re.match(POINT_GROUPS, body):
        return "groups."
    if re.match(ONE_COMMA, body):
        return "one,"
    if re.match(ONE_POINT, body):
        return "one."
    if "," in body:
        return "comma"
    if "." in body:
        return "point"
    return "long" if body.isdigit() and len(body) > 3 else "short"
