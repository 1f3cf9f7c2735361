"""Parts of the page NPS: figures with their intervals, the score by part, who is silent, and the answers in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from kam_core.errors import BookError
from kam_core.i18n import Count, Day, Message, Share, Signed, msg, nmsg
from kam_core.metrics import Answer
from kam_core.metrics.answer import Figure as Known
from kam_core.metrics.nps_answers import with_done
from kam_core.ui.answers import ask
from kam_core.ui.client_tables import answer_table, columns
from kam_core.ui.columns import Column
from kam_core.ui.empty import empty
from kam_core.ui.fragments import fragment
from kam_core.ui.headline import Figure, figures
from kam_core.ui.notes import notes
from kam_core.ui.text import escape
from kam_core.ui.values import out_of, share
from kam_core.ui.view import View

SPLITS: dict[str, tuple[Message, Message]] = {
    "segment": (msg("By segment"), msg("Segment")),
    "manager": (msg("By manager"), msg("Manager")),
    "role": (msg("By role"), msg("Role")),
    "survey": (msg("By survey"), msg("Survey")),
}
SHOWN: dict[str, Message] = {
    "": msg("All answers"), "detractor": msg("Detractors"), "passive": msg("Passives"), "promoter": msg("Promoters"),
}
POINTS = (
    Column("nps", msg("NPS"), "number", digits=0),
    Column("low", msg("from"), "number", digits=0,
           help=msg("Within these bounds chance alone may move it, in 19 of 20 cases.")),
    Column("high", msg("to"), "number", digits=0),
)
"""The score and its interval, in points."""
DONE: dict[str, Message] = {"done": msg("done"), "later": msg("later"), "not_relevant": msg("not relevant")}
"""What a mark of the attention list says of an answer."""
SILENT = ("name", "revenue", "share", "invited", "last_answer", "last_score", "manager", "segment", "region")
CLIENTS = ("name", "n", "scores", "nps", "low", "high", "promoters", "passives", "detractors", "last_answer", "last_score",
           "decision_score", "invited", "revenue", "share", "manager", "segment", "region")
WORDS = ("date", "name", "score", "comment", "manager", "respondent", "role", "survey", "segment")
Summary = Mapping[str, Known]
WORDY = 420
"""Pixels for what somebody wrote."""


def answered(answer: Answer) -> Message | None:
    """Who is counted: so many answers of so many clients."""
    n, clients = int(answer.summary["n"] or 0), int(answer.summary["accounts"] or 0)
    if not n:
        return None
    if not clients:
        return nmsg("{n} answer", "{n} answers", n)
    return msg("{answers} of {clients}", answers=nmsg("{n} answer", "{n} answers", n),
               clients=nmsg("{n} client", "{n} clients", clients))


def nps_figures(answer: Answer, view: View) -> None:
    """The score with its interval, by revenue, and how many were heard; below, each client alike, and who is satisfied."""
    found = answer.summary
    figures([
        _headline(answer, view),
        Figure(msg("Weighed by revenue"), _points(found["nps_revenue"]), of="nps_revenue",
               note=msg("no revenue of who answered") if found["nps_revenue"] is None and found["nps"] is not None
               else _range(found["revenue_low"], found["revenue_high"])),
        Figure(msg("Response rate"), share(found["response_rate"]), of="response_rate",
               note=out_of(found["n"], found["invited"]) if found["response_rate"] is not None
               else None if found["invited"] else msg("no invitations were brought in")),
        Figure(msg("Revenue heard"), share(found["revenue_coverage"]), of="revenue_coverage",
               note=None if found["silent"] is None else
               nmsg("{n} large client is silent", "{n} large clients are silent", int(found["silent"]))),
    ])
    lines = [line for line in (_alike(found), _satisfied(found)) if line is not None]
    if lines:
        st.markdown("  \n".join(escape(line) for line in lines))


def _alike(found: Summary) -> Message | None:
    """The mean of the scores of clients."""
    score, low, high = (_points(found[key]) for key in ("nps_accounts", "accounts_low", "accounts_high"))
    if score is None:
        return None
    if low is None or high is None:
        return nmsg("Each client alike: NPS {score}, of {n} client.", "Each client alike: NPS {score}, of {n} clients.",
                    int(found["accounts"] or 0), score=score)
    return nmsg("Each client alike: NPS {score}, of {n} client; 95 % interval {low} … {high}.",
                "Each client alike: NPS {score}, of {n} clients; 95 % interval {low} … {high}.", int(found["accounts"] or 0),
                score=score, low=low, high=high)


def _satisfied(found: Summary) -> Message | None:
    """The share of 4 and 5 of 5; of few answers, how many."""
    if not found["rated"] or found["csat"] is None:
        return None
    return nmsg("Satisfied (4 – 5 of 5): {share} of {n} answer; 95 % interval {low} – {high}.",
                "Satisfied (4 – 5 of 5): {share} of {n} answers; 95 % interval {low} – {high}.", int(found["rated"]),
                share=Share(found["csat"]), low=Share(found["csat_low"] or 0.0, 0), high=Share(found["csat_high"] or 0.0, 0))


def _headline(answer: Answer, view: View) -> Figure:
    """Few answers: how many; some: the interval; many: the score."""
    found = answer.summary
    n, low, high = int(found["n"] or 0), _points(found["low"]), _points(found["high"])
    if low is None or high is None:
        return Figure(msg("Answers"), Count(n), card="nps", of="n",
                      note=msg("too few for NPS") if n else None)
    many = nmsg("{n} answer", "{n} answers", n)
    if n < view.settings.number("nps_sure_answers"):
        return Figure(msg("NPS lies between"), msg("{low} and {high}", low=low, high=high), card="nps", of="nps",
                      note=msg("{answers} give {score}", answers=many, score=_points(found["nps"])))
    return Figure(msg("NPS"), _points(found["nps"]), card="nps", of="nps",
                  note=msg("{low} … {high}, {answers}", low=low, high=high, answers=many))


def _points(score: float | None) -> Signed | None:
    return None if score is None else Signed(100 * score)


def _range(low: float | None, high: float | None) -> Message | None:
    if low is None or high is None:
        return None
    return msg("95 % interval {low} … {high}", low=Signed(100 * low), high=Signed(100 * high))


def without_answers(view: View) -> None:
    """What is missing where nobody answered: no survey at all, or none in this period."""
    if view.open_ledger.info.rows.get("nps"):
        empty(msg("Nobody answered in this period and this scope."), link=False)
        return
    empty(msg("No answers of surveys were brought in, so it is not known whether clients recommend you."),
          msg("Here would stand NPS with its interval over time, which large clients are silent, and what detractors say."))


@fragment
def nps_by(answer: Answer, view: View) -> None:
    """The score by segment, manager, role or survey. answer: ``nps`` under the view's scope"""
    offered = [kind for kind in SPLITS if answer.frames[f"by_{kind}"]["part"].notna().any()]
    if not offered:
        return
    kind = st.segmented_control(
        str(msg("NPS by")), offered, default=offered[0], format_func=lambda key: str(SPLITS[key][0]), key="nps_by",
        required=True, label_visibility="collapsed",
    ) or offered[0]
    title, name = SPLITS[kind]
    rows = _in_points(answer.frames[f"by_{kind}"])
    rows = rows.assign(part=rows["part"].fillna(str(msg("not named"))))
    chosen = [
        Column("part", name, width=230), Column("n", msg("Answers"), "count"), *POINTS,
        Column("promoters", msg("Promoters"), "count"),
        Column("passives", msg("Passives"), "count"), Column("detractors", msg("Detractors"), "count"),
    ]
    answer_table(rows, chosen, title, view, f"nps_{kind}", search="part")
    least = int(view.settings.number("nps_min_answers"))
    if (rows["n"] < least).any():
        notes([nmsg("Below {n} answer a part has counts only.", "Below {n} answers a part has counts only.", least)])


