"""What is said of the Net Promoter Score: the thesis, and the notes. Scores in words are points from -100 to +100."""

from __future__ import annotations

import pandas as pd

from kam_core.i18n import Count, Message, Month, Share, Signed, msg, nmsg
from kam_core.metrics.answer import Figure
from kam_core.scope import Scope
from kam_core.settings import Settings

CHANCE = 0.05
"""A change is told where one as large would come by chance in fewer cases than this."""

TREND_MONTHS = 36
"""So many months of the trend are drawn, the latest."""


def points(score: Figure) -> Signed:
    """A score from -1 to 1 as it is printed: +32."""
    return Signed(100 * (score or 0.0))


def thesis(found: dict[str, Figure], settings: Settings) -> Message:
    """One sentence. Few answers: the answers; some: the interval first; many: the score with its interval."""
    n, score, low, high = int(found["n"] or 0), found["nps"], found["low"], found["high"]
    if not n:
        return msg("There are no answers in this period.")
    if score is None or low is None or high is None:
        return nmsg("{n} answer: promoters {promoters}, passives {passives}, detractors {detractors}.",
                    "{n} answers: promoters {promoters}, passives {passives}, detractors {detractors}.", n,
                    promoters=Count(int(found["promoters"] or 0)), passives=Count(int(found["passives"] or 0)),
                    detractors=Count(int(found["detractors"] or 0)))
    values = {"score": points(score), "low": points(low), "high": points(high)}
    if n < settings.number("nps_sure_answers"):
        return nmsg("NPS lies between {low} and {high}: {n} answer gives {score}.",
                    "NPS lies between {low} and {high}: {n} answers give {score}.", n, **values)
    if found["p"] is not None and found["p"] < CHANCE and found["nps_before"] is not None:
        values["before"] = points(found["nps_before"])
        if (found["change"] or 0) > 0:
            return nmsg("NPS rose from {before} to {score} (from {low} to {high}, {n} answer).",
                        "NPS rose from {before} to {score} (from {low} to {high}, {n} answers).", n, **values)
        return nmsg("NPS fell from {before} to {score} (from {low} to {high}, {n} answer).",
                    "NPS fell from {before} to {score} (from {low} to {high}, {n} answers).", n, **values)
    if low > 0:
        return nmsg("Clients recommend us: NPS {score} (from {low} to {high}, {n} answer).",
                    "Clients recommend us: NPS {score} (from {low} to {high}, {n} answers).", n, **values)
    if high < 0:
        return nmsg("Clients do not recommend us: NPS {score} (from {low} to {high}, {n} answer).",
                    "Clients do not recommend us: NPS {score} (from {low} to {high}, {n} answers).", n, **values)
    return nmsg("As many clients may advise against us as recommend us: NPS {score} (from {low} to {high}, {n} answer).",
                "As many clients may advise against us as recommend us: NPS {score} (from {low} to {high}, {n} answers).", n,
                **values)


def notes(scope: Scope, settings: Settings, found: dict[str, Figure], unnamed: int, trend: pd.DataFrame) -> list[Message]:
    """What must be known beside the figures. unnamed: answers that name no client"""
    n, said = int(found["n"] or 0), []
    if n:
        said += _comparison(settings, found, n)
    if found["invited"] and n > (found["invited"] or 0):
        said.append(msg("There are more answers ({n}) than invitations ({invited}) in this period, so no response rate is "
                        "given.", n=Count(n), invited=Count(int(found["invited"] or 0))))
    if unnamed:
        said.append(nmsg("{n} answer names no client: it counts in the score, not among clients.",
                         "{n} answers name no client: they count in the score, not among clients.", unnamed))
    window = int(settings.number("nps_window_months"))
    drawn = trend.tail(TREND_MONTHS)
    if len(drawn) and int(drawn["months"].iloc[0]) < window:
        said.append(nmsg("Answers begin in {month}: the first points of the trend take less than {n} month together.",
                         "Answers begin in {month}: the first points of the trend take less than {n} months together.", window,
                         month=Month(trend["month"].iloc[0], long=True)))
    if scope.values("unit"):
        said.append(msg("Answers name no business unit: those of all units together are shown."))
    return said


def _comparison(settings: Settings, found: dict[str, Figure], n: int) -> list[Message]:
    past, chance = found["n_before"], found["p"]
    if past is None:
        return []
    if not past:
        return [msg("There are no answers in the period before to compare with.")]
    sure = int(settings.number("nps_sure_answers"))
    if chance is None or found["nps_before"] is None:
        return [nmsg("Not compared with the period before: it has {past} answers, this one {now}, and each needs {n}.",
                     "Not compared with the period before: it has {past} answers, this one {now}, and each needs {n}.", sure,
                     past=Count(int(past)), now=Count(n))]
    values = {"before": points(found["nps_before"]), "past": Count(int(past)), "p": _chance(chance)}
    if chance < CHANCE:
        return [msg("In the period before NPS was {before} ({past} answers). So much by chance alone: {p}.", **values)]
    return [msg("In the period before NPS was {before} ({past} answers). The difference may be chance: one as large comes in "
                "{p} of cases where nothing has changed.", **values)]


def _chance(p: float) -> Share:
    return Share(p) if p < 0.1 else Share(p, 0)
