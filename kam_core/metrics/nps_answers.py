"""Answers of surveys one by one: who said what, found by mood and by words."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from kam_core.errors import UsageError
from kam_core.i18n import Count, Joined, Message, msg, nmsg
from kam_core.ledger import Ledger
from kam_core.metrics import timeless
from kam_core.metrics.answer import Answer, Figure
from kam_core.metrics.attention_items import keyed
from kam_core.metrics.measure import Measure, Name
from kam_core.metrics.names import names
from kam_core.scope import Scope
from kam_core.settings import Settings

MOODS: dict[str, Message] = {
    "detractor": msg("detractor"), "passive": msg("passive"), "promoter": msg("promoter"),
}
"""What a score of 0 – 6, 7 – 8, 9 – 10 makes of who gave it."""
MOST = 200
"""Of more answers, the latest are listed."""
COLUMNS = (
    "key", "date", "account_id", "name", "score", "mood", "comment", "respondent", "role", "survey", "csat", "manager",
    "segment",
)


def ask(
    ledger: Ledger, scope: Scope, settings: Settings, mood: str | None = None, words: str = "", commented: bool = False,
) -> Answer:
    """Answers of the period, the latest first, 200 at most.

    mood: a key of MOODS, or None for all; words: all must stand in the comment, in any order and case, ё and е alike
    commented: only answers with a comment. key, of rows: that of the item of the attention list
    UsageError for an unknown mood
    """
    if mood is not None and mood not in MOODS:
        raise UsageError(msg("There is no mood “{mood}”.", mood=mood),
                         next=msg("Take one of: {allowed}.", allowed=Joined(list(MOODS))))
    asked = scope.filtered("unit", ())
    wanted = tuple(words.lower().replace("ё", "е").split())
    found = timeless.again(ledger, "nps_answers", asked, mood=mood, words=wanted, commented=commented, most=MOST)
    rows = found.rename(columns={"client_id": "account_id"})
    rows["key"] = keyed(pd.DataFrame({
        "kind": rows["mood"].astype(object), "account_id": rows["account_id"].fillna("").astype(object), "began": rows["date"],
        "what": rows["respondent"].astype(object),
    }))
    total = int(rows["found"].iloc[0]) if len(rows) else 0
    figures: dict[str, Figure] = {
        "found": total, "listed": len(rows), "commented": int(rows["comment"].fillna("").str.strip().ne("").sum()),
    }
    said = [] if total <= len(rows) else [
        msg("Of {found} answers the latest {listed} are listed.", found=Count(total), listed=Count(len(rows)))]
    return Answer("answers", ledger.version, scope, settings, figures, rows[list(COLUMNS)], _thesis(total), said)


def with_done(rows: pd.DataFrame, done: Mapping[str, object]) -> pd.DataFrame:
    """The rows with a column ``done``: what was done about an answer, by its key; null where nothing is known."""
    known = {key: str(what) for key, what in done.items()}
    return rows.assign(done=rows["key"].map(known).astype(object))


def _thesis(total: int) -> Message:
    if not total:
        return msg("No answer was found.")
    return nmsg("{n} answer was found.", "{n} answers were found.", total)


MEASURE = Measure(
    key="answers",
    label=msg("Answers of surveys"),
    unit="count",
    direction="",
    formula=msg("The answers themselves: score, words, who gave them and when. Detractors score 0 – 6, passives 7 – 8, "
                "promoters 9 – 10. Words are found in any order and case."),
    period=msg("The period of the scope, by the date of the answer."),
    population=msg("All answers of the clients of the scope, the latest first, 200 at most; those that name no client for "
                   "whoever sees everything."),
    source=msg("Own definition."),
    columns={
        "key": Name(msg("Answer"), "text"),
        "date": Name(msg("Date"), "date"),
        **names("account_id", "name"),
        "score": Name(msg("Score, 0 – 10"), "count"),
        "mood": Name(msg("Who it is"), "text"),
        "comment": Name(msg("In their words"), "text"),
        "respondent": Name(msg("Respondent"), "text"),
        "role": Name(msg("Role"), "text"),
        "survey": Name(msg("Survey"), "text"),
        "csat": Name(msg("Satisfaction, 1 – 5"), "count"),
        **names("manager", "segment"),
    },
    summary={
        "found": Name(msg("Answers found"), "count"),
        "listed": Name(msg("Answers listed"), "count"),
        "commented": Name(msg("Answers listed with a comment"), "count"),
    },
    query=("nps_answers",),
    find=ask,
    options={
        "mood": msg("detractor, passive or promoter; all where it is left out"),
        "words": msg("Words that must stand in the comment."),
        "commented": msg("Only answers with a comment."),
    },
)
