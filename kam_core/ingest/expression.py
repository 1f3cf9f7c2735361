"""Columns computed on import: the four operations, brackets, numbers and headers, as in Quantity*Price*(1-Discount).

A header stands as it is written in the file, spaces and all; in quotes ("…", […] or `…`) where it could be taken for
something else. The longest header that fits is taken, with its capitals if it can be, without them otherwise. A text
that begins with = stands for itself in every row.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kam_core.errors import MappingError, UsageError
from kam_core.i18n import Joined, Message, msg
from kam_core.ingest.blanks import literal

NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)?(?![\w])")
QUOTED = re.compile(r'"((?:[^"]|"")+)"|\[([^\]]+)\]|`([^`]+)`')
NAME = re.compile(r"[^\W\d][\w.#№%$]*(?: +[^\W\d][\w.#№%$]*)*")
SIGNS = {"×": "*", "·": "*", "÷": "/", ":": "/", "−": "-", "–": "-"}
DEEPEST = 50


@dataclass(frozen=True)
class Name:
    """A header."""

    header: str


@dataclass(frozen=True)
class Figure:
    """A number, with a decimal point."""

    text: str


@dataclass(frozen=True)
class Operation:
    """One of + - * / over two parts."""

    sign: str
    left: Node
    right: Node


Node = Name | Figure | Operation


@dataclass(frozen=True)
class Expression:
    """A computed column.

    columns: the headers it needs, in the order of their first use; constant: the text after =, which needs none
    """

    columns: tuple[str, ...]
    root: Node | None = None
    constant: str | None = None

    def sql(self, column_sql: Callable[[str], str]) -> str:
        """DuckDB expression; column_sql gives the numeric expression of a header.

        A single column is passed through as it is; anything computed is a DOUBLE, to be rounded by the caller (exact to
        four places below 10^11). It is NULL where a column is NULL or a divisor is zero.
        """
        if self.root is None:
            return literal(self.constant or "")
        return column_sql(self.root.header) if isinstance(self.root, Name) else _sql(self.root, column_sql)


def parse_expression(text: str, headers: Sequence[str]) -> Expression:
    """An expression over the headers of a file.

    Errors: MappingError for a header that the file does not have, UsageError for an expression that cannot be read.
    """
    if text.lstrip().startswith("="):
        return Expression((), None, text.lstrip()[1:].strip())
    whole = _find(text.strip(), headers)
    if whole is not None:
        return Expression((whole,), Name(whole))
    parser = _Parser(text, headers)
    root = parser.parse()
    return Expression(tuple(dict.fromkeys(parser.used)), root)


def _sql(node: Node, column_sql: Callable[[str], str]) -> str:
    if isinstance(node, Name):
        return f"cast({column_sql(node.header)} as DOUBLE)"
    if isinstance(node, Figure):
        return f"cast({node.text} as DOUBLE)"
    left, right = _sql(node.left, column_sql), _sql(node.right, column_sql)
    return f"({left} / nullif({right}, 0))" if node.sign == "/" else f"({left} {node.sign} {right})"


def _find(name: str, headers: Sequence[str]) -> str | None:
    """The header of this name: exactly so, else without regard to capitals."""
    if name in headers:
        return name
    return next((header for header in headers if header.casefold() == name.casefold()), None)


class _Parser:
    """Recursive descent: sum → product → signed → a number, a header, or a sum in brackets."""

    def __init__(self, text: str, headers: Sequence[str]) -> None:
        self.text, self.headers = text, sorted(headers, key=len, reverse=True)
        self.place, self.depth = 0, 0
        self.used: list[str] = []

    def parse(self) -> Node:
        node = self._sum()
        if self._peek():
            raise self._broken(msg("“{rest}” is left over.", rest=self.text[self.place :].strip()))
        return node

    def _peek(self) -> str:
        while self.place < len(self.text) and self.text[self.place].isspace():
            self.place += 1
        return SIGNS.get(self.text[self.place], self.text[self.place]) if self.place < len(self.text) else ""

    def _sum(self) -> Node:
        node = self._product()
        while (sign := self._peek()) and sign in "+-":
            self.place += 1
            node = Operation(sign, node, self._product())
        return node

    def _product(self) -> Node:
        node = self._signed()
        while (sign := self._peek()) and sign in "*/":
            self.place += 1
            node = Operation(sign, node, self._signed())
        return node

    def _signed(self) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self._broken(msg("It is nested too deeply."))
        sign = self._peek()
        if sign and sign in "+-":
            self.place += 1
            node = self._signed()
            node = Operation("-", Figure("0"), node) if sign == "-" else node
        else:
            node = self._part()
        self.depth -= 1
        return node

    def _part(self) -> Node:
        first = self._peek()
        if not first:
            raise self._broken(msg("A number or a header is missing at the end."))
        header = self._header()
        if header is not None:
            self.used.append(header)
            return Name(header)
        if first == "(":
            self.place += 1
            node = self._sum()
            if self._peek() != ")":
                raise self._broken(msg("A closing bracket is missing."))
            self.place += 1
            return node
        number = NUMBER.match(self.text, self.place)
        if number:
            self.place = number.end()
            return Figure(number[0].replace(",", "."))
        name = QUOTED.match(self.text, self.place) or NAME.match(self.text, self.place)
        if name:
            raise unknown_header(next((group for group in name.groups() if group), name[0]), self.headers)
        raise self._broken(msg("“{sign}” was not expected.", sign=first))

    def _header(self) -> str | None:
        """The header that stands here, quoted or bare, or None."""
        quoted = QUOTED.match(self.text, self.place)
        if quoted:
            name = (quoted[1] or "").replace('""', '"') or quoted[2] or quoted[3]
            found = _find(name.strip(), self.headers)
            if found is not None:
                self.place = quoted.end()
                return found
        for exactly in (True, False):
            for header in self.headers:
                end = self.place + len(header)
                here = self.text[self.place : end]
                same = here == header if exactly else here.casefold() == header.casefold()
                if header and same and self._ends(header, end):
                    self.place = end
                    return header
        return None

    def _ends(self, header: str, end: int) -> bool:
        """True where a header ends and no longer word goes on."""
        return not (end < len(self.text) and _in_word(header[-1]) and _in_word(self.text[end]))

    def _broken(self, why: Message) -> UsageError:
        return UsageError(
            msg("The expression “{text}” cannot be read. {why}", text=self.text, why=why),
            next=msg("Use headers, numbers, + − * / and brackets, as in {example}.", example="Quantity*UnitPrice"),
        )


def _in_word(sign: str) -> bool:
    return sign.isalnum() or sign == "_"


def unknown_header(name: str, headers: Sequence[str]) -> MappingError:
    """The error of a header that the file does not have, with those that are nearest to it."""
    folded = {header.casefold(): header for header in headers}
    near = [folded[each] for each in difflib.get_close_matches(name.casefold(), folded, n=3, cutoff=0.5)]
    shown = near or sorted(headers)[:12]
    return MappingError(
        msg("The file has no column “{header}”.", header=name),
        next=msg("Take one of: {allowed}.", allowed=Joined([f"“{header}”" for header in shown])),
    )
