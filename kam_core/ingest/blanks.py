"""Words for nothing, and the many kinds of space and minus: the same for numbers and dates, in Python and in SQL."""

from __future__ import annotations

NULL_WORDS = frozenset({
    "", "null", "na", "n/a", "-", "--", "—", "–", "#n/a", "#н/д", "nan", "none", "nil", "н/д", "нд", "нет",
    "нет данных", "\\n", "?", ".", "…", "<na>", "nat", "(null)", "(пусто)", "(blank)",
})
"""Words for "no value" in a column of numbers or dates, in small letters. In a column of text they are text."""

SPACES = "\t\n\v\f\r\x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u202f\u205f\u3000"
INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\xad"
MINUSES = "\u2212\u2012\u2013\u2014\ufe63\uff0d"
APOSTROPHES = "\u2019\u2018\u02bc\u00b4`"

_TABLE = str.maketrans(SPACES + MINUSES + APOSTROPHES, " " * len(SPACES) + "-" * len(MINUSES) + "'" * len(APOSTROPHES),
                       INVISIBLE)


def literal(text: str) -> str:
    """A text as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def plain(text: str) -> str:
    """A cell with plain spaces, hyphens and apostrophes, in small letters, without blanks around."""
    return text.translate(_TABLE).lower().strip(" ")


def plain_sql(sql: str) -> str:
    """SQL twin of plain(). Classes of characters, as translate() with long lists is ten times slower."""
    for kind, plain_sign in ((SPACES, " "), (MINUSES, "-"), (APOSTROPHES, "'"), (INVISIBLE, "")):
        sql = f"regexp_replace({sql}, {literal('[' + kind + ']')}, {literal(plain_sign)}, 'g')"
    return f"trim(lower({sql}), ' ')"


def is_missing(text: str | None) -> bool:
    """True where a cell of a numeric or date column says that there is no value."""
    return text is None or plain(text) in NULL_WORDS


def missing_sql(sql: str) -> str:
    """SQL twin of is_missing()."""
    # Not IN: DuckDB turns a long IN into a join over every row, even behind a CASE that few rows reach.
    words = ", ".join(literal(word) for word in sorted(NULL_WORDS))
    return f"({sql} is null or list_contains([{words}], {plain_sql(sql)}))"
