"""Why a row was set aside: short codes in the ledger, sentences for people."""

from __future__ import annotations

from kam_core.i18n import Count, Message, msg

TOTAL_WORDS = (
    "итого",
    "всего",
    "общий итог",
    "итог",
    "подытог",
    "промежуточный итог",
    "total",
    "grand total",
    "subtotal",
    "sum",
)
TOTAL_ROW = rf"(?i)\s*(?:{'|'.join(TOTAL_WORDS)})[\s:.]*"
"""A cell that says nothing but "total"."""

SCALES = {"score": (0, 10), "csat": (1, 5)}
"""The scale of an answer: what lies outside was asked, or typed, on another one."""


def explain(code: str) -> Message:
    """The sentence of a reason code: 'unreadable:date', 'missing:revenue', 'scale:score', 'unmatched:orders.csv', 'width'."""
    kind, _, detail = code.partition(":")
    match kind:
        case "unreadable":
            return msg("The value of “{field}” cannot be read.", field=detail)
        case "missing":
            return msg("There is no value of “{field}”.", field=detail)
        case "scale":
            low, high = SCALES[detail]
            return msg("The value of “{field}” is outside its scale, {low} to {high}.", field=detail, low=Count(low),
                       high=Count(high))
        case "before":
            return msg("The request was resolved before it was opened.")
        case "unmatched":
            return msg("“{file}” has no row for it, or that row was set aside.", file=detail)
        case "ambiguous":
            return msg("“{file}” has several different rows for it.", file=detail)
        case "width":
            return msg("The row has another number of columns than the header.")
        case "quote":
            return msg("A quotation mark is not closed, or stands in the middle of a value.")
        case "encoding":
            return msg("The row holds bytes that are not text.")
        case _:
            return msg("The row cannot be read ({code}).", code=code)
