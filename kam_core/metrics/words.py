"""Words that sentences share: the base of the scope, small numbers in words."""

from __future__ import annotations

from dataclasses import dataclass

from kam_core.i18n import Count, Message, msg

BASE: dict[str, Message] = {
    "revenue": msg("revenue"), "margin": msg("margin"), "contribution": msg("contribution"),
}
"""What is shared out, by its name alone."""

OF_BASE: dict[str, Message] = {
    "revenue": msg("of the revenue"), "margin": msg("of the margin"), "contribution": msg("of the contribution"),
}
"""After a share: «23 % of the revenue» · «23 % выручки»."""

_WORDS = (
    msg("one"), msg("two"), msg("three"), msg("four"), msg("five"), msg("six"), msg("seven"), msg("eight"), msg("nine"),
    msg("ten"),
)


@dataclass(frozen=True)
class Word:
    """A whole number at the start of a sentence: in words up to ten, in figures above."""

    value: int

    def __str__(self) -> str:
        if not 1 <= self.value <= len(_WORDS):
            return str(Count(self.value))
        text = str(_WORDS[self.value - 1])
        return text[0].upper() + text[1:]
