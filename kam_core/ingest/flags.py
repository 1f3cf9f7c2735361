"""Yes and no, as columns write them: the same words in Python and in SQL."""

from __future__ import annotations

from kam_core.ingest.blanks import NULL_WORDS, literal, plain, plain_sql

YES = frozenset({
    "true", "t", "yes", "y", "1", "1.0", "+", "x", "да", "д", "истина", "met", "made", "within", "in time", "on time",
    "achieved", "ok", "в срок", "вовремя", "соблюден", "соблюдён", "соблюдено", "выполнен", "выполнено", "уложились",
})
NO = frozenset({
    "false", "f", "no", "n", "0", "0.0", "нет", "н", "ложь", "missed", "breached", "violated", "late", "overdue", "failed",
    "просрочен", "просрочено", "просрочена", "нарушен", "нарушено", "не соблюден", "не соблюдён", "не соблюдено", "не в срок",
})
NOTHING = NULL_WORDS - YES - NO
"""Words for no value in a column of yes and no: "нет" is a value there."""


def is_flag(text: str) -> bool:
    """Whether a cell says yes or no."""
    return plain(text) in YES | NO


def flag_sql(text: str) -> str:
    """SQL of the truth that a text names; null where it names none."""
    yes, no = (", ".join(literal(word) for word in sorted(words)) for words in (YES, NO))
    # A lambda names the tidied text once; lists rather than IN, as in blanks.
    return (
        f"list_transform([{plain_sql(text)}], lambda t: case when list_contains([{yes}], t) then true "
        f"when list_contains([{no}], t) then false end)[1]"
    )


def no_flag_sql(text: str) -> str:
    """SQL that is true where a text of a column of yes and no says nothing."""
    return f"({text} is null or list_contains([{', '.join(literal(word) for word in sorted(NOTHING))}], {plain_sql(text)}))"