def silent(answer: Answer, view: View) -> None:
    """The large clients that did not answer in the period, by revenue. answer: ``nps``"""
    rows = answer.rows[answer.rows["silent"]].reset_index(drop=True)
    title = msg("Large clients that are silent")
    if rows.empty:
        if answer.summary["revenue_coverage"] is not None:
            st.subheader(escape(title))
            st.markdown(escape(msg("There are none: every large client has answered.")))
        return
    answer_table(rows, columns("nps", SILENT), title, view, "silent", fixed=True)
    st.caption(escape(msg("Large are the clients that together bring {share} of the revenue.",
                          share=Share(view.settings.number("pareto_share"), 0))))


def detractors(view: View) -> None:
    """Answers of 0 to 6, the latest first, in their words, and what was done about them by the marks of the page Today."""
    answer = ask("answers", view, mood="detractor")
    if answer.rows.empty:
        return
    done = followed_up(view, answer.rows["key"].tolist())
    rows = with_done(answer.rows, done)
    chosen = _worded(WORDS)
    chosen.insert(WORDS.index("comment") + 1, Column("done", msg("What was done"), width=230))
    answer_table(rows, chosen, msg("Detractors"), view, "detractors", fixed=not done)
    notes(answer.notes)


def followed_up(view: View, keys: Sequence[str]) -> dict[str, Message]:
    """What was said of these items of the attention list, by their keys; nothing where the book cannot be read."""
    try:
        marks = view.book.marks.of(keys)
    except BookError:
        return {}
    found = {}
    for key, mark in marks.items():
        values = {"what": DONE[mark.state], "who": mark.who, "day": Day(mark.at.date())}
        found[key] = (msg("{what}, {who}, {day}: {why}", why=mark.why, **values) if mark.why
                      else msg("{what}, {who}, {day}", **values))
    return found


@fragment
def words(view: View) -> None:
    """Comments of answers, found by words."""
    st.subheader(escape(msg("In their words")))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        wanted = st.text_input(
            str(msg("Words")), key="nps_words", icon=":material/search:", label_visibility="collapsed", width=260,
            placeholder=str(msg("Find by words")),
        )
        mood = st.segmented_control(
            str(msg("Whose answers")), list(SHOWN), default="", format_func=lambda key: str(SHOWN[key]), key="nps_mood",
            required=True, label_visibility="collapsed",
        ) or None
    answer = ask("answers", view, mood=mood, words=wanted.strip(), commented=True)
    if answer.rows.empty:
        st.markdown(escape(msg("No comment was found.")))
        return
    answer_table(answer.rows, _worded(WORDS), nmsg("{n} comment", "{n} comments", int(answer.summary["found"] or 0)), view,
                 "nps_said")
    notes(answer.notes)


def nps_clients(answer: Answer, view: View) -> None:
    """Clients that answered or were asked, by revenue. answer: ``nps``"""
    rows = answer.rows[(answer.rows["n"] > 0) | (answer.rows["invited"] > 0)].reset_index(drop=True)
    if rows.empty:
        return
    points = {column.key: column for column in POINTS}
    chosen = [points.get(column.key, column) for column in columns("nps", CLIENTS)]
    answer_table(_in_points(rows), chosen, msg("Clients by their answers"), view, "nps_clients", fixed=True)


def _in_points(rows: pd.DataFrame) -> pd.DataFrame:
    """Scores from -1 to 1 as they are printed, from -100 to +100."""
    return rows.assign(**{name: 100 * rows[name] for name in ("nps", "low", "high") if name in rows})


def _worded(keys: tuple[str, ...]) -> list[Column]:
    return [Column(column.key, column.label, column.kind, width=WORDY) if column.key == "comment" else column
            for column in columns("answers", keys)]


